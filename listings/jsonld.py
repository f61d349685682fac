"""A job as schema.org's JobPosting, for search engines: on the page of one job and nowhere else.

It says only what the page says and the employer stated. Where a required fact is missing there is no markup at all,
rather than markup with something invented in it.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from core.html import hide_addresses
from listings.models import Listing
from listings.workflow import ApplyMethod, PayUnit, RemoteScope, Work

COUNTRY = "USA"
UNITS = {PayUnit.HOUR: "HOUR", PayUnit.DAY: "DAY", PayUnit.YEAR: "YEAR"}
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def job_posting(listing: Listing) -> SafeString:
    """The markup as text for a script element, or an empty string. Needs the listing's text at hand."""
    posting = as_dict(listing)
    if not posting:
        return mark_safe("")
    text = json.dumps(posting, ensure_ascii=False)
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return mark_safe(text)


def as_dict(listing: Listing) -> dict[str, Any]:
    place = place_of(listing)
    posted = listing.first_posted_at
    if not (listing.is_public and posted and listing.text.html and place) or listing.apply_method == ApplyMethod.NONE:
        return {}
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": listing.title,
        "description": hide_addresses(listing.text.html),
        "url": settings.SITE_URL + listing.get_absolute_url(),
        "datePosted": posted.isoformat(timespec="seconds"),
        "hiringOrganization": organization(listing),
        "directApply": listing.apply_method == ApplyMethod.BOARD,
        **place,
    }
    if listing.closes_on and listing.last_day == listing.closes_on and listing.expires_at:
        posting["validThrough"] = listing.expires_at.isoformat(timespec="seconds")
    if listing.requisition:
        posting["identifier"] = {
            "@type": "PropertyValue",
            "name": posting["hiringOrganization"]["name"],
            "value": listing.requisition,
        }
    if listing.employment_type and listing.employment_type.data.get("schema_org"):
        posting["employmentType"] = listing.employment_type.data["schema_org"]
    pay = salary(listing)
    if pay:
        posting["baseSalary"] = pay
    return posting | requirements(listing)


def organization(listing: Listing) -> dict[str, str]:
    """An employer who is not named is "confidential", the word the rules ask for."""
    employer = listing.employer
    found = {"@type": "Organization", "name": employer.name if employer.is_named else "confidential"}
    if employer.is_named and employer.website:
        found["sameAs"] = employer.website
    if employer.is_named and employer.logo:
        found["logo"] = settings.SITE_URL + employer.logo_url
    return found


def place_of(listing: Listing) -> dict[str, Any]:
    """Where the work is, or from where it may be done. Empty where neither can be said with a country."""
    if listing.work == Work.REMOTE:
        allowed = allowed_places(listing)
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": allowed} if allowed else {}
    address = {
        "addressLocality": listing.city,
        "addressRegion": listing.state.code if listing.state else "",
        "postalCode": listing.postal_code,
    }
    stated = {name: value for name, value in address.items() if value}
    if not stated:
        return {}
    return {
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", **stated, "addressCountry": "US"},
        }
    }


def allowed_places(listing: Listing) -> Any:
    """States are written with their country; "all states" is the country."""
    country = {"@type": "Country", "name": COUNTRY}
    if listing.remote_scope == RemoteScope.LISTED:
        return [{"@type": "State", "name": f"{state.name}, {COUNTRY}"} for state in listing.states_open]
    return country if listing.remote_scope == RemoteScope.ALL or listing.us_only else None


def salary(listing: Listing) -> dict[str, Any]:
    """Only what was given, in the unit it was given in; never the converted figure. One open end is no salary."""
    low, high = listing.pay_min, listing.pay_max
    if listing.pay_unit not in UNITS or low is None or high is None:
        return {}
    amount = {"value": float(low)} if low == high else {"minValue": float(low), "maxValue": float(high)}
    return {
        "@type": "MonetaryAmount",
        "currency": "USD",
        "value": {"@type": "QuantitativeValue", **amount, "unitText": UNITS[PayUnit(listing.pay_unit)]},
    }


def requirements(listing: Listing) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if listing.required_credentials:
        found["educationRequirements"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "professional certificate",
        }
    if listing.years_min:
        found["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": listing.years_min * 12,
        }
    elif listing.years_min == 0:
        found["experienceRequirements"] = "no requirements"
    return found
