import pytest

from accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_number_too_large_for_the_database_is_in_nothing():
    user = make_user()

    assert list(User.objects.filter(pk__in=[user.pk, 10**30, -(10**30)])) == [user]
    assert list(User.objects.filter(pk__in=["9" * 30])) == []
    assert list(User.objects.exclude(pk__in=[10**30])) == [user]
