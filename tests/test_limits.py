"""How much a page may cost, on the demo board. benchmarks/pages.py prints the same with times."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from jobboard.demo import build
from listings.models import Listing

KB = 1024


@pytest.fixture
def board(db, settings):
    settings.DEMO = True
    call_command("load_reference", verbosity=0)
    build.build(listings=60, seed=build.SEED, say=lambda line: None)


def test_public_pages_stay_within_their_limits(board, client, django_assert_max_num_queries):
    job = Listing.objects.public().order_by("pk").first()
    sizes = {}

    for url, most in (("/jobs/", 12), ("/jobs/?q=32701", 12), (job.get_absolute_url(), 10)):
        with django_assert_max_num_queries(most):
            sizes[url] = len(client.get(url).content)

    assert client.get("/jobs/").text.count("<article") == 25
    assert {url: size for url, size in sizes.items() if size >= 60 * KB} == {}


@pytest.mark.django_db
def test_public_pages_bring_little_javascript(client, reference):
    names = re.findall(r'src="/static/([^"]+\.js)"', client.get("/jobs/").text)

    size = sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names)

    assert names
    assert size < 30 * KB
