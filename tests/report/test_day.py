"""The minutes of a SOT with several pupils: a record, decisions and minutes for each, and all sent in one go (R112)."""

from __future__ import annotations

import pytest

from planning.agenda import services as agenda
from planning.agenda.models import AgendaItem
from planning.cases import services as cases
from planning.cases.models import Answer, Task
from planning.cases.services import TELL_FAMILY
from planning.followup import services as followup
from planning.insight.selectors import counting
from planning.insight.selectors.needs import needs_of
from planning.meetings.models import Meeting, MeetingKind
from planning.minutes import selectors as record_of
from planning.minutes import services as record
from planning.minutes.models import DecisionOutcome, Topic
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.report import selectors, services
from planning.report.models import Receipt
from tests.factories import make_actor, make_staff
from tests.guests import Guest
from tests.meetings.table import CANARY, at, letters, link_in, seat_of
from tests.report.day import AFTER, BEGUN, DAY, account, begin, clock, day, decide, fix, sot, texts_for, told, write

__all__ = ["account", "clock", "day", "sot", "told"]


def test_whether_a_hia_follows_is_decided_for_each_pupil(sot, day):
    """R105, R113: of the one it does, of the other it does not, and only there somebody must tell the family."""
    first, second = day
    decide(sot, first, DecisionOutcome.YES)
    decide(sot, second, DecisionOutcome.NO)
    task = Task.objects.get(code=TELL_FAMILY)
    assert (task.case, task.object_key) == (second.case, str(second.pk))
    assert task.due is not None
    assert [one.outcome for one in record_of.decisions_of(first)] == ["ja"]
    assert [one.outcome for one in record_of.decisions_of(second)] == ["nee"]


def test_a_record_ends_with_its_decision_and_the_next_meeting(sot, day):
    first, _second = day
    write(sot, first)
    with pytest.raises(record.DecideFirst):
        record.fix_record(actor=sot.actor, meeting=first, now=BEGUN)
    decide(sot, first, DecisionOutcome.YES)
    with pytest.raises(record.NextMeetingFirst):
        record.fix_record(actor=sot.actor, meeting=first, now=BEGUN)
    assert MeetingKind.SOT not in dict(record_of.next_kinds(first))
    hia = record.plan_next(actor=sot.actor, meeting=first, kind=MeetingKind.HIA, start=None, now=BEGUN)
    assert (hia.minutes, hia.part_of, hia.state, hia.follows) == (60, None, "draft", first)
    sits = {row.person_id for row in hia.participants.all()}
    assert {sot.table.gw.pk, sot.table.jp.pk} <= sits  # both parents said yes about them
    assert sot.ja.pk not in sits  # nobody was asked about the JA
    record.fix_record(actor=sot.actor, meeting=first, now=BEGUN)
    sot.meeting.refresh_from_db()
    assert sot.meeting.state == "held"


def test_a_point_can_come_up_while_people_still_sit_there(sot, day):
    """The first record that is fixed says that the SOT took place; the agenda is not closed by it."""
    write(sot, day[0])
    decide(sot, day[0], DecisionOutcome.NO)
    record.fix_record(actor=sot.actor, meeting=day[0], now=BEGUN)
    fresh = sot.propose(sot.others[1], now=BEGUN)
    assert fresh.state == "planned"
    assert begin(sot, fresh).part_of == sot.meeting
    with pytest.raises(agenda.NoAgenda):
        sot.propose(now=AFTER)


def test_a_notulist_makes_the_agreements_too(sot):
    notulist = make_staff(sot.table.swv, Role.MINUTES, sot.table.school, "Nora Notulist", account=True)
    sot.meeting.participants.create(swv_id=sot.table.swv.pk, person=notulist, role=Role.MINUTES, required=False)
    part = begin(sot, sot.propose(sot.table.case))
    actor = make_actor(notulist, today=BEGUN.date())
    owner = seat_of(part, sot.table.ib)
    made = followup.record_agreement(
        actor=actor, meeting=part, owner=owner, what="Een dagplanning maken.", due=DAY, now=BEGUN
    )
    assert made.case == sot.table.case
    evaluation = followup.plan_evaluation(actor=actor, meeting=part, on=DAY, method="samen", now=BEGUN)
    assert evaluation.meeting == part
    with pytest.raises(NotAllowed):
        followup.record_agreement(
            actor=make_actor(sot.ja, today=BEGUN.date()), meeting=part, owner=owner, what="x", due=DAY, now=BEGUN
        )


