from django.contrib import admin

from applications.models import Application

COLUMNS = ("listing", "candidate", "stage", "created_at", "stage_changed_at", "answered_at")


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """Who applied where and how it stands. What a candidate wrote and sent is not for operators."""

    list_display = COLUMNS
    list_filter = ["stage", "created_at"]
    list_select_related = ["listing", "candidate"]
    search_fields = ["listing__title", "listing__employer__name"]
    fields = COLUMNS
    readonly_fields = COLUMNS
    date_hierarchy = "created_at"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
