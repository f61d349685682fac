"""Listings for operators: to look things up. A status changes through its services alone, an event never."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import ReadOnly
from listings.models import ImportSource, Listing, ListingEvent, Report


class EventInline(ReadOnly, admin.TabularInline):
    model = ListingEvent
    fields = ("at", "code", "was", "became", "by", "note", "rule_version", "data")
    readonly_fields = fields
    ordering = ("-at", "-id")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ListingEvent]:
        return super().get_queryset(request).select_related("by")


@admin.register(Listing)
class ListingAdmin(admin.ModelAdmin):
    """Content is edited at the desk, where its rules stand; here only what an operator may have to put right."""

    list_display = ("title", "employer", "status", "first_posted_at", "expires_at", "source")
    list_filter = ("status", "work", "source", "created_at", "is_demo")
    list_select_related = ("employer", "source")
    show_full_result_count = False
    search_fields = ("title", "employer__name", "requisition", "source_ref")
    date_hierarchy = "created_at"
    inlines = (EventInline,)
    fields = (
        ("title", "status"),
        ("employer", "posted_by"),
        ("requisition", "is_demo"),
        ("source", "source_ref", "import_run"),
        ("created_at", "submitted_at"),
        ("first_posted_at", "published_at", "expires_at", "ended_at"),
        "outcome",
        "recognised",
    )
    readonly_fields = tuple(
        name
        for row in fields
        for name in ((row,) if isinstance(row, str) else row)
        if name not in ("requisition", "posted_by")
    )
    autocomplete_fields = ("posted_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ListingEvent)
class ListingEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "listing", "code", "was", "became", "by")
    list_filter = ("code", "at")
    list_select_related = ("listing", "by")
    search_fields = ("listing__title", "listing__employer__name", "by__email", "note")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Report)
class ReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("created_at", "listing", "reason", "status", "handled_by")
    list_filter = ("status", "reason", "created_at")
    list_select_related = ("listing", "handled_by")
    search_fields = ("listing__title", "listing__employer__name", "details")
    date_hierarchy = "created_at"


@admin.register(ImportSource)
class ImportSourceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "created_at")
    list_filter = ("created_at",)
    search_fields = ("name",)
