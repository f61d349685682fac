"""Second factors through the pages: an app, recovery codes, the keys they are stored under, and who must have one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import secrets
from accounts.services import factors
from core.models import OutboxMail
from tests.factories import PASSWORD, make_candidate, make_employer, make_member, make_moderator, make_operator

pytestmark = pytest.mark.django_db
SECURITY = "/accounts/security/"


def digits(secret: str, *, ago: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def give_app(user) -> str:
    secret = generate_totp_secret()
    Authenticator.objects.create(user=user, type="totp", data={"secret": secrets.close(secret)})
    return secret


def log_in(user, *, password=PASSWORD, **more) -> tuple[Client, object]:
    browser = Client()
    return browser, browser.post(reverse("account_login"), {"login": user.email, "password": password, **more})


def prove(browser, *, then: str):
    return browser.post(f"{reverse('account_reauthenticate')}?next={then}", {"password": PASSWORD, "next": then})


@pytest.fixture
def add_app(django_capture_on_commit_callbacks):
    """Mails and the end of other sessions come with the commit."""

    def add(browser) -> tuple[str, object]:
        url = reverse("mfa_activate_totp")
        secret = browser.get(url).context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            return secret, browser.post(url, {"code": digits(secret)})

    return add


def test_app_is_added_after_proving_who_it_is_and_asked_at_the_next_log_in(add_app):
    person = make_candidate()
    browser, _ = log_in(person)
    asked = browser.get(reverse("mfa_activate_totp"))
    prove(browser, then=reverse("mfa_activate_totp"))

    secret, added = add_app(browser)

    assert asked.url == f"{reverse('account_reauthenticate')}?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert added.url == reverse("mfa_view_recovery_codes")
    assert len(browser.get(added.url).context["unused_codes"]) == 10
    assert OutboxMail.objects.filter(to=person.email).first().subject == "Crosswalk: A second factor was added"
    cache.clear()
    other, first_step = log_in(person)
    assert first_step.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in other.session
    landed = other.post(first_step.url, {"code": digits(secret)})
    assert landed.url == reverse("listings:list")
    assert other.session["_auth_user_id"] == str(person.pk)


def test_second_step_remembers_where_one_was_going():
    person = make_candidate()
    secret = give_app(person)
    browser, first_step = log_in(person, next="/me/applications/")

    landed = browser.post(first_step.url, {"code": digits(secret)})

    assert landed.url == "/me/applications/"


@pytest.mark.parametrize("ago", [1, 0, -1])
def test_clock_of_a_telephone_may_be_half_a_minute_off(ago):
    person = make_candidate()
    secret = give_app(person)
    browser, first_step = log_in(person)

    landed = browser.post(first_step.url, {"code": digits(secret, ago=ago)})

    assert landed.status_code == 302


def test_each_code_of_an_app_works_once_however_long_it_is_good_for(time_machine):
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    person = make_candidate()
    secret = give_app(person)
    browser, first_step = log_in(person)
    code = digits(secret, ago=-1)
    browser.post(first_step.url, {"code": code})
    time_machine.shift(40)  # past the half minute that django-allauth remembers
    other, first_step = log_in(person)

    again = other.post(first_step.url, {"code": f"{code[:3]} {code[3:]}"})

    assert again.context["form"].errors["code"] == [
        "That code is not right. Codes change every half minute and work once: type the newest one."
    ]
    assert "_auth_user_id" not in other.session


def test_used_code_is_refused_by_a_process_that_remembers_nothing_of_it():
    """As when Redis is away and each process counts for itself, or Redis came back empty."""
    person = make_candidate()
    code = digits(give_app(person))
    browser, first_step = log_in(person)
    landed = browser.post(first_step.url, {"code": code})
    cache.clear()
    other, first_step = log_in(person)

    again = other.post(first_step.url, {"code": code})

    assert landed.status_code == 302
    assert "That code is not right." in again.context["form"].errors["code"][0]
    assert "_auth_user_id" not in other.session


def test_used_code_wipes_out_no_count_of_wrong_ones():
    person = make_candidate()
    code = digits(give_app(person))
    browser, first_step = log_in(person)
    browser.post(first_step.url, {"code": code})
    cache.clear()
    other, first_step = log_in(person)

    for typed in ("000000", "000000", code, "000000", "000000", code, "000000"):
        other.post(first_step.url, {"code": typed})
    refused = other.post(first_step.url, {"code": "000000"})

    assert refused.context["form"].errors["code"][0].startswith("Too many attempts.")


def test_code_is_spent_by_one_of_two_at_the_same_moment():
    person = make_candidate()
    give_app(person)
    first, second = Authenticator.objects.get(), Authenticator.objects.get()

    assert [factors.spend(first, "123456"), factors.spend(second, "123456")] == [True, False]
    assert factors.is_spent(person, "123456")


def test_used_codes_are_kept_no_longer_than_needed(time_machine):
    time_machine.move_to("2026-11-26 12:00:00+00:00", tick=False)
    person = make_candidate()
    secret = give_app(person)
    app = Authenticator.objects.get()
    factors.spend(app, "123456")
    time_machine.shift(factors.REMEMBERED)

    assert not factors.is_spent(person, "123456")
    assert factors.spend(app, "654321")
    app.refresh_from_db()
    assert list(app.data[factors.SPENT]) == ["654321"]
    assert secrets.open_closed(app.data["secret"]) == secret


def test_code_of_an_app_that_was_just_removed_is_refused():
    give_app(make_candidate())
    app = Authenticator.objects.get()
    Authenticator.objects.all().delete()

    assert not factors.spend(app, "123456")


@pytest.mark.parametrize("code", ["", "abc", "1" * 5000, "１２３４５６", "\x00", "000000"])
def test_wrong_code_of_an_app_is_refused_at_the_field(code):
    person = make_candidate()
    give_app(person)
    browser, first_step = log_in(person)

    response = browser.post(first_step.url, {"code": code})

    assert response.status_code == 200
    assert "code" in response.context["form"].errors


def test_guessing_codes_of_an_app_ends_after_five():
    person = make_candidate()
    secret = give_app(person)
    browser, first_step = log_in(person)
    for _ in range(5):
        browser.post(first_step.url, {"code": "000000"})

    response = browser.post(first_step.url, {"code": digits(secret)})

    assert response.context["form"].errors["code"][0].startswith("Too many attempts.")
    assert "_auth_user_id" not in browser.session


def recovery_codes(user) -> list[str]:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    return RecoveryCodes.activate(user).get_unused_codes()


def test_recovery_code_lets_in_once_typed_with_a_space():
    person = make_candidate()
    give_app(person)
    code = recovery_codes(person)[0]
    browser, first_step = log_in(person)
    landed = browser.post(first_step.url, {"code": f"{code[:4]} {code[4:]}"})
    cache.clear()
    other, first_step = log_in(person)

    again = other.post(first_step.url, {"code": code})

    assert landed.url == reverse("listings:list")
    assert "code" in again.context["form"].errors
    assert factors.of(person).codes_left == 9


def test_mailed_code_is_no_way_around_the_second_factor():
    person = make_candidate()
    give_app(person)
    browser = Client()
    sent = browser.post(reverse("account_request_login_code"), {"email": person.email})
    code = browser.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]

    response = browser.post(sent.url, {"code": code})

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in browser.session


def test_reset_password_is_no_way_around_the_second_factor():
    person = make_candidate()
    give_app(person)
    browser = Client()
    sent = browser.post(reverse("account_reset_password"), {"email": person.email})
    code = browser.session["account_password_reset_verification"]["code"]
    confirmed = browser.post(sent.url, {"code": code})

    done = browser.post(confirmed.url, {"password1": "another-long-phrase", "password2": "another-long-phrase"})

    assert done.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in browser.session


def test_secrets_are_closed_in_the_database(as_user):
    person = make_candidate()
    secret = give_app(person)
    recovery_codes(person)

    stored = " ".join(str(data) for data in Authenticator.objects.values_list("data", flat=True))

    assert secret not in stored
    assert stored.count("gAAAA") == 2


def test_key_is_changed_without_anybody_noticing(settings, capsys):
    person = make_candidate()
    secret = give_app(person)
    codes = recovery_codes(person)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 5, [old]

    call_command("rotate_factor_secrets")
    settings.SECRET_KEY_FALLBACKS = []

    assert "2 secrets closed" in capsys.readouterr().out
    assert recovery_codes(person) == codes
    browser, first_step = log_in(person)
    assert browser.post(first_step.url, {"code": digits(secret)}).status_code == 302


def test_lost_key_opens_nobodys_account_and_breaks_no_page(settings, capsys):
    person = make_candidate()
    secret = give_app(person)
    settings.SECRET_KEY = "another-key-" * 5
    browser, first_step = log_in(person)

    answers = [browser.post(first_step.url, {"code": code}) for code in (digits(secret), digits(""))]
    call_command("rotate_factor_secrets")

    assert ["code" in answer.context["form"].errors for answer in answers] == [True, True]
    assert "1 cannot be opened" in capsys.readouterr().err
    assert factors.count_lost() == 1


def test_first_factor_logs_out_browsers_that_came_in_without(add_app):
    person = make_candidate()
    elsewhere, _ = log_in(person)
    browser, _ = log_in(person)
    prove(browser, then=SECURITY)
    before = elsewhere.get(reverse("accounts:profile")).status_code

    add_app(browser)

    assert before == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
    assert browser.get(reverse("accounts:profile")).status_code == 200


def test_ending_other_sessions_ends_them_at_their_next_request():
    person = make_candidate()
    elsewhere, _ = log_in(person)
    browser, _ = log_in(person)
    listed = browser.get(reverse("usersessions_list")).context["sessions"]

    browser.post(reverse("usersessions_list"))

    assert len(listed) == 2
    assert elsewhere.get(reverse("accounts:profile")).url.startswith(reverse("account_login"))
    assert browser.get(reverse("accounts:profile")).status_code == 200
    assert UserSession.objects.count() == 1


def test_sessions_of_others_are_neither_listed_nor_ended():
    stranger, _ = log_in(make_candidate())
    browser, _ = log_in(make_candidate())

    listed = browser.get(reverse("usersessions_list")).context["sessions"]
    browser.post(reverse("usersessions_list"))

    assert len(listed) == 1
    assert stranger.get(reverse("accounts:profile")).status_code == 200


# Who is asked, and who must --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "asked"), [("owner", True), ("moderator", True), ("colleague", False), ("viewer", False)]
)
def test_power_is_asked_for_a_second_factor(who, asked, request, as_user, employer):
    user = request.getfixturevalue(who)
    page = reverse("moderation:queue") if who == "moderator" else reverse("jobboard:desk", args=[employer.slug])

    shown = as_user(user).get(page).content.decode()
    give_app(user)
    then = as_user(user).get(page).content.decode()

    assert ("Make a stolen password worthless" in shown) == asked
    assert "Make a stolen password worthless" not in then


def test_not_now_is_respected(as_user, owner, employer):
    page = reverse("jobboard:desk", args=[employer.slug])
    session = as_user(owner)

    answer = session.post(reverse("account_security_later"), {"next": page})

    assert answer.url == page
    assert "Make a stolen password worthless" not in session.get(page).content.decode()


def test_demo_people_are_not_asked(as_user):
    persona = make_member(make_employer(name="Mercy"), is_demo=True)

    assert "Make a stolen" not in as_user(persona).get("/desk/mercy/").content.decode()


MUST = [("moderator", "/moderation/"), ("moderator", "/moderation/employers/"), ("operator", "/moderation/")]


@pytest.mark.parametrize(("who", "page"), [*MUST, ("operator", "/admin/"), ("operator", "/admin/accounts/user/")])
def test_staff_adds_a_second_factor_first_and_comes_back(who, page, request, settings, add_app):
    settings.REQUIRE_MFA_FOR_STAFF = True
    browser, _ = log_in(request.getfixturevalue(who))
    led = browser.get(page, follow=True)
    prove(browser, then=reverse("mfa_activate_totp"))
    _, added = add_app(browser)

    back = browser.get(reverse("account_security"))
    if back.url.startswith("/admin/login/"):
        back = browser.get(back.url)

    assert led.redirect_chain[-1] == (SECURITY, 302)
    assert "needs a second factor" in led.content.decode()
    assert added.url == reverse("mfa_view_recovery_codes")
    assert back.url == page
    assert browser.get(page).status_code == 200
    assert browser.get(SECURITY).status_code == 200


def test_power_rests_everywhere_without_a_second_factor(settings, as_user, moderator, operator, reference):
    from tests.factories import make_listing

    settings.REQUIRE_MFA_FOR_STAFF = True
    pending = make_listing(status="pending")
    asked = {
        reverse("moderation:decide", args=[pending.pk]): moderator,
        reverse("moderation:suspend", args=[pending.employer_id]): moderator,
        reverse("admin:accounts_user_add"): operator,
    }

    answers = {url: as_user(who).post(url, {"decision": "approve"}).status_code for url, who in asked.items()}

    assert answers == dict.fromkeys(asked, 302)
    pending.refresh_from_db()
    assert pending.status == "pending"


@pytest.mark.parametrize("make", [make_candidate, lambda: make_member(make_employer())])
def test_others_are_free_to_have_none(make, settings, as_user):
    settings.REQUIRE_MFA_FOR_STAFF = True

    assert as_user(make()).get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize("make", [make_moderator, make_operator])
def test_strangers_are_refused_before_they_are_led_anywhere(make, settings, as_user):
    settings.REQUIRE_MFA_FOR_STAFF = True
    candidate = make_candidate()

    assert as_user(candidate).get("/moderation/").status_code == 403
    assert as_user(candidate).get("/admin/login/").status_code == 403
    assert as_user(None).get("/moderation/").url == "/accounts/login/?next=/moderation/"


def test_demo_staff_is_not_led_anywhere(settings, as_user, moderator):
    settings.REQUIRE_MFA_FOR_STAFF = settings.DEMO = True
    moderator.is_demo = True
    moderator.save()

    assert as_user(moderator).get("/moderation/").status_code == 200


def test_operator_removes_the_factor_of_somebody_who_lost_it_without_reading_its_secret(as_user, operator):
    person = make_candidate()
    give_app(person)
    factor = Authenticator.objects.get()
    session = as_user(operator)

    page = session.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    session.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})

    assert person.email in page.content.decode()
    assert "gAAAA" not in page.content.decode()
    assert not Authenticator.objects.exists()
