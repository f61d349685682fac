"""A real Chromium against a live server: fixtures for the journeys.

Chromium is the system's: CHROMIUM, or whatever of the usual names stands in PATH. Without one the journeys are skipped,
and with CI set that is a failure. A failed journey leaves a picture in var/journeys.
"""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from core.models import OutboxMail

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = configured.BASE_DIR / "var" / "journeys"
expect.set_options(timeout=20_000)


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), "")


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" and report.failed and "open_pages" in item.funcargs:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(item.funcargs["open_pages"]):
            if not page.is_closed():
                page.screenshot(path=PICTURES / f"{item.name}-{number}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if not path:
        words = "No Chromium: name one in CHROMIUM or install the system's package."
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chrome
        chrome.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _mails_wait(settings):
    """No worker: mails stay in the outbox with their codes, where a journey can read them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def open_pages() -> list[Page]:
    return []


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of: a broken script, a file that is missing, a rule of the CSP."""
    return []


# A page was left before htmx had its answer; the editor tries a style of its own, which the CSP keeps out.
HARMLESS = ("htmx:sendAbort", "htmx:afterRequest", "Applying inline style violates")


@pytest.fixture
def visit(transactional_db, live_server, browser, open_pages, complaints):
    """`visit(owner)` is a page of somebody logged in, `visit()` a guest's; more options go to the browser's context."""
    contexts: list[BrowserContext] = []

    def heard(page: Page, line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(HARMLESS):
            complaints.append(f"{page.url}: {line.text}")

    def start(user=None, **options) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend=configured.AUTHENTICATION_BACKENDS[0])
            cookie = client.cookies[configured.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda line: heard(page, line))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        open_pages.append(page)
        return page

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def page(visit) -> Page:
    """A guest's page."""
    return visit()


@pytest.fixture
def page_without_js(visit) -> Page:
    return visit(java_script_enabled=False)


@pytest.fixture
def reference_pages(transactional_db, request):
    """The small reference, for pages that show it."""
    return request.getfixturevalue("reference")


@pytest.fixture
def code_mailed():
    """The six digits of the newest mail to somebody."""

    def read(address: str) -> str:
        text = OutboxMail.objects.filter(to=address).latest("id").text
        return re.search(r"\b(\d{3}) ?(\d{3})\b", text).expand(r"\1\2")

    return read


EDITORS = "[data-django-prose-editor-configurable]"
STILL = f"""() => !document.querySelector(".htmx-request")
    && [...document.querySelectorAll("{EDITORS}")].every(one => one.closest(".prose-editor"))"""
DRAWN = """() => new Promise(drawn => requestAnimationFrame(
    () => requestAnimationFrame(() => drawn(document.fonts.ready))))"""


@pytest.fixture
def settle():
    """`settle(page, url)` waits also for the editor, for its font, and for what htmx asks for by itself.

    Half a second without a request, Playwright's `networkidle`, would say the same of 150 pages, and longer.
    """

    def go(page: Page, url: str) -> None:
        page.goto(url)
        page.wait_for_function(STILL)
        page.evaluate(DRAWN)

    return go


@pytest.fixture
def barriers():
    """What axe finds on a page, as one line a finding: nothing, one hopes."""

    def find(page: Page, without: tuple[str, ...] = ()) -> list[str]:
        rules = {rule: {"enabled": False} for rule in without}
        found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
        return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]

    return find
