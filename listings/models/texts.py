"""What a listing says in words, what an import said of it, and that the search must follow."""

from django.db import models
from django.utils import timezone

from listings.models.listing import Listing


class ImportedPosting(models.Model):
    """What a source's files said of a listing, in their own words, so that the next file can be compared with it."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="imported")
    fields = models.JSONField(default=dict)  # canonical column name → text (listings.imports.readers)
    sha256 = models.CharField(max_length=64)
    notes = models.JSONField(default=list, blank=True)  # what could not be read

    def __str__(self) -> str:
        return f"Posting behind {self.listing}"


class DocSequence(models.Model):
    """Hands out ListingText.doc_id: its key only ever grows, on both databases. Rows are removed at once."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class ListingText(models.Model):
    """The long text of a listing, apart from the narrow row that lists read.

    `doc_id` takes a new value whenever searchable content changes, so a document once indexed never changes.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="text")
    doc_id = models.BigIntegerField(unique=True)
    title = models.TextField()
    employer = models.TextField(blank=True)
    skills = models.TextField(blank=True)  # specialties, synonyms, credentials, codes, systems, settings as words
    description = models.TextField(blank=True)  # plain text of the html below
    html = models.TextField(blank=True)  # sanitised; empty means the employer gave no description
    # Of the description's words, to find the same text posted twice; empty for short ones.
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"Text of {self.title}"


class SearchChange(models.Model):
    """A public listing changed, or came, or went: what other processes and other engines read to follow.

    Rows are written by the database's triggers (listings.search.triggers), in the transaction of the change itself.
    """

    # What `listing_id` says when the reference changed: names of specialties, credentials, states and terms.
    REFERENCE = 0

    seq = models.BigAutoField(primary_key=True)
    # No foreign key: of a listing that is gone the number is all there is to tell.
    listing_id = models.BigIntegerField()
    # The transaction that wrote it, on PostgreSQL, where numbers are handed out before a transaction ends.
    xid = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["listing_id", "xid"], name="changes_of_listing"),
            models.Index(fields=["xid"], name="changes_of_transaction"),
        ]

    def __str__(self) -> str:
        return f"Change {self.seq} of listing {self.listing_id}"
