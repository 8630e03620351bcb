"""Composing the minutes from what was recorded, and correcting the text before it is fixed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from planning.cases import naming
from planning.cases.models import Case, CaseState
from planning.cases.services import CaseClosed, refuse_frozen
from planning.errors import Text
from planning.followup import services as followup
from planning.meetings.models import Meeting
from planning.minutes.models import Record
from planning.people import audit
from planning.people.access import Actor, NotAllowed
from planning.report import rules, selectors
from planning.report.models import Draft, Report
from planning.report.rules import Audience, Piece
from planning.report.services.errors import NothingRecordedYet, SomebodyElseWrote, TextTooLong
from planning.report.wording import Part

LONGEST = 20_000  # characters of a part


@transaction.atomic
def compose(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Report:
    """Make the minutes from all that was recorded: one click. Again: what somebody corrected by hand stays as it is.

    Raises NotAllowed, NothingRecordedYet, CaseClosed, CaseFrozen.
    """
    case = _locked(actor, meeting)
    if not Record.objects.filter(meeting=meeting).exists():
        raise NothingRecordedYet
    report, new = Report.objects.get_or_create(
        meeting=meeting,
        defaults={"swv_id": case.swv_id, "case": case, "composed_by_id": actor.person_id, "composed_at": now},
    )
    named = selectors.names_the_pupil(meeting, case, now=now)
    found = selectors.recorded(meeting, named=named, now=now)
    texts = rules.compose(found)
    known = {row.key: row for row in report.drafts.all()}
    for part in Part:
        row = known.get(part)
        if row is None:
            _write(
                Draft(report=report),
                Piece(part, texts.get(part, ""), rules.readers_of(part, own_words=found.own_words)),
            )
        elif not row.by_hand:
            row.text = texts.get(part) or None
            row.save(update_fields=["text"])
    if not new:
        report.revision += 1
        report.composed_by_id, report.composed_at = _person(actor), now
        report.save(update_fields=["revision", "composed_by", "composed_at"])
    followup.wait_for_minutes(meeting, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="report.compose", on=report, now=now)
    return report


@transaction.atomic
def correct(
    *,
    actor: Actor,
    meeting: Meeting,
    pieces: Mapping[str, Piece],
    revision: int,
    kept_words: bool = False,
    now: dt.datetime,
) -> Report:
    """Change texts and who reads them; `revision` is that of the page it was typed on.

    Without consent for the SOT nothing in it names the pupil (R55); `kept_words`: somebody looked and it does not.
    Raises NotAllowed, SomebodyElseWrote, TextTooLong, NamesThePupil, CaseClosed, CaseFrozen.
    """
    case = _locked(actor, meeting)
    report = Report.objects.select_for_update().get(meeting=meeting)
    if report.revision != revision:
        raise SomebodyElseWrote
    long: dict[str, Text] = {key: TextTooLong.message for key, piece in pieces.items() if len(piece.text) > LONGEST}
    if long:
        raise TextTooLong(fields=long)
    if not selectors.names_the_pupil(meeting, case, now=now):
        texts: dict[str, str | None] = {key: piece.text for key, piece in pieces.items()}
        naming.require_anonymous(case=case, texts=texts, by=actor.by, now=now, kept=kept_words)
    rows = {row.key: row for row in report.drafts.all()}
    touched = 0
    for key, piece in pieces.items():
        row = rows.get(key) or Draft(report=report)
        if row._state.adding or row.piece != _tidy(piece):
            row.by_hand = row.by_hand or str(row.text or "") != _tidy(piece).text
            _write(row, _tidy(piece))
            touched += 1
    if touched:
        report.revision += 1
        report.save(update_fields=["revision"])
        audit.record(swv_id=case.swv_id, by=actor.by, action="report.correct", on=report, now=now, parts=touched)
    return report


def _tidy(piece: Piece) -> Piece:
    return Piece(piece.key, piece.text.replace("\r\n", "\n").strip(), piece.readers)


def _write(row: Draft, piece: Piece) -> None:
    row.swv_id, row.key, row.text = row.report.swv_id, piece.key, piece.text or None
    row.for_members = Audience.MEMBERS in piece.readers
    row.for_parents = Audience.PARENTS in piece.readers
    row.for_pupil = Audience.PUPIL in piece.readers
    row.save()


def _locked(actor: Actor, meeting: Meeting) -> Case:
    """The open case, whose row takes turns. Raises NotAllowed, CaseClosed, CaseFrozen."""
    if not selectors.may_compose(actor, meeting):
        raise NotAllowed
    case = Case.objects.select_for_update(of=("self",)).get(pk=selectors.case_of(meeting).pk)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    return case


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotAllowed
    return actor.person_id
