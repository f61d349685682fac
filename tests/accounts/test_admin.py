import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Employer, Membership, Resume, User
from accounts.services import employers
from tests.factories import make_application, make_candidate, make_employer, make_listing, make_member, make_user

PAGES = {User: "user", Employer: "employer", Membership: "membership"}


def listed(model) -> str:
    return reverse(f"admin:accounts_{PAGES[model]}_changelist")


def changed(row) -> str:
    return reverse(f"admin:accounts_{PAGES[type(row)]}_change", args=[row.pk])


def form_of(response) -> dict[str, object]:
    """What the browser would send back."""
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


@pytest.mark.parametrize("model", PAGES)
@pytest.mark.parametrize("query", ["", "?q=mercy", "?q=%00", "?e=1"])
def test_lists_open_and_search(as_user, operator, owner, model, query):
    assert as_user(operator).get(listed(model) + query, follow=True).status_code == 200


@pytest.mark.parametrize("model", PAGES)
def test_lists_cost_the_same_with_few_rows_and_with_many(as_user, operator, model, django_assert_max_num_queries):
    for number in range(8):
        make_member(make_employer(name=f"Mercy {number}"))

    session = as_user(operator)
    with django_assert_max_num_queries(10):
        session.get(listed(model))


@pytest.mark.parametrize("who", ["visitor", "candidate", "owner", "moderator"])
def test_admin_is_for_operators(request, as_user, who):
    response = as_user(request.getfixturevalue(who)).get(listed(User))

    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


def test_employer_saved_by_an_operator_goes_through_the_service(as_user, operator, owner, employer):
    listing = make_listing(employer=employer)
    session = as_user(operator)
    values = form_of(session.get(changed(employer)))

    response = session.post(changed(employer), {**values, "name": "Mercy Health", "slug": "stolen"})

    employer.refresh_from_db()
    listing.text.refresh_from_db()
    assert response.status_code == 302
    assert (employer.name, employer.slug) == ("Mercy Health", "mercy-coding")
    assert [(event.code, event.note, event.by) for event in employer.events.all()] == [
        ("edited", "name", operator),
        ("renamed", "Mercy Coding", operator),
    ]
    assert listing.text.employer == "Mercy Health"


def test_employer_history_is_read_and_never_written(as_user, operator, owner, moderator, employer):
    employers.suspend(employer, by=moderator, note="The website is not theirs.")
    session = as_user(operator)

    page = session.get(changed(employer))
    values = form_of(page)
    session.post(
        changed(employer), {**values, "name": "Changed", "events-0-note": "Rewritten", "events-0-DELETE": "on"}
    )

    assert "The website is not theirs." in page.content.decode()
    assert [event.note for event in employer.events.all()] == ["The website is not theirs."]
    assert Employer.objects.get(pk=employer.pk).name == "Mercy Coding"
    assert Employer.objects.get(pk=employer.pk).is_suspended


def test_employer_page_costs_the_same_with_a_long_history(as_user, operator, django_assert_max_num_queries):
    employer = make_employer()
    for number in range(6):
        employers.edit(employer, by=make_member(employer), city=f"Town {number}")

    session = as_user(operator)
    with django_assert_max_num_queries(14):
        session.get(changed(employer))


@pytest.mark.parametrize("row", ["owner", "employer"])
def test_nobody_is_deleted(request, as_user, operator, owner, employer, row):
    row = request.getfixturevalue(row)
    url = reverse(f"admin:accounts_{PAGES[type(row)]}_delete", args=[row.pk])

    assert as_user(operator).post(url, {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_user_is_added_with_a_proper_password_and_without_a_proven_address(as_user, operator):
    url = reverse("admin:accounts_user_add")
    typed = {"email": "Helper@Board.test", "usable_password": "true"}

    weak = as_user(operator).post(url, {**typed, "password1": "password123", "password2": "password123"})
    strong = as_user(operator).post(url, {**typed, "password1": "a-long-phrase-9", "password2": "a-long-phrase-9"})

    helper = User.objects.get(email="helper@board.test")
    assert (weak.status_code, strong.status_code) == (200, 302)
    assert helper.check_password("a-long-phrase-9")
    assert not helper.emailaddress_set.filter(verified=True).exists()


def test_user_page_keeps_the_address_and_takes_the_group(as_user, operator):
    person = make_user(email="helper@board.test")
    session = as_user(operator)
    values = form_of(session.get(changed(person)))
    moderators = session.get(changed(person)).context["adminform"].form.fields["groups"].queryset.get()

    session.post(changed(person), {**values, "email": "stolen@board.test", "groups": [moderators.pk]})

    person.refresh_from_db()
    assert person.email == "helper@board.test"
    assert [group.name for group in person.groups.all()] == ["Moderators"]


def test_resumes_have_no_page_in_the_admin(as_user, operator):
    candidate = make_candidate(name="Ada Byron")
    make_application(make_listing(), candidate)

    page = as_user(operator).get(changed(candidate)).content.decode()

    assert not admin.site.is_registered(Resume)
    assert "Ada Byron" in page
    assert "Ten years of radiation oncology coding." not in page
