"""What runs under the board, for operators to look at; and `ReadOnly`, which the admins of the other apps share.

No mail shows its words here: some carry a code, all are between the board and one person.
"""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django_tasks_db import admin as tasks_admin
from django_tasks_db.models import DBTaskResult, get_date_max

from core.models import ImportRun, MailStop, OutboxMail, ScheduleSlot


class ReadOnly:
    """Nothing is added, changed or deleted here. Stands in front of ModelAdmin or an inline."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class WaitingFilter(admin.SimpleListFilter):
    title = "delivery"
    parameter_name = "delivery"
    WAYS: dict[str, dict[str, Any]] = {
        "sent": {"sent_at__isnull": False},
        "waiting": {"sent_at": None, "failed_at": None},
        "given up": {"failed_at__isnull": False},
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(way, way.capitalize()) for way in self.WAYS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**self.WAYS.get(self.value() or "", {}))


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnly, admin.ModelAdmin):
    """Whether a mail went out. What it says is in the mailbox of whoever it is for."""

    fields = (
        ("kind", "to"),
        ("created_at", "sent_at", "failed_at"),
        ("attempts", "next_try_at"),
        "last_error",
        "is_secret",
    )
    list_display = ("created_at", "kind", "to", "sent_at", "failed_at", "attempts", "last_error")
    list_filter = (WaitingFilter, "kind", "created_at")
    search_fields = ("to", "kind", "last_error")
    date_hierarchy = "created_at"
    show_full_result_count = False


@admin.register(MailStop)
class MailStopAdmin(admin.ModelAdmin):
    """Deleting one lets the mails through again: only when whoever reads that address asked for it."""

    list_display = ("address", "kind", "created_at")
    list_filter = ("kind", "created_at")
    search_fields = ("address", "kind")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("started_at", "kind", "source", "file_name", "release", "status", "started_by")
    list_filter = ("status", "kind", "started_at")
    list_select_related = ("started_by",)
    search_fields = ("file_name", "source", "release", "sha256")
    date_hierarchy = "started_at"


@admin.register(ScheduleSlot)
class ScheduleSlotAdmin(ReadOnly, admin.ModelAdmin):
    """What the workers do by the clock. A slot long past means that no worker runs."""

    list_display = ("name", "next_run_at", "is_on_time")
    list_filter = ("next_run_at",)
    search_fields = ("name",)
    ordering = ("name",)

    @admin.display(boolean=True, description="on time")
    def is_on_time(self, slot: ScheduleSlot) -> bool:
        return slot.next_run_at > timezone.now() - timedelta(minutes=5)


admin.site.unregister(tasks_admin.DBTaskResult)  # the package's own list searches nothing


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnly, admin.ModelAdmin):
    """What the workers did. A failure names its kind and the lines it came through (core.queue)."""

    fields = (
        ("task_path", "status"),
        ("enqueued_at", "started_at", "finished_at", "due_again_at"),
        ("tries", "queue_name", "priority"),
        ("args_kwargs", "return_value"),
        "exception_class_path",
        "lines",
    )
    list_display = ("task_path", "status", "enqueued_at", "finished_at", "tries", "exception_class_path")
    list_filter = ("status", "enqueued_at", "task_path")
    search_fields = ("task_path", "exception_class_path")
    ordering = ("-enqueued_at",)
    date_hierarchy = "enqueued_at"
    show_full_result_count = False

    @admin.display
    def tries(self, row: DBTaskResult) -> int:
        return len(row.worker_ids)

    @admin.display(description="due again at")
    def due_again_at(self, row: DBTaskResult) -> Any:
        return None if row.run_after == get_date_max() else row.run_after

    @admin.display(description="came through")
    def lines(self, row: DBTaskResult) -> str:
        return format_html("<pre>{}</pre>", row.traceback) if row.traceback else "-"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, admin.ModelAdmin):
    """What operators did in here."""

    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "action_flag", "get_change_message")
    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag", "get_change_message")
    list_filter = ("action_flag", "action_time", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("user__email", "user__name", "object_repr")
    date_hierarchy = "action_time"
