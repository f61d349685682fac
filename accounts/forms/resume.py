from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from accounts.models import Resume, User
from accounts.services import resumes
from core.errors import DomainError
from core.forms import PlainForm


class ResumeForm(PlainForm):
    """A file or a text. Whatever is wrong is said at the one it is about, and the typed text stays."""

    hides_optional = True  # one of the two is needed

    upload = forms.FileField(
        label="A file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt"}),
        error_messages={"empty": "This file is empty. Choose another one."},
    )
    text = forms.CharField(
        label="Or typed and pasted text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"{resumes.TEXT_MIN} to {resumes.TEXT_MAX:,} characters.",
    )
    name = forms.CharField(
        label="What you call it",
        required=False,
        help_text="You choose by this name when you apply, and employers see it. Empty: the name of the file.",
        widget=forms.TextInput(attrs={"maxlength": 100}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        limit = filesizeformat(settings.RESUME_MAX_BYTES)
        self.fields["upload"].help_text = f"PDF, Word (.docx) or OpenDocument (.odt), at most {limit}."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload, text = data.get("upload"), data.get("text")
        if upload and text:
            self.add_error("upload", "You gave a file and a text. Store one after the other; choose the file again.")
        elif not upload and not text and not {"upload", "text"} & set(self.errors):
            self.add_error("upload", "Choose a file, or type your résumé below.")
        return data

    def save(self) -> Resume | None:
        """Stores it, or says at the field why not and gives nothing."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        try:
            return resumes.store(self.user, upload=data["upload"], text=data["text"], name=data["name"])
        except DomainError as refusal:
            self.add_error("upload" if data["upload"] else "text", refusal.message)
            return None


class RenameForm(PlainForm):
    """What one stored résumé is called."""

    name = forms.CharField(label="New name", max_length=100)

    def __init__(self, resume: Resume, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"name": resume.name}, "auto_id": f"id_%s_{resume.pk}", **kwargs})
        self.resume = resume