def test_what_was_written_keeps_a_point_where_it_is(sot, day):
    item = AgendaItem.objects.get(part=day[0])
    write(sot, day[0])
    with pytest.raises(record.AlreadyWritten):
        agenda.not_discussed(actor=sot.actor, item=item, now=BEGUN)
    record.save_note(actor=sot.actor, meeting=day[0], topic=Topic.PICTURE, base=1, text="", now=BEGUN)
    agenda.not_discussed(actor=sot.actor, item=item, now=BEGUN)
    assert not Meeting.objects.filter(pk=day[0].pk).exists()


def test_who_sat_there_sits_there_at_the_next_point(sot, day):
    """Nobody ticks the same list six times; who was not at the one before, is asked about."""
    first, second = day
    there = {seat_of(first, who).pk: who != sot.table.jp for who in (sot.table.ib, sot.table.gw, sot.table.jp)}
    record.note_attendance(actor=sot.actor, meeting=first, there=there, now=BEGUN)
    write(sot, second, now=AFTER)
    seats = {seat.name: seat.there for seat in record_of.record_page(second).seats}
    assert seats == {"Ingrid Ib": True, "Gerda Gw": True, "Joost Jp": False, "Jan Ja": None, "Nowak": None}
    record.save_note(actor=sot.actor, meeting=second, topic=Topic.PICTURE, base=1, text="", now=AFTER)
    agenda.not_discussed(actor=sot.actor, item=AgendaItem.objects.get(part=second), now=AFTER)  # nothing was written


@pytest.mark.parametrize("what", ["goal", "decision", "agreement", "evaluation", "there"])
def test_so_does_all_that_hangs_on_it(sot, day, what):
    part, item = day[0], AgendaItem.objects.get(part=day[0])
    if what == "goal":
        record.add_goal(actor=sot.actor, meeting=part, what="Leest weer mee", now=BEGUN)
    elif what == "decision":
        decide(sot, part, DecisionOutcome.NO)
    elif what == "agreement":
        owner = seat_of(part, sot.table.ib)
        followup.record_agreement(actor=sot.actor, meeting=part, owner=owner, what="Bellen.", due=DAY, now=BEGUN)
    elif what == "evaluation":
        followup.plan_evaluation(actor=sot.actor, meeting=part, on=DAY, method="samen", now=BEGUN)
    else:
        record.note_attendance(actor=sot.actor, meeting=part, there={seat_of(part, sot.table.ib).pk: True}, now=BEGUN)
    with pytest.raises(record.AlreadyWritten):
        agenda.not_discussed(actor=sot.actor, item=item, now=BEGUN)
    assert Meeting.objects.filter(pk=part.pk).exists()


def test_minutes_that_were_fixed_keep_it_too(sot, day):
    write(sot, day[0])
    fix(sot, day[0])
    record.save_note(actor=sot.actor, meeting=day[0], topic=Topic.PICTURE, base=1, text="", now=AFTER)
    with pytest.raises(services.FixedAlready):
        agenda.not_discussed(actor=sot.actor, item=AgendaItem.objects.get(part=day[0]), now=AFTER)


def test_all_points_go_out_in_one_go_to_each_the_own_part(sot, day, account):
    first, second = day
    write(sot, first, "Rust helpt.")
    write(sot, second, "Korte taken helpen.")
    fix(sot, first)
    with pytest.raises(NotAllowed):
        services.send(actor=make_actor(account), meeting=first, to=[account.pk], now=AFTER)
    fix(sot, second)
    sent = services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    assert sent.points == 2
    # Who has an account and a ground for both gets one letter. The mother has minutes of her own child only.
    assert {row.address for row, _body in letters("reports_ready")} == {account.email, sot.ja.email}
    assert "marie@ouders.example" in {row.address for row, _body in letters("report_ready")}
    assert sent.letters == len(letters("reports_ready")) + len(letters("report_ready"))
    assert "Rust helpt." in texts_for(first, {"person": account})
    assert "Korte taken helpen." in texts_for(second, {"person": account})
    assert not any(CANARY in body.text or "helpt" in body.text for _row, body in letters("reports_ready"))
    mother = {"party": sot.table.mother}
    assert not Receipt.objects.filter(report__meeting=second, **mother).exists()
    assert "Rust helpt." in texts_for(first, mother)
    with pytest.raises(services.EverybodyHasThem):
        services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)


def test_who_only_listened_without_a_name_reads_no_names(sot, day):
    """R55: the pupil of the second point is not named, and whoever reads of it reads no name either."""
    write(sot, day[1], "Wendelien heeft rust nodig.")
    fix(sot, day[1])
    services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    found = texts_for(day[1], {"person": sot.table.gw})
    assert "Wendelien" not in found
    assert "De leerling heeft rust nodig" in found


