"""The reference for operators. Edits survive load_reference; what imports wrote is for looking things up."""

from django.contrib import admin
from django.db import models

from codes.models import (
    Certification,
    Code,
    CodeRange,
    CodeRelease,
    FeeIndicator,
    LicensedDescriptor,
    Modifier,
    PayerNote,
    Place,
    PlaceOfService,
    Specialty,
    SpecialtySynonym,
    State,
    Term,
)
from core.admin import ReadOnly


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0


class SynonymInline(admin.TabularInline):
    model = SpecialtySynonym
    extra = 1


class RangeInline(admin.TabularInline):
    model = CodeRange
    extra = 1


class ReleaseInline(ReadOnlyInline):
    model = CodeRelease


class FeeInline(ReadOnlyInline):
    model = FeeIndicator


class LicensedInline(ReadOnlyInline):
    model = LicensedDescriptor


class PayerNoteInline(admin.StackedInline):
    model = PayerNote
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    extra = 0


@admin.register(Specialty)
class SpecialtyAdmin(admin.ModelAdmin):
    list_display = ("name", "group", "kind", "tier", "is_generic", "confidence")
    list_filter = ("kind", "tier", "is_generic", "confidence", "group")
    search_fields = ("name", "slug", "synonyms__text")
    filter_horizontal = ("typical_settings", "certifications")
    inlines = (SynonymInline, RangeInline)


@admin.register(Code)
class CodeAdmin(admin.ModelAdmin):
    list_display = ("code", "system", "service_type", "retired_on", "is_reviewed", "confidence")
    list_filter = ("system", "is_reviewed", "confidence")
    search_fields = ("^code", "summary")
    show_full_result_count = False
    inlines = (PayerNoteInline, LicensedInline, ReleaseInline, FeeInline)


@admin.register(Certification)
class CertificationAdmin(admin.ModelAdmin):
    list_display = ("acronym", "name", "issuer", "category", "level", "is_active", "confidence")
    list_filter = ("category", "level", "is_active", "confidence")
    search_fields = ("acronym", "name", "issuer")


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ("label", "slug", "kind", "position")
    list_filter = ("kind",)
    search_fields = ("label", "slug")


@admin.register(Modifier)
class ModifierAdmin(admin.ModelAdmin):
    list_display = ("code", "meaning", "family", "facility_allowed")
    list_filter = ("family", "facility_allowed")
    search_fields = ("code", "meaning")


@admin.register(PlaceOfService)
class PlaceOfServiceAdmin(admin.ModelAdmin):
    list_display = ("code", "meaning", "medicare_pfs_rate", "effective_from")
    list_filter = ("medicare_pfs_rate",)
    search_fields = ("code", "meaning")


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    list_display = ("city", "state", "zip", "source")
    list_filter = ("source", "state")
    list_select_related = ("state",)
    autocomplete_fields = ("state",)
    search_fields = ("city", "zip")
    show_full_result_count = False


@admin.register(State)
class StateAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "is_territory")
    list_filter = ("is_territory",)
    search_fields = ("name", "code")
