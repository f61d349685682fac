"""The candidate's profile: what is stated is stored, what is typed is kept, and two tabs lose nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import CandidateProfile
from accounts.services import profile as services
from accounts.workflow import Visibility
from codes.models import Certification, Place, Term
from tests.factories import make_candidate, make_employer, make_state, make_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
URL = "/me/profile/"


def rows(prefix: str, *filled: dict[str, str]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(filled)), f"{prefix}-INITIAL_FORMS": "0"}
    return data | {f"{prefix}-{at}-{name}": value for at, row in enumerate(filled) for name, value in row.items()}


def credential(acronym: str, **more: str) -> dict[str, str]:
    return {"certification": str(Certification.objects.get(acronym=acronym).pk), **more}


def typed(*, credentials=(), experience=(), **more) -> dict[str, object]:
    about = {"name": "Ada Byron", "time_zone": "America/Chicago"}
    return {**about, **rows("credentials", *credentials), **rows("experience", *experience), **more}


def key(kind: str, slug: str) -> str:
    return str(make_term(kind, slug).pk)


def test_everything_stated_is_stored_and_shown_again(as_user):
    person = make_candidate()
    session = as_user(person)

    response = session.post(
        URL,
        typed(
            headline="Inpatient coder",
            home_state="TX",
            years="8",
            credentials=[credential("CPC", number="0123-456", expires_on="2031-12-31")],
            experience=[
                {"specialty": "radiation-oncology", "years": "5", "setting": key("setting", "professional")},
                {"specialty": "radiation-oncology", "years": "3", "setting": key("setting", "hospital-inpatient")},
            ],
            systems=[key("ehr", "epic"), key("encoder", "trucode-encoder")],
            wanted_work=["remote", "hybrid"],
            wanted_types=[key("employment_type", "full-time")],
            work_states=["OK", "FL"],
            pay_floor="$62,000",
            pay_floor_unit="year",
            work_authorisation="authorised",
            visibility="applied",
        ),
    )

    profile = CandidateProfile.objects.get(user=person)
    assert response.status_code == 302
    assert (profile.home_state_id, profile.years, profile.pay_floor, profile.visibility) == ("TX", 8, 62_000, "applied")
    assert [(one.number, str(one.expires_on)) for one in profile.credentials.all()] == [("0123-456", "2031-12-31")]
    assert [(one.years, one.setting.slug) for one in profile.experience.all()] == [
        (5, "professional"),
        (3, "hospital-inpatient"),
    ]
    assert sorted(term.slug for term in profile.terms.all()) == ["epic", "full-time", "trucode-encoder"]
    assert (profile.wanted_work, [state.code for state in profile.work_states.all()]) == (
        ["remote", "hybrid"],
        ["FL", "OK"],
    )
    page = session.get(URL).content.decode()
    assert 'value="0123-456"' in page
    assert 'value="62000.00"' in page


def test_a_new_profile_is_private(as_user):
    person = make_candidate()

    as_user(person).post(URL, typed())

    assert CandidateProfile.objects.get(user=person).visibility == Visibility.PRIVATE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 300),
        ("years", "-3"),
        ("years", "soon"),
        ("home_state", "ZZ"),
        ("systems", "99999"),
        ("wanted_work", "submarine"),
        ("pay_floor", "-5"),
        ("pay_floor", "plenty"),
        ("pay_floor", "1e400"),
        ("pay_floor_unit", "fortnight"),
        ("visibility", "everyone"),
        ("work_authorisation", "perhaps"),
    ],
)
def test_a_bad_value_is_refused_at_its_field_and_the_rest_kept(as_user, field, value):
    person = make_candidate(name="Before")

    response = as_user(person).post(URL, typed(headline="Kept as typed", **{field: value}))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert "Kept as typed" in response.content.decode()
    assert services.profile_of(person).headline == ""


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"expires_on": "1066-10-14"}, "expires_on"),
        ({"expires_on": "9999-12-31"}, "expires_on"),
        ({"expires_on": "soon"}, "expires_on"),
        ({"number": "9" * 41}, "number"),
        ({"certification": "CPC"}, "certification"),
    ],
)
def test_a_bad_credential_row_is_refused_at_its_field(as_user, row, field):
    person = make_candidate()

    response = as_user(person).post(URL, typed(credentials=[credential("CPC") | row]))

    assert [list(one.errors) for one in response.context["credentials"]] == [[field]]
    assert services.profile_of(person).credentials.count() == 0


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"specialty": "phrenology"}, "specialty"),
        ({"specialty": "radiation-oncology", "years": "-1"}, "years"),
        ({"specialty": "radiation-oncology", "years": "61"}, "years"),
        ({"specialty": "radiation-oncology", "setting": "0"}, "setting"),
        ({"specialty": "", "years": "4"}, "specialty"),
    ],
)
def test_a_bad_experience_row_is_refused_at_its_field(as_user, row, field):
    person = make_candidate()

    response = as_user(person).post(URL, typed(experience=[row]))

    assert [list(one.errors) for one in response.context["experience"]] == [[field]]
    assert services.profile_of(person).experience.count() == 0


def test_two_hundred_rows_are_refused_and_shown_again(as_user):
    person = make_candidate()

    response = as_user(person).post(URL, typed(credentials=[credential("CPC", number=f"n{at}") for at in range(200)]))

    page = response.content.decode()
    assert response.status_code == 200
    assert "At most 40 rows can be stored" in page
    assert 'value="n199"' in page
    assert services.profile_of(person).credentials.count() == 0


def test_a_known_place_brings_its_state_and_an_unknown_one_is_kept_as_typed(as_user):
    Place.objects.create(city="Tyler", state=make_state("TX"), zip="75701", latitude=32.3, longitude=-95.3)
    known, unknown = make_candidate(), make_candidate()

    as_user(known).post(URL, typed(home_place=" Tyler,  TX "))
    as_user(unknown).post(URL, typed(home_place="Nowhere Springs"))

    found = [services.profile_of(person) for person in (known, unknown)]
    assert [(one.home_place, one.home_state_id, str(one.place or "")) for one in found] == [
        ("Tyler, TX", "TX", "Tyler, TX 75701"),
        ("Nowhere Springs", None, ""),
    ]


def test_a_place_in_another_state_is_refused_at_its_field(as_user):
    Place.objects.create(city="Tyler", state=make_state("TX"), zip="75701", latitude=32.3, longitude=-95.3)

    response = as_user(make_candidate()).post(URL, typed(home_place="75701", home_state="OK"))

    assert list(response.context["form"].errors) == ["home_place"]
    assert "75701" in response.content.decode()


def test_a_pay_floor_needs_its_unit(as_user):
    response = as_user(make_candidate()).post(URL, typed(pay_floor="30"))

    assert list(response.context["form"].errors) == ["pay_floor_unit"]


def test_no_credential_and_a_credential_contradict_each_other(as_user):
    response = as_user(make_candidate()).post(URL, typed(credentials=[credential("CPC")], has_no_credential="on"))

    assert list(response.context["form"].errors) == ["has_no_credential"]


def test_a_contradiction_is_said_together_with_whatever_else_is_wrong(as_user):
    answers = typed(credentials=[credential("CPC")], has_no_credential="on", years="many", pay_floor="30")

    response = as_user(make_candidate()).post(URL, answers)

    assert set(response.context["form"].errors) == {"has_no_credential", "years", "pay_floor_unit"}


def test_another_row_is_added_with_everything_typed_and_nothing_saved(as_user):
    person = make_candidate()

    response = as_user(person).post(
        URL, typed(headline="Typed", credentials=[credential("CPC", number="77")], add="credentials")
    )

    page = response.content.decode()
    assert 'name="credentials-1-certification"' in page
    assert 'value="77"' in page
    assert 'value="Typed"' in page
    assert services.profile_of(person).credentials.count() == 0


def test_a_row_taken_away_moves_the_others_up(as_user):
    person = make_candidate()
    three = [credential("CPC", number="1"), credential("CCS", number="2"), credential("ROCC", number="3")]

    response = as_user(person).post(URL, typed(credentials=three, drop="credentials-1"))

    shown = [(form["number"].value(), form["certification"].value()) for form in response.context["credentials"]]
    assert shown == [("1", three[0]["certification"]), ("3", three[2]["certification"])]


@pytest.mark.parametrize("act", [{"add": "x"}, {"drop": "credentials-99"}, {"drop": "-"}, {"drop": "\u0663-1"}])
def test_a_row_that_is_not_there_changes_nothing(as_user, act):
    response = as_user(make_candidate()).post(URL, typed(credentials=[credential("CPC", number="5")], **act))

    assert response.status_code == 200
    assert [form["number"].value() for form in response.context["credentials"]] == ["5"]


def test_htmx_gets_the_form_alone(as_user):
    response = as_user(make_candidate()).post(URL, typed(add="experience"), headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith("<form")


def test_of_two_tabs_the_second_is_told_and_keeps_what_it_typed(as_user):
    person = make_candidate()
    session = as_user(person)
    seen = session.get(URL).context["form"]["version"].value()
    session.post(URL, typed(headline="From the first tab", version=seen))

    second = session.post(URL, typed(headline="From the second tab", version=seen))

    page = second.content.decode()
    assert "saved in another tab" in page
    assert "From the first tab" in page
    assert 'value="From the second tab"' in page
    assert services.profile_of(person).headline == "From the first tab"

    session.post(URL, typed(headline="From the second tab", version=second.context["form"]["version"].value()))

    assert services.profile_of(person).headline == "From the second tab"


def test_a_check_is_gone_once_the_number_changes(as_user):
    person = make_candidate(credentials=["CPC"])
    held = person.candidate_profile.credentials.get()
    services.mark_checked(held, by=make_employer(name="Mercy Coding"))
    session = as_user(person)

    page = session.get(URL).content.decode()
    session.post(URL, typed(credentials=[credential("CPC")]))
    held.refresh_from_db()
    kept = held.checked_at
    session.post(URL, typed(credentials=[credential("CPC", number="1")]))
    held.refresh_from_db()

    assert "Checked by an employer" in page
    assert "Mercy Coding" in page
    assert kept is not None
    assert (held.checked_at, held.checked_by) == (None, None)


def test_an_expired_credential_is_marked(as_user):
    person = make_candidate(credentials=["CPC"])
    session = as_user(person)
    before = session.get(URL).content.decode()
    person.candidate_profile.credentials.update(expires_on=timezone.localdate() - timedelta(days=1))

    assert "Expired" not in before
    assert "Expired: not counted" in session.get(URL).content.decode()


def test_the_measure_says_what_each_missing_part_buys(as_user):
    empty, stated = make_candidate(), make_candidate(credentials=["CPC"], name="Ada", home_state="TX")
    stated.candidate_profile.terms.add(make_term(Term.Kind.EHR, "epic"))
    make_state("TX")

    page = as_user(empty).get(URL).content.decode()

    assert "see which remote jobs may hire you" in page
    assert [part.is_said for part in services.parts(services.profile_of(empty))] == [False] * 7
    said = {part.label for part in services.parts(services.profile_of(stated)) if part.is_said}
    assert said == {"your name", "your state", "your credentials", "the systems you know"}
    assert "see which remote jobs" not in as_user(stated).get(reverse("accounts:profile")).content.decode()
