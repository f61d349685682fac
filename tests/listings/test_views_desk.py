"""The desk's pages as each of the cast meets them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import OutboxMail
from listings.models import Listing
from listings.workflow import Status
from tests.factories import make_listing, make_state

pytestmark = pytest.mark.django_db

COMPLETE = {
    "title": "Radiation Oncology Coder",
    "description": "Codes simulation and planning.\n\nTwo linear accelerators.",
    "specialties": ["radiation-oncology"],
    "codes": "77261-77799, 32701, C34.11",
    "employment_type": "full-time",
    "work": "remote",
    "remote_scope": "listed",
    "eligible_states": ["TX", "OK"],
    "pay_min": "$28",
    "pay_max": "34.50",
    "pay_unit": "hour",
    "credentials_rule": "any",
    "required": ["CPC", "ROCC"],
    "apprentices_accepted": "false",
    "apply_method": "board",
}


@pytest.fixture(autouse=True)
def _scene(reference):
    """Every page here needs the reference."""


def url(name, listing):
    return reverse(f"listings:{name}", args=[listing.employer.slug, listing.pk])


def test_a_listing_goes_from_the_form_to_the_queue(employer, owner, as_user):
    browser = as_user(owner)

    response = browser.post(reverse("listings:create", args=[employer.slug]), {**COMPLETE, "act": "submit"})

    listing = Listing.objects.get()
    assert response.status_code == 302
    assert response["Location"] == url("manage", listing)
    assert (listing.status, listing.posted_by, listing.pay_yearly_max) == (Status.PENDING, owner, 71760)
    assert listing.text.html == "<p>Codes simulation and planning.</p><p>Two linear accelerators.</p>"
    assert sorted(str(code) for code in listing.codes.all()) == ["32701", "C34.11"]
    assert [str(span) for span in listing.code_ranges.all()] == ["77261–77799"]
    assert {state.code for state in listing.eligible_states.all()} == {"TX", "OK"}
    assert {one.acronym for one in listing.required_credentials} == {"CPC", "ROCC"}
    assert listing.apprentices_accepted is False
    assert listing.equipment_provided is None


def test_an_empty_draft_is_saved(employer, owner, as_user):
    response = as_user(owner).post(reverse("listings:create", args=[employer.slug]), {"act": "save"})

    listing = Listing.objects.get()
    assert response["Location"] == url("edit", listing)
    assert (listing.status, listing.title, listing.slug) == (Status.DRAFT, "", "job")


def test_submitting_too_early_keeps_the_draft_and_names_the_fields(employer, owner, as_user):
    browser = as_user(owner)
    typed = {**COMPLETE, "pay_unit": "chart", "apprentices_accepted": "unknown", "act": "submit"}

    response = browser.post(reverse("listings:create", args=[employer.slug]), typed, follow=True)

    listing = Listing.objects.get()
    assert listing.status == Status.DRAFT
    assert set(response.context["form"].errors) == {"charts_per_hour", "apprentices_accepted"}
    assert b"Pay per chart needs a quota" in response.content
    assert "CPT 77261-77799" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("codes", "32701, 9930, banana", "9930"),
        ("codes", "J0120", "Write which"),
        ("codes", "modifier 11", "11"),
        ("pay_min", "plenty", "Type a number"),
        ("pay_min", "-5", "is at least 0"),
        ("pay_min", "1e400", "digits"),
        ("pay_max", "20", "below the lowest"),
        ("apply_url", "http://jobs.example/1", "https://"),
        ("apply_url", "jobs@mercy.example", "e-mail address"),
        ("apply_url", "javascript:alert(1)", "address of a web page"),
        ("closes_on", "someday", "year, month and day"),
        ("title", "x" * 201, "at most 200"),
        ("title", "a\x00b", "cannot be stored"),
        ("description", "x" * 60_001, "at most 60000"),
        ("screening_questions", "a\nb\nc\nd\ne\nf", "At most 5"),
        ("specialties", ["no-such-thing"], "answers offered"),
        ("years_min", "99", "is at most 40"),
        ("work", "moon", "answers offered"),
        ("preferred", ["CPC"], "Choose one"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_kept(name, value, message, employer, owner, as_user):
    typed = {**COMPLETE, name: value, "act": "submit"}

    response = as_user(owner).post(reverse("listings:create", args=[employer.slug]), typed)

    form = response.context["form"]
    assert list(form.errors) == [name]
    assert message in str(form.errors[name])
    assert Listing.objects.count() == 0
    assert form["benefits"].value() in (None, "")
    assert form["description"].value() == typed["description"]
    assert form[name].value() == value


def test_everything_that_stops_a_submission_is_said_at_once_and_linked(employer, owner, as_user):
    typed = {
        **COMPLETE,
        "title": "",
        "description": "",
        "specialties": ["no-such-thing"],
        "codes": "11",
        "eligible_states": [],
        "pay_min": "plenty",
        "preferred": ["CPC"],
        "apprentices_accepted": "unknown",
        "apply_method": "url",
        "apply_url": "http://jobs.example/1",
        "act": "submit",
    }

    response = as_user(owner).post(reverse("listings:create", args=[employer.slug]), typed)

    form, page = response.context["form"], response.text
    wrong = ["title", "description", "specialties", "codes", "eligible_states", "pay_min", "preferred"]
    wrong += ["apprentices_accepted", "apply_url"]
    assert {name: len(errors) for name, errors in form.errors.items()} == dict.fromkeys(wrong, 1)
    summary = page[page.index('class="error-summary"') : page.index("</ul>", page.index('class="error-summary"'))]
    targets = re.findall(r'href="#([^"]+)"', summary)
    places = [page.index(f' id="{target}"') for target in targets]
    assert len(targets) == 9
    assert places == sorted(places)
    assert Listing.objects.count() == 0
    assert "Nothing of this is saved yet" in page


def test_a_draft_is_asked_for_nothing_it_may_still_leave_open(employer, owner, as_user):
    typed = {"title": "", "pay_min": "plenty", "act": "save"}

    response = as_user(owner).post(reverse("listings:create", args=[employer.slug]), typed)

    assert list(response.context["form"].errors) == ["pay_min"]


def sections(response):
    return {part.id: "wrong" if part.errors else part.missing for part in response.context["form"].sections}


def test_the_map_of_sections_states_what_is_typed_saved_or_not(employer, owner, as_user):
    browser = as_user(owner)
    create = reverse("listings:create", args=[employer.slug])
    typed = {**COMPLETE, "title": "", "required": [], "years_min": "many"}

    fresh = sections(browser.get(create))
    refused = sections(browser.post(create, {**typed, "act": "save"}))
    payroll = sections(browser.post(create, {**typed, "act": "payroll"}))
    saved = sections(browser.post(create, {**typed, "years_min": "", "act": "save"}, follow=True))
    listing = Listing.objects.get()
    refused_again = sections(browser.post(url("edit", listing), {**COMPLETE, "work": "", "years_min": "many"}))

    nothing_else = {"workload": 0, "terms": 0, "apply": 0}
    assert fresh == {"job": 4, "where": 1, "pay": 1, "credentials": 2, **nothing_else}
    assert refused == {"job": "wrong", "where": 0, "pay": 0, "credentials": 1, **nothing_else}
    assert payroll == {"job": 1, "where": 0, "pay": 0, "credentials": 1, **nothing_else}
    assert saved == payroll
    assert refused_again == {"job": "wrong", "where": 1, "pay": 0, "credentials": 0, **nothing_else}


def test_submitting_an_empty_form_leaves_no_draft_behind(employer, owner, as_user):
    sent = {"title": " ", "description": "", "screening_questions": "", "us_only": "unknown", "apply_method": "board"}

    response = as_user(owner).post(reverse("listings:create", args=[employer.slug]), {**sent, "act": "submit"})

    assert Listing.objects.count() == 0
    assert set(response.context["form"].errors) == {
        "title",
        "description",
        "specialties",
        "employment_type",
        "work",
        "pay_min",
        "credentials_rule",
        "apprentices_accepted",
    }


def test_long_unicode_text_is_kept_as_typed(employer, owner, as_user):
    words = "Ω 编码 🩺 ‮ " * 1500

    as_user(owner).post(reverse("listings:create", args=[employer.slug]), {**COMPLETE, "benefits": words})

    assert Listing.objects.get().benefits == words.strip()


def test_the_form_shows_again_what_was_saved(employer, owner, as_user):
    browser = as_user(owner)
    browser.post(reverse("listings:create", args=[employer.slug]), {**COMPLETE, "screening_questions": "Why?\nWhere?"})
    listing = Listing.objects.get()
    page = browser.get(url("edit", listing))
    form = page.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    again = {name: "\n".join(v) if name == "screening_questions" else v for name, v in again.items()}
    for name in ("specialties", "required", "eligible_states"):
        again[name] = [form.fields[name].prepare_value(row) for row in again[name]]
    again["apprentices_accepted"] = "false"
    before = (listing.text.doc_id, listing.changed_at)

    browser.post(url("edit", listing), again)

    fresh = Listing.objects.get()
    assert (fresh.text.doc_id, fresh.changed_at) == before
    assert fresh.screening_questions == ["Why?", "Where?"]


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Codes planning.", "<p><strong>Codes</strong> planning.</p>"),
        ("Codes delivery.\r\n\r\nAnd more.", "<p>Codes delivery.</p><p>And more.</p>"),
    ],
)
def test_the_plain_box_counts_only_when_it_was_changed(plain, expected, employer, owner, as_user):
    typed = {**COMPLETE, "description": "<p><strong>Codes</strong> planning.</p>", "description_plain": plain}

    as_user(owner).post(reverse("listings:create", args=[employer.slug]), typed)

    assert Listing.objects.get().text.html == expected


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.DRAFT, Status.CHANGES_REQUESTED)])
def test_only_drafts_are_edited(status, employer, owner, as_user):
    listing = make_listing(employer=employer, status=status)

    response = as_user(owner).post(url("edit", listing), {**COMPLETE, "title": "Another"}, follow=True)

    assert Listing.objects.get().title == "Radiation Oncology Coder"
    assert "no longer a draft" in response.content.decode()


@pytest.mark.parametrize("name", ["edit", "submit", "withdraw", "close", "copy"])
@pytest.mark.parametrize("who", ["viewer", "rival", "candidate"])
def test_acts_do_not_exist_for_others(name, who, employer, owner, request, as_user):
    listing = make_listing(employer=employer, status=Status.DRAFT)
    person = request.getfixturevalue(who)

    response = as_user(person).post(url(name, listing), {**COMPLETE, "outcome": "cancelled"})

    assert response.status_code == 404
    assert Listing.objects.get().status == Status.DRAFT


def test_a_listing_is_not_reached_through_another_desk(employer, owner, rival, as_user):
    listing = make_listing(employer=employer, status=Status.DRAFT)
    theirs = rival.employers.get()

    response = as_user(rival).get(reverse("listings:manage", args=[theirs.slug, listing.pk]))

    assert response.status_code == 404


def test_a_viewer_reads_without_buttons(employer, viewer, as_user):
    listing = make_listing(employer=employer)
    browser = as_user(viewer)

    pages = [browser.get(url("manage", listing)), browser.get(url("preview", listing))]
    pages.append(browser.get(reverse("listings:desk_list", args=[employer.slug])))

    assert [page.status_code for page in pages] == [200, 200, 200]
    for page in pages:
        assert "listings/new" not in page.content.decode()
        assert f"/{listing.pk}/close/" not in page.content.decode()


def test_a_suspended_employer_is_told_why_it_cannot_submit(employer, owner, as_user):
    employer.suspended_at = timezone.now()
    employer.save()
    employer.events.create(code="suspended", was="open", became="suspended", note="Three scam reports.")
    listing = make_listing(employer=employer, status=Status.DRAFT)

    response = as_user(owner).post(url("submit", listing), follow=True)

    assert Listing.objects.get().status == Status.DRAFT
    assert "is suspended" in response.content.decode()
    assert "Three scam reports." in response.content.decode()


def test_the_table_shows_tabs_with_counts(employer, owner, as_user):
    for status in (Status.DRAFT, Status.CHANGES_REQUESTED, Status.PENDING, Status.PUBLISHED, Status.CLOSED):
        make_listing(employer=employer, status=status, title=f"Coder {status}")
    make_listing(title="Somebody else's")

    page = as_user(owner).get(reverse("listings:desk_list", args=[employer.slug]), {"state": "yours"})

    assert [(name, count) for name, _, count, _ in page.context["tabs"]] == [
        ("all", 5),
        ("yours", 2),
        ("review", 1),
        ("live", 1),
        ("ended", 1),
    ]
    assert [row.status for row in page.context["page"]] == [Status.CHANGES_REQUESTED, Status.DRAFT]


@pytest.mark.parametrize("query", ["state=nonsense", "page=0", "page=99999", "page=x", "state=%00", "state=%ff"])
def test_odd_queries_give_the_plain_table(query, employer, owner, as_user):
    make_listing(employer=employer)

    response = as_user(owner).get(reverse("listings:desk_list", args=[employer.slug]) + "?" + query)

    assert response.status_code == 200
    assert len(response.context["page"].object_list) == 1


def test_the_table_costs_the_same_for_one_and_many(employer, owner, as_user):
    browser = as_user(owner)
    where = reverse("listings:desk_list", args=[employer.slug])
    make_listing(employer=employer)
    browser.get(where)
    with CaptureQueriesContext(connection) as one:
        browser.get(where)
    for number in range(6):
        make_listing(employer=employer, title=f"Coder {number}", status=(Status.DRAFT, Status.PUBLISHED)[number % 2])

    with CaptureQueriesContext(connection) as many:
        browser.get(where)

    assert len(many) == len(one)


def test_the_moderators_reason_stands_where_the_employer_looks(employer, owner, moderator, as_user):
    listing = make_listing(employer=employer, status=Status.CHANGES_REQUESTED)
    listing.events.create(
        code="changes_requested", was="pending", became="changes_requested", by=moderator, note="Say <which> states."
    )
    browser = as_user(owner)

    pages = [browser.get(url(name, listing)).content.decode() for name in ("manage", "edit")]

    for page in pages:
        assert "Say &lt;which&gt; states." in page
        assert moderator.email not in page
    assert "A moderator" in pages[0]


def test_close_asks_for_the_outcome(employer, owner, as_user):
    listing = make_listing(employer=employer)
    browser = as_user(owner)

    refused = browser.post(url("close", listing))
    closed = browser.post(url("close", listing), {"outcome": "filled_here"})

    assert "Answer “How did it end?”" in str(refused.context["close_form"].errors)
    assert closed.status_code == 302
    assert Listing.objects.values_list("status", "outcome").get() == ("closed", "filled_here")
    assert OutboxMail.objects.get().to == owner.email


def test_post_again_makes_a_draft_to_edit(employer, owner, as_user):
    listing = make_listing(employer=employer, status=Status.EXPIRED)

    response = as_user(owner).post(url("copy", listing))

    draft = Listing.objects.exclude(pk=listing.pk).get()
    assert response["Location"] == url("edit", draft)
    assert (draft.status, draft.title) == (Status.DRAFT, listing.title)


@pytest.mark.parametrize("name", ["submit", "withdraw", "close", "copy"])
def test_acts_are_never_done_by_get(name, employer, owner, as_user):
    listing = make_listing(employer=employer, status=Status.DRAFT)

    response = as_user(owner).get(url(name, listing))

    assert response.status_code == 405


def test_only_pages_with_the_editor_know_a_nonce(employer, owner, as_user):
    listing = make_listing(employer=employer, status=Status.DRAFT)
    browser = as_user(owner)

    edit, manage = browser.get(url("edit", listing)), browser.get(url("manage", listing))

    nonce = edit["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}"' in edit.content.decode()
    assert "nonce" not in manage["Content-Security-Policy"]


def test_payroll_states_are_ticked_by_one_button_and_can_be_unticked(as_user, owner, employer):
    employer.payroll_states.set([make_state("TX"), make_state("OK")])
    browser = as_user(owner)
    url = reverse("listings:create", args=[employer.slug])
    plain = browser.get(url)
    typed = {**COMPLETE, "title": "", "pay_min": "no number", "eligible_states": ["FL"], "act": "payroll"}

    page = browser.post(url, typed)
    ticked = [box.data["value"] for box in page.context["form"]["eligible_states"] if box.data["selected"]]
    saved = browser.post(url, {**COMPLETE, "remote_scope": "listed", "eligible_states": ["FL", "TX"], "act": "save"})

    assert [state.code for state in plain.context["payroll"]] == ["OK", "TX"]
    assert not any(box.data["selected"] for box in plain.context["form"]["eligible_states"])
    assert ticked == ["FL", "OK", "TX"]
    assert page.context["form"]["remote_scope"].value() == "listed"
    assert 'value="no number"' in page.text
    assert not page.context["form"].errors
    assert [field.field.required for field in page.context["form"]] == [
        field.field.required for field in plain.context["form"]
    ]
    assert saved.status_code == 302
    assert sorted(Listing.objects.get().eligible_states.values_list("code", flat=True)) == ["FL", "TX"]


def test_without_payroll_states_none_are_offered(as_user, owner, employer):
    url = reverse("listings:create", args=[employer.slug])

    assert 'value="payroll"' not in as_user(owner).get(url).text


def test_payroll_states_can_be_ticked_while_a_draft_is_edited_and_write_nothing(as_user, owner, employer):
    employer.payroll_states.set([make_state("OK")])
    listing = make_listing(employer=employer, status=Status.DRAFT, states=["TX"])
    url = reverse("listings:edit", args=[employer.slug, listing.pk])

    page = as_user(owner).post(url, {**COMPLETE, "eligible_states": ["TX"], "act": "payroll"})

    assert [box.data["value"] for box in page.context["form"]["eligible_states"] if box.data["selected"]] == [
        "OK",
        "TX",
    ]
    assert list(listing.eligible_states.values_list("code", flat=True)) == ["TX"]
