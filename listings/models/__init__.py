"""A listing and everything it states.

Every fact has three values: stated, denied, not stated. A nullable boolean reads yes / no / not stated; an empty
choice or a missing number is "not stated". Nothing is ever filled in for an employer.
"""

from listings.models.listing import Listing
from listings.models.people import ListingEvent, Report, SavedListing
from listings.models.sources import ImportSource
from listings.models.stated import ListingCode, ListingCodeRange, ListingCredential, ListingSpecialty
from listings.models.texts import DocSequence, ImportedPosting, ListingText, SearchChange

__all__ = [
    "DocSequence",
    "ImportSource",
    "ImportedPosting",
    "Listing",
    "ListingCode",
    "ListingCodeRange",
    "ListingCredential",
    "ListingEvent",
    "ListingSpecialty",
    "ListingText",
    "Report",
    "SavedListing",
    "SearchChange",
]
