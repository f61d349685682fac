"""What was worked out once and may be asked again: the text of a phrase, a circle, a score. Least used goes first."""

from collections import OrderedDict
from threading import Lock
from typing import Any

MOST_BYTES = 64 * 1024 * 1024
# What an entry takes beside its value: its key, its place, the objects themselves.
ENTRY = 1_000


class Shelf:
    """Values by key, as many bytes of them as fit. An entry is replaced, never changed."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.bytes = 0
        self.entries: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Any) -> Any:
        with self.lock:
            found = self.entries.get(key)
            if found is None:
                return None
            self.entries.move_to_end(key)
            return found[0]

    def put(self, key: Any, value: Any, size: int) -> None:
        size += ENTRY
        with self.lock:
            old = self.entries.pop(key, None)
            self.bytes += size - (old[1] if old else 0)
            self.entries[key] = value, size
            while self.bytes > self.most and len(self.entries) > 1:
                self.bytes -= self.entries.popitem(last=False)[1][1]
