"""Fields that know the trade: three-valued answers, codes in one box, money, a description with or without scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django_prose_editor.widgets import ProseEditorWidget

from codes.grammar import Parsed, Range, Reading, parse
from codes.models import CodeSystem
from core.html import from_typed, paragraphs, sanitise, to_text

MOST_CODES = 60
EDITOR = {
    "extensions": {
        "Bold": True,
        "Italic": True,
        "Heading": {"levels": [2, 3]},
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "Blockquote": True,
        "HardBreak": True,
        "Link": {"enableTarget": False, "protocols": ["https", "http"]},
        "History": True,
    }
}


class ThreeValued(forms.NullBooleanField):
    """Yes, no, or not stated."""

    def __init__(self, **options: Any) -> None:
        select = forms.NullBooleanSelect()
        select.choices = [("unknown", "Not stated"), ("true", "Yes"), ("false", "No")]
        options.setdefault("widget", select)
        super().__init__(**options)


class DescriptionWidget(ProseEditorWidget):
    """The editor; beside it, where scripts are off, a plain box holding the same words.

    Both boxes arrive when scripts are off: the plain one counts, unless nobody changed it.
    """

    template_name = "listings/widgets/description.html"
    anchor = "_box"

    def __init__(self, **options: Any) -> None:
        super().__init__(config=EDITOR, preset="configurable", **options)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["plain"] = to_text(value or "")
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        html = data.get(name)
        plain = data.get(f"{name}_plain")
        if plain is None:
            return html
        if html is not None and " ".join(to_text(html).split()) == " ".join(plain.split()):
            return html
        return paragraphs(plain)


class DescriptionField(forms.CharField):
    widget = DescriptionWidget

    def clean(self, value: Any) -> str:
        return from_typed(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sanitise(initial or "") != from_typed(data or "")


@dataclass(frozen=True)
class Codes:
    codes: tuple[tuple[str, str], ...] = ()
    ranges: tuple[tuple[str, str, str], ...] = ()


class CodesField(forms.CharField):
    """Codes and ranges in one box. An error names the piece that is none, or that may be several things."""

    # "DRG 470", "470 DRG"; behind such a piece the numbers of a list need no word of their own: "DRG 470, 871-873".
    NAMES_DRG = re.compile("DRG", re.IGNORECASE)
    SHORT_NUMBERS = re.compile(r"[0-9]{1,3}(?:\s*[-–—]\s*[0-9]{1,3})?")

    def clean(self, value: Any) -> Codes:
        text = super().clean(value)
        codes: dict[tuple[str, str], None] = {}
        ranges: dict[tuple[str, str, str], None] = {}
        errors: list[str] = []
        is_drg = False
        for piece in (piece.strip() for piece in re.split(r"[,;\n]+", text)):
            if not piece:
                continue
            goes_on = is_drg and self.SHORT_NUMBERS.fullmatch(piece)
            is_drg = bool(goes_on or self.NAMES_DRG.search(piece))
            parsed = parse(f"DRG {piece}" if goes_on else piece)
            if found := self._why_not(piece, parsed, is_drg=is_drg):
                errors += found
            else:
                codes |= dict.fromkeys((str(reading.system), reading.code) for reading in parsed.codes)
                ranges |= dict.fromkeys((str(span.system), span.start, span.end) for span in parsed.ranges)
        if len(codes) + len(ranges) > MOST_CODES:
            errors.append(f"Name {MOST_CODES} codes and ranges at most; a range says more than its codes.")
        if errors:
            raise ValidationError([ValidationError(error) for error in dict.fromkeys(errors)])
        return Codes(tuple(codes), tuple(ranges))

    def _why_not(self, piece: str, parsed: Parsed, *, is_drg: bool) -> list[str]:
        """Why the piece cannot be kept as it stands: never a guess, and no part of it dropped without a word."""
        shown = piece if len(piece) <= 40 else f"{piece[:40]}…"
        found: tuple[Reading | Range, ...] = (*parsed.codes, *parsed.ranges)
        bare = [one for one in found if one.system == CodeSystem.MSDRG and not is_drg]
        if bare:
            return [
                f"“{shown}” may be an MS-DRG, a place of service, a modifier, an HCC or a revenue code. "
                f"For the MS-DRG type “DRG {bare[0].display.replace('–', '-')}”; the others do not belong here."
            ]
        systems: dict[str, list[str]] = {}
        for reading in parsed.codes:
            systems.setdefault(reading.code, []).append(reading.label)
        torn = [labels for labels in systems.values() if len(labels) > 1]
        if torn:
            return [f"“{shown}” may be {' or '.join(torn[0])}. Write which."]
        if parsed.refusals:
            return list(parsed.refusals)
        if not found:
            return [f"“{shown}” is not a code."]
        return []


def typed(codes: Any, ranges: Any) -> str:
    """Rows of a listing as they are typed into the box."""
    words = [f"{CodeSystem(row.system).label} {row.shown}" for row in codes]
    words += [f"{CodeSystem(row.system).label} {_typed_range(row)}" for row in ranges]
    return ", ".join(words)


def _typed_range(row: Any) -> str:
    """C50 with all below it is typed C50.-; without its ending it would be read as the one code."""
    if row.start != row.end:
        return row.shown.replace("–", "-")
    if row.system == CodeSystem.ICD10PCS:
        return row.start.ljust(7, "X")
    return f"{row.shown}-" if "." in row.shown else f"{row.shown}.-"


class GroupedIterator(ModelChoiceIterator):
    """Choices under the headings their rows give."""

    field: "PickField"

    def __iter__(self) -> Iterator[Any]:
        groups: dict[str, list[Any]] = {}
        for row in self.queryset:
            groups.setdefault(str(self.field.group_of(row)), []).append(self.choice(row))
        return iter(groups.items())


class PickWidget(forms.CheckboxSelectMultiple):
    """Checkboxes in a box that scrolls; what is ticked stands first, so that a long list hides no choice."""

    LONG = 24

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        if sum(len(options) for _, options, _ in groups) <= self.LONG:
            return groups
        ticked = [option for _, options, _ in groups for option in options if option["selected"]]
        if not ticked:
            return groups
        rest: dict[str, list[Any]] = {}
        for head, options, _ in groups:
            rest.setdefault(head or "Others", []).extend(one for one in options if not one["selected"])
        return [("Ticked", ticked, 0), *((head, options, 1) for head, options in rest.items() if options)]


class PickField(forms.ModelMultipleChoiceField):
    """Any number of a closed list, as checkboxes, under headings where `group` names the attribute for them."""

    def __init__(self, queryset: Any, *, group: str = "", **options: Any) -> None:
        self.group = group
        if group:
            self.iterator = GroupedIterator
        options.setdefault("widget", PickWidget(attrs={"class": "choices--dense picklist"}))
        super().__init__(queryset, required=False, **options)

    def group_of(self, row: Any) -> str:
        value = getattr(row, self.group)
        return value() if callable(value) else value or "Other"


class LinesField(forms.CharField):
    """A list of sentences, one a line."""

    def __init__(self, *, most: int, longest: int, **options: Any) -> None:
        self.most, self.longest = most, longest
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).split("\n")]
        lines = [line for line in lines if line]
        if len(lines) > self.most:
            raise ValidationError(f"At most {self.most} lines; these are {len(lines)}.")
        for line in lines:
            if len(line) > self.longest:
                raise ValidationError(f"“{line[:40]}…” is longer than {self.longest} characters.")
        return lines
