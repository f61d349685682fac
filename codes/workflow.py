"""Fixed choices of the trade that listings state and candidates ask for: the same words on both sides."""

from django.db.models import TextChoices


class Work(TextChoices):
    REMOTE = "remote", "Remote"
    HYBRID = "hybrid", "Hybrid"
    ONSITE = "onsite", "On-site"


class PayUnit(TextChoices):
    HOUR = "hour", "per hour"
    DAY = "day", "per day"
    YEAR = "year", "per year"
    CHART = "chart", "per chart"
    PROJECT = "project", "per project"


# Yearly pay from other units: hours and days of a full year.
HOURS_A_YEAR = 2_080
DAYS_A_YEAR = 260
