from django.test import RequestFactory

from tests.accounts.documents import upload


def test_a_file_past_the_limit_is_cut_and_the_other_fields_survive(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    request = RequestFactory().post(
        "/", {"before": "typed", "file": upload(b"x" * (20 * 1024 * 1024)), "after": "typed too"}
    )

    size = request.FILES["file"].size

    assert settings.UPLOAD_MAX_BYTES < size <= settings.UPLOAD_MAX_BYTES + 128 * 1024
    assert (request.POST["before"], request.POST["after"]) == ("typed", "typed too")


def test_a_file_within_the_limit_arrives_whole(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    content = bytes(range(256)) * 4096

    request = RequestFactory().post("/", {"file": upload(content)})

    assert request.FILES["file"].read() == content
