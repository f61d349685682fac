from django.db.models import TextChoices


class Role(TextChoices):
    """What a member of an employer may do. Editors are owners and recruiters; a viewer reads."""

    OWNER = "owner", "Owner"
    RECRUITER = "recruiter", "Recruiter"
    VIEWER = "viewer", "Viewer"


EDITORS = (Role.OWNER, Role.RECRUITER)


class ClaimStatus(TextChoices):
    """Somebody asks moderators to be made the owner of an employer nobody has claimed."""

    OPEN = "open", "Waiting for a moderator"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken", "Claimed by somebody else"


CLAIM_MOVES: dict[str, frozenset[str]] = {
    ClaimStatus.OPEN: frozenset(set(ClaimStatus) - {ClaimStatus.OPEN}),
}


class Visibility(TextChoices):
    """Which employers read the profile of somebody who applied to them. Nobody else ever does."""

    PRIVATE = "private", "Private"
    VERIFIED = "verified", "Verified employers I apply to"
    APPLIED = "applied", "Employers I apply to"


class WorkAuthorisation(TextChoices):
    AUTHORISED = "authorised", "I may work in the United States for any employer"
    SPONSORED = "sponsored", "I need an employer to sponsor me"
