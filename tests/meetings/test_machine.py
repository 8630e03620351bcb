"""Whatever happens in whatever order: who is invited has a ground, and who lost it has no way in (way 4 of the house).

No letter goes to somebody without a ground; a withdrawal, dispute, end or other ground that ends kills links, takes the
person off and sends a cancellation; asking again and inviting again works.
"""

import datetime as dt

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from notifications.links.models import PersonalLink
from notifications.outbox.models import OutgoingLetter
from planning.cases import gate
from planning.cases import services as cases
from planning.cases.models import Answer, ConsentRequest, OtherGround, Purpose
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, Participant
from tests.meetings.table import NOW, at, lay

REASON = "De school heeft dit gehoord."
answers = st.sampled_from([Answer.YES, Answer.YES, Answer.NO, Answer.WITHDRAWN])


class Invitations(RuleBasedStateMachine):
    """One JP, two parents, and meetings to which the JP is asked whenever the gate lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.table = lay()
        self.scope = scope(swv=self.table.swv.pk)
        self.scope.__enter__()
        self.now = NOW
        self.hour = 0
        self.sent = 0

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tick(self, **more: int) -> None:
        self.now += dt.timedelta(minutes=1, **more)

    def admitted(self) -> bool:
        """The gate's word; what it should be is the other machine's book."""
        return gate.admits(gate.ground(case=self.table.case, person=self.table.jp, now=self.now))

    @rule()
    def invite(self) -> None:
        self.tick()
        may = self.admitted()
        try:
            meeting = self.table.meeting(self.table.ib, self.table.jp, now=self.now)
        except services.NoGround:
            assert not may
            return
        assert may, "nobody is put on a list without a ground"
        self.hour += 1
        start = at(10) + dt.timedelta(days=self.hour + (self.now - NOW).days)
        try:
            services.fix_date(meeting=meeting, start=start, by=self.table.actor.by, now=self.now)
        except (services.SlotTaken, services.BadStart):
            return

    @rule(answer=answers, both=st.booleans())
    def a_parent_says(self, answer: Answer, both: bool) -> None:
        self.tick()
        rows = ConsentRequest.objects.filter(involved__person=self.table.jp, purpose=Purpose.INVOLVE).order_by("-round")
        newest = {row.giver_id: row for row in reversed(rows)}
        for request in list(newest.values())[: 2 if both else 1]:
            self.table.say(request, answer, now=self.now)

    @rule()
    def ask_again(self) -> None:
        self.tick(days=1)
        involved = self.table.case.involved.get(person=self.table.jp)
        cases.ask_consent(
            actor=self.table.actor,
            case=self.table.case,
            questions=[cases.Question(Purpose.INVOLVE, involved)],
            now=self.now,
        )

    @rule()
    def the_parents_disagree_and_make_up(self) -> None:
        self.tick()
        dispute = cases.record_dispute(actor=self.table.actor, case=self.table.case, reason=REASON, now=self.now)
        self.nobody_without_a_ground_has_a_way_in()
        cases.lift_dispute(actor=self.table.actor, dispute=dispute, reason=REASON, now=self.now)

    @precondition(lambda self: not OtherGround.objects.filter(ended_at__isnull=True).exists())
    @rule(days=st.integers(0, 10))
    def another_ground(self, days: int) -> None:
        self.tick()
        cases.set_other_ground(
            actor=self.table.actor,
            case=self.table.case,
            involved=self.table.case.involved.get(person=self.table.jp),
            kind="safety",
            reason=REASON,
            until=self.now.date() + dt.timedelta(days=days),
            now=self.now,
        )

    @precondition(lambda self: OtherGround.objects.filter(ended_at__isnull=True).exists())
    @rule()
    def that_ground_ends(self) -> None:
        self.tick()
        row = OtherGround.objects.filter(ended_at__isnull=True).select_related("case").get()
        cases.end_other_ground(actor=self.table.actor, ground=row, now=self.now)

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        """And the bell of that night rings."""
        self.tick(days=days)
        cases.look_at_case(case_id=self.table.case.pk, now=self.now)

    def seats(self) -> list[Participant]:
        rows = Participant.objects.filter(person=self.table.jp, removed_at__isnull=True)
        return list(rows.select_related("meeting__case", "person", "party"))

    @invariant()
    def nobody_without_a_ground_has_a_way_in(self) -> None:
        ahead = [row for row in self.seats() if row.meeting.start is None or row.meeting.start > self.now]
        if self.admitted():
            return
        assert [row for row in ahead if row.meeting.state != "cancelled"] == [], "still on a list"
        for seat in Participant.objects.filter(person=self.table.jp):
            page = selectors.guest_invitation(meeting_id=seat.meeting_id, participant_id=seat.pk, now=self.now)
            assert page is None
        gone = Participant.objects.filter(person=self.table.jp, removed_at__isnull=False)
        keys = [str(pk) for pk in gone.values_list("pk", flat=True)]
        assert not PersonalLink.objects.filter(person_key__in=keys, revoked_at__isnull=True).exists(), "a living link"
        assert selectors.feed_events(person_id=self.table.jp.pk, now=self.now) == []

    @invariant()
    def a_removed_invitation_is_called_off(self) -> None:
        for seat in Participant.objects.filter(person=self.table.jp, removed_at__isnull=False).select_related(
            "meeting"
        ):
            if seat.meeting.state == "planned":
                key = f"invitation_cancel:{seat.pk}:"
                assert OutgoingLetter.objects.filter(key__startswith=key).exists()

    @invariant()
    def no_letter_is_written_without_a_ground(self) -> None:
        rows = OutgoingLetter.objects.filter(recipient_key=str(self.table.jp.pk))
        asking = rows.exclude(template="invitation_cancel").count()
        if not self.admitted():
            assert asking == self.sent, "written to somebody without a ground"
        self.sent = asking

    @invariant()
    def the_parents_and_the_school_stay_at_the_table(self) -> None:
        for meeting in Meeting.objects.all():
            left = Participant.objects.filter(meeting=meeting, removed_at__isnull=False)
            assert set(left.values_list("person_id", flat=True)) <= {self.table.jp.pk}


@pytest.mark.django_db
def test_invitations_in_any_order():
    run_state_machine_as_test(Invitations, settings=settings(max_examples=8, stateful_step_count=10, deadline=None))
