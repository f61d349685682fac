"""What the values of a group are called."""

from codes.grammar import parse
from listings.filters import ListingFilter
from listings.nearby import miles_label
from listings.search import SearchResult


def labels_of(name: str, filters: ListingFilter, result: SearchResult) -> dict[str, str]:
    group = filters.filters[name]
    if name == "employer":
        return result.labels
    if name == "near":
        return near_labels(filters)
    if name == "credential":
        return {}  # an acronym is what it is called
    return group.choices(filters.vocabulary) if group.choices else {}


def near_labels(filters: ListingFilter) -> dict[str, str]:
    miles = miles_label(filters.miles)
    return {
        name: f"within {miles} of {place if name == place.zip else place.town}"
        for name, place in filters.places.items()
    }


def step_label(name: str, value: str) -> str:
    if name == "pay_min":
        return f"${int(value):,} or more"
    if name == "years_max":
        return "None" if value == "0" else f"Up to {value} year{'s' if value != '1' else ''}"
    if name == "posted":
        return "In the last 24 hours" if value == "1" else f"In the last {value} days"
    if name == "code" and ":" in value:
        return parse(value).codes[0].label
    return value
