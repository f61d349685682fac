"""What a stranger may not learn or break: the same path for known and unknown addresses, limits, proofs, odd input."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import OutboxMail
from tests.accounts.test_entrance import code_for
from tests.factories import PASSWORD, make_candidate, make_user

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN, CLOSED = "known@people.test", "unknown@people.test", "closed@people.test"


@pytest.fixture
def path_of(monkeypatch):
    """What a request did: status, where to, passwords hashed, mails written, queries asked."""
    hashed, plain = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or plain(self, *a, **k))

    def path(name: str, data: dict) -> dict:
        browser, before, mails = Client(), len(hashed), OutboxMail.objects.count()
        browser.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            response = browser.post(reverse(name), data)
        return {
            "status": response.status_code,
            "to": getattr(response, "url", None),
            "hashed": len(hashed) - before,
            "mails": OutboxMail.objects.count() - mails,
            "queries": len(queries),
        }

    return path


@pytest.mark.parametrize(
    ("name", "field"), [("account_request_login_code", "email"), ("account_reset_password", "email")]
)
def test_asking_for_a_code_takes_the_same_path_for_everybody(name, field, path_of):
    make_user(email=KNOWN)
    make_user(email=CLOSED, is_active=False)

    paths = [path_of(name, {field: address}) for address in (KNOWN, UNKNOWN, CLOSED)]

    for one in paths:
        queries = one.pop("queries")
        assert queries <= paths[0].get("queries", queries) + 2
    assert paths[0] == paths[1] == paths[2]
    assert paths[0]["mails"] == 1


def test_log_in_takes_the_same_path_for_everybody(path_of):
    make_user(email=KNOWN)
    make_user(email=CLOSED, is_active=False)
    coder = make_user(email="by.code@people.test")
    coder.set_unusable_password()
    coder.save()
    addresses = (KNOWN, UNKNOWN, CLOSED, coder.email)

    paths = [path_of("account_login", {"login": one, "password": "not-the-password"}) for one in addresses]

    queries = [one.pop("queries") for one in paths]
    assert paths == [{"status": 200, "to": None, "hashed": 1, "mails": 0}] * 4
    assert max(queries) - min(queries) <= 1


def test_registering_looks_and_costs_the_same_for_a_known_address(path_of):
    make_user(email=KNOWN)
    form = {"role": "candidate", "name": "", "password1": PASSWORD, "website": ""}

    paths = [path_of("account_signup", {**form, "email": one}) for one in (KNOWN, "Known@People.test", UNKNOWN)]

    # The rows of a new person are queries more; what a stranger sees, waits for and gets by mail is the same.
    assert [{**one, "queries": 0, "mails": one["mails"]} for one in paths] == [
        {"status": 302, "to": reverse("account_email_verification_sent"), "hashed": 1, "mails": 1, "queries": 0},
        {"status": 429, "to": None, "hashed": 1, "mails": 0, "queries": 0},
        {"status": 302, "to": reverse("account_email_verification_sent"), "hashed": 1, "mails": 1, "queries": 0},
    ]


def test_second_registration_is_slowed_the_same_for_known_and_unknown(path_of):
    make_user(email=KNOWN)
    form = {"role": "candidate", "name": "", "password1": PASSWORD, "website": ""}

    twice = {
        one: [path_of("account_signup", {**form, "email": one})["status"] for _ in range(2)] for one in (KNOWN, UNKNOWN)
    }

    assert twice == {KNOWN: [302, 429], UNKNOWN: [302, 429]}


def test_changing_to_an_address_of_somebody_else_tells_nothing(as_user):
    make_user(email=KNOWN)
    answers = {}
    for address in (KNOWN, UNKNOWN):
        browser = Client()
        person = make_user()
        browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        browser.post(f"{reverse('account_reauthenticate')}?next=/accounts/email/", {"password": PASSWORD})
        response = browser.post(reverse("account_email"), {"email": address, "action_add": ""})
        answers[address] = (response.status_code, response.url)

    assert answers[KNOWN] == answers[UNKNOWN]
    assert User.objects.filter(email=KNOWN).count() == 1


# Limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "most"),
    [
        ("account_login", {"login": KNOWN, "password": "x"}, 30),
        ("account_signup", {"email": "x"}, 20),
        ("account_request_login_code", {"email": UNKNOWN}, 20),
        ("account_reset_password", {"email": UNKNOWN}, 5),
        ("mfa_login_webauthn", {"credential": "{}"}, 10),
    ],
)
def test_every_entrance_is_limited_and_says_what_to_do(name, data, most):
    answers = [Client().post(reverse(name), data) for _ in range(most + 1)]

    assert answers[0].status_code in (200, 302)
    last = answers[-1]
    limited = last.status_code == 429 or b"Too many attempts" in last.content
    assert limited
    assert "Wait a few minutes" in last.content.decode()


def test_limits_count_by_address_also_for_a_new_browser():
    for _ in range(30):
        Client().post(reverse("account_login"), {"login": "x", "password": "x"})

    assert Client().post(reverse("account_login"), {"login": "x", "password": "x"}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(reverse("account_login"), {"login": "x", "password": "x"}).status_code == 200


def test_limits_count_by_account_also_from_new_addresses():
    make_user(email=KNOWN)
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(reverse("account_login"), {"login": KNOWN, "password": "x"})

    response = Client(REMOTE_ADDR="192.0.2.99").post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})

    assert response.context["form"].non_field_errors()[0].startswith("Too many attempts.")


# Is it still you? --------------------------------------------------------------------------------------------


@pytest.fixture
def by_code():
    """Somebody without password and second factor, logged in."""
    person = make_candidate(email=KNOWN)
    person.set_unusable_password()
    person.save()
    browser = Client()
    browser.force_login(person)
    return browser


SENSITIVE = ["account_set_password", "mfa_activate_totp", "mfa_add_webauthn"]


@pytest.mark.parametrize("name", SENSITIVE)
def test_whoever_has_no_password_proves_it_by_a_mailed_code(name, by_code):
    asked = by_code.get(reverse(name))
    page = by_code.get(asked.url, follow=True)
    here = page.request["PATH_INFO"]
    before = OutboxMail.objects.count()
    by_code.post(here, {"action": "send", "next": reverse(name)})

    back = by_code.post(here, {"code": code_for(KNOWN).replace(" ", "-"), "next": reverse(name)})

    assert here == reverse("account_reauthenticate_by_code")
    assert before == 0
    assert back.url == reverse(name)
    assert by_code.get(back.url).status_code == 200


def test_change_of_address_waits_for_the_proof_and_goes_on(by_code):
    asked = by_code.post(reverse("account_email"), {"email": UNKNOWN, "action_add": ""})
    nothing_yet = OutboxMail.objects.filter(to=UNKNOWN).count()
    by_code.post(asked.url, {"action": "send"})

    done = by_code.post(asked.url, {"code": code_for(KNOWN), "next": reverse("account_email")})

    assert nothing_yet == 0
    assert done.status_code == 302
    assert OutboxMail.objects.filter(to=UNKNOWN).count() == 1


def test_mailed_proof_ends_after_five_wrong_codes(by_code):
    here = reverse("account_reauthenticate_by_code")
    by_code.post(here, {"action": "send"})
    right = code_for(KNOWN)
    wrong = "000000" if right.replace(" ", "") != "000000" else "111111"

    answers = [by_code.post(here, {"code": wrong}).status_code for _ in range(5)]
    late = by_code.post(here, {"code": right})

    assert answers == [200, 200, 200, 200, 302]
    assert "code" in late.context["form"].errors
    assert by_code.get(reverse("mfa_activate_totp")).status_code == 302


@pytest.mark.parametrize("code", ["", "0", "x" * 9999, "\x00", "１２３４５６"])
def test_no_code_was_sent_so_none_is_right(code, by_code):
    response = by_code.post(reverse("account_reauthenticate_by_code"), {"code": code})

    assert response.status_code == 200
    assert "code" in response.context["form"].errors


def test_mailed_code_does_not_stand_in_for_a_second_factor(by_code):
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": "x"})

    response = by_code.post(reverse("account_reauthenticate_by_code"), {"action": "send"})

    assert response.url.startswith(reverse("mfa_reauthenticate"))
    assert not OutboxMail.objects.exists()


def test_mails_that_prove_are_limited(by_code):
    here = reverse("account_reauthenticate_by_code")

    answers = [by_code.post(here, {"action": "send"}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]


def test_typed_passwords_do_not_wait_in_the_session(by_code):
    response = by_code.post(
        reverse("account_set_password"), {"password1": "a-long-phrase-9", "password2": "a-long-phrase-9"}
    )

    assert response.url == f"{reverse('account_reauthenticate')}?next=%2Faccounts%2Fpassword%2Fset%2F"
    assert "a-long-phrase-9" not in json.dumps(dict(by_code.session.items()))
    assert not User.objects.get().has_usable_password()


def test_proof_is_good_for_minutes_only(by_code, time_machine):
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    here = reverse("account_reauthenticate_by_code")
    by_code.post(here, {"action": "send"})
    by_code.post(here, {"code": code_for(KNOWN)})
    fresh = by_code.get(reverse("mfa_activate_totp")).status_code
    time_machine.shift(301)

    assert (fresh, by_code.get(reverse("mfa_activate_totp")).status_code) == (200, 302)


# Odd input ---------------------------------------------------------------------------------------------------

ODD = [
    "",
    "{}",
    "[]",
    "null",
    "7",
    '"x"',
    "{",
    "[" * 5000,
    '{"id": 1}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", '
    '"attestationObject": "oA"}}',
    '{"id": "YQ", "rawId": "YQ", "type": "x", "response": {"clientDataJSON": "e30", "authenticatorData": "YQ", '
    '"signature": "YQ", "userHandle": "MQ"}}',
    '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "authenticatorData": "YQ", "signature": "YQ", '
    '"userHandle": null}}',
    '{"response": {"userHandle": "_w"}}',
    '{"response": {"userHandle": "____"}}',
    '{"response": "x"}',
    '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0",'
    '"attestationObject":"o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUEA"}}',
]


@pytest.mark.parametrize("credential", ODD)
def test_what_is_no_passkey_is_refused_everywhere(credential):
    person = make_candidate()
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "x", "credential": {}})
    Authenticator.objects.all().delete()
    browser = Client()
    browser.get(
        reverse("mfa_login_webauthn"), headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"}
    )
    refused = browser.post(reverse("mfa_login_webauthn"), {"credential": credential})
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    browser.post(f"{reverse('account_reauthenticate')}?next=/", {"password": PASSWORD})
    browser.get(reverse("mfa_add_webauthn"))
    added = browser.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})

    assert refused.url == reverse("account_login")
    assert added.status_code == 200
    assert not Authenticator.objects.exists()


# A session that was lost between two steps -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("account_email_verification_sent", "account_login"),
        ("account_confirm_login_code", "account_request_login_code"),
        ("account_confirm_password_reset_code", "account_login"),
        ("account_complete_password_reset", "account_reset_password"),
        ("mfa_authenticate", "account_login"),
        ("socialaccount_signup", "account_login"),
    ],
)
def test_second_step_without_its_session_leads_back_to_the_first(name, to):
    response = Client().post(reverse(name), {"code": "123456", "password1": PASSWORD, "role": "candidate"})

    assert response.url == reverse(to)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.3}-{}", "{:.3} {}"])
def test_code_may_be_typed_with_spaces_and_dashes(typed):
    make_candidate(email=KNOWN)
    browser = Client()
    sent = browser.post(reverse("account_request_login_code"), {"email": KNOWN})
    code = code_for(KNOWN).replace(" ", "")
    shown = typed.format(code, code[3:]) if "3" in typed else typed.format(code)

    assert browser.post(sent.url, {"code": shown}).url == reverse("listings:list")


def test_code_of_a_closed_account_is_none():
    make_user(email=CLOSED, is_active=False)
    browser = Client()

    sent = browser.post(reverse("account_request_login_code"), {"email": CLOSED})

    assert "no account" in OutboxMail.objects.get().text
    assert browser.post(sent.url, {"code": "123456"}).status_code == 200
    assert "_auth_user_id" not in browser.session
