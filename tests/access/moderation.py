from core.models import ImportRun
from tests.access import Row
from tests.access.accounts import asked_for
from tests.factories import make_listing, make_report

PAGE = (302, 403, 403, 403, 403, 403, 200, 200)
ACT = (302, 403, 403, 403, 403, 403, 405, 405)


def nothing(scene):
    return []


def listing(scene):
    return [make_listing(status="pending").pk]


def report(scene):
    return [make_report(make_listing()).pk]


def employer(scene):
    return [scene["owner"].employers.get().pk]


def claim(scene):
    return [asked_for(scene).pk]


def run(scene):
    return [ImportRun.objects.create(kind="listings", file_name="feed.xml", sha256="0" * 64).pk]


ROWS: dict[str, Row] = {
    "moderation:queue": (nothing, "get", PAGE),
    "moderation:review": (listing, "get", PAGE),
    "moderation:decide": (listing, "get", ACT),
    "moderation:reports": (nothing, "get", PAGE),
    "moderation:decide_report": (report, "get", ACT),
    "moderation:employers": (nothing, "get", PAGE),
    "moderation:employer": (employer, "get", PAGE),
    "moderation:suspend": (employer, "get", ACT),
    "moderation:reinstate": (employer, "get", ACT),
    "moderation:share_domain": (employer, "get", ACT),
    "moderation:claims": (nothing, "get", PAGE),
    "moderation:decide_claim": (claim, "get", ACT),
    "moderation:batches": (nothing, "get", PAGE),
    "moderation:batch": (run, "get", PAGE),
    "moderation:decide_batch": (run, "get", ACT),
}
