from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.text import format_lazy

from accounts.models import Block, Employer, Resume, User
from accounts.services import blocks, resumes
from applications.models import Application
from applications.workflow import EMPLOYER_MOVES, AccessReason, Stage
from core.errors import DomainError
from core.forms import PlainForm
from listings.models import Listing

UPLOAD, TEXT = "upload", "text"
ANSWER_MAX = 1_000
COVER_MAX = 4_000
NOTE_MAX = 2_000


def _label(resume: Resume) -> str:
    return f"{resume.name} ({resume.get_kind_display()}, {resume.created_at:%-d %b %Y})"


class ApplyForm(PlainForm):
    """A résumé in one of three ways, a note and the employer's own questions."""

    hides_optional = True  # of the three ways one is needed; the note says for itself that it is optional

    resume = forms.ChoiceField(label="Your résumé", widget=forms.RadioSelect)
    upload = forms.FileField(
        label="New file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt"}),
        error_messages={"empty": "This file is empty. Choose another one."},
    )
    resume_text = forms.CharField(
        label="Typed or pasted text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=format_lazy("{} to {:,} characters.", resumes.TEXT_MIN, resumes.TEXT_MAX),
    )
    cover_note = forms.CharField(
        label="Cover note",
        required=False,
        max_length=COVER_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Optional. What the employer should know that the résumé does not say.",
    )

    def __init__(self, *args: Any, listing: Listing, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing, self.user = listing, user
        self.checked: resumes.Checked | None = None
        self.stored = {str(resume.pk): resume for resume in resumes.usable(user)}
        field = self.fields["resume"]
        choices = [
            *(
                (key, f"{row.name} ({row.get_kind_display()}, {row.created_at:%-d %b %Y})")
                for key, row in self.stored.items()
            ),
            (UPLOAD, "Upload a new file"),
            (TEXT, "Type or paste it here"),
        ]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        field.initial = next(iter(self.stored), UPLOAD)
        self.fields["upload"].help_text = (
            f"PDF, Word (.docx) or OpenDocument (.odt), at most {filesizeformat(settings.RESUME_MAX_BYTES)}. "
            "It is stored with your résumés."
        )
        for number, question in enumerate(listing.screening_questions):
            self.fields[f"question_{number}"] = forms.CharField(
                label=question, max_length=ANSWER_MAX, widget=forms.Textarea(attrs={"rows": 3})
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        choice, upload, text = data.get("resume"), data.get("upload"), data.get("resume_text") or ""
        if upload is not None:
            try:
                self.checked = resumes.check_file(upload)
            except DomainError as refusal:
                self.add_error("upload", refusal.message)
        if choice == UPLOAD and upload is None and "upload" not in self.errors:
            self.add_error("upload", "Choose a file, or pick another way above.")
        if choice in self.stored and self.checked:
            self.add_error("resume", "You picked a stored résumé and chose a new file too. Say which one to send.")
        if choice == TEXT:
            try:
                resumes.check_text(text)
            except DomainError as refusal:
                self.add_error("resume_text", refusal.message)
        return data

    def resume_to_send(self) -> Resume:
        """The stored one, or the new one once it is stored."""
        choice = self.cleaned_data["resume"]
        if choice == UPLOAD:
            return resumes.store(self.user, upload=self.cleaned_data["upload"])
        if choice == TEXT:
            return resumes.store(self.user, text=self.cleaned_data["resume_text"])
        return self.stored[choice]

    def answers(self) -> list[dict[str, str]]:
        return [
            {"question": question, "answer": self.cleaned_data[f"question_{number}"]}
            for number, question in enumerate(self.listing.screening_questions)
        ]

    def with_file_kept(self) -> "ApplyForm":
        """The same form to show again. A browser forgets a chosen file, so a good one is stored and picked."""
        if self.checked is None:
            return self
        try:
            resume = resumes.store(self.user, upload=self.cleaned_data["upload"])
        except DomainError:
            return self
        data = {**{name: self.data[name] for name in self.data}, "resume": str(resume.pk)}
        form = ApplyForm(data, listing=self.listing, user=self.user)
        form.fields["resume"].help_text = format_html(
            "Your file is kept as “{}”. You need not choose it again.", resume.name
        )
        for error in self.non_field_errors():
            form.add_error(None, error)
        return form


class MoveForm(PlainForm):
    """One step of the desk. `seen` is the stage the page showed."""

    to = forms.ChoiceField(choices=Stage.choices)
    seen = forms.ChoiceField(choices=Stage.choices, required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label="A word to the candidate",
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Goes into the mail as you write it. A reason is kinder than silence.",
    )


def steps(application: Application) -> list[Stage]:
    """The buttons, in the order of the trade: not back to "received", and "not selected" has its own form."""
    apart = {Stage.RECEIVED, Stage.DECLINED}
    return [stage for stage in Stage if stage in EMPLOYER_MOVES[application.stage] - apart]


class FindForm(PlainForm):
    """Whom to hide from, as people know it."""

    find = forms.CharField(
        label="Employer's name, or a domain",
        max_length=160,
        required=False,
        help_text="A domain also covers everybody whose address ends in it.",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Mercy Coding, or mercy.example"}),
    )
    hides_optional = True


class BlockForm(PlainForm):
    """One employer or one domain."""

    employer = forms.SlugField(max_length=180, required=False)
    domain = forms.CharField(max_length=260, required=False)

    def block_for(self, user: User) -> Block | None:
        """The block this would make, not stored; none where it names nobody."""
        if slug := self.cleaned_data["employer"]:
            employer = Employer.objects.public().named().filter(slug=slug).first()
            return Block(user=user, employer=employer) if employer else None
        domain = blocks.domain_of(self.cleaned_data["domain"])
        return Block(user=user, domain=domain) if domain else None


class ReasonForm(PlainForm):
    """Why an operator opens a résumé. The number leads to the file where more is written; it holds no name."""

    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose one"), *AccessReason.choices])
    reference = forms.CharField(
        label="Ticket or file number",
        min_length=3,
        max_length=30,
        validators=[
            RegexValidator(
                r"\A(?=[^\d]*\d)[A-Za-z0-9][A-Za-z0-9#./-]*\Z",
                "Type a number such as TICKET-1234: letters, digits and -./# without spaces, and no name.",
            )
        ],
        help_text="Where you wrote down what this is about, such as TICKET-1234. No names: the log outlives accounts.",
    )
