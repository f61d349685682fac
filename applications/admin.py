from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from applications import policies
from applications.models import Application, ApplicationEvent, ResumeAccess
from core.admin import ReadOnly

COLUMNS = ("listing", "candidate", "stage", "created_at", "stage_changed_at", "answered_at")


@admin.register(Application)
class ApplicationAdmin(ReadOnly, admin.ModelAdmin):
    """Who applied where and how it stands. What a candidate wrote and sent is not for operators."""

    list_display = COLUMNS
    list_filter = ("stage", "created_at", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("listing", "candidate")
    search_fields = ("listing__title", "listing__employer__name", "candidate__email")
    readonly_fields = COLUMNS
    date_hierarchy = "created_at"
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        return [*COLUMNS, "resume_sent"] if policies.can_name_a_reason(request.user) else COLUMNS

    @admin.display(description="résumé")
    def resume_sent(self, application: Application) -> str:
        """Neither its words nor its name: only the way to the question why."""
        if application.resume.is_erased:
            return "erased"
        url = reverse("applications:resume_with_reason", args=[application.pk])
        return format_html('<a href="{}">Open, with a reason…</a>', url)


@admin.register(ApplicationEvent)
class ApplicationEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "application", "code", "was", "became", "by")
    list_filter = ("code", "at")
    list_select_related = ("application__listing", "application__candidate", "by")
    search_fields = ("application__listing__title", "application__candidate__email", "by__email")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(ResumeAccess)
class ResumeAccessAdmin(ReadOnly, admin.ModelAdmin):
    """Every opening of a résumé: by whom, when, and why where it was an operator."""

    list_display = ("at", "application", "by", "reason", "reference")
    list_filter = ("reason", "at")
    list_select_related = ("application__listing", "application__candidate", "by")
    search_fields = ("application__listing__title", "application__candidate__email", "by__email", "reference")
    date_hierarchy = "at"
    show_full_result_count = False
