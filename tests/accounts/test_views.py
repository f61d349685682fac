"""Profile and employer pages: what is typed, what is kept, what is refused."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import CandidateProfile, Employer, HeldCredential, User
from accounts.services import team
from codes.models import Certification
from tests.factories import make_candidate, make_certification, make_employer, make_listing, make_member, make_user

pytestmark = pytest.mark.django_db
NO_EXPERIENCE = {"experience-TOTAL_FORMS": "0", "experience-INITIAL_FORMS": "0"}
ROWS = {"credentials-TOTAL_FORMS": "3", "credentials-INITIAL_FORMS": "0", **NO_EXPERIENCE}
PROFILE = {"name": "Ada Byron", "headline": "Inpatient coder", "home_state": "TX", "time_zone": "America/Chicago"}
EMPLOYER = {"name": "Mercy Coding", "time_zone": "America/Chicago"}


def row(number: int, certification: str = "", expires_on: str = "", **more) -> dict[str, str]:
    key = str(Certification.objects.get(acronym=certification).pk) if certification else ""
    values = {"certification": key, "expires_on": expires_on, **more}
    return {f"credentials-{number}-{name}": value for name, value in values.items()}


def held(user) -> list[tuple]:
    rows = HeldCredential.objects.filter(profile__user=user)
    return [(one.certification.acronym, str(one.expires_on or "")) for one in rows]


@pytest.mark.usefixtures("reference")
def test_profile_saves_what_is_stated(as_user):
    person = make_candidate()

    response = as_user(person).post(
        reverse("accounts:profile"), {**PROFILE, **ROWS, **row(0, "CPC", "2027-12-31"), **row(2, "ROCC")}
    )

    person = User.objects.get(pk=person.pk)
    assert response.url == reverse("accounts:profile")
    assert (person.name, person.time_zone) == ("Ada Byron", "America/Chicago")
    assert (person.candidate_profile.headline, person.candidate_profile.home_state_id) == ("Inpatient coder", "TX")
    assert held(person) == [("CPC", "2027-12-31"), ("ROCC", "")]


@pytest.mark.usefixtures("reference")
def test_profile_changes_and_removes_credentials(as_user):
    person = make_candidate(credentials=["CPC", "CCS", "ROCC"])
    rows = {"credentials-TOTAL_FORMS": "6", "credentials-INITIAL_FORMS": "3", **NO_EXPERIENCE}

    as_user(person).post(
        reverse("accounts:profile"),
        {
            **PROFILE,
            **rows,
            **row(0, "CCS", DELETE="on"),
            **row(1, "CPC", "2028-01-31"),
            **row(2),  # emptied is removed, too
            **row(3, "CPC-A"),
        },
    )

    assert held(person) == [("CPC", "2028-01-31"), ("CPC-A", "")]


@pytest.mark.usefixtures("reference")
def test_profile_makes_a_candidate_of_somebody_who_hires_only_when_saved(as_user):
    person = make_member(make_employer())
    session = as_user(person)

    page = session.get(reverse("accounts:profile"))
    before = CandidateProfile.objects.filter(user=person).exists()
    session.post(reverse("accounts:profile"), {**PROFILE, **ROWS})

    assert page.status_code == 200
    assert not before
    assert CandidateProfile.objects.filter(user=person).exists()


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Ж" * 300}, "name"),
        ({"name": "Ada\x00"}, "name"),
        ({"headline": "x" * 121}, "headline"),
        ({"home_state": "ZZ"}, "home_state"),
        ({"home_state": "TX\x00"}, "home_state"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
    ],
)
def test_profile_refuses_at_the_field_and_keeps_the_rest(as_user, typed, field):
    person = make_candidate(name="Before")

    response = as_user(person).post(reverse("accounts:profile"), {**PROFILE, **ROWS, **row(0, "CPC"), **typed})

    page = response.content.decode()
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "Inpatient coder" in page or field == "headline"
    assert f'<option value="{Certification.objects.get(acronym="CPC").pk}" selected>' in page
    assert User.objects.get(pk=person.pk).name == "Before"
    assert held(person) == []


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("name", ["李小龍", "محمد", "Zoë d’Arc", "Łukasz Żółć", "O'Neil <b>"])
def test_profile_takes_names_in_any_script(as_user, name):
    person = make_candidate()
    session = as_user(person)

    session.post(reverse("accounts:profile"), {**PROFILE, **ROWS, "name": name})

    assert User.objects.get(pk=person.pk).name == name
    assert f'value="{escape(name)}"' in session.get(reverse("accounts:profile")).content.decode()


@pytest.mark.usefixtures("reference")
def test_profile_says_which_credential_row_is_wrong(as_user):
    person = make_candidate()
    rows = {**row(0, "CPC"), **row(1, "CPC"), **row(2, "", "2027-01-01")}

    response = as_user(person).post(reverse("accounts:profile"), {**PROFILE, **ROWS, **rows})

    assert [dict(form.errors) for form in response.context["credentials"]] == [
        {},
        {"certification": ["This credential is in the list twice."]},
        {"certification": ["Choose the credential this date belongs to."]},
    ]
    assert held(person) == []


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"credentials-TOTAL_FORMS": "x", "credentials-INITIAL_FORMS": "0"},
        {"credentials-TOTAL_FORMS": "100000", "credentials-INITIAL_FORMS": "0"},
        {**ROWS, "credentials-0-certification": "99999"},
        {**ROWS, "credentials-0-certification": "CPC'--"},
        {**ROWS, "credentials-0-certification": "1", "credentials-0-expires_on": "32 Brumaire"},
    ],
)
def test_profile_with_tampered_rows_is_refused_whole(as_user, rows):
    person = make_candidate(name="Before")

    response = as_user(person).post(reverse("accounts:profile"), {**PROFILE, **rows})

    assert response.status_code == 200
    assert User.objects.get(pk=person.pk).name == "Before"


@pytest.mark.usefixtures("reference")
def test_profile_costs_the_same_with_one_credential_and_with_four(as_user, django_assert_max_num_queries):
    few, many = make_candidate(credentials=["CPC"]), make_candidate(credentials=["CPC", "CCS", "ROCC", "CPC-A"])

    for person in (few, many):
        session = as_user(person)
        with django_assert_max_num_queries(17):
            session.get(reverse("accounts:profile"))


def test_retired_credential_is_offered_to_its_holder_only(as_user):
    make_certification("COC-X", is_active=False)
    holder, other = make_candidate(credentials=["COC-X"]), make_candidate()

    shown = ["COC-X" in as_user(person).get(reverse("accounts:profile")).content.decode() for person in (holder, other)]

    assert shown == [True, False]


def test_create_employer_leads_to_its_desk(as_user):
    person = make_user()

    response = as_user(person).post(reverse("accounts:create_employer"), EMPLOYER)

    employer = Employer.objects.get()
    assert response.url == reverse("jobboard:desk", args=["mercy-coding"])
    assert employer.memberships.get().user == person


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("mercy.example", "https://mercy.example"), ("https://mercy.example/jobs", "https://mercy.example/jobs")],
)
def test_create_employer_takes_a_website_with_or_without_the_scheme(as_user, typed, stored):
    as_user(make_user()).post(reverse("accounts:create_employer"), {**EMPLOYER, "website": typed})

    assert Employer.objects.get().website == stored


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "jobs@mercy.example"}, "name"),
        ({"name": "Mercy\x00"}, "name"),
        ({"name": "\u202eycreM"}, "name"),
        ({"name": "12345"}, "name"),
        ({"website": "http://mercy.example"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://me:secret@mercy.example"}, "website"),
        ({"website": "https://mercy.example/" + "x" * 300}, "website"),
        ({"size": "-1"}, "size"),
        ({"size": "9" * 30}, "size"),
        ({"size": "many"}, "size"),
        ({"about": "Write to jobs@mercy.example"}, "about"),
        ({"about": "x" * 4001}, "about"),
        ({"state": "Texas"}, "state"),
        ({"kind": "1; drop"}, "kind"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
    ],
)
def test_create_employer_refuses_at_the_field_and_keeps_the_rest(as_user, typed, field):
    response = as_user(make_user()).post(
        reverse("accounts:create_employer"), {**EMPLOYER, "city": "Tyler-on-the-Hill", **typed}
    )

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert 'value="Tyler-on-the-Hill"' in response.content.decode()
    assert not Employer.objects.exists()


def test_create_employer_with_a_known_name_asks_once(as_user):
    known = make_employer(name="Mercy Coding", city="Tyler")
    session = as_user(make_user())

    asked = session.post(reverse("accounts:create_employer"), EMPLOYER)
    made = session.post(reverse("accounts:create_employer"), {**EMPLOYER, "another": "on"})

    assert asked.status_code == 200
    assert list(asked.context["form"].errors) == ["another"]
    assert known.get_absolute_url() in asked.content.decode()
    assert made.url == reverse("jobboard:desk", args=["mercy-coding-2"])


def test_create_employer_pressed_twice_is_one(as_user):
    session = as_user(make_user())
    session.post(reverse("accounts:create_employer"), EMPLOYER)

    session.post(reverse("accounts:create_employer"), {**EMPLOYER, "another": "on"})

    assert Employer.objects.count() == 1


def test_edit_employer_saves_and_keeps_the_address(as_user, owner, employer):
    response = as_user(owner).post(
        reverse("accounts:edit_employer", args=[employer.slug]), {**EMPLOYER, "name": "Mercy Health"}
    )

    assert response.url == reverse("accounts:edit_employer", args=["mercy-coding"])
    assert Employer.objects.get().name == "Mercy Health"


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor", 302), ("candidate", 404), ("viewer", 404), ("colleague", 302), ("owner", 302), ("rival", 404)],
)
def test_edit_employer_by_post_is_for_editors(request, as_user, employer, who, status):
    person = request.getfixturevalue(who)

    response = as_user(person).post(
        reverse("accounts:edit_employer", args=[employer.slug]), {**EMPLOYER, "name": "Changed"}
    )

    assert response.status_code == status
    assert (Employer.objects.get(pk=employer.pk).name == "Changed") is (who in ("colleague", "owner"))


def test_edit_employer_shows_a_viewer_the_facts_without_a_form(as_user, viewer, employer):
    Employer.objects.update(website="https://mercy.example/about", city="Tyler")

    page = as_user(viewer).get(reverse("accounts:edit_employer", args=[employer.slug])).content.decode()

    assert "mercy.example" in page
    assert 'name="website"' not in page


def test_edit_employer_refused_keeps_what_was_typed_and_the_old_name_in_the_tabs(as_user, owner, employer):
    response = as_user(owner).post(
        reverse("accounts:edit_employer", args=[employer.slug]), {**EMPLOYER, "name": "New name", "size": "x"}
    )

    page = response.content.decode()
    assert 'value="New name"' in page
    assert 'aria-label="Desk of Mercy Coding"' in page


def test_edit_of_a_suspended_employer_says_why_not(as_user, owner, employer):
    Employer.objects.update(suspended_at=timezone.now())
    url = reverse("accounts:edit_employer", args=[employer.slug])

    response = as_user(owner).post(url, {**EMPLOYER, "name": "Changed"}, follow=True)

    assert "cannot be changed" in response.content.decode()
    assert 'name="website"' not in response.content.decode()
    assert Employer.objects.get().name == "Mercy Coding"


def test_account_pages_say_no_to_search_engines(as_user, owner, employer):
    make_listing(employer=employer)
    session = as_user(owner)

    for url in (
        reverse("accounts:profile"),
        reverse("accounts:create_employer"),
        reverse("jobboard:desk", args=[employer.slug]),
    ):
        assert '<meta name="robots" content="noindex">' in session.get(url).content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_pages_take_no_other_methods(as_user, owner, employer, method):
    session = as_user(owner)
    urls = [reverse(name) for name in ("accounts:me", "accounts:profile", "accounts:create_employer")]
    urls += [reverse(f"jobboard:{name}", args=[employer.slug]) for name in ("desk", "employer")]

    assert [getattr(session, method)(url).status_code for url in urls] == [405] * 5


def test_pages_that_only_show_refuse_a_post(as_user, owner, employer):
    session = as_user(owner)
    urls = [reverse(f"jobboard:{name}", args=[employer.slug]) for name in ("desk", "employer")]
    urls += [reverse(f"jobboard:{name}") for name in ("desks", "employers")] + [reverse("accounts:me")]

    assert [session.post(url).status_code for url in urls] == [405] * 5


def test_a_recruiter_made_viewer_while_typing_changes_nothing(as_user, owner, colleague, employer):
    session = as_user(colleague)
    before = session.get(reverse("accounts:edit_employer", args=[employer.slug])).context["form"]
    team.change_role(employer, colleague.memberships.get().pk, by=owner, role="viewer")

    answer = session.post(reverse("accounts:edit_employer", args=[employer.slug]), {**EMPLOYER, "name": "Mercy Two"})

    assert before
    assert answer.status_code == 404
    assert Employer.objects.get(pk=employer.pk).name == "Mercy Coding"
