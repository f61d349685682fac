"""/demo/: there with DEMO, not there without."""

import pytest
from django.urls import NoReverseMatch, reverse

from core.models import OutboxMail
from jobboard.demo.people import personas
from tests.access.demo import ROWS
from tests.factories import make_moderator, make_user
from tests.test_access import CAST


@pytest.fixture
def scene(request, reference):
    return {who: request.getfixturevalue(who) for who in CAST}


@pytest.fixture
def moss(db):
    moderator = make_moderator(email="moderator@demo.test")
    moderator.is_demo = True
    moderator.save()
    return moderator


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", sorted(ROWS))
def test_access_with_demo(name, who, scene, as_user, demo_on):
    arguments, method, statuses = ROWS[name]

    response = getattr(as_user(scene[who]), method)(reverse(name, args=arguments(scene)))

    assert response.status_code == statuses[CAST.index(who)]


@pytest.mark.parametrize("path", ["/demo/", "/demo/switch/", "/demo/mail/", "/demo/mail/1/", "/demo/mail/1/html/"])
def test_without_demo_nothing_is_there(path, client, db, moss):
    OutboxMail.objects.create(pk=1, to="a@people.test", subject="Hello", text="Hi", html="<p>Hi</p>")

    assert client.get(path).status_code == 404
    assert client.post(path, {"persona": "moderator"}).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:home")


def test_the_bar_stands_on_every_page_with_demo(client, reference, demo_on):
    assert b'href="/demo/"' in client.get("/employers/").content


def test_no_bar_without_demo(client, reference):
    response = client.get("/employers/")

    assert response.status_code == 200
    assert b"demo" not in response.content


def test_switch_logs_in_with_one_click(client, moss, demo_on):
    response = client.post(reverse("demo:switch"), {"persona": "moderator"})

    assert response.status_code == 302
    assert response.url == "/moderation/"
    assert client.session["_auth_user_id"] == str(moss.pk)


def test_switch_changes_from_one_to_another_and_to_nobody(client, candidate, moss, demo_on):
    client.force_login(candidate)

    client.post(reverse("demo:switch"), {"persona": "moderator"})
    became = client.session["_auth_user_id"]
    client.post(reverse("demo:switch"), {"persona": "visitor"})

    assert became == str(moss.pk)
    assert "_auth_user_id" not in client.session


def test_switch_takes_no_account_but_the_demos_own(client, db, demo_on):
    make_user(email="owner@people.test")
    make_user(email="owner@demo.test")  # somebody's own row at that address: the demo did not make it

    for name in ("owner", "owner@people.test", "nobody", ""):
        assert client.post(reverse("demo:switch"), {"persona": name}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_switch_refuses_a_closed_account(client, moss, demo_on):
    moss.is_active = False
    moss.save()

    assert client.post(reverse("demo:switch"), {"persona": "moderator"}).status_code == 404


def test_switch_by_get_is_refused(client, moss, demo_on):
    assert client.get(reverse("demo:switch")).status_code == 405


def test_personas_are_the_eight_of_the_design():
    assert [one.email.removesuffix("@demo.test") for one in personas()] == [
        "new",
        "coder",
        "apprentice",
        "owner",
        "recruiter",
        "rival",
        "moderator",
        "operator",
    ]


def test_home_lists_only_who_is_there(client, moss, demo_on):
    page = client.get(reverse("demo:home")).content.decode()

    assert "Moss Tanaka" in page
    assert "Corinne Addo" not in page


# Mail ---------------------------------------------------------------------------------------------------------


def test_mails_newest_first_and_by_address(client, db, demo_on):
    for number, to in enumerate(("ann@people.test", "bob@people.test", "ann@people.test")):
        OutboxMail.objects.create(to=to, subject=f"Mail {number}", text="Your code is 123456")

    everything = client.get(reverse("demo:mails")).context["page"].object_list
    anns = client.get(reverse("demo:mails"), {"to": "ANN@"}).context["page"].object_list

    assert [mail.subject for mail in everything] == ["Mail 2", "Mail 1", "Mail 0"]
    assert [mail.subject for mail in anns] == ["Mail 2", "Mail 0"]


@pytest.mark.parametrize("query", ["to=%00", "to=%ff", "page=0", "page=99999", "page=x", "to=" + "x" * 10_000])
def test_mails_with_odd_questions_are_a_page(query, client, db, demo_on):
    assert client.get(f"{reverse('demo:mails')}?{query}").status_code == 200


def test_mails_costs_the_same_for_one_and_for_many(client, db, demo_on, django_assert_num_queries):
    OutboxMail.objects.create(to="a@people.test", subject="One")
    with django_assert_num_queries(3):
        client.get(reverse("demo:mails"))
    OutboxMail.objects.bulk_create([OutboxMail(to="a@people.test", subject=f"Mail {n}") for n in range(20)])

    with django_assert_num_queries(3):
        client.get(reverse("demo:mails"))


def test_mail_shows_the_code(client, db, demo_on):
    row = OutboxMail.objects.create(to="a@people.test", subject="Your code", text="123456 <b>", is_secret=True)

    page = client.get(reverse("demo:mail", args=[row.pk])).content.decode()

    assert "123456 &lt;b&gt;" in page
    assert "<iframe" not in page


def test_mail_html_is_shut_in(client, db, demo_on):
    html = "<html><head></head><body><script>alert(1)</script><p style='color:red'>Hi</p></body></html>"
    row = OutboxMail.objects.create(to="a@people.test", subject="Hi", text="Hi", html=html)

    page = client.get(reverse("demo:mail", args=[row.pk]))
    frame = client.get(reverse("demo:mail_html", args=[row.pk]))

    policy = {part.split(" ")[0]: part for part in frame["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == "default-src 'none'"
    assert policy["frame-ancestors"] == "frame-ancestors 'self'"
    assert policy["sandbox"] == "sandbox allow-top-navigation-by-user-activation"
    assert "script-src" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page.content.decode()
    assert "style-src 'self'" in page["Content-Security-Policy"]
    assert "<script>alert" not in page.content.decode()


def test_mail_without_html_has_no_frame(client, db, demo_on):
    row = OutboxMail.objects.create(to="a@people.test", subject="Hi", text="Hi")

    assert client.get(reverse("demo:mail_html", args=[row.pk])).status_code == 404
