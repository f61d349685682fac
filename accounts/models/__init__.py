"""People and employers. What somebody may do follows from facts: a candidate profile, a membership, a group."""

from accounts.models.candidates import CandidateProfile, HeldCredential
from accounts.models.employers import Employer, EmployerEvent, Membership
from accounts.models.people import DEFAULT_ZONE, User, UserManager, validate_zone
from accounts.models.privacy import Export
from accounts.models.resumes import Resume

__all__ = [
    "DEFAULT_ZONE",
    "CandidateProfile",
    "Employer",
    "EmployerEvent",
    "Export",
    "HeldCredential",
    "Membership",
    "Resume",
    "User",
    "UserManager",
    "validate_zone",
]
