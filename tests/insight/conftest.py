"""An SWV with a year behind it: rows as they would be there, for a picture that needs many."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.cases.models import Case, CaseState, Signal, SignalAct, StepMove
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.minutes.models import Decision, Record
from planning.people.roles import Role
from tests.factories import make_school, make_staff, make_swv

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = dt.date(2027, 2, 10)
NOW = dt.datetime.combine(TODAY, dt.time(10), tzinfo=AMSTERDAM)
WEEK = dt.timedelta(weeks=1)


def on(day):
    return dt.datetime.combine(day, dt.time(9), tzinfo=AMSTERDAM)


class Region:
    """Some schools, and a hand that writes whole stories in a few rows each."""

    def __init__(self, *names):
        self.swv = make_swv()
        self.schools = {name: make_school(self.swv, name) for name in names}
        self.ib = {
            name: make_staff(self.swv, Role.IB, school, f"Ingrid {name}") for name, school in self.schools.items()
        }
        self.count = 0

    def case(self, school, signalled, *, met=None, helped=None, closed=None, kind="HIA", name="Zebedeüs", **more):
        """A case from a signal on a day; on other days the first meeting, the first help and the end."""
        self.count += 1
        here, ib, swv = self.schools[school], self.ib[school], self.swv
        case = Case.objects.create(
            swv=swv,
            reference=f"Q{self.count:05d}",
            school=here,
            route="west-brabant-po",
            opened_by=ib,
            pupil_name=name,
            pupil_initial="Q",
            state=CaseState.CLOSED if closed else CaseState.OPEN,
            closed_at=on(closed) if closed else None,
            **more,
        )
        StepMove.objects.create(
            swv=swv, case=case, number=1, route=case.route, route_version=1, to_step=1, by=ib, at=on(signalled + WEEK)
        )
        signal = Signal.objects.create(
            swv=swv,
            school=here,
            source="teacher",
            heard_on=signalled,
            pupil_name=name,
            story="Zebra",
            parents_know="yes",
            state="done",
            written_by=ib,
            written_at=on(signalled),
            held_by=ib,
            held_since=on(signalled),
        )
        SignalAct.objects.create(swv=swv, signal=signal, way="case", case=case, by=ib, at=on(signalled + WEEK))
        if met:
            self.meeting(case, met, kind=kind)
        if helped:
            self.agreement(case, helped + 4 * WEEK, started=helped)
        return case

    def meeting(self, case, day, *, kind="HIA", state=MeetingState.HELD, people=(), **more):
        self.count += 1
        meeting = Meeting.objects.create(
            swv=self.swv,
            reference=f"M{self.count:05d}",
            uid=f"{self.count}@test",
            kind=kind,
            school=case.school,
            case=case,
            organiser=case.opened_by,
            start=on(day) if day else None,
            state=state,
            **more,
        )
        for person in people:
            Participant.objects.create(swv=self.swv, meeting=meeting, person=person, role="gw")
        return meeting

    def agreement(self, case, due, *, started=None, done=None, owner=None):
        meeting = case.meetings.first() or self.meeting(case, due - 4 * WEEK)
        seat, _made = Participant.objects.get_or_create(
            swv=self.swv, meeting=meeting, person=owner or case.opened_by, defaults={"role": "ib"}
        )
        row = Agreement.objects.create(
            swv=self.swv, case=case, meeting=meeting, owner=seat, what="Zebra", due=due, recorded_by=case.opened_by
        )
        for state, day in (("started", started), ("done", done)):
            if day:
                Progress.objects.create(swv=self.swv, agreement=row, state=state, at=on(day), reported_by="x")
        return row

    def decision(self, case, day, kind="talk", outcome="yes", *, meeting=None, taken_back=None):
        """What a meeting about a case decided, on a day."""
        meeting = meeting or self.meeting(case, day, kind="SOT")
        by = case.opened_by
        record, _made = Record.objects.get_or_create(
            swv=self.swv, meeting=meeting, case=case, begun_by=by, begun_at=on(day)
        )
        mandated = {"mandated_by": by, "role": "gw"} if kind == "mandate" else {}
        return Decision.objects.create(
            swv=self.swv,
            record=record,
            kind=kind,
            outcome=outcome,
            recorded_by=by,
            at=on(day),
            withdrawn_at=on(taken_back) if taken_back else None,
            **mandated,
        )

    def evaluation(self, case, day, *, decided=None):
        self.count += 1
        return Evaluation.objects.create(
            swv=self.swv,
            case=case,
            meeting=self.meeting(case, day, kind="MDO"),
            on=day,
            state=EvaluationState.HELD if decided else EvaluationState.PLANNED,
            outcome="continue" if decided else "",
            decided_at=on(decided) if decided else None,
        )


@pytest.fixture
def region(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = Region("De Linde", "De Es", "De Berk")
    with scope(swv=made.swv.pk):
        yield made
