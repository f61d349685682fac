from tests.access import Row
from tests.factories import make_application, make_listing, make_resume


def employer(scene):
    return scene["owner"].employers.get()


def listing_of_the_employer(scene):
    listing = make_listing(employer=employer(scene))
    return [listing.pk, listing.slug]


def application(scene):
    return make_application(make_listing(employer=employer(scene)), scene["candidate"])


def mine(scene):
    return [application(scene).pk]


def own_resume(scene):
    return [make_resume(scene["candidate"]).pk]


def own_block(scene):
    return [scene["candidate"].blocks.create(domain="elsewhere.example").pk]


def desk(scene):
    return [employer(scene).slug]


def desk_application(scene):
    return [employer(scene).slug, application(scene).pk]


ROWS: dict[str, Row] = {
    # visitor, candidate, viewer, colleague, owner, rival, moderator, operator
    "applications:apply": (listing_of_the_employer, "get", (302, 200, 403, 403, 403, 200, 200, 200)),
    "applications:mine": (lambda scene: [], "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "applications:detail": (mine, "get", (302, 200, 404, 404, 404, 404, 404, 404)),
    "applications:withdraw": (mine, "post", (302, 302, 404, 404, 404, 404, 404, 404)),
    "applications:blocks": (lambda scene: [], "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "applications:block": (lambda scene: [], "post", (302, 302, 302, 302, 302, 302, 302, 302)),
    "applications:unblock": (own_block, "post", (302, 302, 404, 404, 404, 404, 404, 404)),
    "applications:own_resume": (own_resume, "get", (302, 200, 404, 404, 404, 404, 404, 404)),
    "applications:resume": (mine, "get", (302, 200, 200, 200, 200, 404, 404, 404)),
    # Everybody but an operator is sent to the log-in of the admin, which refuses.
    "applications:resume_with_reason": (mine, "get", (302, 302, 302, 302, 302, 302, 302, 200)),
    "applications:desk_list": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "applications:desk_detail": (desk_application, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    # Who may check names no credential here, and so finds none.
    "applications:check": (desk_application, "post", (302, 404, 403, 404, 404, 404, 404, 404)),
    "applications:move": (desk_application, "post", (302, 404, 403, 200, 200, 404, 404, 404)),
}
