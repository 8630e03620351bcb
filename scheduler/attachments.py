"""A file that somebody brought, on its way to who may read it: always to be kept, never shown by us (S20)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from planning.dossier.selectors import Served


def attachment(file: Served) -> HttpResponse:
    """The bytes under their name (RFC 6266), not to be guessed at, kept by nobody on the way, and able to do nothing.

    A browser that shows it nevertheless shows it in a sandbox: no script, no form, no page of ours around it.
    """
    response = HttpResponse(file.data, content_type=file.media_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, file.name))
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
