"""What nobody types by accident, at every address of the access table, by all who differ: a page or a plain refusal.

Also every form those pages show, filled with nonsense. A new address is covered by having its row in the table.
"""

from http.cookies import SimpleCookie
from urllib.parse import urljoin

import html5lib
import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from tests.test_access import CAST, ROWS

pytestmark = pytest.mark.django_db

# In this order; a page that ALIKE may both see differs in a button or two, and reads what is sent in the same way.
WHO = ("visitor", "candidate", "owner", "moderator", "colleague", "viewer", "rival", "operator")
ALIKE = {"colleague": "owner", "viewer": "owner", "rival": "owner", "operator": "moderator"}
QUERIES = {
    "nul": "q=%00a%00&page=%00&state=%00&code=%00&sort=%00&near=%00&next=%00&%00=%00&a=%%0000",
    "broken utf-8": "q=%FF%FE&page=%C3%28&state=%ED%A0%80&code=%F0%9F&employer=%80&next=%FF&years_max=%D9%A3&;;&=",
    "very long": f"page=0&q={'x' * 10_000}&next={'/x' * 2000}&within={'9' * 5000}&sort=id%3B--&specialty=../../etc",
    "absurd numbers": "page=99999&pay_min=NaN&pay_min=1e999&within=inf&posted=9999999999999999999&page=2",
    "too many": "&".join(f"p{number}={number}" for number in range(1200)),
}
HEADERS = {
    "htmx nonsense": {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Target": "\x7f", "HX-Boosted": "yes"},
    "conditional": {"If-Modified-Since": "banana", "If-None-Match": '"', "Range": "bytes=9-1", "Accept": "\xff/*;q=x"},
    "addresses": {"Referer": "http://[::1", "Origin": "null", "X-Forwarded-For": "a, , 999.1.1.1", "X-Real-IP": "::"},
    "lengths": {"User-Agent": "Mozilla " * 4000, "Accept-Language": "x-" * 4000, "Cookie": "a=" + "b" * 9000},
    "cookies": {"Cookie": 'sessionid="\\000abc"; csrftoken=\xff; messages=[; sessionid=' + "z" * 500},
}
TYPED = ["a\0b", "x" * 10_000, "²\ufffd\u202e🩺", "99999999999999999999", "1e400", "2026-02-31"]


@pytest.fixture
def scene(request, reference):
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.fixture
def ask(scene, as_user):
    """Sends one request in a savepoint of its own that is rolled back, and gives the response."""

    browsers = {}

    def send(who, method, url, **options):
        if who not in browsers:
            browsers[who] = as_user(scene[who])
            browsers[who].raise_request_exception = False
        browser, cookies = browsers[who], browsers[who].cookies.output(header="")
        with transaction.atomic():
            response = browser.generic(method, url, **options)
            transaction.set_rollback(True)
        browser.cookies = SimpleCookie(cookies)
        return response

    return send


def stands_for_others(who: str, name: str) -> bool:
    """Whether `who` is the first of WHO to get this page, or this refusal, of an address; ALIKE see one page as one."""
    answers = dict(zip(CAST, ROWS[name][2], strict=True))

    def seen(one: str) -> tuple:
        return answers[one], ALIKE.get(one, one) if answers[one] == 200 else ""

    return who == next(one for one in WHO if seen(one) == seen(who))


def addresses(scene, who: str):
    """(name, method, address) of each row in which `who` stands for others."""
    for name, (arguments, method, _) in sorted(ROWS.items()):
        if stands_for_others(who, name):
            with transaction.atomic():
                yield name, method, reverse(name, args=arguments(scene))


def test_everything_anybody_gets_is_asked_for():
    asked = {(ROWS[name][2][CAST.index(who)], name) for name in ROWS for who in WHO if stands_for_others(who, name)}

    assert asked == {(status, name) for name, (_, _, statuses) in ROWS.items() for status in statuses}


@pytest.mark.parametrize("who", WHO)
def test_no_query_string_breaks_a_page(who, scene, ask):
    broken = [
        (name, what)
        for name, _, url in addresses(scene, who)
        for what, query in QUERIES.items()
        if ask(who, "GET", f"{url}?{query}").status_code >= 500
    ]

    assert broken == []


@pytest.mark.parametrize("who", ["visitor", "owner"])
def test_no_header_breaks_a_page(who, scene, ask):
    broken = [
        (name, what)
        for name, _, url in addresses(scene, who)
        for what, headers in HEADERS.items()
        if ask(who, "GET", url, headers=headers).status_code >= 500
    ]

    assert broken == []


@pytest.mark.parametrize("who", ["visitor", "owner", "moderator"])
def test_no_number_or_name_in_an_address_breaks_it(who, scene, ask):
    broken = []
    for name, (arguments, _, _) in sorted(ROWS.items()):
        given = arguments(scene)
        for number, word in ((10**30, "x" * 3000), (0, "ÿ🩺"), (2**63, "a\0b"), (2**31, "%")):
            hostile = [number if isinstance(argument, int) else word for argument in given]
            try:
                url = reverse(name, args=hostile)
            except NoReverseMatch:
                continue  # the address itself refuses it
            if ask(who, "GET", url).status_code >= 500:
                broken.append((name, hostile))

    assert broken == []


@pytest.mark.parametrize("who", ["visitor", "candidate", "owner", "moderator"])
def test_an_act_is_never_done_by_looking(who, scene, ask):
    """GET, HEAD and a method nobody knows: refused, or hidden as the table says; never done."""
    answers = {
        (name, method): ask(who, method, url).status_code
        for name, act, url in addresses(scene, who)
        if act == "post"
        for method in ("GET", "HEAD", "BREW")
    }

    assert set(answers.values()) <= {302, 403, 404, 405}


@pytest.mark.parametrize("who", ["visitor", "candidate", "owner", "moderator", "operator"])
def test_no_form_breaks_on_what_is_typed_into_it(who, scene, ask):
    broken, seen = [], set()
    for name, _, url in addresses(scene, who):
        page = ask(who, "GET", url)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for target, fields in set(forms(page.content, url)) - seen:
            seen.add((target, fields))
            for typed in TYPED if fields else [""]:
                body = "&".join(f"{field}={typed}" for field in fields).encode()
                response = ask(who, "POST", target, data=body, content_type="application/x-www-form-urlencoded")
                if response.status_code >= 500:
                    broken.append((name, target, typed[:10]))

    assert broken == []


@pytest.mark.parametrize("host", ["evil.example", "a b", "", "[::1", "x" * 3000])
def test_another_host_is_refused_plainly(client, host):
    assert client.get("/health/live", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/jobs/%00/", "/jobs/1-a%00b/", "/employers/%ff%fe/", "/%c0%ae%c0%ae/etc/passwd", "/\\"]
)
def test_an_odd_path_is_refused_plainly(client, path):
    client.raise_request_exception = False

    assert client.get(path).status_code in (301, 400, 404)


def test_an_upload_that_is_no_upload_is_refused_plainly(scene, ask):
    answers = {
        ask("candidate", "POST", url, data=body, content_type=kind).status_code
        for _, _, url in addresses(scene, "candidate")
        for body, kind in (
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"x", "multipart/form-data"),
            (b"\x00" * 50, "multipart/form-data; boundary=" + "b" * 300),
            (b"{", "application/json"),
            (b"a=%ff", "application/x-www-form-urlencoded; charset=klingon"),
        )
    }

    assert max(answers) < 500


def forms(content: bytes, url: str):
    """Where each form of the page posts to, and the names of its fields."""
    tree = html5lib.parse(content, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if form.get("method", "get").lower() == "post":
            names = {one.get("name") for kind in ("input", "select", "textarea", "button") for one in form.iter(kind)}
            names -= {None, "csrfmiddlewaretoken"}
            target = urljoin(url, form.get("action") or "")
            if not target.startswith("/accounts/logout"):
                yield target, tuple(sorted(names))
