"""How every form looks: label, help, error, field, in that order, told to screen readers, too."""

import pytest
from django import forms


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


def test_typed_text_stays(refused):
    assert 'value="Austin"' in refused


def test_fresh_form_has_no_summary():
    assert "error-summary" not in str(Posting())
