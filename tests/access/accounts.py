from tests.access import Row
from tests.factories import make_resume


def nothing(scene):
    return []


def desk(scene):
    return [scene["owner"].employers.get().slug]


def own_resume(scene):
    return [make_resume(scene["candidate"]).pk]


ROWS: dict[str, Row] = {
    "accounts:me": (nothing, "get", (302, 302, 302, 302, 302, 302, 302, 302)),
    "accounts:profile": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:resumes": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:hide_resume": (own_resume, "post", (302, 302, 404, 404, 404, 404, 404, 404)),
    "accounts:create_employer": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:edit_employer": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "accounts:prove_domain": (desk, "get", (302, 404, 404, 404, 200, 404, 404, 404)),
    "accounts:confirm_domain": (desk, "post", (302, 404, 404, 404, 200, 404, 404, 404)),
}
