"""What kind of file this really is, and whether the house may keep it: judged by its bytes, never by its name (S20).

`check` is the one way in. It knows no database and no request; what it refuses, it refuses with a `Fault`, and the
sentence that people read for it stands with the services. Pictures come back written anew, without where and when they
were taken; other files come back as they came.
"""

from __future__ import annotations

from planning.dossier.rules.files import office, pdf, pictures
from planning.dossier.rules.files.kinds import Fault, Format, Refused, named_as, really
from planning.dossier.rules.files.names import clean_name

__all__ = ["Fault", "Format", "Refused", "check", "clean_name", "named_as"]


def check(data: bytes, *, name: str, limit: int) -> tuple[Format, bytes]:
    """The kind of this file, and the bytes to keep. `limit` is in bytes. Raises Refused."""
    if not data:
        raise Refused(Fault.EMPTY)
    if len(data) > limit:
        raise Refused(Fault.TOO_LARGE)
    said = named_as(name)
    if said is None:
        raise Refused(Fault.NOT_ALLOWED)
    found = really(data)
    if found is Format.PDF:
        pdf.check(data)
    elif found in {Format.PNG, Format.JPEG}:
        data = pictures.written_anew(data, found)
        if len(data) > limit:
            raise Refused(Fault.TOO_LARGE)
    else:
        found = office.check(data)
    if found is not said:
        raise Refused(Fault.NOT_WHAT_IT_SAYS)
    return found, data
