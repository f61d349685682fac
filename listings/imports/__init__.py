"""Postings from other systems' files: read (readers), understood (postings), stored (services)."""
