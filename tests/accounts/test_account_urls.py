"""django-allauth's addresses for each of the cast: who gets 200 and who is sent elsewhere. Its names are FOREIGN in
the access table because the rows need a session in the middle of something, not only a person.
"""

from urllib.parse import unquote

import pytest
from django.urls import URLResolver, get_resolver, resolve, reverse

from accounts import entrance
from accounts.models import User
from tests.factories import PASSWORD, make_user
from tests.test_access import CAST, names

LOGIN = "/accounts/login/"
INNER = "/accounts/login/?next={}"
PROVE = "/accounts/reauthenticate/?"  # and the way back
# name -> what a visitor and what somebody logged in gets: None is 200, "place" one's own place, a number a
# status, else where one is sent
GET = {
    "account_login": (None, "place"),
    "account_signup": (None, "place"),
    "account_logout": ("/", None),
    "account_inactive": (None, None),
    "account_reauthenticate": (INNER, None),
    "account_email": (INNER, None),
    "account_email_verification_sent": (LOGIN, "/accounts/email/"),
    "account_change_password": (INNER, None),
    "account_set_password": (INNER, PROVE),
    "account_reset_password": (None, None),
    "account_request_login_code": (None, "place"),
    "account_confirm_login_code": ("/accounts/login/code/", "place"),
    "account_confirm_password_reset_code": (LOGIN, LOGIN),
    "account_complete_password_reset": ("/accounts/password/reset/", "/accounts/password/reset/"),
    "account_password_reset_completed": (None, None),
    "account_security": (INNER, None),
    "account_security_later": (INNER, 405),
    "account_reauthenticate_by_code": (INNER, None),
    "mfa_index": ("/accounts/security/", "/accounts/security/"),
    "mfa_authenticate": (LOGIN, "place"),
    "mfa_reauthenticate": (INNER, "/accounts/reauthenticate/"),
    "mfa_activate_totp": (INNER, PROVE),
    "mfa_deactivate_totp": (INNER, 404),
    "mfa_view_recovery_codes": (INNER, 404),
    "mfa_generate_recovery_codes": (INNER, PROVE),
    "mfa_download_recovery_codes": (INNER, 404),
    "mfa_list_webauthn": (INNER, None),
    "mfa_add_webauthn": (INNER, PROVE),
    "mfa_reauthenticate_webauthn": (INNER, "/accounts/reauthenticate/"),
    "mfa_remove_webauthn": (INNER, PROVE),
    "mfa_edit_webauthn": (INNER, PROVE),
    "mfa_login_webauthn": (LOGIN, "place"),
    "usersessions_list": (INNER, None),
    "socialaccount_connections": (INNER, None),
    "socialaccount_signup": (LOGIN, LOGIN),
    "socialaccount_login_cancelled": (None, None),
    "socialaccount_login_error": (401, 401),
    "openid_connect_login": (404, 404),
    "openid_connect_callback": (404, 404),
}
# Addresses with something in them.
ARGUMENTS: dict[str, list] = {"mfa_remove_webauthn": [7], "mfa_edit_webauthn": [7]}
ARGUMENTS |= {"openid_connect_login": ["nobody"], "openid_connect_callback": ["nobody"]}
OLD = {
    "/accounts/social/login/cancelled/": "/accounts/3rdparty/login/cancelled/",
    "/accounts/social/login/error/": "/accounts/3rdparty/login/error/",
    "/accounts/social/signup/": "/accounts/3rdparty/signup/",
    "/accounts/social/connections/": "/accounts/3rdparty/",
}
OURS = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
# Only looked at here, because pressing them needs what the tests of the entrance bring along.
ACTS = ("account_email", "account_change_password", "account_reauthenticate")


@pytest.fixture
def scene(request, reference):
    return {who: request.getfixturevalue(who) for who in CAST}


def test_every_address_of_the_entrance_is_in_the_table():
    found = {name for name in names() if name.startswith(OURS)}

    assert found == set(GET)


def nameless(resolver=None, start: str = "/"):
    """Patterns without a name: (where they stand, their view)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from nameless(entry, start + str(entry.pattern))
        elif not entry.name:
            yield start + str(entry.pattern)


def test_addresses_without_a_name_lead_to_those_with_one(scene, as_user):
    """Left-overs of django-allauth's older versions; the admin's own are looked after in its tests."""
    found = {where for where in nameless() if not where.startswith("/admin/")}
    for who in CAST:
        session = as_user(scene[who])
        assert {where: session.get(where).headers.get("Location") for where in OLD} == OLD

    assert found == set(OLD)


def test_what_we_wrap_is_reached_through_the_wrapping_alone():
    for entry in entrance.urlpatterns:
        more = {"provider_id": "sso"} if "provider_id" in str(entry.pattern) else {}
        assert resolve(reverse(entry.name, kwargs=more)).func is entry.callback, entry.name


@pytest.mark.parametrize("provider", ["a.b", "a%20b", "é", "x" * 500])
@pytest.mark.parametrize("end", ["", "callback/"])
def test_another_site_of_a_strange_name_is_not_found(provider, end, client, db):
    url = f"/accounts/oidc/{provider}/login/{end}"

    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)


def answer(session, name: str):
    """The status, or where one is sent."""
    response = session.get(reverse(name, args=ARGUMENTS.get(name)))
    return unquote(response.url) if response.status_code == 302 else response.status_code


def expected_of(session, name: str, who: str):
    url = reverse(name, args=ARGUMENTS.get(name))
    expected = GET[name][0 if who == "visitor" else 1]
    if expected == "place":
        return session.get(reverse("accounts:me")).url
    if expected == PROVE:
        return f"{PROVE}next={url}"
    return expected.format(url) if isinstance(expected, str) else expected or 200


@pytest.mark.parametrize("name", GET)
def test_looking_at_it(name, scene, as_user):
    sessions = {who: as_user(scene[who]) for who in CAST}

    answers = {who: answer(session, name) for who, session in sessions.items()}

    assert answers == {who: expected_of(session, name, who) for who, session in sessions.items()}


@pytest.mark.parametrize("name", ACTS)
def test_pressing_it_as_a_visitor_leads_to_log_in(name, client, db):
    response = client.post(reverse(name), {"email": "x@people.test", "password1": PASSWORD, "action_add": ""})

    assert response.url.startswith(LOGIN)


def test_password_is_changed_by_its_owner_after_proving_it(db, as_user):
    person = make_user()
    url = reverse("account_change_password")

    def press(old: str, new: str):
        return as_user(person).post(url, {"oldpassword": old, "password1": new, "password2": new})

    wrong, weak = press("no", "a-long-phrase-9"), press(PASSWORD, "password123")
    right = press(PASSWORD, "a-long-phrase-9")

    assert list(wrong.context["form"].errors) == ["oldpassword"]
    assert list(weak.context["form"].errors) == ["password1"]
    assert right.status_code == 302
    assert User.objects.get(pk=person.pk).check_password("a-long-phrase-9")


@pytest.mark.parametrize("name", ["account_signup", "account_login", "account_reset_password"])
def test_forms_carry_a_token(name, client, db):
    assert "csrfmiddlewaretoken" in client.get(reverse(name)).content.decode()
