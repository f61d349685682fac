"""How every form looks: label, help, error, field, in that order, told to screen readers, too."""

from importlib import import_module
from importlib.util import find_spec

import pytest
from django import forms

from core.forms import MoneyField, PlainForm, PlainWords, WebAddressField
from tests.test_architecture import FLOORS


class Posting(forms.Form):
    title = forms.CharField(help_text="As on the badge.")
    place = forms.CharField(required=False)
    role = forms.ChoiceField(choices=[("a", "Work"), ("b", "Hire")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")

    def clean(self):
        raise forms.ValidationError("These two do not fit.")


@pytest.fixture
def refused():
    return str(Posting({"place": "Austin"}))


def test_field_says_label_help_error_then_field(refused):
    order = [
        refused.index(part)
        for part in (
            '<label for="id_title">',
            "As on the badge.",
            'id="id_title_error"',
            '<input type="text" name="title"',
        )
    ]

    assert order == sorted(order)
    assert 'aria-describedby="id_title_helptext id_title_error"' in refused
    assert 'aria-invalid="true"' in refused


def test_only_optional_fields_are_marked():
    page = str(Posting())

    assert page.count('class="field__optional"') == 1
    assert page.index('for="id_place"') < page.index('class="field__optional"') < page.index('name="place"')


def test_summary_links_to_each_field_and_names_the_rest(refused):
    summary = refused[: refused.index("</ul>")]

    assert '<a href="#id_title">' in summary
    assert '<a href="#id_role_0">' in summary
    assert '<a href="#id_agree">' in summary
    assert "<li>These two do not fit.</li>" in summary


class Grouped(forms.Form):
    pick = forms.MultipleChoiceField(
        choices=[("One", [("a", "A")]), ("Two", [("b", "B")])], widget=forms.CheckboxSelectMultiple
    )
    none = forms.MultipleChoiceField(choices=[], widget=forms.CheckboxSelectMultiple)


def test_summary_leads_to_the_first_box_of_a_group():
    page = str(Grouped({}))

    for target in ("id_pick_0_0", "id_none"):
        assert f'<a href="#{target}">' in page
        assert f'id="{target}"' in page


def test_typed_text_stays(refused):
    assert 'value="Austin"' in refused


def test_fresh_form_has_no_summary():
    assert "error-summary" not in str(Posting())


class Everything(PlainForm):
    title = forms.CharField(label="Job title", max_length=5, min_length=3)
    email = forms.EmailField(label="E-mail address")
    website = WebAddressField()
    years = forms.IntegerField(label="Years, at most", min_value=0, max_value=40)
    pay = MoneyField(label="Pay from")
    day = forms.DateField(label="Last day")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    ended = forms.ChoiceField(label="How did it end?", choices=[("a", "A")])
    states = forms.MultipleChoiceField(label="States", choices=[("TX", "Texas")])
    upload = forms.FileField(label="New file")
    agree = forms.BooleanField(label="I have read it")
    own = forms.CharField(error_messages={"required": "Say why."})
    question = forms.CharField(label="Do you hold 95% accuracy?", max_length=4)


def said(**typed):
    return {name: [str(error) for error in errors] for name, errors in Everything(typed).errors.items()}


def test_what_is_missing_is_named():
    assert said() == {
        "title": ["Fill in “Job title”."],
        "email": ["Fill in “E-mail address”."],
        "website": ["Fill in “Website”."],
        "years": ["Fill in “Years, at most”."],
        "pay": ["Fill in “Pay from”."],
        "day": ["Fill in “Last day”."],
        "kind": ["Choose one under “Kind”."],
        "ended": ["Answer “How did it end?”."],
        "states": ["Choose at least one under “States”."],
        "upload": ["Choose a file for “New file”."],
        "agree": ["Tick “I have read it” to go on."],
        "own": ["Say why."],
        "question": ["Answer “Do you hold 95% accuracy?”."],
    }


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("title", "abcdef", "“Job title” takes at most 5 characters; these are 6."),
        ("title", "ab", "“Job title” needs at least 3 characters; these are 2."),
        ("title", "a\0bc", "A sign in here cannot be stored. Type it again by hand."),
        ("question", "abcde", "“Do you hold 95% accuracy?” takes at most 4 characters; these are 5."),
        ("email", "jane", "Type an e-mail address, such as name@mercy.example."),
        ("years", "few", "Type a whole number, such as 5."),
        ("years", "-1", "“Years, at most” is at least 0."),
        ("years", "41", "“Years, at most” is at most 40."),
        ("pay", "plenty", "Type a number, such as 28.50."),
        ("pay", "1.234", "“Pay from” takes at most 2 digits after the point."),
        ("pay", "12345678", "“Pay from” takes a figure of at most 7 digits before the point."),
        ("day", "someday", "Type a day as year, month and day: 2027-01-31."),
        ("kind", "b", "Choose one of the answers offered under “Kind”."),
        ("states", ["ZZ"], "Choose one of the answers offered under “States”."),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(name, typed, message):
    assert said(**{name: typed})[name] == [message]


def test_summary_names_a_field_once():
    page = str(Everything({"years": "few"}))

    assert '<a href="#id_title">Fill in “Job title”.</a>' in page
    assert '<a href="#id_years">Years, at most: Type a whole number, such as 5.</a>' in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://mercy.example/jobs?id=1", "https://mercy.example/jobs?id=1"),
        ("mercy.example", "https://mercy.example"),
        (" www.mercy.example/jobs ", "https://www.mercy.example/jobs"),
        ("//mercy.example", "https://mercy.example"),
        ("https://mercy.example/@jobs", "https://mercy.example/@jobs"),
        ("", ""),
    ],
)
def test_web_address_is_kept_with_https(typed, kept):
    assert WebAddressField(required=False).clean(typed) == kept


def test_browser_lets_a_web_address_without_scheme_pass():
    assert '<input type="text" name="website" inputmode="url"' in str(Everything())


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("http://mercy.example", WebAddressField.INSECURE),
        ("HTTP://mercy.example", WebAddressField.INSECURE),
        ("hr@mercy.example", WebAddressField.MAILBOX),
        ("mailto:hr@mercy.example", WebAddressField.MAILBOX),
        ("https://user:secret@mercy.example/", WebAddressField.CREDENTIALS),
        ("javascript:alert(1)", "Type the address of a web page, such as https://www.mercy.example."),
        ("ftp://mercy.example", "Type the address of a web page, such as https://www.mercy.example."),
        ("our site", "Type the address of a web page, such as https://www.mercy.example."),
        ("https://[", "Type the address of a web page, such as https://www.mercy.example."),
    ],
)
def test_web_address_refuses_in_words(typed, message):
    assert said(website=typed)["website"] == [message]


def test_every_form_of_ours_speaks_plainly():
    """Whatever its field lacks words for, its form gives them: one that derives from Django's alone would not."""
    for app in ("accounts", "applications", "jobboard", "listings", "moderation"):
        import_module(f"{app}.urls")
        for place in ("forms", "filters"):
            if find_spec(f"{app}.{place}"):
                import_module(f"{app}.{place}")

    ours = [form for form in heirs(forms.BaseForm) if form.__module__.split(".")[0] in FLOORS]
    ours = [form for form in ours if not form.__module__.endswith(".admin")]  # the admin speaks Django's words

    assert len(ours) > 40
    assert [form for form in ours if not issubclass(form, PlainWords)] == []


def heirs(kind):
    for child in kind.__subclasses__():
        yield child
        yield from heirs(child)
