"""Log-in over an OpenID Connect server: a small one of our own on this machine stands for the operator's."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from accounts import secrets
from accounts.models import User
from core.models import OutboxMail
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
ADA = {"sub": "ada-1", "name": "Ada Lovelace", "email": "ada@people.test", "email_verified": True}
LOGIN = "/accounts/oidc/sso/login/"


class Server(HTTPServer):
    person: dict


class Answers(BaseHTTPRequestHandler):
    server: Server

    def answer(self, said: dict) -> None:
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        home = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/.well-known/openid-configuration":
            ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            self.answer({"issuer": home, **{f"{name}_endpoint": f"{home}/{path}" for name, path in ends.items()}})
        else:
            self.answer(self.server.person)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "secret-token", "token_type": "Bearer"})

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    server = Server(("127.0.0.1", 0), Answers)
    server.person = ADA
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks so often whether to stop
    app = {
        "provider_id": "sso",
        "name": "Hospital",
        "client_id": "board",
        "secret": "x",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
    }
    settings.OIDC_NAME = "Hospital"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield server
    server.shutdown()
    server.server_close()


def come_back(browser, **more):
    """Over to the other site and back, as a browser goes."""
    over = browser.post(LOGIN, more)
    asked = parse_qs(urlsplit(over.url).query)
    return browser.get(f"{LOGIN}callback/", {"code": "c", "state": asked["state"][0]})


def register(browser, **more):
    return browser.post(
        reverse("socialaccount_signup"), {"role": "candidate", "email": ADA["email"], "name": "", **more}
    )


def test_button_stands_only_where_a_server_is_set_up(client, site, settings):
    with_it = [client.get(reverse(name)).content.decode() for name in ("account_login", "account_signup")]
    settings.SOCIALACCOUNT_PROVIDERS = {}
    without = [client.get(reverse(name)).content.decode() for name in ("account_login", "account_signup")]

    assert ["with Hospital" in page for page in with_it] == [True, True]
    assert ["with Hospital" in page for page in without] == [False, False]
    assert client.post(LOGIN).status_code == 404


def test_somebody_new_is_asked_why_she_comes_and_needs_no_code(client, site):
    asked = come_back(client)
    form = client.get(asked.url).context["form"]
    refused = register(client, role="")
    landed = register(client, role="candidate", name="Ada Lovelace")

    assert asked.url == reverse("socialaccount_signup")
    assert (form.initial["email"], form.initial["name"]) == ("ada@people.test", "Ada Lovelace")
    assert refused.context["form"].errors["role"] == ["Choose one of the two."]
    assert landed.url == reverse("listings:list")
    person = User.objects.get()
    assert (person.email, person.name, person.is_candidate) == ("ada@people.test", "Ada Lovelace", True)
    assert not person.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert not SocialToken.objects.exists()


def test_who_came_once_is_known_the_next_time(client, site):
    come_back(client)
    register(client)
    again = Client()

    landed = come_back(again)

    assert landed.url == reverse("listings:list")
    assert again.session["_auth_user_id"] == str(User.objects.get().pk)
    assert SocialAccount.objects.count() == 1


def test_next_survives_the_way_over_the_other_site(client, site):
    come_back(client)
    register(client)

    assert come_back(Client(), next="/me/resumes/").url == "/me/resumes/"


@pytest.mark.parametrize("verified", [False, None, "false", "no", 0])
def test_address_the_other_site_does_not_vouch_for_is_proven_by_code(client, site, verified):
    site.person = {**ADA, "email_verified": verified}
    come_back(client)

    response = register(client)

    assert response.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified
    assert OutboxMail.objects.get().to == "ada@people.test"


def test_nobody_slips_in_another_address_than_the_one_that_is_vouched_for(client, site):
    come_back(client)

    register(client, email="victim@people.test")

    assert User.objects.get().email == "ada@people.test"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("ada@people.test", True)]


def test_another_address_than_an_unproven_one_is_proven_by_code(client, site):
    site.person = {**ADA, "email_verified": False}
    come_back(client)

    response = register(client, email="other@people.test")

    assert response.url == reverse("account_email_verification_sent")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("other@people.test", False)]
    assert OutboxMail.objects.get().to == "other@people.test"


@pytest.mark.parametrize("verified", [True, False])
def test_account_under_the_same_address_is_not_taken_over(client, site, verified):
    known = make_user(email="ada@people.test")
    site.person = {**ADA, "email_verified": verified}
    come_back(client)

    response = register(client)

    assert response.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert known.check_password(PASSWORD)
    assert "already has an account" in OutboxMail.objects.get().text


def test_second_factor_is_asked_after_the_other_site_too(client, site):
    come_back(client)
    register(client)
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": secrets.close("A" * 32)})
    again = Client()

    response = come_back(again)

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session


def test_demo_addresses_are_refused_from_there_too(client, site):
    site.person = {**ADA, "email": "operator@demo.test"}
    come_back(client)

    response = register(client, email="operator@demo.test")

    assert "email" in response.context["form"].errors
    assert not User.objects.exists()


def test_server_that_does_not_answer_is_said_in_words(client, site):
    site.shutdown()
    site.server_close()

    response = client.post(LOGIN, follow=True)

    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert [str(one) for one in response.context["messages"]] == [
        "Hospital does not answer. Try again later, or take another way."
    ]


@pytest.mark.parametrize("query", [{}, {"code": "c"}, {"code": "c", "state": "forged"}, {"error": "access_denied"}])
def test_forged_returns_are_no_error_of_ours(client, site, query):
    response = client.get(f"{LOGIN}callback/", query)

    assert response.status_code == 401
    assert "did not work" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("person", [{}, {"sub": "x"}, {"sub": 7, "email": None, "name": None}])
def test_other_site_may_say_little(client, site, person):
    site.person = person

    response = come_back(client)

    assert response.status_code in (200, 302)
    assert not User.objects.exists()


def test_connecting_asks_who_it_is_and_then_opens_the_account(site):
    person = make_user(email="somebody@people.test")
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    asked = come_back(browser, process="connect")

    browser.post(asked.url, {"password": PASSWORD})

    assert asked.url == reverse("account_reauthenticate")
    assert SocialAccount.objects.get().user == person
    assert come_back(Client()).url != reverse("socialaccount_signup")
