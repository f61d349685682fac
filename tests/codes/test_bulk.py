"""Many rows at once, past the models."""

import pytest
from django.db import DataError, connection, transaction

from codes.imports.bulk import insert_rows
from codes.models import Code

pytestmark = pytest.mark.django_db


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite takes a value of any length")


def test_a_value_the_column_refuses_is_an_error_like_any_other(postgresql):
    before = Code.objects.count()
    length = Code._meta.get_field("code").max_length

    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Code, ("system", "code"), [("cpt", "A0000"), ("cpt", "9" * (length + 1))])

    assert Code.objects.count() == before
