"""A person with something in every table that can hold something about her."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Block, DomainCode, HeldCredential, SpecialtyExperience, User
from accounts.services import claims, employers, resumes
from applications import services as applications
from applications.models import Application
from codes.models import CodeReader, CodeView
from core.models import MailStop
from tests.accounts.documents import make_pdf
from tests.factories import (
    make_candidate,
    make_certification,
    make_employer,
    make_listing,
    make_member,
    make_moderator,
    make_report,
    make_specialty,
)

NAME = "Zebulonia Quartermain"
EMAIL = "zebulonia.quartermain@people.test"
PHONE = "555-0147-8899"
NOTE = f"Call me any evening at {PHONE}."
TYPED = f"{NAME}\n{PHONE}\n" + "Eight years of thoracic and radiation oncology coding at Velvet Harbor Clinic. " * 3
# What must be found nowhere once she is erased.
TRACES = (
    "203.0.113.77",
    "Zebulonia",
    "Quartermain",
    PHONE,
    "Velvet Harbor",
    "My quiet headline",
    "former-boss.example",
    "CPC-778812",
)


def make_person() -> User:
    """Applied twice (a file, a text), opened codes, reported a job, was answered, and once changed the address."""
    user = make_candidate(email=EMAIL, name=NAME, home_state="TX")
    profile = user.candidate_profile
    profile.headline = "My quiet headline"
    profile.save()
    HeldCredential.objects.create(
        profile=profile, certification=make_certification("CPC"), number="CPC-778812", expires_on=date(2031, 1, 1)
    )
    SpecialtyExperience.objects.create(profile=profile, specialty=make_specialty("thoracic-surgery"), years=8)
    said = {"name": NAME, "email": EMAIL, "phone_number": PHONE}
    SocialAccount.objects.create(user=user, provider="sso", uid="zebulonia-1", extra_data=said)
    Block.objects.create(user=user, employer=make_employer(name="Blocked Health"))
    Block.objects.create(user=user, domain="former-boss.example")
    file = resumes.store(
        user, upload=SimpleUploadedFile("cv.pdf", make_pdf(), "application/pdf"), name=f"{NAME}, one page"
    )
    text = resumes.store(user, text=TYPED, name="Zebulonia's text")
    employer = make_employer(name="Mercy Coding")
    owner = make_member(employer, role="owner", email="owner@mercy.example")
    for resume, title in ((file, "Radiation Oncology Coder"), (text, "Thoracic Coder")):
        listing = make_listing(employer=employer, title=title, apply_method="board")
        applications.apply(
            listing,
            by=user,
            resume=resume,
            cover_note=NOTE,
            answers=[{"question": "Your phone?", "answer": PHONE}],
        )
    first, second = Application.objects.order_by("pk")
    applications.record_access(first, by=owner)
    applications.move(second, "declined", by=owner, note="Dear Zebulonia, not this time.")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "a secret"})
    session = SessionStore()
    session["address"] = "203.0.113.77"
    session.save()
    UserSession.objects.create(user=user, ip="203.0.113.77", user_agent="Zebu 1.0", session_key=session.session_key)
    reader = CodeReader.objects.create(user=user)
    CodeView.objects.create(reader=reader, system="cpt", code="32701")
    user.saved_listings.create(listing=first.listing)
    make_report(first.listing, by=user, details=f"They asked me to pay. {NAME}")
    MailStop.objects.create(address=EMAIL, kind="applications/application_arrived")
    asked = claims.request(employers.unclaimed("Lakes Hospital"), by=user, reason=f"{NAME} runs its office, {PHONE}.")
    claims.refuse(asked, by=make_moderator(), note=f"Nobody there knows {NAME}.")
    soon = timezone.now() + timedelta(days=90)
    employer.invitations.create(email=EMAIL, role="viewer", invited_by=owner, expires_at=soon)
    DomainCode.objects.create(
        employer=asked.employer, user=user, address="zebulonia@lakes.example", domain="lakes.example", expires_at=soon
    )
    LogEntry.objects.create(
        user=owner,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=CHANGE,
        change_message="",
    )
    return user
