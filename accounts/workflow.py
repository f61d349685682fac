from django.db.models import TextChoices


class Role(TextChoices):
    """What a member of an employer may do. Editors are owners and recruiters; a viewer reads."""

    OWNER = "owner", "Owner"
    RECRUITER = "recruiter", "Recruiter"
    VIEWER = "viewer", "Viewer"


EDITORS = (Role.OWNER, Role.RECRUITER)
