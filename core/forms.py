"""What every form shares: refusals in plain words that name the field, and fields that more than one app asks for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import pretty_name

# Said where a field has no words of its own. The likelier class stands above the more general one. Django puts its
# figures into some of them; a text without figures may come with or without them, so it holds no label.
_LENGTHS = {
    "max_length": "“{label}” takes at most %(limit_value)d characters; these are %(show_value)d.",
    "min_length": "“{label}” needs at least %(limit_value)d characters; these are %(show_value)d.",
    "null_characters_not_allowed": "A sign in here cannot be stored. Type it again by hand.",
}
_LIMITS = {
    "min_value": "“{label}” is at least %(limit_value)s.",
    "max_value": "“{label}” is at most %(limit_value)s.",
    "max_digits": "“{label}” takes a figure of at most %(max)s digits.",
    "max_whole_digits": "“{label}” takes a figure of at most %(max)s digits before the point.",
    "max_decimal_places": "“{label}” takes at most %(max)s digits after the point.",
}
_CHOICES = {
    "invalid_choice": "Choose one of the answers offered under “{label}”.",
    "invalid_list": "Choose from the answers offered.",
    "invalid_pk_value": "Choose from the answers offered under “{label}”.",
}
MESSAGES: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.EmailField, {"invalid": "Type an e-mail address, such as name@mercy.example.", **_LENGTHS}),
    (forms.URLField, {"invalid": "Type the address of a web page, such as https://www.mercy.example.", **_LENGTHS}),
    (forms.SlugField, {"invalid": "Use letters, digits, hyphens and underscores only.", **_LENGTHS}),
    (forms.CharField, _LENGTHS),
    (forms.DecimalField, {"invalid": "Type a number, such as 28.50.", **_LIMITS}),
    (forms.IntegerField, {"invalid": "Type a whole number, such as 5.", **_LIMITS}),
    (forms.DateField, {"invalid": "Type a day as year, month and day: 2027-01-31."}),
    (forms.FileField, {"invalid": "No file arrived. Choose it again.", "empty": "This file is empty. Choose another."}),
    (forms.ChoiceField, _CHOICES),
)


class PlainWords(forms.BaseForm):
    """A form whose refusals name the field and say what to do; what a field says for itself stands."""

    def full_clean(self) -> None:
        for name, field in self.fields.items():
            _say_plainly(field, str(field.label or pretty_name(name)))
        super().full_clean()


class PlainForm(PlainWords, forms.Form):
    pass


def _say_plainly(field: forms.Field, label: str) -> None:
    stock: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            stock |= getattr(kind, "default_error_messages", {})
    said = field.error_messages
    ours = next((texts for kind, texts in MESSAGES if isinstance(field, kind)), {})
    # A label may hold a percent sign, and Django fills figures into these texts.
    texts = {code: text.replace("{label}", label.replace("%", "%%")) for code, text in ours.items()}
    for code, text in {"required": _required(field, label), **texts}.items():
        if code not in said or said[code] == stock.get(code):
            said[code] = text


def _required(field: forms.Field, label: str) -> str:
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}” to go on."
    if isinstance(field, forms.FileField):
        return f"Choose a file for “{label}”."
    if label.endswith("?"):
        return f"Answer “{label}”."
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return f"Choose at least one under “{label}”."
    if isinstance(field, forms.ChoiceField):
        return f"Choose one under “{label}”."
    return f"Fill in “{label}”."


class MoneyField(forms.DecimalField):
    """Takes "$65,000" as people write it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"}))
        super().__init__(min_value=0, max_digits=9, decimal_places=2, **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[$,\s]", "", value)
        return super().to_python(value)


class WebAddressField(forms.URLField):
    """A page on the web, reached by https alone. What is typed without a scheme is taken as https."""

    # Of type "url" a browser refuses what has no scheme before we can add it.
    widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"})
    default_validators = [URLValidator(schemes=["https"])]
    INSECURE = "Begin the address with https://. A page without it can be read and changed on the way."
    MAILBOX = "This is an e-mail address. Type the address of a web page, such as https://www.mercy.example."
    CREDENTIALS = "Leave the name and password out of the address."

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)

    def to_python(self, value: Any) -> str:
        typed = str(value or "").strip()
        if typed.lower().startswith("http://"):
            raise ValidationError(self.INSECURE, code="insecure")
        if "@" in re.split(r"[/?#]", typed.partition("://")[2] or typed, maxsplit=1)[0]:
            raise ValidationError(self.CREDENTIALS if "://" in typed else self.MAILBOX, code="user_in_address")
        return super().to_python(value) or ""
