"""Registration, log-in, codes and resets as a visitor lives them: through the pages and the mail."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.adapter import AccountAdapter
from accounts.models import User
from core.models import OutboxMail
from tests.factories import (
    PASSWORD,
    make_candidate,
    make_employer,
    make_listing,
    make_member,
    make_moderator,
    make_operator,
    make_user,
)

pytestmark = pytest.mark.django_db
NEW = "new.person@people.test"
CODE_PAGE = "account_email_verification_sent"


@pytest.fixture
def browser():
    return Client()


def code_for(address: str) -> str:
    """The digits of the newest mail to this address."""
    mail = OutboxMail.objects.filter(to=address).first()
    return re.search(r"\b(\d{3} ?\d{3})\b", mail.text).group(1)


def register(browser, *, role="candidate", email=NEW, password=PASSWORD, query="", **more):
    browser.get(reverse("account_signup") + query)
    return browser.post(
        reverse("account_signup"), {"role": role, "email": email, "password1": password, "website": "", **more}
    )


def confirm(browser, code: str, **more):
    return browser.post(reverse(CODE_PAGE), {"code": code, **more})


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_guest_of_an_apply_page_registers_and_lands_on_it(browser):
    apply = reverse("applications:apply", args=[7, "coder"])
    form = browser.get(f"{reverse('account_signup')}?next={apply}")
    sent = browser.post(
        reverse("account_signup"), {"role": "candidate", "email": NEW, "password1": PASSWORD, "next": apply}
    )

    landed = confirm(browser, code_for(NEW))

    assert f'<input type="hidden" name="next" value="{apply}">' in form.content.decode()
    assert sent.url == reverse(CODE_PAGE)
    assert landed.url == apply
    assert User.objects.get(email=NEW).is_candidate
    assert browser.session["_auth_user_id"]


def test_next_survives_from_log_in_over_registration(browser):
    apply = reverse("applications:apply", args=[7, "coder"])

    page = browser.get(f"{reverse('account_login')}?next={apply}")

    assert page.context["signup_url"] == f"{reverse('account_signup')}?next={apply.replace('/', '%2F')}"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_next_to_another_host_is_dropped(browser, elsewhere):
    register(browser, query=f"?next={elsewhere}", next=elsewhere)

    landed = confirm(browser, code_for(NEW))

    assert landed.url == reverse("listings:list")


def test_next_survives_a_code_that_came_too_late(browser, settings):
    apply = reverse("applications:apply", args=[7, "coder"])
    register(browser, query=f"?next={apply}", next=apply)
    code = code_for(NEW)
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = -1
    late = confirm(browser, code)
    said = browser.get(late.url)
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    browser.post(reverse("account_login"), {"login": NEW, "password": PASSWORD})

    landed = confirm(browser, code_for(NEW))

    assert late.url == reverse("account_login")
    assert texts(said) == ["That code is no longer valid. Log in, or ask for a new one."]
    assert landed.url == apply


def test_hiring_leads_to_naming_the_employer(browser):
    register(browser, role="employer")

    landed = confirm(browser, code_for(NEW))

    assert landed.url == reverse("accounts:create_employer")
    assert not User.objects.get(email=NEW).is_candidate


def test_hiring_never_overrides_where_one_was_going(browser):
    going_to = reverse("listings:detail", args=[7, "coder"])
    register(browser, role="employer", next=going_to)

    landed = confirm(browser, code_for(NEW))

    assert landed.url == going_to


@pytest.mark.parametrize(
    ("query", "checked"), [("", []), ("?role=employer", ["employer"]), ("?role=operator", []), ("?role=", [])]
)
def test_role_in_the_address_only_suggests(browser, query, checked):
    page = browser.get(reverse("account_signup") + query)

    found = re.findall(r'value="(\w+)"[^>]*checked', page.content.decode())
    assert found == checked


@pytest.mark.parametrize("role", ["", "operator", "moderator", "staff", "x" * 3000])
def test_role_outside_the_choices_is_refused_and_the_typed_address_kept(browser, role):
    response = register(browser, role=role)

    assert response.context["form"].errors["role"] == ["Choose one of the two."]
    assert f'value="{NEW}"' in response.content.decode()
    assert not User.objects.exists()


def test_staff_cannot_be_registered_by_extra_fields(browser):
    register(browser, is_staff="on", is_superuser="on", groups="1")

    person = User.objects.get(email=NEW)
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)


def test_honeypot_is_hidden_without_inline_style_and_makes_nobody(browser):
    page = browser.get(reverse("account_signup")).content.decode()
    trap = re.search(r'<div class="trap" aria-hidden="true">.*?</div>', page, re.S).group()

    response = register(browser, website="https://spam.example")

    assert 'tabindex="-1"' in trap
    assert 'autocomplete="off"' in trap
    assert "<label" in trap
    assert "style=" not in page
    assert response.status_code == 302
    assert not User.objects.exists()
    assert not OutboxMail.objects.exists()


def test_address_is_stored_in_lower_case(browser):
    register(browser, email="New.Person+Jobs@PEOPLE.test")

    confirm(browser, code_for("new.person+jobs@people.test"))

    assert list(User.objects.values_list("email", flat=True)) == ["new.person+jobs@people.test"]
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("email", ["o'neil@people.test", "new+jobs@people.test", "x@a-b.people.test"])
def test_unusual_addresses_register(browser, email):
    register(browser, email=email)

    landed = confirm(browser, code_for(email))

    assert landed.url == reverse("listings:list")


def test_domain_with_umlauts_is_one_address_however_it_is_typed(browser):
    register(browser, email="person@Bücher.example")
    confirm(browser, code_for("person@xn--bcher-kva.example"))
    typed = ("person@bücher.example", "PERSON@xn--bcher-kva.example")

    landed = [Client().post(reverse("account_login"), {"login": one, "password": PASSWORD}).url for one in typed]
    cache.clear()
    sent = [Client().post(reverse("account_request_login_code"), {"email": one}) for one in typed]

    assert User.objects.get().email == "person@xn--bcher-kva.example"
    assert landed == [reverse("listings:list")] * 2
    assert [response.status_code for response in sent] == [302, 302]
    assert OutboxMail.objects.filter(to="person@xn--bcher-kva.example", subject__contains="log in").count() == 2


NAMES = ["Zoë 王", "Nguyễn Thị Minh Khai", "محمد بن سلمان", "O’Neil-Șerban", "Sofía   de la Cruz", "क्ष‍म", ""]


@pytest.mark.parametrize("name", NAMES)
def test_name_in_any_script_is_kept_as_typed(browser, name):
    register(browser, name=name)

    assert User.objects.get().name == " ".join(name.split())


@pytest.mark.parametrize("name", ["x" * 300, "\u202eevil", "1234", "a\u0000b", "a\u200bb"])
def test_name_that_is_none_is_refused_at_the_field_and_kept(browser, name):
    response = register(browser, name=name)

    assert list(response.context["form"].errors) == ["name"]
    assert response.context["form"]["name"].value() == name
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "two@at@people.test", "nul\x00@people.test", "x" * 300 + "@people.test"]
)
def test_bad_address_is_refused_at_the_field(browser, email):
    response = register(browser, email=email)

    assert response.status_code == 200
    assert "email" in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "password123", "1234567890", NEW])
def test_weak_password_is_refused_and_the_rest_kept(browser, password):
    response = register(browser, password=password)

    assert "password1" in response.context["form"].errors
    assert f'value="{NEW}"' in response.content.decode()
    assert not User.objects.exists()


def test_registering_a_known_address_looks_the_same_and_tells_its_owner(browser):
    make_user(email="known@people.test")
    register(Client(), email=NEW)
    stranger = register(browser, email="known@people.test")
    page = browser.get(stranger.url)
    unknown = Client()
    other = register(unknown, email="other@people.test")

    other_page = unknown.get(other.url)

    strip = lambda response, email: re.sub(r'value="\w{64}"', "", response.content.decode()).replace(email, "")  # noqa: E731
    assert (stranger.status_code, stranger.url) == (other.status_code, other.url)
    assert strip(page, "known@people.test") == strip(other_page, "other@people.test")
    assert User.objects.filter(email="known@people.test").count() == 1
    assert "already has an account" in OutboxMail.objects.get(to="known@people.test").text


def test_second_press_of_the_button_finds_the_first(browser):
    first = register(browser)
    second = browser.post(reverse("account_signup"), {"role": "candidate", "email": NEW, "password1": PASSWORD})

    landed = confirm(browser, code_for(NEW))

    assert first.url == second.url == reverse(CODE_PAGE)
    assert landed.url == reverse("listings:list")
    assert OutboxMail.objects.filter(to=NEW).count() == 1


def test_second_tab_with_the_same_address_is_no_error(browser):
    register(browser)
    other = Client()

    response = register(other)

    assert response.status_code == 429  # ten seconds between two codes to one address
    assert User.objects.count() == 1


def test_registration_that_loses_the_race_makes_nobody_twice(browser, monkeypatch):
    make_user(email=NEW)
    monkeypatch.setattr("accounts.forms.entrance.SignupForm.validate_unique_email", lambda form, value: value)

    response = register(browser)

    assert response.url == reverse(CODE_PAGE)
    assert User.objects.count() == 1


def test_wrong_code_says_so_and_lets_try_again(browser):
    register(browser)
    right = code_for(NEW).replace(" ", "")
    wrong = "000000" if right != "000000" else "111111"

    refused = confirm(browser, wrong)
    landed = confirm(browser, right)

    assert refused.context["form"].errors["code"] == [
        "That is not the code we mailed. Use the newest mail and type all six digits."
    ]
    assert landed.url == reverse("listings:list")


def test_fifth_wrong_code_ends_the_attempt(browser):
    register(browser)
    right = code_for(NEW)
    wrong = "000000" if right.replace(" ", "") != "000000" else "111111"
    for _ in range(4):
        assert confirm(browser, wrong).status_code == 200

    ended = confirm(browser, wrong)
    said = browser.get(ended.url)
    reused = confirm(browser, right)

    assert ended.url == reverse("account_login")
    assert texts(said)[0].startswith("Too many attempts.")
    assert reused.url == reverse("account_login")
    assert not EmailAddress.objects.get().verified


def test_code_works_once(browser):
    register(browser)
    code = code_for(NEW)
    confirm(browser, code)
    browser.post(reverse("account_logout"))

    again = confirm(browser, code)

    assert again.url == reverse("account_login")


def test_new_code_replaces_the_old_one(browser, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    register(browser)
    old = code_for(NEW)

    browser.post(reverse(CODE_PAGE), {"action": "resend"})
    new = code_for(NEW)

    assert OutboxMail.objects.filter(to=NEW).count() == 2
    assert old == new or confirm(browser, old).status_code == 200
    assert confirm(browser, new).url == reverse("listings:list")


@pytest.mark.parametrize("code", ["", "abc", "1" * 10_000, "１２３４５６", "\x00"])
def test_nonsense_codes_are_refused_at_the_field(browser, code):
    register(browser)

    response = confirm(browser, code)

    assert response.status_code == 200
    assert "code" in response.context["form"].errors


def test_log_in_by_password_lands_by_role(browser):
    employer = make_employer(name="Mercy Coding")
    two = make_member(employer, email="two@people.test")
    make_member(make_employer(name="Second"), email="unused@people.test")
    make_employer(name="Third").memberships.create(user=two, role="viewer")
    expected = {
        make_candidate().email: reverse("listings:list"),
        make_member(employer, role="viewer").email: reverse("jobboard:desk", args=["mercy-coding"]),
        two.email: reverse("jobboard:desks"),
        make_moderator().email: reverse("moderation:queue"),
        make_operator().email: reverse("admin:index"),
        make_user().email: reverse("accounts:create_employer"),
    }

    landed = {
        email: Client().post(reverse("account_login"), {"login": email, "password": PASSWORD}).url for email in expected
    }

    assert landed == expected


def test_me_leads_to_ones_own_place(as_user):
    member = make_member(make_employer(name="Mercy Coding"))

    response = as_user(member).get(reverse("accounts:me"))

    assert response.url == reverse("jobboard:desk", args=["mercy-coding"])


def test_log_in_goes_where_next_says(browser):
    make_candidate(email="known@people.test")
    listing = make_listing()

    response = browser.post(
        reverse("account_login"),
        {"login": "KNOWN@people.test", "password": PASSWORD, "next": listing.get_absolute_url()},
    )

    assert response.url == listing.get_absolute_url()


def test_wrong_password_and_unknown_address_read_the_same(browser):
    make_user(email="known@people.test")

    known = browser.post(reverse("account_login"), {"login": "known@people.test", "password": "not-the-password"})
    unknown = browser.post(reverse("account_login"), {"login": "nobody@people.test", "password": "not-the-password"})

    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert "do not belong together" in known.context["form"].non_field_errors()[0]
    assert 'value="known@people.test"' in known.content.decode()


@pytest.fixture
def hashed(monkeypatch):
    """Grows by one with each password hashed: call paths are compared, not clocks."""
    hashed, plain = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or plain(self, *a, **k))
    return hashed


def test_log_in_to_an_unknown_address_hashes_as_often_as_to_a_known_one(browser, hashed):
    make_user(email="known@people.test")
    hashed.clear()

    browser.post(reverse("account_login"), {"login": "known@people.test", "password": "not-the-password"})
    known = len(hashed)
    browser.post(reverse("account_login"), {"login": "nobody@people.test", "password": "not-the-password"})

    assert (known, len(hashed) - known) == (1, 1)


def test_registering_a_known_address_hashes_as_often_as_a_new_one(hashed):
    make_user(email="known@people.test")
    hashed.clear()

    register(Client(), email="known@people.test")
    known = len(hashed)
    register(Client(), email=NEW)

    assert (known, len(hashed) - known) == (1, 1)


def test_sixth_wrong_password_is_limited(browser):
    make_user(email="known@people.test")
    for _ in range(5):
        browser.post(reverse("account_login"), {"login": "known@people.test", "password": "not-the-password"})

    response = browser.post(reverse("account_login"), {"login": "known@people.test", "password": PASSWORD})

    assert response.context["form"].non_field_errors()[0].startswith("Too many attempts.")
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(
    ("name", "field"), [("account_signup", "email"), ("account_login", "login"), ("account_reset_password", "email")]
)
def test_hammering_an_entrance_answers_429(browser, name, field):
    answers = [browser.post(reverse(name), {field: "x"}).status_code for _ in range(31)]

    assert answers[0] == 200
    # A bad form costs nothing at the reset page; its mails are limited below.
    assert answers[-1] == (200 if name == "account_reset_password" else 429)


def test_reset_mails_to_one_address_are_limited(browser):
    answers = [browser.post(reverse("account_reset_password"), {"email": NEW}).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert OutboxMail.objects.filter(to=NEW).count() == 5


def test_log_in_by_mailed_code(browser):
    make_candidate(email="known@people.test")
    listing = make_listing()
    going_to = listing.get_absolute_url()
    sent = browser.post(reverse("account_request_login_code"), {"email": "known@people.test", "next": going_to})

    landed = browser.post(sent.url, {"code": code_for("known@people.test"), "next": going_to})

    assert landed.url == going_to


def test_log_in_code_for_an_unknown_address_looks_the_same(browser):
    make_candidate(email="known@people.test")
    known = browser.post(reverse("account_request_login_code"), {"email": "known@people.test"})
    stranger = Client()

    unknown = stranger.post(reverse("account_request_login_code"), {"email": NEW})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "no account" in OutboxMail.objects.get(to=NEW).text
    assert stranger.post(unknown.url, {"code": "123456"}).status_code == 200


def test_log_in_code_that_came_too_late_says_so(browser, settings):
    make_candidate(email="known@people.test")
    sent = browser.post(reverse("account_request_login_code"), {"email": "known@people.test"})
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    late = browser.post(sent.url, {"code": code_for("known@people.test")})

    assert texts(browser.get(late.url)) == ["That code is no longer valid. Log in, or ask for a new one."]


def test_reset_by_code_sets_the_password_and_logs_in(browser):
    make_candidate(email="known@people.test")
    sent = browser.post(reverse("account_reset_password"), {"email": "known@people.test"})
    confirmed = browser.post(sent.url, {"code": code_for("known@people.test")})

    done = browser.post(confirmed.url, {"password1": "another-long-phrase", "password2": "another-long-phrase"})

    assert done.url == reverse("listings:list")
    assert User.objects.get(email="known@people.test").check_password("another-long-phrase")
    assert OutboxMail.objects.filter(to="known@people.test").first().subject == "Crosswalk: Your password was reset"


def test_reset_code_that_came_too_late_says_so(browser, settings):
    make_candidate(email="known@people.test")
    sent = browser.post(reverse("account_reset_password"), {"email": "known@people.test"})
    settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = -1

    late = browser.post(sent.url, {"code": code_for("known@people.test")})

    assert texts(browser.get(late.url)) == ["That code is no longer valid. Log in, or ask for a new one."]


def test_new_address_is_confirmed_by_code_and_the_old_one_told(as_user):
    person = make_candidate(email="old@people.test")
    session = as_user(None)
    session.post(reverse("account_login"), {"login": "old@people.test", "password": PASSWORD})
    asked = session.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    again = session.post(asked.url, {"password": PASSWORD}, follow=True)
    before = User.objects.get(pk=person.pk).email

    done = session.post(reverse(CODE_PAGE), {"code": code_for(NEW)})

    assert again.status_code == 200
    assert before == "old@people.test"
    assert done.url == reverse("account_security")
    assert User.objects.get(pk=person.pk).email == NEW
    assert NEW in OutboxMail.objects.filter(to="old@people.test").first().text


def test_password_is_changed_with_the_present_one_and_leads_back_to_where_it_was_begun():
    person = make_candidate()
    browser, elsewhere = Client(), Client()
    for session in (browser, elsewhere):
        session.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": "a-long-phrase-9", "password2": "a-long-phrase-9"}

    done = browser.post(reverse("account_change_password"), typed)

    assert done.url == reverse("account_security")
    assert browser.get(done.url).status_code == 200
    assert elsewhere.get(reverse("account_security")).status_code == 302
    assert User.objects.get(pk=person.pk).check_password("a-long-phrase-9")
    assert "password" in OutboxMail.objects.filter(to=person.email).first().subject


def test_log_out_needs_a_press(as_user):
    session = as_user(make_candidate())

    asked = session.get(reverse("account_logout"))
    still_in = "_auth_user_id" in session.session
    session.post(reverse("account_logout"))

    assert asked.status_code == 200
    assert still_in
    assert "_auth_user_id" not in session.session


def test_mail_names_the_site_and_sets_the_code_apart(browser):
    register(browser)

    mail = OutboxMail.objects.get(to=NEW)

    assert mail.subject == "Crosswalk: Your code to finish registering"
    assert re.search(r"^    \d{3} \d{3}$", mail.text, re.M)
    assert mail.is_secret
    assert re.search(r"<strong>\d{3} \d{3}</strong>", mail.html)


@pytest.mark.parametrize(
    "event",
    [
        "email_changed",
        "email_confirm",
        "email_deleted",
        "password_changed",
        "password_reset",
        "password_set",
        "account_already_exists",
        "unknown_account",
        "login_code",
        "password_reset_code",
        "email_confirmation",
        "email_confirmation_signup",
    ],
)
def test_every_mail_of_the_entrance_is_ours_in_text_and_html(event, rf):
    request = rf.get("/")
    facts = {
        "timestamp": timezone.now(),
        "code": "123456",
        "from_email": "old@people.test",
        "to_email": NEW,
        "deleted_email": "old@people.test",
        "password_reset_url": "https://board.test/reset/",
        "signup_url": "https://board.test/signup/",
    }

    with request_context(request):
        AccountAdapter(request).send_mail(f"account/email/{event}", NEW, facts)

    mail = OutboxMail.objects.get()
    for body in (mail.text, mail.html):
        assert "You get this mail because" in body
        assert "Crosswalk" in body
        assert "example.com" not in body


def test_demo_people_cannot_log_in_without_the_demo(browser, settings):
    make_candidate(email="coder@demo.test")
    settings.DEMO = False

    refused = browser.post(reverse("account_login"), {"login": "coder@demo.test", "password": PASSWORD})
    settings.DEMO = True
    welcome = browser.post(reverse("account_login"), {"login": "coder@demo.test", "password": PASSWORD})

    assert refused.url == reverse("account_inactive")
    assert welcome.url == reverse("listings:list")


def test_running_session_of_a_demo_person_ends_with_the_demo(as_user, settings):
    settings.DEMO = True
    session = as_user(make_candidate(email="coder@demo.test"))
    before = session.get(reverse("accounts:me")).url
    settings.DEMO = False

    after = session.get(reverse("accounts:me")).url

    assert before == reverse("listings:list")
    assert after == f"{reverse('account_login')}?next=/me/"


@pytest.mark.parametrize("demo", [True, False])
def test_nobody_registers_at_the_demo_domain(browser, settings, demo):
    settings.DEMO = demo

    response = register(browser, email="Somebody@Demo.test")

    assert "email" in response.context["form"].errors
    assert not User.objects.exists()


def test_closed_account_cannot_log_in(browser):
    make_user(email="known@people.test", is_active=False)

    response = browser.post(reverse("account_login"), {"login": "known@people.test", "password": PASSWORD})

    assert response.url == reverse("account_inactive")


def test_operator_made_on_the_command_line_logs_in_to_the_admin(browser, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="Operator@Board.test", interactive=False, verbosity=0)
    asked = browser.get(reverse("admin:index"))
    asked = browser.get(asked.url)

    landed = browser.post(
        reverse("account_login"), {"login": "operator@board.test", "password": PASSWORD, "next": "/admin/"}
    )

    assert asked.url == f"{reverse('account_login')}?next=%2Fadmin%2F"
    assert landed.url == "/admin/"
    assert browser.get("/admin/").status_code == 200


def test_admin_leads_to_the_boards_own_form_for_a_password(as_user, operator):
    """Django's own neither counts tries nor tells by mail."""
    browser = as_user(operator)
    typed = {"old_password": PASSWORD, "new_password1": "a-long-phrase-9", "new_password2": "a-long-phrase-9"}

    answers = [browser.get(reverse("admin:password_change")), browser.post(reverse("admin:password_change"), typed)]

    assert [answer.url for answer in answers] == [reverse("account_change_password")] * 2
    assert User.objects.get(pk=operator.pk).check_password(PASSWORD)


def test_admin_refuses_whoever_is_no_operator(as_user):
    response = as_user(make_candidate()).get(reverse("admin:login"))

    assert response.status_code == 403


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password", "account_signup"])
def test_address_longer_than_the_column_is_refused_everywhere(browser, name):
    response = browser.post(
        reverse(name),
        {"email": "x" * 60 + "@" + "y" * 60 + ".y" * 80 + ".test", "role": "candidate", "password1": PASSWORD},
    )

    assert "email" in response.context["form"].errors
