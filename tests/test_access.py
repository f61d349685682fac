"""Who gets what at every address: the table. A URL without a row fails `test_every_address_has_a_row`.

A row: URL name, how to build its arguments, and the status for
visitor, candidate, viewer, colleague (recruiter), owner, rival, moderator, operator.
"""

from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import Row

CAST = ("visitor", "candidate", "viewer", "colleague", "owner", "rival", "moderator", "operator")
# Addresses of other packages, tested where we changed them.
FOREIGN = ("admin", "account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")

APPS = ("accounts", "listings", "applications", "moderation", "jobboard", "core")
# name -> (function of the scene giving the arguments, method, the eight statuses): tests/access/<app>.py
ROWS: dict[str, Row] = {}
for app in APPS:
    ROWS.update(import_module(f"tests.access.{app}").ROWS)


def names(resolver: URLResolver | None = None, namespace: str = ""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from names(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}"


def test_every_address_has_a_row():
    ours = {name for name in names() if not name.startswith(FOREIGN)}

    assert ours == set(ROWS)


@pytest.fixture
def scene(request, reference):
    """One of everything the addresses need, and the cast."""
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_access(name, scene, as_user):
    arguments, method, statuses = ROWS[name]
    url = reverse(name, args=arguments(scene))

    answers = {who: getattr(as_user(scene[who]), method)(url).status_code for who in CAST}

    assert answers == dict(zip(CAST, statuses, strict=True))
