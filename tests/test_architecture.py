"""The house rules of imports: down only, through doors only, and inside an app from left to right only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"core": 1, "codes": 2, "accounts": 3, "listings": 4, "applications": 5, "moderation": 5, "jobboard": 6}
# The ground floor is open to all; every other app is entered through these files only.
DOORS = {"models", "workflow", "grammar", "policies", "services", "decorators", "filters", "signals"}
STAIRS = [
    "workflow",
    "grammar",
    "querysets",
    "models",
    "signals",
    "policies",
    "decorators",
    "mails",
    "services",
    "filters",
    "search",
    "tasks",
    "facets",
    "forms",
    "admin",
    "feeds",
    "views",
    "urls",
]
# Files beside the stairs, and the step they stand on. Each has its reason here.
BESIDE: dict[str, str] = {
    "files": "grammar",  # accounts: what a résumé file is, told from its bytes; like a grammar it knows no row
    "domains": "grammar",  # accounts: whose a domain is, told from its name; knows no row
    "logos": "grammar",  # accounts: what a picture becomes, told from its bytes; knows no row
    "facts": "grammar",  # how a listing says what it states: mixed into the model, so it stands left of it
    "jsonld": "feeds",  # a job for search engines: one more form of the same row, for the page of one job
    "vocabulary": "filters",  # the words a query string may use: filters, search and facets read it
    "rows": "facets",  # the HTML of a list's rows: written like the facets, and like them for one page of many
    "nearby": "grammar",  # a circle on the map, as a condition and an order: every backend of the search asks it
    "prefetch": "grammar",  # one statement for all that a row shows: the querysets call it
    "recognition": "grammar",  # what a posting's words state: pure rules over text, also for the search line
    "imports": "tasks",  # other systems' files: stands on the services, and nothing of the app stands on it
    "rules": "policies",  # what a listing must state before moderators see it: asked by services and forms
    "fit": "policies",  # how a job and a profile fit: questions about one listing, and the same as SQL for the filter
    "safety": "policies",  # signs of a scam: questions about one listing, asked by the desk, imports and moderators
    "secrets": "grammar",  # accounts: closes and opens what second factors keep; knows no row
    "people": "services",  # applications: what it answers when an account is closed, emptied or handed out
    "entrance": "urls",  # accounts: the django-allauth addresses we wrap, included before its own
}
LAST = {"management", "adapter", "apps", "wsgi", "settings", "migrations", "templatetags"}
# Where an upper app answers a lower one's signal: (receiver, sender). Wired in AppConfig.ready().
SIGNALS: set[tuple[str, str]] = {
    ("listings", "codes.signals.places_changed"),  # listings keep the point of their place
    ("listings", "accounts.signals.employer_renamed"),  # the words search reads carry the employer's name
    ("applications", "accounts.signals.candidate_hid"),  # what she has open there ends without a word
    (
        "listings",
        "accounts.signals.account_closing_asked",
    ),  # open jobs need an owner
    ("listings", "accounts.signals.account_erased"),  # reports without whoever sent them
    ("listings", "accounts.signals.export_requested"),  # her share of a person's data
    ("applications", "accounts.signals.account_closing"),  # open applications are withdrawn
    ("applications", "accounts.signals.account_erased"),  # applications without what anybody wrote
    ("applications", "accounts.signals.export_requested"),
    ("applications", "listings.signals.listing_left_public"),  # open applicants hear that their job is over
}


def sources():
    for app in FLOORS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path


def imports(path: Path):
    """Every import of the file, also those inside functions: (module, names)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def part(module: str) -> str:
    """The file or package inside an app: listings.search.query -> search."""
    return module.split(".")[1] if "." in module else ""


def step(name: str) -> int | None:
    name = BESIDE.get(name, name)
    if name in STAIRS:
        return STAIRS.index(name)
    return len(STAIRS) if name in LAST else None


def test_every_file_has_its_place():
    strangers = set()
    for app, path in sources():
        name = path.relative_to(ROOT / app).parts[0].removesuffix(".py")
        if app not in ("core", "jobboard") and name != "__init__" and step(name) is None:
            strangers.add(f"{app}/{name}")

    assert strangers == set()


def test_imports_go_down_and_through_doors():
    wrong = set()
    for app, path in sources():
        for module in imports(path):
            other = module.split(".")[0]
            if other not in FLOORS or other == app:
                continue
            if FLOORS[other] >= FLOORS[app]:
                wrong.add(f"{path.relative_to(ROOT)}: {module} is not below")
            elif other != "core" and part(module) and part(module) not in DOORS:
                wrong.add(f"{path.relative_to(ROOT)}: {module} is no door")

    assert wrong == set()


@pytest.mark.parametrize("app", [app for app in FLOORS if app not in ("core", "jobboard")])
def test_inside_an_app_imports_go_left(app):
    wrong = set()
    for _, path in (pair for pair in sources() if pair[0] == app):
        here = step(path.relative_to(ROOT / app).parts[0].removesuffix(".py"))
        for module in imports(path):
            if module.split(".")[0] != app or not part(module):
                continue
            there = step(part(module))
            if here is not None and there is not None and there > here:
                wrong.add(f"{path.relative_to(ROOT)}: {module} stands to the right")

    assert wrong == set()
