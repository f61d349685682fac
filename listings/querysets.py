from django.db import models
from django.db.models.query import ModelIterable
from django.utils import timezone

from accounts.models import Membership
from accounts.workflow import EDITORS
from listings.prefetch import fill, rows, rows_of
from listings.workflow import GONE, GRAVE_REASONS, ReportStatus, Status


def those(rows: models.QuerySet) -> models.Q:
    """Listings named by these rows. A subquery, so no join repeats a listing."""
    return models.Q(pk__in=rows.order_by().values("listing"))


def first_where(**condition) -> models.Case:
    """To order by: rows that meet the condition come first."""
    return models.Case(models.When(**condition, then=0), default=1, output_field=models.IntegerField())


class ListingQuerySet(models.QuerySet):
    def public(self):
        """A public page, feed, map or e-mail always starts here."""
        return self.filter(status=Status.PUBLISHED, expires_at__gt=timezone.now(), employer__suspended_at=None)

    def gone(self):
        """Was public and is over: the address answers 410. A published listing past its moment counts already."""
        over = models.Q(status__in=GONE) | models.Q(status=Status.PUBLISHED, expires_at__lte=timezone.now())
        suspended = models.Q(status=Status.PUBLISHED, employer__suspended_at__isnull=False)
        return self.filter(over | suspended, first_posted_at__isnull=False)

    def pending(self):
        """What waits for moderators, oldest first."""
        return self.filter(status=Status.PENDING).order_by("submitted_at", "id")

    def first_those(self, ids):
        """The named ones before the others, the oldest first among either."""
        # Nobody named would leave a bare number, and to a database ORDER BY 1 means the first column.
        named = [first_where(pk__in=ids)] if ids else []
        return self.order_by(*named, "submitted_at", "id")

    def like(self, listing):
        """What may be the same job once more: the same text anywhere, or the same employer's title or requisition."""
        same = models.Q(employer=listing.employer_id, slug=listing.slug)
        if listing.requisition:
            same |= models.Q(employer=listing.employer_id, requisition=listing.requisition)
        text = getattr(listing, "text", None)
        if text and text.fingerprint:
            same |= models.Q(text__fingerprint=text.fingerprint)
        others = self.filter(same).exclude(pk=listing.pk).exclude(status__in=(Status.DRAFT, Status.WITHDRAWN))
        return others.select_related("employer").order_by("-created_at", "-id")

    def in_desk_order(self):
        """What needs the employer first, then what is in review, live, and over; the newest change on top."""
        first = {Status.CHANGES_REQUESTED: 0, Status.DRAFT: 1, Status.PENDING: 2, Status.PUBLISHED: 3}
        rank = models.Case(*(models.When(status=key, then=at) for key, at in first.items()), default=9)
        return self.select_related("state", "posted_by").order_by(rank, "-changed_at", "-id")

    def due(self, now):
        """Published listings whose last moment has passed."""
        return self.filter(status=Status.PUBLISHED, expires_at__lte=now)

    def seen_by(self, user):
        """Listings of every employer this person is a member of, in any role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(employer__in=Membership.objects.filter(user=user).values("employer"))

    def editable_by(self, user):
        """Owners and recruiters; viewers come in through seen_by."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(employer__in=Membership.objects.filter(user=user, role__in=EDITORS).values("employer"))

    def similar_to(self, listing):
        """Open listings of the same specialties, those sharing most first, then the newest."""
        shared = listing.listing_specialties.values("specialty")
        return (
            self.public()
            .filter(listing_specialties__specialty__in=shared)
            .exclude(pk=listing.pk)
            .annotate(shared=models.Count("listing_specialties", distinct=True))
            .order_by("-shared", "-first_posted_at", "-id")
        )

    def for_rows(self):
        """All that one row of a list shows, in two statements however many rows."""
        rows = self.select_related("employer", "state", "employment_type", "level")
        rows._fills_rows = True
        return rows

    def rows(self, ids=None, *, texts=False, is_open=True):
        """The plain rows of a list, for these ids or for what the queryset finds; only what is open unless said."""
        found = rows_of(self) if ids is None else rows(self.model, ids, texts=texts)
        return [row for row in found if row.is_public] if is_open else found

    _fills_rows = False

    def _clone(self):
        clone = super()._clone()  # type: ignore[misc]  # the stubs hide it
        clone._fills_rows = self._fills_rows
        return clone

    def _fetch_all(self):
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._fills_rows and issubclass(self._iterable_class, ModelIterable):
            fill(self._result_cache or [])


class ReportQuerySet(models.QuerySet):
    def open(self):
        """What nobody answered yet: grave ones first, then the oldest."""
        return self.filter(status=ReportStatus.OPEN).order_by(first_where(reason__in=GRAVE_REASONS), "created_at", "id")

    def grave(self):
        return self.filter(reason__in=GRAVE_REASONS)
