"""Rows of a form that grow and shrink without scripts: a submit adds one or takes one away, and saves nothing."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.http import QueryDict

from core.forms import PlainForm

MOST_ROWS = 40
# More than may be stored, so that what was typed is shown again; past it nobody typed it.
MOST_SHOWN = 250


class RowsForm(PlainForm):
    """`subject` names the field without which a row counts for nothing."""

    subject = ""
    hides_optional = True

    def key(self) -> tuple[str, ...]:
        return (self.cleaned_data[self.subject],)

    def stated(self) -> Any:
        raise NotImplementedError


class Rows(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove"

    def clean(self) -> None:
        seen = set()
        for form in self._filled():
            key = form.key()
            if key in seen:
                name = str(form.fields[form.subject].label or form.subject).lower()
                form.add_error(form.subject, f"This {name} is in the list twice.")
            seen.add(key)

    def _filled(self) -> Iterator[RowsForm]:
        for form in self.forms:
            if form.is_valid() and form.cleaned_data.get(form.subject) and not form.cleaned_data.get("DELETE"):
                yield form

    def stated(self) -> Iterator[Any]:
        for form in self._filled():
            yield form.stated()


def rows_of(
    form: type[RowsForm], prefix: str, data: QueryDict | None, stored: list[dict[str, Any]], lists: Any
) -> Rows:
    """A row for each that is stored and one empty one, or the rows as typed."""
    made = forms.formset_factory(
        form,
        formset=Rows,
        extra=1,
        can_delete=True,
        max_num=MOST_ROWS,
        validate_max=True,
        absolute_max=MOST_SHOWN,
    )
    initial = stored if data is None else None  # a typed row that equals a stored one is a typed row all the same
    return cast(type[Rows], made)(
        data,
        initial=initial,
        prefix=prefix,
        form_kwargs={"lists": lists},
        error_messages={"too_many_forms": f"At most {MOST_ROWS} rows can be stored. Remove some."},
    )


def with_row(data: QueryDict, prefix: str) -> None:
    name = f"{prefix}-TOTAL_FORMS"
    total = str(data.get(name, ""))
    if total.isascii() and total.isdigit():
        data[name] = str(min(int(total[:6]) + 1, MOST_SHOWN))


def without_row(data: QueryDict, which: str) -> None:
    """Takes away `prefix-number`; the rows below move up."""
    prefix, _, number = which.rpartition("-")
    total = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    if not (number.isascii() and number.isdigit() and total.isascii() and total.isdigit()):
        return
    gone, count = int(number[:6]), min(int(total[:6]), MOST_SHOWN)
    if gone >= count:
        return
    for name in [name for name in data if name.startswith(f"{prefix}-{gone}-")]:
        del data[name]
    for place in range(gone + 1, count):
        for name in [name for name in data if name.startswith(f"{prefix}-{place}-")]:
            data.setlist(name.replace(f"{prefix}-{place}-", f"{prefix}-{place - 1}-", 1), data.getlist(name))
            del data[name]
    data[f"{prefix}-TOTAL_FORMS"] = str(count - 1)
    data[f"{prefix}-INITIAL_FORMS"] = "0"
