"""What can be done to a listing. Call with the module: `services.approve(listing, by=moderator)`.

Services check the state of things; who is asking was checked by the view.
"""

from listings.safety import Flag, flags, flags_of
from listings.services.content import copy, save_content
from listings.services.life import (
    approve,
    close,
    closing_moment,
    end_of_day,
    expire,
    expire_due,
    reject,
    remove,
    request_changes,
    submit,
    withdraw,
)
from listings.services.reports import dismiss_report, report, uphold_report
from listings.services.saved import save, unsave

__all__ = [
    "Flag",
    "approve",
    "close",
    "closing_moment",
    "copy",
    "dismiss_report",
    "end_of_day",
    "expire",
    "expire_due",
    "flags",
    "flags_of",
    "reject",
    "remove",
    "report",
    "request_changes",
    "save",
    "save_content",
    "submit",
    "unsave",
    "uphold_report",
    "withdraw",
]
