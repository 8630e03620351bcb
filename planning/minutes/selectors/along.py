"""What may be read along at the table by parents: what is said and agreed there, and nothing for staff only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from planning.errors import Text
from planning.followup import selectors as followup
from planning.meetings.models import Meeting
from planning.minutes import wording
from planning.minutes.selectors.decisions import decisions_of
from planning.minutes.selectors.ending import ending_of
from planning.minutes.selectors.page import Field, record_page


class Said(NamedTuple):
    """A topic, or one parent's own words on it (`name`), and what stands there."""

    label: Text
    name: str
    text: str


class Agreed(NamedTuple):
    """Who does what by when; `bridging` until the help begins."""

    who: str
    what: str
    due: dt.date
    result: str
    bridging: bool


class Decision(NamedTuple):
    """What was asked, what it came to, and the words with it."""

    label: Text
    outcome: Text
    words: str


@dataclass(frozen=True, slots=True)
class Along:
    """What stands on the wall. Neither the pupil's name nor the money, the LPA's view and what staff are asked."""

    before: tuple[Said, ...]
    goals: tuple[str, ...]
    offer: tuple[Said, ...]
    agreements: tuple[Agreed, ...]
    decisions: tuple[Decision, ...]
    contact: str
    look_back: dt.date | None
    meet_again: bool
    next_start: dt.datetime | None
    next_end: dt.datetime | None
    fixed: bool

    @property
    def empty(self) -> bool:
        """Whether nothing was written yet."""
        return not (self.before or self.goals or self.offer or self.agreements or self.decisions)


def read_along(meeting: Meeting, *, today: dt.date) -> Along:
    """What stands there now. A parent who is not at the table has own words that are not for the others (C11)."""
    page, ending = record_page(meeting), ending_of(meeting)
    here = {seat.participant.party_id: seat.name for seat in page.seats if seat.there is not False}

    def said(fields: Iterable[Field]) -> tuple[Said, ...]:
        return tuple(
            Said(wording.TOPICS[field.topic], here.get(field.of, "") if field.of is not None else "", field.text)
            for field in fields
            if field.text and (field.of is None or field.of in here)
        )

    after = ending.next_meeting
    return Along(
        before=said(page.before),
        goals=tuple(str(goal.what) for goal in page.goals),
        offer=said([page.offer]),
        agreements=tuple(
            Agreed(
                row.owner if row.agreement.who.party_id in {None, *here} else "",
                str(row.agreement.what),
                row.agreement.due,
                str(row.agreement.result or ""),
                row.agreement.bridging,
            )
            for row in followup.agreements_of_meeting(meeting, today=today)
        ),
        decisions=tuple(
            Decision(wording.DECISIONS[one.kind], wording.OUTCOMES[one.code], one.words)
            for one in decisions_of(meeting)
            if one.id is not None
        ),
        contact=meeting.case.casusregisseur.name if meeting.case and meeting.case.casusregisseur else "",
        look_back=ending.evaluation.on if ending.evaluation is not None else None,
        meet_again=after is not None,
        next_start=after.start if after is not None else None,
        next_end=after.end if after is not None else None,
        fixed=page.fixed,
    )
