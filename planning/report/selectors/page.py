"""The page of who composes the minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from planning.meetings import rules as meeting_rules
from planning.meetings.models import Meeting
from planning.minutes.models import Record
from planning.people.access import Actor
from planning.report import rules
from planning.report.models import Draft, Report, Version
from planning.report.rules import Audience, Piece
from planning.report.selectors.access import case_of, may_send, names_the_pupil
from planning.report.selectors.receiving import Candidate, candidates
from planning.report.selectors.said import Said, pieces_of, standpoints
from planning.report.wording import Part


@dataclass(frozen=True, slots=True)
class Line:
    """One part on the page: its heading, its text and who reads it."""

    part: Part
    piece: Piece
    by_hand: bool

    @property
    def members(self) -> bool:
        """Read at the table."""
        return Audience.MEMBERS in self.piece.readers

    @property
    def parents(self) -> bool:
        """Read by parents."""
        return Audience.PARENTS in self.piece.readers

    @property
    def pupil(self) -> bool:
        """Read by the pupil."""
        return Audience.PUPIL in self.piece.readers


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the page shows."""

    report: Report | None
    title: str
    has_record: bool
    lines: tuple[Line, ...]
    versions: Sequence[Version]
    newest: Version | None
    changed: tuple[str, ...]  # parts that differ from the newest version
    candidates: tuple[Candidate, ...]
    standpoints: tuple[Said, ...]
    anonymous: bool
    may_send: bool


def report_page(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> ReportPage:
    """The minutes of a meeting from `composable_meeting`; the same number of queries however much was written."""
    case = case_of(meeting)
    report = Report.objects.filter(meeting=meeting).first()
    drafts = {row.key: row for row in report.drafts.all()} if report is not None else {}
    versions = list(report.versions.select_related("by").order_by("-number")) if report is not None else []
    newest = versions[0] if versions else None
    pieces = [row.piece for row in drafts.values()]
    return ReportPage(
        report=report,
        title=meeting_rules.title(school=meeting.school.name, reference=meeting.reference),
        has_record=Record.objects.filter(meeting=meeting).exists(),
        lines=tuple(_line(part, drafts.get(part)) for part in Part),
        versions=versions,
        newest=newest,
        changed=tuple(
            str(Part(key).label) for key in rules.changed(pieces_of(newest) if newest is not None else (), pieces)
        ),
        candidates=candidates(meeting, report=report, newest=newest, actor=actor, now=now) if report else (),
        standpoints=tuple(standpoints(report, versions=versions)) if report is not None else (),
        anonymous=not names_the_pupil(meeting, case, now=now),
        may_send=may_send(actor, meeting),
    )


def _line(part: Part, row: Draft | None) -> Line:
    piece = row.piece if row is not None else Piece(part, "", rules.DEFAULT_READERS[part])
    return Line(part, piece, by_hand=row is not None and row.by_hand)
