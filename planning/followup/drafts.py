"""What could become an agreement of a meeting: what was thought of beforehand, and what is to become otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from planning.followup import rules
from planning.followup.models import Agreement, Draft, Evaluation, Goal
from planning.followup.selectors import owner_name
from planning.meetings.models import Meeting, Participant
from planning.people import selectors as people
from planning.people.access import Actor
from planning.preparation import selectors as preparation


class DraftState(StrEnum):
    """What was chosen."""

    WAITS = "waits"
    MADE = "made"
    LET_GO = "let_go"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft as the chair sees it. `key` is the id of the seat that answered, or of the agreement before.

    `owner` is None when who did it is not at this table. `term` and `need` are as they were said.
    """

    key: UUID
    owner: Participant | None
    name: str
    what: str
    due: dt.date
    goal: str = ""
    result: str = ""
    financing: str = ""
    bridging: bool = False
    for_goal: Goal | None = None
    term: str = ""
    need: str = ""
    preparation_id: UUID | None = None
    before: Agreement | None = None
    choice: Draft | None = None

    @property
    def state(self) -> DraftState:
        """It became an agreement (that still stands), was let go, or waits."""
        if self.choice is None:
            return DraftState.WAITS
        if self.choice.let_go_at is not None:
            return DraftState.LET_GO
        made = self.choice.agreement
        return DraftState.MADE if made is not None and made.withdrawn_at is None else DraftState.WAITS


def drafts_of(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> list[DraftRow]:
    """The drafts of a meeting, earlier agreements first.

    What was said beforehand is there for who may read it (house rule 4). Some queries and the gate's, for any number.
    """
    choices = list(Draft.objects.filter(meeting=meeting).select_related("agreement", "let_go_by", *_BEFORE))
    thoughts = preparation.thoughts_of(meeting) if preparation.may_read(actor, meeting, now=now) else []
    if not choices and not thoughts:
        return []
    due = _Due.of(meeting, now=now)
    seats = list(meeting.participants.filter(removed_at__isnull=True).select_related("person", "party"))
    chosen = {row.preparation_id: row for row in choices}
    earlier = [_earlier(row, row.before, seats=seats, due=due) for row in choices if row.before is not None]
    return earlier + [_thought(row, choice=chosen.get(row.preparation.pk), due=due) for row in thoughts]


_BEFORE = ("before__owner__person", "before__owner__party", "before__for_goal")


@dataclass(frozen=True, slots=True)
class _Due:
    """What the day of a draft follows from when its own words do not say it."""

    today: dt.date
    evaluation: dt.date | None
    closed: Collection[dt.date]

    @classmethod
    def of(cls, meeting: Meeting, *, now: dt.datetime) -> _Due:
        today = now.astimezone(rules.AMSTERDAM).date()
        calendar = people.school_calendar(meeting.school, first=today, last=today + rules.LONGEST_TERM)
        evaluation = Evaluation.objects.filter(meeting=meeting).values_list("on", flat=True).first()
        return cls(today, evaluation, frozenset(calendar.closed))

    def day(self, term: str = "") -> dt.date:
        return rules.draft_due(term, today=self.today, evaluation=self.evaluation, closed=self.closed)


def _earlier(choice: Draft, before: Agreement, *, seats: Sequence[Participant], due: _Due) -> DraftRow:
    """An agreement of before, with who did it at this table when that person sits at it."""
    who = (before.who.person_id, before.who.party_id)
    return DraftRow(
        key=before.pk,
        owner=next((row for row in seats if (row.person_id, row.party_id) == who), None),
        name=owner_name(before.who),
        what=str(before.what),
        due=before.due if before.due >= due.today else due.day(),
        goal=str(before.goal or ""),
        result=str(before.result or ""),
        financing=str(before.financing or ""),
        bridging=before.bridging,
        for_goal=before.for_goal,
        before=before,
        choice=choice,
    )


def _thought(row: preparation.Thought, *, choice: Draft | None, due: _Due) -> DraftRow:
    words = row.words
    return DraftRow(
        key=row.seat.pk,
        owner=row.seat,
        name=owner_name(row.seat),
        what=words["action"] or words["task"] or words["can"],
        due=due.day(words["term"]),
        result=words["result"],
        financing=words["money"],
        term=words["term"],
        need=words["need"],
        preparation_id=row.preparation.pk,
        choice=choice,
    )
