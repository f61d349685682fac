"""An employer's logo: stored under a random name among the private files, served by one view."""

import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from accounts import logos
from accounts.models import Employer, User
from accounts.services import holding
from core.errors import DomainError


def check(upload: UploadedFile) -> logos.Drawn:
    """Looks at the size first and at the bytes after; writes nothing."""
    limit = settings.LOGO_MAX_BYTES
    upload.seek(0)
    data = upload.read(limit + 1)
    if (upload.size or 0) > limit or len(data) > limit:
        raise DomainError(f"This file is larger than {filesizeformat(limit)}. Save it smaller and try again.")
    return logos.redraw(data)


def put(employer: Employer, drawn: logos.Drawn | None, *, by: User | None) -> None:
    """The new logo, or none. The old file goes once the change is written, the new one if it is not."""
    name = ""
    try:
        with transaction.atomic():
            row = holding.employer(employer.pk)
            old = str(row.logo)
            if drawn:
                path = f"logos/{secrets.token_urlsafe(24)}.{drawn.kind}"
                name = default_storage.save(path, ContentFile(drawn.data))
            row.logo = name
            row.logo_width, row.logo_height = (drawn.width, drawn.height) if drawn else (None, None)
            row.save(update_fields=["logo", "logo_width", "logo_height"])
            code = "logo_changed" if drawn else "logo_removed"
            row.events.create(code=code, was="open", became="open", by=by)
            if old:
                transaction.on_commit(lambda: default_storage.delete(old))
    except BaseException:
        if name:
            default_storage.delete(name)
        raise
    employer.logo, employer.logo_width, employer.logo_height = row.logo, row.logo_width, row.logo_height
