"""The ZIP that holds everything we hold about one person: what each app puts in, one document per kind."""

import json
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from accounts import files
from accounts.models import EmployerEvent, Invitation, User
from accounts.signals import export_requested
from codes.models import CodeView
from core.models import Event, MailStop, OutboxMail

CHUNK = 64 * 1024


class Parcel:
    """Written straight into the ZIP, one document after the other; the files are copied in pieces."""

    def __init__(self, archive: ZipFile) -> None:
        self._zip = archive
        self._names: list[tuple[str, str]] = []

    def document(self, name: str, data: Any, *, about: str) -> None:
        """`data` as <name>.json; `about` says in one line what it is."""
        self._names.append((f"{name}.json", about))
        words = json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        self._zip.writestr(f"{name}.json", words)

    def file(self, name: str, opened: IO[bytes]) -> None:
        with self._zip.open(name, "w", force_zip64=True) as target:
            while piece := opened.read(CHUNK):
                target.write(piece)

    def readme(self, user: User) -> None:
        lines = [
            f"What {settings.SITE_NAME} holds about the account {user.pk}, as of {timezone.now():%Y-%m-%d %H:%M} UTC.",
            "",
            *(f"{name}: {about}" for name, about in self._names),
            "resumes/: the files you stored, as you stored them",
            "",
            "Not in here: your password, which we hold only in a form nobody can read; the secrets of your second",
            "factors; the text of mails we sent you, which is in your own mailbox. Moments are UTC.",
        ]
        self._zip.writestr("README.txt", "\n".join(lines) + "\n")


def fill(target: IO[bytes], user: User) -> None:
    """Everything about this person, from this floor and those below; the floors above answer the signal."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:  # closed as well where a part fails
        parcel = Parcel(archive)
        parcel.document(
            "account", account(user), about="your account, its addresses, second factors, sessions and teams"
        )
        parcel.document("profile", profile(user), about="what you state about yourself")
        parcel.document("blocks", blocks(user), about="employers and domains you hide from")
        parcel.document("resumes", resumes(user), about="the résumés you stored")
        _resume_files(parcel, user)
        parcel.document("code_views", code_views(user), about="the code pages you opened in the running window")
        parcel.document("mails", mails(user), about="the mails we sent you lately, and the kinds you stopped")
        parcel.document(
            "employer_history", events(EmployerEvent, user, "employer_id"), about="what you did for employers"
        )
        export_requested.send(User, user=user, parcel=parcel)
        parcel.readme(user)


def account(user: User) -> dict[str, Any]:
    sent = Invitation.objects.filter(invited_by=user).order_by("pk")
    received = Invitation.objects.filter(email__in=addresses(user)).order_by("pk")
    return {
        **_fields(user, leave_out={"password"}),
        "groups": list(user.groups.values_list("name", flat=True)),
        "employers": list(user.memberships.values("employer__name", "role", "created_at")),
        "domain_codes": list(user.domain_codes.values("employer__name", "address", "sent_at", "expires_at")),
        "claims": list(user.claims.values("employer__name", "reason", "status", "created_at", "decided_at", "note")),
        "invitations_sent": list(sent.values("employer__name", "role", "sent_at", "accepted_at")),
        "invitations_received": list(received.values("employer__name", "email", "role", "sent_at", "accepted_at")),
        "exports": list(user.exports.values("requested_at", "status", "ready_at", "expires_at")),
        "signing_in": {
            label: [_fields(row, leave_out=SECRETS) for row in rows.order_by("pk")]
            for label, rows in foreign_rows(user).items()
        },
    }


# Columns of other packages that open a door.
SECRETS = {"data", "session_key", "token", "token_secret", "user"}
# Their tables about a person: addresses, second factors, sessions, accounts elsewhere.
FOREIGN_APPS = {"account", "mfa", "socialaccount", "usersessions"}


def foreign_rows(user: User) -> dict[str, models.QuerySet]:
    """What the packages that let people in hold about this one, by the name of the table."""
    found = {}
    for relation in User._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.app_label in FOREIGN_APPS:
            rows = model._base_manager.filter(**{relation.field.name: user})
            found[str(model._meta.verbose_name_plural)] = rows
    return found


def profile(user: User) -> dict[str, Any] | None:
    """The profile and every table that hangs on it: what a later version adds is in here by itself."""
    if not user.is_candidate:
        return None
    mine = user.candidate_profile
    rows = {str(model._meta.verbose_name_plural): found for model, found in _hanging_on(mine)}
    return {**_fields(mine), **rows}


def _hanging_on(row: models.Model) -> list[tuple[type[models.Model], list[dict[str, Any]]]]:
    found = []
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: row}).order_by("pk")
        found.append((model, [_fields(one, leave_out={relation.field.name}) for one in rows]))
    return found


def blocks(user: User) -> list[Any]:
    return [_fields(row, leave_out={"user"}) for row in user.blocks.order_by("pk")]


def resumes(user: User) -> list[Any]:
    return list(user.resumes.order_by("pk").values("id", "name", "kind", "size", "text", "created_at", "hidden_at"))


def _resume_files(parcel: Parcel, user: User) -> None:
    for resume in user.resumes.exclude(file="").order_by("pk"):
        try:
            with resume.file.open("rb") as opened:
                parcel.file(f"resumes/{resume.pk}-{files.file_stem(resume.name)}.{resume.kind}", opened)
        except FileNotFoundError:  # the list names it; the bytes are gone
            continue


def code_views(user: User) -> list[Any]:
    return list(CodeView.objects.filter(reader__user=user).values("system", "code", "opened_at"))


def mails(user: User) -> dict[str, Any]:
    """Subject and date: the bodies are in her own mailbox, and some once held a code."""
    mine = addresses(user)
    return {
        "sent": list(OutboxMail.objects.filter(to__in=mine).values("kind", "to", "subject", "created_at", "sent_at")),
        "stopped": list(MailStop.objects.filter(address__in=mine).values("address", "kind", "created_at")),
    }


def addresses(user: User) -> set[str]:
    """Every address of this person, as written in rows about mail."""
    return {user.email, *user.emailaddress_set.values_list("email", flat=True)}  # type: ignore[attr-defined]


def events(model: type[Event], user: User, subject: str) -> list[Any]:
    """What this person did, out of one history. The notes speak of the thing, so they are hers only where she wrote."""
    return list(
        model._base_manager.filter(by=user).order_by("pk").values(subject, "code", "was", "became", "note", "at")
    )


def _fields(row: models.Model, leave_out: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """Every column of a row by name, references in words, many-to-many as a list of words."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name not in leave_out:
            value = getattr(row, field.name)
            found[field.name] = str(value) if isinstance(value, models.Model | models.fields.files.FieldFile) else value
    for many in row._meta.many_to_many:
        if many.name not in {"groups", "user_permissions"}:
            found[many.name] = [str(one) for one in getattr(row, many.name).all()]
    return found
