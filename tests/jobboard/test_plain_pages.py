import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.management import call_command

from jobboard.plain_pages import PAGES


@pytest.mark.parametrize("slug", PAGES)
def test_board_comes_with_its_plain_pages(db, client, slug):
    response = client.get(f"/{slug}/")

    assert response.status_code == 200
    assert f"<h1>{PAGES[slug]}</h1>" in response.content.decode()


def test_loading_again_keeps_what_the_operator_wrote(db, client):
    FlatPage.objects.filter(url="/about/").update(content="<p>Our own words.</p>")
    FlatPage.objects.filter(url="/terms/").delete()

    call_command("migrate", verbosity=0)

    assert "Our own words." in client.get("/about/").content.decode()
    assert FlatPage.objects.filter(url="/terms/").count() == 1
    assert FlatPage.objects.count() == len(PAGES)


def test_contact_names_the_address_of_the_settings(db, client, settings):
    settings.CONTACT_EMAIL = "desk@guild.example"

    page = client.get("/contact/").content.decode()

    assert '<a href="mailto:desk@guild.example">desk@guild.example</a>' in page
