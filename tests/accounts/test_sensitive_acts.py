"""Is it still you? Every act a session left open must not do, in one table; every limit on trying, in another."""

import re
from datetime import timedelta

import pytest
from allauth.account import app_settings as account_settings
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as board
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Export, User
from core.models import OutboxMail
from tests.factories import (
    PASSWORD,
    make_application,
    make_candidate,
    make_employer,
    make_listing,
    make_member,
    make_operator,
    make_resume,
    make_user,
)
from tests.test_access import names

pytestmark = pytest.mark.django_db
ADDRESS = "sensitive@people.test"


@pytest.fixture
def scene():
    """An owner with a colleague, an app, a passkey and recovery codes, in a session without a fresh proof."""
    employer = make_employer(name="Mercy Coding", website="https://www.mercy.example")
    owner = make_member(employer, role="owner", email=ADDRESS)
    colleague = make_member(employer, role="recruiter")
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "x"})
    key = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Key", "credential": {}})
    RecoveryCodes.activate(owner)
    browser = Client()
    browser.force_login(owner)
    return {"owner": owner, "employer": employer, "colleague": colleague, "key": key, "browser": browser}


def slug(scene):
    return [scene["employer"].slug]


def nothing(scene):
    return []


def key(scene):
    return [scene["key"].pk]


# name -> (arguments, method, what is typed). Each is answered with the question who it is, and nothing has happened.
ASKED = {
    "account_email": (nothing, "post", {"email": "stolen@people.test", "action_add": ""}),
    "account_set_password": (nothing, "post", {"password1": "a-long-phrase-9", "password2": "a-long-phrase-9"}),
    "mfa_activate_totp": (nothing, "get", {}),
    "mfa_deactivate_totp": (nothing, "post", {}),
    "mfa_add_webauthn": (nothing, "get", {}),
    "mfa_remove_webauthn": (key, "post", {}),
    "mfa_edit_webauthn": (key, "post", {"name": "Mine"}),
    "mfa_generate_recovery_codes": (nothing, "post", {}),
    "mfa_view_recovery_codes": (nothing, "get", {}),
    "mfa_download_recovery_codes": (nothing, "get", {}),
    "socialaccount_connections": (nothing, "post", {"account": "1"}),
    "accounts:request_export": (nothing, "post", {}),
    "accounts:close_account": (nothing, "post", {"address": ADDRESS}),
    "accounts:hand_over": (slug, "post", {"member": "1", "stays": ""}),
}
# Acts with a proof of their own in them, or that give nobody more than she had.
NOT_ASKED = {
    "account_change_password": "asks for the present password in its own form",
    "accounts:prove_domain": "the code mailed to the domain is the proof, and the team is told by the history",
    "accounts:confirm_domain": "the same code",
    "accounts:claim_employer": "a code at the domain, or a moderator decides",
    "accounts:confirm_claim": "the same code",
    "usersessions_list": "ending other sessions takes power away and gives none",
    "mfa_list_webauthn": "shows what the keys are called; each act on one asks",
    "mfa_index": "leads to the security page",
    "mfa_authenticate": "is the second step of logging in",
    "mfa_trust": "is the third step of logging in, and off",
    "mfa_reauthenticate": "is the question itself",
    "mfa_reauthenticate_webauthn": "is the question itself",
    "mfa_login_webauthn": "is a log-in",
    "mfa_signup_webauthn": "is registering, and off",
}


def standing(scene):
    """What any of the acts would change."""
    owner = User.objects.get(pk=scene["owner"].pk)
    return {
        "person": (owner.email, owner.password, owner.closed_at),
        "factors": list(Authenticator.objects.order_by("pk").values_list("pk", "type", "data")),
        "exports": Export.objects.count(),
        "team": list(scene["employer"].memberships.order_by("pk").values_list("user", "role")),
        "mails": OutboxMail.objects.count(),
    }


