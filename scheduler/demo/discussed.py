"""The last SOT of the demo's first school: two pupils and a subject were spoken of, and of one the minutes went out."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from planning.agenda import services as agenda
from planning.agenda.models import AgendaItem, ItemKind
from planning.agenda.rules.states import WAITS, State
from planning.cases.models import Case, CaseState
from planning.followup import services as followup
from planning.followup.models import ProgressState
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.meetings.selectors import present
from planning.minutes import services as minutes
from planning.minutes.models import DecisionKind, DecisionOutcome, Topic
from planning.people.audit import By
from planning.people.roles import Role
from planning.report import services as report
from scheduler.demo.cases import DAY, Story

HOUR = dt.timedelta(hours=1)
# By pupil, in other words each: what is said of one is found with no other (tests/trust/test_canary.py).
SAID = (
    ("Met een maatje naast zich begint het werk sneller. Alleen beginnen blijft moeilijk.", DecisionOutcome.NO),
    ("Na het buitenspelen kost het veel tijd om weer te gaan zitten.", None),
)


def hold(*, now: dt.datetime) -> int:
    """Hold it; gives how many points were spoken of. No SOT yet this year: none."""
    story = Story(now=now)
    past = Meeting.objects.filter(
        school=story.school, kind=MeetingKind.SOT, case__isnull=True, state=MeetingState.PLANNED
    )
    sot = past.filter(start__lt=now - HOUR).select_related("school").order_by("-start").first()
    if sot is None or sot.start is None:
        return 0
    before, begun = sot.start - DAY, sot.start
    known = Case.objects.filter(school=story.school, moves__number=1, moves__at__lt=before, step__gte=2)
    known = known.exclude(agenda_items__state__in=WAITS)  # an observation is to be told of at the next one
    rows = known.filter(state=CaseState.OPEN).select_related("school").order_by("step", "moves__at")
    for case, (words, outcome) in zip(rows, SAID, strict=False):
        item = agenda.propose_item(
            actor=story.actor, school=story.school, kind=ItemKind.PUPIL, case=case, meeting=sot, now=before
        )
        part = agenda.begin_point(actor=story.actor, item=item, now=begun)
        minutes.save_note(actor=story.actor, meeting=part, topic=Topic.PICTURE, base=0, text=words, now=begun)
        if outcome is not None:
            _end(story, part, outcome, now=begun + HOUR)
    subject = agenda.propose_item(
        actor=story.actor,
        school=story.school,
        kind=ItemKind.GROUP,
        title="Samen spelen op het grote plein",
        meeting=sot,
        now=before,
    )
    agenda.add_guest(actor=story.actor, item=subject, person=story.teacher, role=Role.TEACHER, now=before)
    agenda.plan_for_group(
        actor=story.actor,
        item=subject,
        needs="Meer dan een spel tegelijk, en iemand die het uitlegt.",
        goals="Voor de zomer lost elke groep een ruzie op het plein zelf op.",
        now=begun,
    )
    _agree(story, subject, sot, now=begun)
    agenda.conclude_point(
        actor=story.actor,
        item=subject,
        words="Elke groep kiest zelf twee spelleiders voor de pauze.",
        look_back_on=timezone.localdate(story.now + 60 * DAY),
        now=begun,
    )
    return AgendaItem.objects.filter(meeting=sot, state=State.DISCUSSED).count()


def _agree(story: Story, subject: AgendaItem, sot: Meeting, *, now: dt.datetime) -> None:
    """Somebody of that table does something about the subject, and has begun; so will who came for it only."""
    table = present(sot).filter(person__isnull=False).exclude(person_id=story.actor.person_id)
    owner = min(table, key=lambda row: row.role, default=None)
    if owner is None:
        return
    agreed = followup.agree_on_point(
        actor=story.actor,
        point=subject,
        owner=owner,
        what="De pleinregels met alle klassen op een bord zetten.",
        due=timezone.localdate(story.now + 10 * DAY),
        now=now,
    )
    followup.report_progress(
        agreement_id=agreed.pk, state=ProgressState.STARTED, remark="", by=By.system(), now=now + DAY
    )
    followup.agree_on_point(
        actor=story.actor,
        point=subject,
        owner=subject.guests.get(person=story.teacher),
        what="In elke klas voordoen hoe een ruzie wordt uitgepraat.",
        due=timezone.localdate(story.now + 20 * DAY),
        now=now,
    )


def _end(story: Story, part: Meeting, outcome: DecisionOutcome, *, now: dt.datetime) -> None:
    """Decided, fixed, and sent to who should have it."""
    minutes.decide(actor=story.actor, meeting=part, kind=DecisionKind.TALK, outcome=outcome, key=uuid4(), now=now)
    minutes.fix_record(actor=story.actor, meeting=part, now=now)
    made = report.compose(actor=story.actor, meeting=part, now=now)
    report.fix(actor=story.actor, meeting=part, revision=made.revision, now=now)
    if part.part_of is not None:
        report.send_day(actor=story.actor, whole=part.part_of, now=now)
