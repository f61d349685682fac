"""Every kind of page in a real browser: nothing a screen reader stumbles over, nothing that scrolls sideways."""

import pytest
from django.urls import reverse

from accounts.services import claims, team
from tests.factories import make_application, make_employer, make_listing, make_member, make_state


@pytest.fixture
def pages(transactional_db, reference, employer, owner, candidate, moderator):
    listing = make_listing(employer=employer, title="Radiation Oncology Coder", codes=[("cpt", "32701")], states=["TX"])
    pending = make_listing(employer=employer, title="Denials Specialist", status="pending")
    application = make_application(listing, candidate)
    known = make_employer(name="Lakes Hospital", website="https://lakes.example", claimed_at=None)
    unknown = make_employer(name="Harbor Clinic", claimed_at=None)
    claims.request(unknown, by=owner, reason="I run its office.")
    team.invite(employer, by=owner, email="rita@mercy.example", role="recruiter")
    make_member(employer, role="recruiter")
    employer.payroll_states.set([make_state("TX")])
    desk = [employer.slug]
    return {
        None: [
            reverse("jobboard:home"),
            "/nowhere/",
            reverse("listings:list"),
            reverse("listings:list") + "?q=32701",
            listing.get_absolute_url(),
            reverse("jobboard:specialties"),
            reverse("jobboard:specialty", args=["radiation-oncology"]),
            reverse("jobboard:codes"),
            reverse("jobboard:code", args=["cpt", "32701"]),
            reverse("jobboard:employers"),
            reverse("jobboard:employer", args=desk),
            known.get_absolute_url(),
            reverse("account_login"),
            reverse("account_signup"),
            reverse("account_request_login_code"),
            reverse("account_reset_password"),
        ],
        candidate: [
            reverse("accounts:profile"),
            reverse("accounts:resumes"),
            reverse("applications:blocks") + f"?employer={employer.slug}",
            listing.get_absolute_url(),
            reverse("jobboard:my_privacy"),
            reverse("accounts:close_account"),
            reverse("accounts:create_employer"),
            reverse("accounts:claim_employer", args=[known.slug]),
            reverse("accounts:claim_employer", args=[unknown.slug]),
            reverse("account_security"),
            reverse("account_reauthenticate"),
            reverse("account_reauthenticate_by_code"),
            reverse("account_email"),
            reverse("mfa_list_webauthn"),
            reverse("usersessions_list"),
            reverse("applications:mine"),
            reverse("applications:detail", args=[application.pk]),
            reverse("listings:report", args=[listing.pk, listing.slug]),
        ],
        owner: [
            reverse("jobboard:desk", args=desk),
            reverse("accounts:edit_employer", args=desk),
            reverse("accounts:prove_domain", args=desk),
            reverse("accounts:team", args=desk),
            reverse("accounts:claim_employer", args=[unknown.slug]),
            reverse("listings:desk_list", args=desk),
            reverse("listings:create", args=desk),
            reverse("listings:manage", args=[*desk, listing.pk]),
            reverse("applications:desk_list", args=desk),
            reverse("applications:desk_detail", args=[*desk, application.pk]),
        ],
        moderator: [
            reverse("moderation:queue"),
            reverse("moderation:review", args=[pending.pk]),
            reverse("moderation:employers"),
            reverse("moderation:employer", args=[employer.pk]),
            reverse("moderation:claims"),
        ],
    }


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("dark", 320)])
def test_no_page_has_a_barrier_or_scrolls_sideways(scheme, width, pages, visit, settle, barriers, complaints):
    found, wide = [], []
    for who, urls in pages.items():
        page = visit(who, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
        for url in urls:
            settle(page, url)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(url)
            found += [f"{url} {barrier}" for barrier in barriers(page)]

    assert "\n".join(found) == ""
    assert wide == []
    assert [line for line in complaints if "/nowhere/" not in line] == []  # a 404 is a complaint by itself