def test_who_lost_the_ground_gets_nothing_of_that_point(sot, day):
    for part in day:
        write(sot, part)
        fix(sot, part)
    sot.table.consent(sot.table.jp, answer=Answer.NO, now=AFTER)
    services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    of_jp = Receipt.objects.filter(person=sot.table.jp).values_list("report__meeting", flat=True)
    assert set(of_jp) == {day[1].pk}


def test_with_a_broken_gate_nothing_goes_out(sot, day, account, monkeypatch):
    """S19: trouble while looking is an error, and then nobody gets anything of any point."""
    for part in day:
        write(sot, part)
        fix(sot, part)

    def broken(*_args, **_more):
        raise RuntimeError("the gate is broken")

    monkeypatch.setattr("planning.cases.gate.grounds_of", broken)
    with pytest.raises(RuntimeError):
        services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    assert not Receipt.objects.exists()
    assert letters("reports_ready") == letters("report_ready") == []


def test_nothing_goes_out_that_was_not_fixed_or_is_frozen(sot, day):
    write(sot, day[0])
    services.compose(actor=sot.actor, meeting=day[0], now=AFTER)
    with pytest.raises(services.FixFirst):
        services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    fix(sot, day[0])
    cases.freeze_case(actor=sot.actor, case=sot.table.case, reason="Bezwaar.", now=AFTER)
    with pytest.raises(services.FixFirst):
        services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    assert not Receipt.objects.exists()


def test_how_far_each_point_is(sot, day, django_assert_max_num_queries):
    first, second = day
    write(sot, first)
    assert selectors.stands_of([first.pk, second.pk])[first.pk] == selectors.Stand()
    fix(sot, first)
    stand = selectors.stands_of([first.pk])[first.pk]
    assert (stand.composed, stand.version, stand.sent, stand.ready) == (True, 1, 0, True)
    services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    with django_assert_max_num_queries(4):
        stand = selectors.stands_of([first.pk, second.pk])[first.pk]
    assert stand.sent > 0
    assert not stand.ready


def test_a_part_is_counted_as_no_meeting_and_its_case_as_met(sot, day):
    write(sot, day[0])
    decide(sot, day[0], DecisionOutcome.NO)
    record.fix_record(actor=sot.actor, meeting=day[0], now=BEGUN)
    counts, _leads = counting.count(since=at(1).date(), until=at(1, month=12).date())
    assert sum(counts[MeetingKind.SOT].values()) == 1


def test_the_family_hears_how_it_goes_on_after_their_own_point(sot, day, monkeypatch):
    """R119: the page behind the letter is about this pupil's part; no other parent of that SOT gets one."""
    from django.utils import timezone

    part, evening = day[0], at(18, 9)
    owner = seat_of(part, sot.table.mother)
    followup.record_agreement(
        actor=sot.actor, meeting=part, owner=owner, what="Samen lezen.", due=at(30).date(), now=BEGUN
    )
    followup.ring_telling(meeting_id=part.pk, now=evening)
    told = letters("followup_family")
    assert {row.address for row, _body in told} == {"marie@ouders.example", "ferhat@ouders.example"}
    monkeypatch.setattr(timezone, "now", lambda: evening)
    body = next(body for row, body in told if row.address.startswith("marie"))
    assert "Samen lezen." in Guest().get(link_in(body), follow=True).content.decode()


def test_today_says_what_a_sot_left_behind(sot, day):
    """A record that is not fixed, and a point that nobody came to; both gone once it is done."""
    sot.propose(sot.others[1])
    write(sot, day[0])

    def left(now):
        found = needs_of(sot.actor, now=now)
        rows = [need for groups in found.parts.values() for group in groups for need in group.needs]
        return {need.kind: need for need in rows if need.kind in {"record", "points"}}

    assert left(BEGUN) == {}  # people still sit there
    kinds = left(at(18))
    assert kinds["record"].about == day[0]
    assert kinds["record"].day == at(24).date()
    assert (kinds["points"].about.meeting, kinds["points"].about.count) == (sot.meeting, 1)
    decide(sot, day[0], DecisionOutcome.NO)
    record.fix_record(actor=sot.actor, meeting=day[0], now=AFTER)
    agenda.carry_over(actor=sot.actor, item=AgendaItem.objects.get(case=sot.others[1]), now=AFTER)
    assert left(at(18)) == {}
    assert not needs_of(make_actor(sot.vc, today=DAY), now=at(18)).count
