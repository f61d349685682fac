from tests.access import Row


def nothing(scene):
    return []


def desk(scene):
    return [scene["owner"].employers.get().slug]


ROWS: dict[str, Row] = {
    "accounts:me": (nothing, "get", (302, 302, 302, 302, 302, 302, 302, 302)),
    "accounts:profile": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:create_employer": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:edit_employer": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
}
