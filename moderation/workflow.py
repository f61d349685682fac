"""What a moderator may decide, and the reasons that come up again and again."""

from django.db.models import TextChoices


class Decision(TextChoices):
    APPROVE = "approve", "Approve"
    CHANGES = "changes", "Ask for changes"
    REJECT = "reject", "Reject"
    REMOVE = "remove", "Take it down"


# A start for the moderator's own words: picked, then edited.
CANNED: dict[str, list[str]] = {
    "Ask for changes": [
        "The pay is missing or too wide to mean anything. Please state the range you would really pay.",
        "The text says people work on site, but the listing is marked remote. Please make the two agree.",
        "The level says entry, but years of experience are required. Please change one of them.",
        "Please name the states where somebody may live, or choose all states on purpose.",
        "Please take the mail address or telephone number out of the text; people apply through the board.",
        "The description does not say what is coded. Please name the specialty, the setting and the work.",
    ],
    "Reject or take down": [
        "The listing asks applicants to pay. No employer on this board may.",
        "It sends applicants to a private chat or asks for bank or identity details before an interview.",
        "It is not a job in medical coding or next to it.",
        "The same job is already on the board.",
        "The employer confirms that it did not post this job.",
        "It gathers résumés without a vacancy behind it.",
    ],
}