def test_every_factor_and_key_is_in_one_of_the_tables():
    theirs = {name for name in names() if name.startswith("mfa_")}

    assert theirs <= set(ASKED) | set(NOT_ASKED)
    assert not set(ASKED) & set(NOT_ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_a_session_left_open_is_asked_who_it_is(name, scene):
    if name == "account_set_password":
        scene["owner"].set_unusable_password()
        scene["owner"].save()
        scene["browser"].force_login(scene["owner"])
    arguments, method, data = ASKED[name]
    before = standing(scene)

    answer = getattr(scene["browser"], method)(reverse(name, args=arguments(scene)), data)

    assert answer.status_code == 302
    assert re.match(r"/accounts/(2fa/)?reauthenticate/", answer.url), answer.url
    assert standing(scene) == before


def test_opening_a_resume_as_an_operator_asks_too():
    application = make_application(make_listing(), make_candidate())
    browser = Client()
    browser.force_login(make_operator())

    answer = browser.post(reverse("applications:resume_with_reason", args=[application.pk]), {"reason": "legal"})

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert application.accesses.count() == 0


def test_changing_the_password_needs_the_present_one(scene):
    typed = {"oldpassword": "not-this-one", "password1": "a-long-phrase-9", "password2": "a-long-phrase-9"}

    answer = scene["browser"].post(reverse("account_change_password"), typed)

    assert "oldpassword" in answer.context["form"].errors
    assert User.objects.get(email=ADDRESS).check_password(PASSWORD)


# Limits ------------------------------------------------------------------------------------------------------


def member():
    browser = Client()
    browser.force_login(make_user(email=ADDRESS))
    return browser


def proven():
    browser = Client()
    make_user(email=ADDRESS)
    browser.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    browser.post(f"{reverse('account_reauthenticate')}?next=/", {"password": PASSWORD})
    return browser


def pressing(browser, name, data, *, arguments=(), fresh=False):
    """An endless row of the same press; `fresh` gives each a browser of its own."""
    while True:
        yield (Client() if fresh else browser).post(reverse(name, args=arguments), data)


def wrong_passwords():
    make_user(email=ADDRESS)
    number = 0
    while True:
        number += 1
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        yield browser.post(reverse("account_login"), {"login": ADDRESS, "password": "wrong"})


def codes_again():
    """Sending the code of a registration once more, at once."""
    browser = Client()
    person = {"role": "candidate", "email": ADDRESS, "password1": PASSWORD, "website": ""}
    browser.post(reverse("account_signup"), person)
    while True:
        yield browser.post(reverse("account_email_verification_sent"), {"action": "resend"}, follow=True)


def new_passwords():
    """The last step of a reset; without the steps before it leads back to the first."""
    while True:
        yield Client().post(reverse("account_complete_password_reset"), {"password1": "x", "password2": "x"})


# The limits of django-allauth by their keys: who tries, and how often it works.
THEIRS = {
    "change_password": (lambda: pressing(member(), "account_change_password", {"oldpassword": "x"}), 5),
    "manage_email": (lambda: pressing(proven(), "account_email", {"email": "x", "action_add": ""}), 10),
    "reset_password": (lambda: pressing(None, "account_reset_password", {"email": ADDRESS}, fresh=True), 5),
    "reauthenticate": (lambda: pressing(member(), "account_reauthenticate", {"password": PASSWORD}), 10),
    "reset_password_from_key": (new_passwords, 20),
    "signup": (lambda: pressing(None, "account_signup", {"email": "x"}, fresh=True), 20),
    "login": (lambda: pressing(None, "account_login", {"login": "x", "password": "x"}, fresh=True), 30),
    "request_login_code": (lambda: pressing(None, "account_request_login_code", {"email": ADDRESS}, fresh=True), 3),
    "login_failed": (wrong_passwords, 5),
    "confirm_email": (codes_again, 0),
    "webauthn_login": (lambda: pressing(None, "mfa_login_webauthn", {"credential": "{}"}, fresh=True), 10),
}
NO_TELEPHONES = {"change_phone", "verify_phone"}


def is_limited(answer) -> bool:
    words = answer.content.decode()
    return answer.status_code == 429 or "Too many attempts" in words or "That was quick" in words


def test_every_key_of_a_limit_has_its_row():
    keys = {*account_settings.RATE_LIMITS, *mfa_settings.RATE_LIMITS}

    assert set(THEIRS) == keys - NO_TELEPHONES
    assert all([*account_settings.RATE_LIMITS.values(), *mfa_settings.RATE_LIMITS.values()])


@pytest.mark.parametrize("key", THEIRS)
def test_an_entrance_answers_so_often_and_then_no_more(key):
    tries, most = THEIRS[key]
    row = tries()

    answers = [is_limited(next(row)) for _ in range(most + 1)]

    assert answers == [*[False] * most, True]


def reports():
    listing = make_listing()
    return pressing(None, "listings:report", {"reason": "scam"}, arguments=[listing.pk, listing.slug], fresh=True)


def applications():
    browser = Client()
    candidate = make_candidate()
    browser.force_login(candidate)
    resume = make_resume(candidate)
    while True:
        employer = make_employer()
        make_member(employer)
        listing = make_listing(employer=employer, apply_method="board")
        yield browser.post(reverse("applications:apply", args=[listing.pk, listing.slug]), {"resume": resume.pk})


def invitations():
    browser = Client()
    employer = make_employer()
    browser.force_login(make_member(employer))
    number = 0
    while True:
        number += 1
        typed = {"email": f"asked{number}@people.test", "role": "viewer"}
        yield browser.post(reverse("accounts:invite", args=[employer.slug]), typed, follow=True)


def domain_codes():
    browser = Client()
    employer = make_employer(website="https://www.mercy.example")
    browser.force_login(make_member(employer))
    while True:
        employer.domain_codes.all().delete()
        yield browser.post(reverse("accounts:prove_domain", args=[employer.slug]), {"address": "hr"}, follow=True)


def claims():
    browser = Client()
    browser.force_login(make_user())
    while True:
        employer = make_employer(claimed_at=None)
        typed = {"reason": "I have run the coding department of this hospital since 2019."}
        yield browser.post(reverse("accounts:claim_employer", args=[employer.slug]), typed, follow=True)


def exports():
    browser = proven()
    while True:
        yield browser.post(reverse("accounts:request_export"), follow=True)
        Export.objects.update(status="failed", requested_at=timezone.now() - timedelta(hours=1))


# Our own, each with the setting that says how often a day.
OURS = {
    "REPORTS_PER_DAY": reports,
    "APPLICATIONS_PER_DAY": applications,
    "INVITATIONS_PER_DAY": invitations,
    "DOMAIN_CODES_PER_DAY": domain_codes,
    "CLAIMS_PER_DAY": claims,
    "EXPORTS_PER_DAY": exports,
}


def test_every_daily_number_has_its_row():
    daily = {name for name in dir(board._wrapped) if name.endswith("_PER_DAY")}

    # Past this one a code page comes locked and with status 200: tests/codes/test_metering.py.
    assert set(OURS) == daily - {"CODE_VIEWS_PER_ADDRESS_PER_DAY"}


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("most", [1, 3])
def test_a_daily_number_is_kept(name, most, settings):
    setattr(settings, name, most)
    cache.clear()
    row = OURS[name]()

    answers = []
    for _ in range(most + 1):
        answer = next(row)
        words = answer.content.decode()
        answers.append(answer.status_code == 429 or ("enough" in words and "for one day" in words))

    assert answers == [*[False] * most, True]
