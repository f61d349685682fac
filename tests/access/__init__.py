"""The rows of the access table, a file an app. tests/test_access.py reads them."""

from collections.abc import Callable
from typing import Any

# (function of the scene giving the URL's arguments, method, statuses in the order of tests.test_access.CAST)
Row = tuple[Callable[[dict[str, Any]], list], str, tuple[int, ...]]
