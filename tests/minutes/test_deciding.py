"""What the meeting decides: who may, what needs words, what has one answer, and what must be there at the end."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.dossier import services as dossier
from planning.dossier.models import AbsenceKind, FollowUp
from planning.meetings import services as meetings
from planning.meetings.models import MeetingKind
from planning.minutes import selectors, services
from planning.minutes.models import Decision, DecisionKind, DecisionOutcome, Record
from planning.minutes.rules import deciding, ending
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from tests.factories import make_actor
from tests.meetings.table import NOW, at, seat_of

YES, NO = DecisionOutcome.YES, DecisionOutcome.NO


@pytest.fixture
def sot(table):
    """A SOT about the case, with a date."""
    table.consent()
    found = table.meeting(table.ib, table.gw, kind=MeetingKind.SOT)
    meetings.fix_date(meeting=found, start=at(17), by=table.actor.by, now=NOW)
    found.refresh_from_db()
    return found


@pytest.fixture
def decide(table):
    """Write down a decision, as somebody does who saw what stands there unless told otherwise."""

    def act(meeting, kind, outcome, words="", **more):
        given = {"actor": table.actor, "key": uuid4(), "now": NOW} | more
        return services.decide(meeting=meeting, kind=kind, outcome=outcome, words=words, **given)

    return act


def goal(table, meeting):
    services.add_goal(actor=table.actor, meeting=meeting, what="Leest weer mee", now=NOW)


def stand(meeting):
    return [(one.kind, one.outcome, one.words) for one in selectors.decisions_of(meeting)]


@given(st.sampled_from(["talk", "arrangement", "mandate", "tlv", "onzin"]), st.sampled_from(["PO", "VO", ""]))
def test_every_outcome_is_one_of_the_table(kind, sector):
    found = deciding.outcomes(kind, sector=sector)
    assert set(found) <= set(DecisionOutcome.values)
    assert bool(found) == (kind in DecisionKind.values)
    assert ("school" in found) == (kind == "arrangement" and sector == "VO")


DECIDED = st.lists(st.tuples(st.sampled_from(DecisionKind.values), st.sampled_from(["yes", "no", "oza"])), max_size=4)


@given(DECIDED, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_what_is_needed_is_asked_and_once_there_is_needed_no_more(decided, leads_on, goals, meets_again, looks_back):
    said = {"leads_on": leads_on, "goals": goals, "meets_again": meets_again, "looks_back": looks_back}
    needed = ending.lacking(decided, **said)
    asked = deciding.kinds(leads_on=leads_on, mandated=True)
    assert ("talk" in needed) <= ("talk" in asked)
    assert ("next" in needed) <= (("talk", "yes") in decided)
    assert ("evaluation" in needed) <= (goals or any(kind in {"arrangement", "mandate"} for kind, _to in decided))
    done = said | {"meets_again": True, "looks_back": True}
    assert ending.lacking([*decided, ("talk", "yes")], **done) == ()


@given(st.booleans(), st.booleans())
def test_a_mandate_is_asked_only_where_somebody_has_it(leads_on, mandated):
    asked = deciding.kinds(leads_on=leads_on, mandated=mandated)
    assert ("mandate" in asked, "talk" in asked) == (mandated, leads_on)
    assert len(set(asked)) == len(asked)


def test_a_sot_ends_with_yes_or_no_about_the_next_talk(table, sot, decide):
    services.save_note(actor=table.actor, meeting=sot, topic="picture", base=0, text="Samen gekeken.", now=NOW)
    with pytest.raises(services.DecideFirst):
        services.fix_record(actor=table.actor, meeting=sot, now=NOW)
    decide(sot, DecisionKind.TALK, NO)
    assert selectors.decisions_of(sot)[0].label == "Komt er een HIA?"
    assert services.fix_record(actor=table.actor, meeting=sot, now=NOW).fixed_at == NOW
    with pytest.raises(services.RecordIsFixed):
        decide(sot, DecisionKind.TALK, YES)


def test_after_a_hia_no_next_talk_is_asked(table, meeting, decide):
    assert selectors.leads_on(meeting) == ()
    with pytest.raises(services.NotDecidable):
        decide(meeting, DecisionKind.TALK, YES)


def test_a_mandate_is_of_the_gw_at_the_table(table, meeting, decide):
    goal(table, meeting)
    gw, jp = seat_of(meeting, table.gw), seat_of(meeting, table.jp)
    for wrong in (None, jp.pk, uuid4()):
        with pytest.raises(services.NoMandateHere):
            decide(meeting, DecisionKind.MANDATE, YES, "Hulp bij lezen", mandated_by=wrong)
    with pytest.raises(services.TellMore):
        decide(meeting, DecisionKind.MANDATE, YES, "  ", mandated_by=gw.pk)
    decide(meeting, DecisionKind.MANDATE, YES, "Hulp bij lezen", mandated_by=gw.pk)
    found = selectors.decisions_of(meeting)[0]
    assert (found.by, found.role, found.outcome) == (table.gw.name, "GW", "ja")
    services.note_attendance(actor=table.actor, meeting=meeting, there={gw.pk: False}, now=NOW)
    with pytest.raises(services.NoMandateHere):
        decide(meeting, DecisionKind.MANDATE, YES, "Hulp bij rekenen", mandated_by=gw.pk)
    assert not selectors.with_mandate(meeting)


def test_means_come_after_goals(table, meeting, decide):
    with pytest.raises(services.GoalsFirst):
        decide(meeting, DecisionKind.ARRANGEMENT, DecisionOutcome.OZA)
    goal(table, meeting)
    decide(meeting, DecisionKind.ARRANGEMENT, DecisionOutcome.OZA)
    decide(meeting, DecisionKind.ARRANGEMENT, DecisionOutcome.CARE, "Vrij toegankelijk")
    with pytest.raises(services.NotDecidable):
        decide(meeting, DecisionKind.ARRANGEMENT, DecisionOutcome.SCHOOL)
    assert stand(meeting) == [
        ("arrangement", "onderwijs-zorgarrangement (OZA)", ""),
        ("arrangement", "jeugdhulp", "Vrij toegankelijk"),
    ]


def test_a_form_that_is_sent_twice_decides_once(table, meeting, decide):
    goal(table, meeting)
    key = uuid4()
    first = decide(meeting, DecisionKind.ARRANGEMENT, DecisionOutcome.SWV, key=key)
    assert decide(meeting, DecisionKind.ARRANGEMENT, DecisionOutcome.CARE, key=key) == first
    assert Decision.objects.count() == 1


def test_two_at_once_do_not_overturn_each_other(table, sot, decide):
    first = decide(sot, DecisionKind.TLV, NO, "De ouders willen eerst hulp op school.")
    with pytest.raises(services.DecidedMeanwhile):
        decide(sot, DecisionKind.TLV, YES, "De ouders stemmen in.")
    assert decide(sot, DecisionKind.TLV, NO, "De ouders willen eerst hulp op school.") == first
    decide(sot, DecisionKind.TLV, YES, "De ouders stemmen in.", seen=first.pk)
    assert stand(sot) == [("tlv", "ja", "De ouders stemmen in.")]
    assert Decision.objects.count() == 2  # what stood there is kept
    services.take_back(actor=table.actor, meeting=sot, decision_id=Decision.objects.get(withdrawn_at=None).pk, now=NOW)
    services.take_back(actor=table.actor, meeting=sot, decision_id=uuid4(), now=NOW)
    assert stand(sot) == []


def test_how_parents_and_pupil_were_involved_is_said(sot, decide):
    with pytest.raises(services.TellMore):
        decide(sot, DecisionKind.TLV, NO)
    with pytest.raises(services.TooMuchText):
        decide(sot, DecisionKind.TLV, NO, "a" * (services.LONGEST + 1))
    assert not Record.objects.exists()


def test_only_who_writes_decides_and_no_word_is_in_the_log(table, meeting, decide):
    goal(table, meeting)
    with pytest.raises(NotAllowed):
        decide(meeting, DecisionKind.TLV, NO, "Nee.", actor=make_actor(table.jp, today=NOW.date()))
    decide(meeting, DecisionKind.TLV, NO, "Geheime woorden")
    event = AuditEvent.objects.get(action="decision.take")
    assert event.detail == {"kind": "tlv"}


def test_the_judgement_of_the_lpa_stands_between_them_without_its_note(table, meeting, decide):
    absence = dossier.record_absence(
        actor=table.actor,
        case=table.case,
        kind=AbsenceKind.HOME,
        since=at(2).date(),
        until=None,
        note="",
        now=NOW,
    )
    later = at(17, 16)
    dossier.record_judgement(
        actor=table.actor,
        absence=absence,
        lpa=table.lpa,
        on=at(17).date(),
        unlawful=False,
        follow_up=FollowUp.CARE,
        note="Alleen voor school",
        now=later,
    )
    found = selectors.decisions_of(meeting)
    assert [(one.kind, one.by, one.words, one.id) for one in found] == [("lpa", table.lpa.name, "", None)]
    assert found[0].outcome == "geoorloofd verzuim; zorg of hulp"
    meeting.start += dt.timedelta(days=1)
    assert selectors.decisions_of(meeting) == ()


def test_two_queries_however_much_is_decided(table, meeting, decide, django_assert_num_queries):
    goal(table, meeting)
    for outcome in (DecisionOutcome.SWV, DecisionOutcome.CARE, DecisionOutcome.OZA):
        decide(meeting, DecisionKind.ARRANGEMENT, outcome)
    with django_assert_num_queries(2):
        assert len(selectors.decisions_of(meeting)) == 3
