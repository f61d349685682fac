from accounts.models import Resume
from accounts.services import resumes
from applications import tasks
from core.schedule import REGISTRY
from tests.factories import make_resume


def test_hidden_resumes_nobody_needs_are_erased_every_night(candidate):
    resumes.hide(make_resume(candidate))

    tasks.erase_resumes.enqueue()

    assert Resume.objects.count() == 0
    assert "applications.tasks.erase_resumes" in REGISTRY
