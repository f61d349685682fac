"""django-allauth's addresses for each of the cast: who gets 200 and who is sent elsewhere. Its names are FOREIGN in
the access table because the rows need a session in the middle of something, not only a person.
"""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, make_user
from tests.test_access import CAST, names

LOGIN = "/accounts/login/"
INNER = "/accounts/login/?next={}"
# name -> what a visitor and what somebody logged in gets: None is 200, "place" one's own place, else where one is sent
GET = {
    "account_login": (None, "place"),
    "account_signup": (None, "place"),
    "account_logout": ("/", None),
    "account_inactive": (None, None),
    "account_reauthenticate": (INNER, None),
    "account_email": (INNER, None),
    "account_email_verification_sent": (LOGIN, "/accounts/email/"),
    "account_change_password": (INNER, None),
    "account_set_password": (INNER, "/accounts/password/change/"),
    "account_reset_password": (None, None),
    "account_request_login_code": (None, "place"),
    "account_confirm_login_code": ("/accounts/login/code/", "place"),
    "account_confirm_password_reset_code": (LOGIN, LOGIN),
    "account_complete_password_reset": ("/accounts/password/reset/", "/accounts/password/reset/"),
    "account_password_reset_completed": (None, None),
}
# Only looked at here, because pressing them needs what the tests of the entrance bring along.
ACTS = ("account_email", "account_change_password", "account_reauthenticate")


@pytest.fixture
def scene(request, reference):
    return {who: request.getfixturevalue(who) for who in CAST}


def test_every_address_of_the_entrance_is_in_the_table():
    found = {name for name in names() if name.startswith("account_")}

    assert found == set(GET)


@pytest.mark.parametrize("name", GET)
@pytest.mark.parametrize("who", CAST)
def test_looking_at_it(name, who, scene, as_user):
    for_visitor, for_people = GET[name]
    expected = for_visitor if who == "visitor" else for_people
    session = as_user(scene[who])
    if expected == "place":
        expected = session.get(reverse("accounts:me")).url

    response = session.get(reverse(name))

    assert response.status_code == (302 if expected else 200)
    if expected:
        assert response.url == expected.format(reverse(name))


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
