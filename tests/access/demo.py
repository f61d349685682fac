"""The rows of /demo/. Its addresses exist only with DEMO, so tests/jobboard/test_demo_pages.py reads them."""

from core.models import OutboxMail
from tests.access import Row


def nothing(scene):
    return []


def mail(scene):
    return [OutboxMail.objects.create(to="a@people.test", subject="Hello", text="Hi", html="<p>Hi</p>").pk]


EVERYBODY = (200, 200, 200, 200, 200, 200, 200, 200)

ROWS: dict[str, Row] = {
    "demo:home": (nothing, "get", EVERYBODY),
    "demo:mails": (nothing, "get", EVERYBODY),
    "demo:mail": (mail, "get", EVERYBODY),
    "demo:mail_html": (mail, "get", EVERYBODY),
    # Without a persona's name there is nobody to become.
    "demo:switch": (nothing, "post", (404, 404, 404, 404, 404, 404, 404, 404)),
}
