"""What is read before a meeting: the people at the table are asked to read a document (R88, R92, R97)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases import gate
from planning.cases.models import Purpose
from planning.dossier import services as dossier
from planning.dossier.models import Document, Reading
from planning.errors import DomainError
from planning.meetings.models import Meeting
from planning.meetings.selectors.people import present
from planning.people.access import Actor


class NothingToReadFor(DomainError):
    """A document is read before a date."""

    code = "meeting_no_reading"
    message = _("Dit overleg heeft nog geen datum, of het is al geweest.")


class NobodyMayRead(DomainError):
    """Of those at the table nobody has a ground."""

    code = "meeting_nobody_may_read"
    message = _("Niemand aan deze tafel mag dit stuk lezen.")
    hint = _("Vraag eerst toestemming op de pagina van de casus.")


def ask_table_to_read(*, actor: Actor, meeting: Meeting, document: Document, now: dt.datetime) -> list[Reading]:
    """Everybody at the table with a ground for documents is asked to read before the day; who has read is not asked.

    Raises NothingToReadFor, NobodyMayRead and what `dossier.services.ask_to_read` raises.
    """
    case = meeting.case
    if case is None or meeting.start is None or meeting.start <= now or document.case_id != case.pk:
        raise NothingToReadFor
    seats = list(present(meeting))
    people = [row.person for row in seats if row.person is not None and row.person_id != actor.person_id]
    grounds = gate.grounds(case=case, person_ids=[row.pk for row in people], now=now, purpose=Purpose.DOCUMENTS)
    persons = [row for row in people if gate.admits(grounds[row.pk])]
    parties = [row.party for row in seats if row.party is not None]
    if not persons and not parties:
        raise NobodyMayRead
    return dossier.ask_to_read(
        actor=actor,
        document=document,
        persons=persons,
        parties=parties,
        before=timezone.localdate(meeting.start),
        now=now,
    )
