from tests.access import Row


def nothing(scene):
    return []


ROWS: dict[str, Row] = {
    "accounts:me": (nothing, "get", (302, 302, 302, 302, 302, 302, 302, 302)),
}
