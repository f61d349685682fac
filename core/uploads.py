"""Django takes a whole request body before a form can look at it. This keeps what lands on disk small."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class CappedUploadHandler(FileUploadHandler):
    """Stands first and lets each file pass until it is one chunk past UPLOAD_MAX_BYTES; the rest is read and dropped.

    The form still sees a file over its limit and refuses it by size, and the other fields keep what was typed.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= settings.UPLOAD_MAX_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None
