"""How people come in: registering for either reason, passkeys, an app and recovery codes, ending other sessions."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.factories import PASSWORD

SECURITY = "/accounts/security/"


def digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("^E-?mail", re.I)).fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()


def plug_in_a_device(page: Page) -> None:
    """One that checks a finger and says yes at once."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def prove(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize(
    ("reason", "landing"), [("I’m looking for work", "/jobs/"), ("I’m hiring", "/desk/new/")], ids=["work", "hire"]
)
def test_somebody_registers(reason, landing, page, code_mailed, complaints, reference_pages):
    page.goto("/accounts/signup/")
    page.get_by_label(reason).check()
    page.get_by_label("Your name").fill("Zoë 王")
    page.get_by_label(re.compile("^E-?mail", re.I)).fill("zoe@people.test")
    page.get_by_label(re.compile("^Password")).fill("a-long-and-lonely-word")
    page.get_by_role("main").get_by_role("button", name="Register free account").click()
    page.get_by_label("Six-digit code").fill(code_mailed("zoe@people.test"))
    page.get_by_role("button", name="Confirm").click()

    expect(page).to_have_url(re.compile(f"{landing}$"))
    assert User.objects.get().name == "Zoë 王"
    assert complaints == []


def test_a_passkey_is_added_and_logs_in_alone(transactional_db, reference, candidate, visit, settings, complaints):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    page = visit()  # a live server is called localhost: passkeys belong to a name, not to a number
    plug_in_a_device(page)
    log_in(page, candidate)
    page.goto(SECURITY)
    page.get_by_role("link", name="Add a passkey").click()
    prove(page)
    page.get_by_label("What you call it").fill("My telephone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("main")).to_contain_text("My telephone")
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name="Log out").click()

    page.goto("/accounts/login/?next=/me/resumes/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(re.compile("/me/resumes/$"))

    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name="Log out").click()
    log_in(page, candidate)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url(re.compile("/jobs/$"))
    assert complaints == []


def test_a_device_that_gives_no_passkey_is_no_dead_end(transactional_db, candidate, visit, complaints):
    page = visit()  # a live server is called localhost: passkeys belong to a name, not to a number
    plug_in_a_device(page)
    page.goto("/accounts/login/")

    page.get_by_role("button", name="Log in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Try again, or take another way")
    assert complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_app_is_added_then_asked_for_and_a_recovery_code_stands_in(
    scripts, reference_pages, candidate, visit, complaints, barriers
):
    page = visit(java_script_enabled=scripts)
    log_in(page, candidate)
    page.goto(SECURITY)
    page.get_by_role("link", name="Add an app").click()
    prove(page)
    found = barriers(page) if scripts else []
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    page.get_by_label("Six-digit code from the app").fill(digits(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    found += barriers(page) if scripts else []
    spare = page.locator(".recovery-codes code").first.inner_text()

    cache.clear()  # the code just used is remembered
    other = visit(java_script_enabled=scripts)
    log_in(other, candidate)
    expect(other.get_by_role("heading", level=1)).to_have_text("Your second factor")
    found += barriers(other) if scripts else []
    other.get_by_label(re.compile("^Code from your app")).fill(digits(secret))
    other.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(other).to_have_url(re.compile("/jobs/$"))

    third = visit(java_script_enabled=scripts)
    log_in(third, candidate)
    third.get_by_label(re.compile("^Code from your app")).fill(spare)
    third.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(third).to_have_url(re.compile("/jobs/$"))
    assert found == []
    assert complaints == []


def test_other_browsers_are_logged_out_from_this_one(reference_pages, candidate, visit, complaints):
    here, elsewhere = visit(), visit()
    for page in (here, elsewhere):
        log_in(page, candidate)
        page.wait_for_url("**/jobs/")
    here.goto(SECURITY)
    here.get_by_role("link", name="Look at the sessions").click()
    expect(here.get_by_role("row")).to_have_count(3)

    here.get_by_role("button", name="Log out everywhere else").click()

    expect(here.get_by_role("row")).to_have_count(2)
    elsewhere.goto(reverse("accounts:profile"))
    expect(elsewhere).to_have_url(re.compile("/accounts/login/"))
    assert complaints == []
