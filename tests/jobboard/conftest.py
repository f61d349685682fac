import importlib

import pytest
from django.urls import clear_url_caches, set_urlconf

from jobboard import urls


@pytest.fixture
def demo_on(settings):
    """The board as it starts with DEMO=1: the addresses are read anew, and again when the test is over."""
    settings.DEMO = True
    _reload()
    yield
    settings.DEMO = False
    _reload()


def _reload():
    importlib.reload(urls)
    clear_url_caches()
    set_urlconf(None)
