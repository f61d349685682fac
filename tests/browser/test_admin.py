"""The operators' admin: Django's own pages under our settings, with what our classes put on them."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse

from tests.factories import make_application, make_listing

# What Django's own markup breaks on these pages: links in its crumbs and beside its search box are told from the words
# around them by colour alone, and tables of related rows have empty headings over hidden keys and over "Delete?".
DJANGOS = ("link-in-text-block", "empty-table-header")


@pytest.fixture
def admin_pages(transactional_db, reference, employer, owner, candidate, operator):
    application = make_application(make_listing(employer=employer, title="Radiation Oncology Coder"), candidate)
    LogEntry.objects.log_actions(operator.pk, [employer], CHANGE, change_message=[{"changed": {"fields": ["Name"]}}])
    return [
        reverse("admin:index"),
        reverse("admin:accounts_employer_changelist"),
        reverse("admin:accounts_employer_change", args=[employer.pk]),
        reverse("admin:applications_application_changelist"),
        reverse("admin:applications_application_change", args=[application.pk]),
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_admin_page_has_a_barrier_of_ours(scheme, width, admin_pages, operator, visit, settle, barriers, complaints):
    page = visit(operator, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    found = []
    for url in admin_pages:
        settle(page, url)
        found += [f"{url} {barrier}" for barrier in barriers(page, without=DJANGOS)]

    assert "\n".join(found) == ""
    assert complaints == []
