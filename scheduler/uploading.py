"""What comes in by a form stays in memory: a document about a pupil is never plain on a disk, not even for a second."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler

ROOM = 1024 * 1024  # above the largest document, so that a form sees itself that a file is too large


class InMemory(MemoryFileUploadHandler):
    """Keeps as much as the largest document of all files of a request together; of what is more only how large it was.

    So a form can say that a file is too large, with all else that was typed still there, and nobody fills the memory.
    """

    kept = 0  # bytes, of the whole request

    def handle_raw_input(self, *args: Any, **more: Any) -> None:
        """Whatever the whole request weighs: a large file is let go below, chunk by chunk."""
        del args, more
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it down while it fits."""
        del start
        if self.kept + len(raw_data) <= settings.FILES_MAX + ROOM:
            self.file.write(raw_data)
        self.kept += len(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, or an empty one that tells the true size."""
        kept = self.file if self.file.tell() == file_size else BytesIO()
        kept.seek(0)
        return InMemoryUploadedFile(
            file=kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
