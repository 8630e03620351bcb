"""Minutes of a HIA that were fixed and sent: somebody read them, a parent said something, and a second version came."""

from __future__ import annotations

import datetime as dt

from planning.cases.models import Case
from planning.meetings.models import Meeting
from planning.people.access import Actor
from planning.people.audit import By
from planning.report import services
from planning.report.models import Receipt, Report
from planning.report.rules import DEFAULT_READERS, Piece

DAY = dt.timedelta(days=1)


def minutes_of(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> None:
    """Two versions, the first with a zienswijze."""
    report = services.compose(actor=actor, meeting=meeting, now=now)
    services.fix(actor=actor, meeting=meeting, revision=report.revision, now=now)
    seats = list(meeting.participants.filter(removed_at__isnull=True).order_by("created_at"))
    to = [row.person_id or row.party_id for row in seats if row.person_id != actor.person_id]
    services.send(actor=actor, meeting=meeting, to=[key for key in to if key is not None], now=now)
    for row in Receipt.objects.filter(report__meeting=meeting, party__isnull=False).order_by("created_at")[:1]:
        by = By.guest(row.party_id or "")
        services.say_read(receipt_id=row.pk, by=by, now=now + DAY)
        text = "Ik had gezegd dat het huiswerk ook in de ochtend kan. Dat mis ik in het verslag."
        services.give_view(receipt_id=row.pk, text=text, by=by, now=now + DAY)
    words = "Thuis minder strijd over huiswerk. Het mag ook in de ochtend."
    services.correct(
        actor=actor,
        meeting=meeting,
        pieces={"parents": Piece("parents", words, DEFAULT_READERS["parents"])},
        revision=Report.objects.get(meeting=meeting).revision,
        now=now + 2 * DAY,
    )
    services.fix(
        actor=actor,
        meeting=meeting,
        revision=Report.objects.get(meeting=meeting).revision,
        why="Een ouder liet weten dat er iets ontbrak.",
        now=now + 2 * DAY,
    )


def nothing_to_tell(case: Case, meeting: Meeting, *, actor: Actor, now: dt.datetime) -> None:
    """Nothing followed, and the family knew: the reason stands with the case (R113)."""
    services.owe_telling(meeting=meeting, now=now)
    services.keep_why_not_told(actor=actor, case=case, reason="De ouders en de leerling zaten zelf aan tafel.", now=now)
