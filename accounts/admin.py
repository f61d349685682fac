"""People and employers for operators. A history is read here and never rewritten; a résumé has no page here."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from accounts.models import Employer, EmployerEvent, Membership, User
from accounts.services import employers

FACTS = ("name", "kind", "website", "city", "state", "size", "about", "time_zone")


class AddUserForm(AdminUserCreationForm):
    """The person confirms the address by a code at the first log-in."""

    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: dict[str, type] = {}


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = AddUserForm
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "time_zone")}),
        ("What this person may", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("When", {"fields": ("date_joined", "last_login")}),
    )
    filter_horizontal = ("groups",)
    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups", "is_demo", "date_joined")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    date_hierarchy = "date_joined"
    readonly_fields = ("date_joined", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """An address is changed by whoever owns it, with a code."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Events point to people; closing an account empties the row instead."""
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "employer")


class EmployerEventInline(admin.TabularInline):
    model = EmployerEvent
    verbose_name_plural = "history"
    fields = ("at", "code", "was", "became", "by", "note")
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmployerEvent]:
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Employer)
class EmployerAdmin(admin.ModelAdmin):
    """Suspending has its own page with a reason: /moderation/employers/. Employers are created at their desk."""

    fields = (
        *FACTS,
        "slug",
        "unnamed_source",
        "claimed_at",
        "proven_domain",
        "domain_proven_at",
        "suspended_at",
        "created_at",
    )
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = (MembershipInline, EmployerEventInline)
    list_display = ("name", "kind", "state", "claimed_at", "suspended_at", "number_of_members", "created_at")
    list_filter = (
        ("claimed_at", admin.EmptyFieldListFilter),
        ("suspended_at", admin.EmptyFieldListFilter),
        "is_demo",
        "kind",
        "created_at",
    )
    list_select_related = ("kind", "state")
    search_fields = ("name", "slug", "website")
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        return super().get_queryset(request).annotate(number_of_members=Count("memberships"))

    @admin.display(description="members", ordering="number_of_members")
    def number_of_members(self, employer: Any) -> int:
        return employer.number_of_members

    def get_readonly_fields(self, request: HttpRequest, obj: Employer | None = None) -> Any:
        return self.fields if obj and obj.is_suspended else self.fields[len(FACTS) :]

    def save_model(self, request: HttpRequest, obj: Employer, form: Any, change: bool) -> None:
        """Through the service, so that the history and the search hear of it."""
        facts = {name: form.cleaned_data[name] for name in form.changed_data}
        if facts:
            employers.edit(obj, by=request.user, **facts)  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Employer | None = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("employer", "user", "role", "created_at")
    list_filter = ("role", "created_at")
    list_select_related = ("employer", "user")
    search_fields = ("employer__name", "user__email", "user__name")
    autocomplete_fields = ("employer", "user")
    readonly_fields = ("created_at",)


# Addresses and browsers of people are nobody else's business, and another site's log-in is set up by settings.
admin.site.unregister([Authenticator, UserSession, SocialAccount, SocialApp, SocialToken])


@admin.register(Authenticator)
class FactorAdmin(admin.ModelAdmin):
    """Seen without its secret, and removed for somebody who lost telephone, keys and recovery codes."""

    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
