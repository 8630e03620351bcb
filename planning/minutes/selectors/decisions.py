"""What a meeting decided, as it stands: for its page, and for all that is made from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from planning.dossier.models import FollowUp, LpaJudgement
from planning.meetings.models import Meeting, MeetingKind, Participant
from planning.meetings.selectors import meeting_type, present
from planning.minutes.models import Attendance, Decision, DecisionKind, DecisionOutcome
from planning.minutes.rules import deciding
from planning.people.roles import short_name
from planning.regions.selectors import get_route

LPA = "lpa"  # beside the kinds of `DecisionKind`: a judgement that the dossier keeps (R110)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision that stands. `by` is who took it with a mandate, and `role` as what; "" for the table together.

    `id` is None for a judgement of the LPA: the dossier keeps it. Its note stays with the school, so `words` is "".
    """

    id: UUID | None
    kind: str
    label: str
    outcome: str
    words: str
    by: str
    role: str
    at: dt.datetime
    code: str = ""  # of the outcome; "" for a judgement of the LPA
    goal: str = ""  # of means: what they are for


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of decision as the page asks it: what it can come to, and what stands there already."""

    kind: str
    label: str
    outcomes: tuple[tuple[str, str], ...]
    stands: tuple[Decided, ...]
    once: bool
    goals_first: bool
    tell_more: bool


def choices_of(meeting: Meeting, decided: Sequence[Decided]) -> tuple[Choice, ...]:
    """What this meeting can decide, in the order of the talk; with the mandate only where somebody has it (R24)."""
    sector = meeting.school.sector if meeting.school is not None else ""
    asked = deciding.kinds(leads_on=bool(leads_on(meeting)), mandated=bool(with_mandate(meeting)))
    stands = {one.kind for one in decided}
    labels = dict(DecisionOutcome.choices)
    return tuple(
        Choice(
            kind=kind,
            label=label_of(kind, meeting),
            outcomes=tuple((key, str(labels[key])) for key in deciding.outcomes(kind, sector=sector)),
            stands=tuple(one for one in decided if one.kind == kind),
            once=kind in deciding.ONCE,
            goals_first=kind in deciding.GOALS_FIRST,
            tell_more=kind in deciding.TELL_MORE,
        )
        for kind in deciding.ORDER
        if kind in asked or kind in stands
    )


def decisions_of(meeting: Meeting) -> tuple[Decided, ...]:
    """What this meeting decided and did not take back, in the order in which it was decided.

    With the judgements that an LPA gave on its day (R110). Two queries, and none for the LPA without a case.
    """
    rows = Decision.objects.filter(record__meeting=meeting, withdrawn_at__isnull=True).select_related(
        "mandated_by", "for_goal"
    )
    found = [
        Decided(
            id=row.pk,
            kind=row.kind,
            label=label_of(row.kind, meeting),
            outcome=str(DecisionOutcome(row.outcome).label),
            words=str(row.words or ""),
            by=row.mandated_by.name if row.mandated_by is not None else "",
            role=short_name(row.role) if row.role else "",
            at=row.at,
            code=row.outcome,
            goal=str(row.for_goal.what) if row.for_goal is not None else "",
        )
        for row in rows
    ]
    return tuple(sorted([*found, *_judgements(meeting)], key=lambda one: one.at))


def _judgements(meeting: Meeting) -> list[Decided]:
    if meeting.case_id is None or meeting.start is None:
        return []
    rows = LpaJudgement.objects.filter(absence__case=meeting.case_id, on=timezone.localdate(meeting.start))
    return [
        Decided(
            id=None,
            kind=LPA,
            label=_("Oordeel van de leerplichtambtenaar"),
            outcome=f"{_('ongeoorloofd verzuim') if row.unlawful else _('geoorloofd verzuim')}; "
            f"{FollowUp(row.follow_up).label}",
            words="",
            by=row.lpa.name,
            role=short_name("lpa"),
            at=row.recorded_at,
        )
        for row in rows.select_related("lpa")
    ]


def label_of(kind: str, meeting: Meeting) -> str:
    """What is decided, as a question or a title: of a next meeting with what the region calls it (R105)."""
    if kind == DecisionKind.TALK:
        return _("Komt er een %(next)s?") % {"next": _(" of ").join(leads_on(meeting)) or _("vervolggesprek")}
    return str(
        {
            DecisionKind.ARRANGEMENT: _("Welk arrangement?"),
            DecisionKind.MANDATE: _("Besluit met mandaat"),
            DecisionKind.TLV: _("Vragen we een TLV aan?"),
        }[DecisionKind(kind)]
    )


def leads_on(meeting: Meeting) -> tuple[str, ...]:
    """What the meetings are called that the route can lead to after this one; none when looking back comes next."""
    if meeting.case is None:
        return ()
    here = meeting_type(meeting.case, meeting.kind)
    if here is None or meeting.kind == MeetingKind.EVALUATION:
        return ()
    route = get_route(meeting.case.route, meeting.case.route_version)
    return tuple(kind.label for kind in route.meetings if kind.step > here.step and kind.kind != MeetingKind.EVALUATION)


def with_mandate(meeting: Meeting) -> list[Participant]:
    """Who of the table can decide with a mandate (R24): on the list in that role, and not said to be away."""
    away = Attendance.objects.filter(record__meeting=meeting, there=False).values("participant_id")
    return list(present(meeting).filter(role=deciding.MANDATED, person__isnull=False).exclude(pk__in=away))
