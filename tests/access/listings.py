from listings.workflow import Status
from tests.access import Row
from tests.factories import make_listing


def employer(scene):
    return scene["owner"].employers.get()


def desk(scene):
    return [employer(scene).slug]


def draft(scene):
    return [employer(scene).slug, make_listing(employer=employer(scene), status=Status.DRAFT).pk]


def public(scene):
    listing = make_listing(employer=employer(scene))
    return [listing.pk, listing.slug]


def number(scene):
    return [public(scene)[0]]


def nothing(scene):
    return []


def job_elsewhere(scene):
    return [make_listing(apply_method="url", apply_url="https://careers.example/1").pk]


ROWS: dict[str, Row] = {
    # visitor, candidate, viewer, colleague, owner, rival, moderator, operator
    "listings:list": (nothing, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "listings:detail": (public, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "listings:out": (job_elsewhere, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    # A guest sees what an account is for; somebody signed in goes to the job, where its star is.
    "listings:save": (number, "get", (200, 302, 302, 302, 302, 302, 302, 302)),
    "listings:saved": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "listings:report": (public, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "listings:desk_list": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "listings:create": (desk, "get", (302, 404, 404, 200, 200, 404, 404, 404)),
    "listings:manage": (draft, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "listings:edit": (draft, "get", (302, 404, 404, 200, 200, 404, 404, 404)),
    "listings:preview": (draft, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "listings:submit": (draft, "post", (302, 404, 404, 302, 302, 404, 404, 404)),
    "listings:withdraw": (draft, "post", (302, 404, 404, 302, 302, 404, 404, 404)),
    "listings:close": (draft, "post", (302, 404, 404, 200, 200, 404, 404, 404)),
    "listings:copy": (draft, "post", (302, 404, 404, 302, 302, 404, 404, 404)),
}
