"""How a job and a candidate's profile fit: line by line, each with its reason. It ranks nothing.

`judge` reads a listing whose relations are prefetched (`for_rows`) and asks the database nothing; `conditions` says the
same as SQL for the `fit` filter. What a listing does not state is never counted, as met or as missing, and neither is
what the profile does not say.
"""

from listings.fit.candidate import Candidate, candidate_of, of_profile
from listings.fit.conditions import meets, unsaid
from listings.fit.judging import CHOICES, Fit, Line, Verdict, attach, judge

__all__ = [
    "CHOICES",
    "Candidate",
    "Fit",
    "Line",
    "Verdict",
    "attach",
    "candidate_of",
    "judge",
    "meets",
    "of_profile",
    "unsaid",
]
