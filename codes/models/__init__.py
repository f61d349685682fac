"""The trade's reference: specialties, codes, credentials, vocabulary, places and who read which code page."""

from codes.grammar import CodeSystem
from codes.models.catalogue import Code, CodeRelease, FeeIndicator, LicensedDescriptor, PayerNote
from codes.models.metering import CodeReader, CodeView
from codes.models.places import Place
from codes.models.reference import (
    Certification,
    CodeRange,
    Confidence,
    Modifier,
    PlaceOfService,
    ReferenceRow,
    ReferenceStamp,
    Specialty,
    SpecialtySynonym,
    State,
    Term,
)

__all__ = [
    "Certification",
    "Code",
    "CodeRange",
    "CodeReader",
    "CodeRelease",
    "CodeSystem",
    "CodeView",
    "Confidence",
    "FeeIndicator",
    "LicensedDescriptor",
    "Modifier",
    "PayerNote",
    "Place",
    "PlaceOfService",
    "ReferenceRow",
    "ReferenceStamp",
    "Specialty",
    "SpecialtySynonym",
    "State",
    "Term",
]
