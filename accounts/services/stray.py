"""Private files and the rows that name them: the row goes in the transaction, the file after it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction


def delete_after_commit(file: Any) -> None:
    """A file that cannot be deleted just then is no reason to fail: the sweep takes it."""
    if path := file.name:
        storage = file.storage
        transaction.on_commit(lambda: storage.delete(path), robust=True)


def sweep(field: Any, now: datetime) -> int:
    """Deletes files no row knows: what a rolled back transaction or a failed deletion left behind."""
    storage, folder = field.storage, field.upload_to.strip("/")
    try:
        paths = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    except FileNotFoundError:  # nobody has stored a file yet
        return 0
    known = set(field.model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    edge = now - timedelta(days=1)  # younger ones may belong to a row about to be written
    orphans = [path for path in paths if path not in known and storage.get_modified_time(path) < edge]
    for path in orphans:
        storage.delete(path)
    return len(orphans)
