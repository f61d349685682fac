"""People and employers. What somebody may do follows from facts: a candidate profile, a membership, a group."""

from accounts.models.candidates import A_YEAR, Block, CandidateProfile, HeldCredential, SpecialtyExperience, is_over
from accounts.models.employers import DomainCode, Employer, EmployerEvent, Membership
from accounts.models.people import DEFAULT_ZONE, User, UserManager, validate_zone
from accounts.models.privacy import Export
from accounts.models.resumes import Resume
from accounts.models.teams import Claim, Invitation

__all__ = [
    "A_YEAR",
    "DEFAULT_ZONE",
    "Block",
    "CandidateProfile",
    "Claim",
    "DomainCode",
    "Employer",
    "EmployerEvent",
    "Export",
    "HeldCredential",
    "Invitation",
    "Membership",
    "Resume",
    "SpecialtyExperience",
    "User",
    "UserManager",
    "is_over",
    "validate_zone",
]
