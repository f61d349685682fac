"""An employer's logo: drawn anew, stored privately, served by one view."""

import io
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts import logos
from accounts.models import Employer
from core.errors import DomainError
from listings.jsonld import organization
from tests.factories import make_listing, make_state

pytestmark = pytest.mark.django_db
PROFILE = {"name": "Mercy Coding", "time_zone": "America/Chicago"}


def picture(width=300, height=200, kind="PNG", mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "red" if mode == "RGB" else 0).save(out, kind, **options)
    return out.getvalue()


def send(session, employer, data: bytes, *, file_name: str = "logo.png", **more):
    upload = SimpleUploadedFile(file_name, data, "image/png")
    return session.post(reverse("accounts:edit_employer", args=[employer.slug]), {**PROFILE, "logo": upload, **more})


def stored() -> list[Path]:
    return list(Path(configured.PRIVATE_ROOT, "logos").glob("*"))


def test_a_logo_is_stored_shown_and_served(as_user, client, owner, employer):
    send(as_user(owner), employer, picture(1200, 800))

    employer.refresh_from_db()
    answer = client.get(employer.logo_url)
    again = client.get(employer.logo_url, headers={"If-None-Match": answer["ETag"]})
    assert employer.logo_url in client.get(employer.get_absolute_url()).text
    assert Image.open(io.BytesIO(answer.content)).size == (600, 400) == (employer.logo_width, employer.logo_height)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "immutable" in answer["Cache-Control"]
    assert again.status_code == 304
    assert employer.events.filter(code="logo_changed").count() == 1


def test_the_markup_of_a_job_names_the_logo_and_the_site(as_user, owner, employer):
    send(as_user(owner), employer, picture(), website="https://mercy.example")
    employer.refresh_from_db()

    found = organization(make_listing(employer=employer))

    assert found["logo"] == configured.SITE_URL + employer.logo_url
    assert found["sameAs"] == "https://mercy.example"


def test_what_a_camera_wrote_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    before = picture(kind="JPEG", exif=exif)

    after = logos.redraw(before)

    assert b"taken at home" in before
    assert b"taken at home" not in after.data
    assert dict(Image.open(io.BytesIO(after.data)).getexif()) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "can carry scripts"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><svg/>', "can carry scripts"),
        (b"<html><script>", "can carry scripts"),
        (b"GIF89a", "cannot|can read"),
        (b"%PDF-1.7", "can read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "can read"),
        (picture()[:-40], "can read"),
        (picture(111, 111), "too small"),
        (picture(120, 600), "three quarters"),
        (picture(600, 200), "three quarters"),
        (picture(4001, 2000), "too large"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_reason(data, words):
    with pytest.raises(DomainError, match=words):
        logos.redraw(data)


def test_a_bomb_is_refused_before_a_pixel_is_decoded(as_user, owner, employer):
    bomb = picture(10_000, 10_000, mode="1")

    response = send(as_user(owner), employer, bomb, city="Tyler")

    assert len(bomb) < 200_000
    assert "too large" in response.context["form"].errors["logo"][0]
    assert 'value="Tyler"' in response.text
    assert not Employer.objects.get(pk=employer.pk).logo


def test_a_file_over_the_limit_is_refused(as_user, owner, employer, settings):
    settings.LOGO_MAX_BYTES = 100

    response = send(as_user(owner), employer, picture())

    assert "larger than" in response.context["form"].errors["logo"][0]


def test_a_new_logo_and_its_removal_leave_no_file_behind(as_user, owner, employer, django_capture_on_commit_callbacks):
    session, before = as_user(owner), len(stored())
    with django_capture_on_commit_callbacks(execute=True):
        send(session, employer, picture())
    with django_capture_on_commit_callbacks(execute=True):
        send(session, employer, picture(400, 400))
    between = len(stored())
    url = Employer.objects.get(pk=employer.pk).logo_url

    with django_capture_on_commit_callbacks(execute=True):
        session.post(reverse("accounts:edit_employer", args=[employer.slug]), {**PROFILE, "remove_logo": "on"})

    assert (between - before, len(stored()) - before) == (1, 0)
    assert session.get(url).status_code == 404


def test_the_logo_of_a_suspended_employer_is_out_of_sight(as_user, client, owner, employer):
    send(as_user(owner), employer, picture())
    url = Employer.objects.get(pk=employer.pk).logo_url
    before = client.get(url).status_code
    Employer.objects.update(suspended_at=timezone.now())

    assert (before, client.get(url).status_code) == (200, 404)


def test_payroll_states_and_benefits_are_public(as_user, client, owner, employer):
    make_state("TX")
    make_state("OK")

    as_user(owner).post(
        reverse("accounts:edit_employer", args=[employer.slug]),
        {**PROFILE, "payroll_states": ["TX", "OK"], "benefits": "Dues and CEU hours paid"},
    )

    page = client.get(employer.get_absolute_url()).text
    assert "Oklahoma, Texas" in page
    assert "Dues and CEU hours paid" in page
    assert "payroll states" in employer.events.get(code="edited").note


def test_an_employer_under_a_new_name_says_what_it_was_called(as_user, client, owner, employer):
    as_user(owner).post(
        reverse("accounts:edit_employer", args=[employer.slug]), {**PROFILE, "name": "Cleveland General"}
    )

    assert "Called “Mercy Coding” until" in client.get(employer.get_absolute_url()).text


@pytest.mark.parametrize("name", ["logo.svg", "logo.png"])
def test_a_drawing_with_a_script_is_refused_at_the_field_whatever_its_name(as_user, owner, employer, name):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'

    response = send(as_user(owner), employer, drawing, file_name=name, city="Tyler")

    assert "can carry scripts" in response.context["form"].errors["logo"][0]
    assert 'value="Tyler"' in response.text
    assert b"<script>alert(1)" not in response.content
    assert (Employer.objects.get().logo, Employer.objects.get().city) == ("", "")
