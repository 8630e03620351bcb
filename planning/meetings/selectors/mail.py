"""Mail that waits for a person: who may see it, and what there is to do with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from planning.cases import selectors as cases
from planning.meetings import rules
from planning.meetings.models import KeptMail, KeptState, KeptWhy, Meeting, MeetingState
from planning.meetings.selectors.lists import may_manage
from planning.meetings.selectors.people import name_of, present, role_of
from planning.people.access import Actor, Right

MOST_ON_A_MEETING = 20


def visible_mails(actor: Actor) -> QuerySet[KeptMail]:
    """The mails somebody may see: of meetings one manages, of cases in sight, and what fits nowhere for the SWV.

    A mail about a case is for who leads it at the school, never for the SWV (house rule 4).
    """
    rows = KeptMail.objects.select_related("meeting__school", "participant__person", "participant__party", "case")
    in_sight = Q(case__isnull=True) | Q(case__in=cases.visible_cases(actor).values("pk"))
    managed = in_sight & _at(actor.schools_with(Right.MANAGE_MEETINGS), "meeting__school")
    of_case = Q(meeting__isnull=True, case__in=cases.visible_cases(actor).values("pk")) & _at(
        actor.schools_with(Right.MANAGE_MEETINGS), "case__school"
    )
    of_plan = Q(case__isnull=True) & _at(actor.schools_with(Right.MAKE_PLAN), "meeting__school")
    seen = (Q(meeting__isnull=False) & (managed | of_plan)) | of_case
    if actor.may(Right.SEE_LETTERS):
        seen |= Q(meeting__isnull=True, case__isnull=True)
    return rows.filter(seen)


def _at(schools: frozenset[UUID] | None, way: str) -> Q:
    return Q() if schools is None else Q(**{f"{way}__in": schools})


def kept_mails(actor: Actor, *, state: str = "") -> QuerySet[KeptMail]:
    """What waits, newest first; with a state what is asked about or done. Three queries for a page of any length."""
    wanted = state if state in KeptState.values else KeptState.OPEN
    return visible_mails(actor).filter(state=wanted).order_by("-received_at")


def count_waiting(actor: Actor) -> int:
    """How many mails wait for this person. One query."""
    return visible_mails(actor).filter(state=KeptState.OPEN).exclude(why=KeptWhy.AUTOMATIC).count()


def count_automatic(actor: Actor) -> int:
    """How many automatic answers lie there for this person. One query."""
    return visible_mails(actor).filter(state=KeptState.OPEN, why=KeptWhy.AUTOMATIC).count()


def kept_mail(actor: Actor, mail_id: UUID) -> KeptMail | None:
    """One mail, or None when it is not there or not to be seen."""
    return visible_mails(actor).filter(pk=mail_id).first()


@dataclass(frozen=True, slots=True)
class MailPage:
    """One mail, and what can be done with it."""

    row: KeptMail
    title: str  # of the meeting; "" without one
    who: str  # the participant's name; "" when it is not known
    people: Sequence[tuple[str, str]]  # whose answer it may be: key and name with role
    may_tie: bool
    may_move: bool
    may_point: bool
    over: bool
    calendar: bool  # it holds an answer, so that its sender is worth a word


def mail_page(row: KeptMail, *, actor: Actor, now: dt.datetime) -> MailPage:
    """What the page shows of a mail that the caller may see. Two queries."""
    meeting = row.meeting
    manages = meeting is not None and may_manage(actor, meeting)
    ahead = meeting is not None and _is_ahead(meeting, now=now)
    waits = row.state != KeptState.DONE
    seated = list(present(meeting)) if meeting is not None and waits else []
    return MailPage(
        row=row,
        title=rules.title(school=meeting.school.name, reference=meeting.reference) if meeting is not None else "",
        who=name_of(row.participant) if row.participant is not None else "",
        people=[(str(one.pk), f"{name_of(one)} ({role_of(one)})" if role_of(one) else name_of(one)) for one in seated],
        may_tie=waits and manages and ahead,
        may_move=waits and manages and ahead and row.why == KeptWhy.COUNTER,
        may_point=waits and meeting is None and row.case_id is None,
        over=meeting is not None and not ahead,
        calendar=bool(row.trust),
    )


def _is_ahead(meeting: Meeting, *, now: dt.datetime) -> bool:
    return meeting.state == MeetingState.PLANNED and meeting.start is not None and meeting.start > now


def mails_of(meeting: Meeting) -> list[KeptMail]:
    """What waits or is asked about a meeting, for its page. One query."""
    rows = KeptMail.objects.select_related("participant__person", "participant__party").filter(meeting=meeting)
    return list(rows.exclude(state=KeptState.DONE).order_by("-received_at")[:MOST_ON_A_MEETING])
