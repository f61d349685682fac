"""People and employers for operators. A history is read here and never rewritten; a résumé has no page here.

Nothing here lets an operator pass for somebody else: no password of another person is set, no address is added to an
account and nobody is put on a team, for each of these would open résumés without a reason.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import Claim, Employer, EmployerEvent, Export, Invitation, Membership, User
from accounts.services import employers
from core.admin import ReadOnly

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
        (None, {"fields": ("email", "name", "time_zone")}),
        ("What this person may", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("When", {"fields": ("date_joined", "last_login", "closed_at", "erase_at", "erased_at")}),
    )
    filter_horizontal = ("groups",)
    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login", "closed_at")
    list_filter = (
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        ("closed_at", admin.EmptyFieldListFilter),
        "is_demo",
        "date_joined",
    )
    show_full_result_count = False
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    date_hierarchy = "date_joined"
    readonly_fields = ("date_joined", "last_login", "closed_at", "erase_at", "erased_at")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """An address is changed by whoever owns it, with a code."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """A password is changed by whoever owns it; one that is lost, by a mailed code."""
        raise PermissionDenied

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Events point to people; closing an account empties the row instead."""
        return False


class MembershipInline(ReadOnly, admin.TabularInline):
    model = Membership
    fields = readonly_fields = ("user", "role", "created_at")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "employer")


class EmployerEventInline(ReadOnly, admin.TabularInline):
    model = EmployerEvent
    verbose_name_plural = "history"
    fields = ("at", "code", "was", "became", "by", "note")
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmployerEvent]:
        return super().get_queryset(request).select_related("by")


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
        ("domain_proven_at", admin.EmptyFieldListFilter),
        "is_demo",
        "kind",
        "created_at",
    )
    list_select_related = ("kind", "state")
    search_fields = ("name", "slug", "website", "proven_domain")
    date_hierarchy = "created_at"
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
class MembershipAdmin(ReadOnly, admin.ModelAdmin):
    """Teams are run at their desks, where every step is noted and the team is told."""

    list_display = ("employer", "user", "role", "created_at")
    list_filter = ("role", "created_at")
    list_select_related = ("employer", "user")
    search_fields = ("employer__name", "user__email", "user__name")
    date_hierarchy = "created_at"


@admin.register(EmployerEvent)
class EmployerEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "employer", "code", "was", "became", "by", "note")
    list_filter = ("code", "at")
    list_select_related = ("employer", "by")
    search_fields = ("employer__name", "by__email", "note")
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Claim)
class ClaimAdmin(ReadOnly, admin.ModelAdmin):
    """Moderators decide, with what was written to and fro before them: /moderation/employers/claims/."""

    fields = ("employer", "user", "status", "created_at", "decided_at", "decided_by")
    list_display = ("employer", "user", "status", "created_at", "decided_at", "decided_by")
    list_filter = ("status", "created_at")
    list_select_related = ("employer", "user", "decided_by")
    search_fields = ("employer__name", "user__email", "user__name")
    date_hierarchy = "created_at"


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("employer", "email", "role", "invited_by", "sent_at", "expires_at", "accepted_at", "withdrawn_at")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter), "sent_at")
    list_select_related = ("employer", "invited_by")
    search_fields = ("employer__name", "email", "invited_by__email")
    date_hierarchy = "created_at"


@admin.register(Export)
class ExportAdmin(ReadOnly, admin.ModelAdmin):
    """Whether somebody's copy of her data was made. The file is hers alone: no link to it stands here."""

    fields = ("user", "status", "size", "attempts", "requested_at", "started_at", "ready_at", "expires_at")
    list_display = ("user", "status", "requested_at", "ready_at", "expires_at", "attempts")
    list_filter = ("status", "requested_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    date_hierarchy = "requested_at"


# Addresses and browsers of people are nobody else's business, and another site's log-in is set up by settings.
admin.site.unregister([Authenticator, EmailAddress, UserSession, SocialAccount, SocialApp, SocialToken])


@admin.register(EmailAddress)
class AddressAdmin(ReadOnly, admin.ModelAdmin):
    """Seen for whoever gets no mail. A second address would log in to the account, so none is added here."""

    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__email", "user__name")


@admin.register(Authenticator)
class FactorAdmin(ReadOnly, admin.ModelAdmin):
    """Seen without its secret, and removed for somebody who lost telephone, keys and recovery codes."""

    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request)
