"""Composed with one verb, corrected, fixed for ever, sent to each the own part, read, answered; and told (R113)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.outbox.models import OutgoingLetter
from notifications.reminders.models import Reminder
from planning.cases import services as cases
from planning.cases.models import Answer, Authority, ConsentRequest, Party, Subject, Task
from planning.cases.models.consent import Immutable
from planning.cases.naming import NamesThePupil
from planning.cases.services import CaseClosed, TellFirst
from planning.meetings.models import Participant
from planning.minutes import services as record
from planning.minutes.models import Decision, DecisionKind, DecisionOutcome, Topic
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.report import rules, selectors, services
from planning.report.models import Draft, NotTold, Receipt, Report, Standpoint, Version, VersionPart
from planning.report.rules import Audience, Piece
from tests.factories import make_actor, make_staff
from tests.meetings.table import CANARY, NOW, letters, seat_of
from tests.report.conftest import fixed

LATER = NOW + dt.timedelta(days=1)


def draft(key):
    return Draft.objects.get(key=key)


def correct(table, meeting, revision=None, **texts):
    report = Report.objects.get(meeting=meeting)
    pieces = {
        key: text if isinstance(text, Piece) else Piece(key, text, draft(key).piece.readers)
        for key, text in texts.items()
    }
    return services.correct(
        actor=table.actor, meeting=meeting, pieces=pieces, revision=revision or report.revision, now=NOW
    )


def fix(table, meeting, why="", actor=None, now=LATER):
    revision = Report.objects.get(meeting=meeting).revision
    return services.fix(actor=actor or table.actor, meeting=meeting, revision=revision, why=why, now=now)


def send(table, meeting, *who, actor=None, now=NOW):
    return services.send(actor=actor or table.actor, meeting=meeting, to=[one.pk for one in who], now=now)


def receipt(who):
    return Receipt.objects.get(person=who) if not isinstance(who, Party) else Receipt.objects.get(party=who)


def sees(who, *, now=NOW):
    row = receipt(who)
    return selectors.own_part(receipt_id=row.pk, reader_key=str(who.pk), now=now)


def test_one_verb_makes_minutes_of_all_that_was_recorded(table, recorded):
    services.compose(actor=table.actor, meeting=recorded, now=NOW)
    assert str(draft("picture").text) == "Rust en korte taken helpen."
    assert str(draft("goals").text) == "Dit willen wij samen bereiken:\n1. Leest in mei weer mee met de groep."
    assert "Ingrid Ib (intern begeleider): een dagplanning maken. Klaar op dinsdag 24 november 2026." in str(
        draft("agreements").text
    )
    present = str(draft("present").text)
    assert "Aan tafel zaten" in present
    assert "een ouder" in present  # of two parents none reads the other's name (C11)
    assert "Gerda Gw (gedragswetenschapper)" in present
    assert "Marie" not in "".join(str(row.text) for row in Draft.objects.exclude(key="agreements"))
    assert "Joost Jp (jeugdprofessional) was er niet bij." in present
    assert "Op dinsdag 15 december 2026 kijken wij samen terug: met de ouders." in str(draft("onwards").text)
    assert "Dit willen we samen bereiken:" in str(draft("simple").text)
    assert draft("simple").piece.readers == {Audience.PUPIL}
    assert AuditEvent.objects.filter(action="report.compose").count() == 1


def test_without_a_record_there_is_nothing_to_compose(table, meeting):
    with pytest.raises(services.NothingRecordedYet):
        services.compose(actor=table.actor, meeting=meeting, now=NOW)
    assert not Report.objects.exists()


def test_what_was_corrected_by_hand_outlives_composing_again(table, recorded):
    services.compose(actor=table.actor, meeting=recorded, now=NOW)
    correct(table, recorded, picture="Korter: rust helpt.")
    record.add_goal(actor=table.actor, meeting=recorded, what="Rekent mee", now=NOW)
    services.compose(actor=table.actor, meeting=recorded, now=NOW)
    assert str(draft("picture").text) == "Korter: rust helpt."
    assert "2. Rekent mee." in str(draft("goals").text)


def test_two_at_once_do_not_overwrite_each_other(table, recorded):
    report = services.compose(actor=table.actor, meeting=recorded, now=NOW)
    correct(table, recorded, picture="Eerst.")
    with pytest.raises(services.SomebodyElseWrote):
        correct(table, recorded, revision=report.revision, picture="Ook.")
    with pytest.raises(services.SomebodyElseWrote):
        services.fix(actor=table.actor, meeting=recorded, revision=report.revision, now=NOW)
    with pytest.raises(services.TextTooLong):
        correct(table, recorded, picture="x" * (services.LONGEST + 1))
    assert str(draft("picture").text) == "Eerst."


def test_a_version_is_for_ever_and_the_next_says_why(table, recorded):
    one = fixed(table, recorded)
    assert (one.number, one.changed, one.names_the_pupil) == (1, "", True)
    with pytest.raises(services.NothingChanged):
        fix(table, recorded)
    correct(table, recorded, picture="Anders.")
    with pytest.raises(services.SayWhyAgain):
        fix(table, recorded, why=" ")
    two = fix(table, recorded, why="De ouders zagen het anders.")
    assert (two.number, two.changed, str(two.why)) == (2, "picture", "De ouders zagen het anders.")
    assert str(one.parts.get(key="picture").text) == "Rust en korte taken helpen."
    with pytest.raises(Immutable):
        one.save()
    part = one.parts.get(key="picture")
    part.text = "Iets anders."
    with pytest.raises(Immutable):
        part.save()


def test_each_gets_the_own_part_by_an_own_letter(table, recorded):
    fixed(table, recorded)
    assert send(table, recorded, table.gw, table.mother) == 2
    (letter, body), *more = letters("report_ready")
    assert {row.address for row, _body in [(letter, body), *more]} == {table.gw.email, "marie@ouders.example"}
    assert not any(CANARY in one.text or "dagplanning" in one.text for _row, one in letters("report_ready"))
    parent, professional = sees(table.mother), sees(table.gw)
    assert parent.audience == Audience.PARENTS
    assert {piece.key for piece in parent.parts} >= {"goals", "family"}
    assert "simple" not in {piece.key for piece in parent.parts}
    assert "family" not in {piece.key for piece in professional.parts}
    with pytest.raises(Receipt.DoesNotExist):
        receipt(table.father)


def test_the_key_of_another_opens_nothing(table, recorded):
    fixed(table, recorded)
    send(table, recorded, table.mother)
    found = selectors.own_part(receipt_id=receipt(table.mother).pk, reader_key=str(table.father.pk), now=NOW)
    assert found is None


def test_nothing_goes_out_before_it_is_fixed_or_to_nobody(table, recorded):
    services.compose(actor=table.actor, meeting=recorded, now=NOW)
    with pytest.raises(services.FixFirst):
        send(table, recorded, table.mother)
    fix(table, recorded)
    with pytest.raises(services.NobodyToSend):
        send(table, recorded)


def test_who_has_no_ground_is_refused_for_all(table, recorded):
    fixed(table, recorded)
    for stranger in (table.lpa, make_staff(table.swv, Role.GW, None)):
        with pytest.raises(services.NotForThem):
            send(table, recorded, table.mother, stranger)
    Party.objects.filter(pk=table.father.pk).update(authority=Authority.NO)
    with pytest.raises(services.NotForThem):
        send(table, recorded, table.father)
    assert not Receipt.objects.exists()


def test_a_part_that_says_nothing_is_not_sent(table, recorded):
    services.compose(actor=table.actor, meeting=recorded, now=NOW)
    for row in Draft.objects.all():
        row.for_parents = False
        row.save()
    fix(table, recorded)
    with pytest.raises(services.NotForThem):
        send(table, recorded, table.mother)


def test_who_loses_the_ground_reads_no_more(table, recorded):
    fixed(table, recorded)
    send(table, recorded, table.jp, table.gw)
    assert sees(table.jp) is not None
    table.say(
        ConsentRequest.objects.filter(involved__person=table.jp).first(), Answer.WITHDRAWN, now=NOW + dt.timedelta(1)
    )
    assert receipt(table.jp).stopped_at is not None
    assert sees(table.jp) is None
    assert sees(table.gw) is not None
    with pytest.raises(services.NotForYou):
        services.say_read(receipt_id=receipt(table.jp).pk, by=By.system(), now=LATER)


def test_reading_is_said_and_begins_anew_with_a_new_version(table, recorded):
    fixed(table, recorded)
    send(table, recorded, table.mother)
    row = receipt(table.mother)
    for _again in range(2):
        services.say_read(receipt_id=row.pk, by=By.guest(table.mother.pk), now=LATER)
    assert receipt(table.mother).read_at == LATER
    assert AuditEvent.objects.filter(action="report.read").count() == 1
    correct(table, recorded, picture="Anders.")
    fix(table, recorded, why="Beter gezegd.")
    assert sees(table.mother).newer
    send(table, recorded, table.mother, now=LATER)
    found = sees(table.mother)
    assert (found.number, found.why, found.read_at) == (2, "Beter gezegd.", None)
    assert Receipt.objects.count() == 1


def test_a_view_stands_for_ever_and_asks_the_ib(table, recorded):
    fixed(table, recorded)
    send(table, recorded, table.mother, table.gw, table.father)
    give = {"receipt_id": receipt(table.mother).pk, "by": By.guest(table.mother.pk)}
    with pytest.raises(services.SayYourView):
        services.give_view(**give, text=" \n", now=NOW)
    with pytest.raises(services.ViewTooLong):
        services.give_view(**give, text="x" * 6000, now=NOW)
    view = services.give_view(**give, text="Ik zei het anders.", now=NOW)
    assert services.give_view(**give, text="Ik zei het anders.", now=LATER) == view
    view.text = "Toch niet."
    with pytest.raises(Immutable):
        view.save()
    task = Task.objects.get(code=services.STANDPOINT)
    assert (task.person, task.object_key) == (table.ib, str(recorded.pk))
    assert "anders" not in "".join(str(row.detail) for row in AuditEvent.objects.all())
    correct(table, recorded, picture="Anders.")
    fix(table, recorded, why="Na de zienswijze.")
    (said,) = selectors.report_page(recorded, actor=table.actor, now=LATER).standpoints
    assert (said.text, said.about, said.answered) == ("Ik zei het anders.", 1, 2)
    assert [one.text for one in sees(table.mother).standpoints] == ["Ik zei het anders."]
    assert [one.text for one in sees(table.gw).standpoints] == ["Ik zei het anders."]
    assert sees(table.father).standpoints == ()


def test_only_the_school_or_the_appointed_notulist_sends(table, recorded):
    report = services.compose(actor=table.actor, meeting=recorded, now=NOW)
    gw = make_actor(table.gw)
    with pytest.raises(NotAllowed):
        services.fix(actor=gw, meeting=recorded, revision=report.revision, now=NOW)
    Participant.objects.filter(pk=seat_of(recorded, table.gw).pk).update(role=Role.MINUTES)
    fix(table, recorded, actor=gw)
    assert send(table, recorded, table.mother, actor=gw) == 1
    stranger = make_actor(make_staff(table.swv, Role.TEACHER, table.school))
    for act in (
        lambda: services.compose(actor=stranger, meeting=recorded, now=NOW),
        lambda: send(table, recorded, table.mother, actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_closed_case_keeps_its_minutes_as_they_are(table, recorded):
    fixed(table, recorded)
    send(table, recorded, table.mother)
    table.case.state, table.case.closed_at = "closed", NOW
    table.case.save()
    with pytest.raises(CaseClosed):
        services.compose(actor=table.actor, meeting=recorded, now=NOW)
    with pytest.raises(CaseClosed):
        services.give_view(receipt_id=receipt(table.mother).pk, text="Nog iets.", by=By.system(), now=NOW)


# --- Anonymous -------------------------------------------------------------------------------------------------------
def test_without_consent_the_minutes_of_a_sot_name_nobody(table, sot):
    record.save_note(
        actor=table.actor,
        meeting=sot,
        topic=Topic.PICTURE,
        base=0,
        text=f"{CANARY} uit groep 6 zit stil; Marie belt.",
        now=NOW,
    )
    services.compose(actor=table.actor, meeting=sot, now=NOW)
    assert str(draft("picture").text) == "De leerling uit de groep zit stil; de ouder belt."
    assert "twee ouders" in str(draft("present").text)
    with pytest.raises(NamesThePupil):
        correct(table, sot, picture=f"{CANARY} zit stil.")
    version = fix(table, sot)
    assert not version.names_the_pupil
    assert CANARY not in "".join(str(part.text) for part in VersionPart.objects.all())
    assert send(table, sot, table.lpa) == 1  # who hears it without a name
    assert sees(table.lpa) is not None


def test_who_hears_it_without_a_name_gets_nothing_that_names(table, sot):
    table.consent()
    record.save_note(actor=table.actor, meeting=sot, topic=Topic.PICTURE, base=0, text=f"{CANARY} zit stil.", now=NOW)
    version = fixed(table, sot)
    assert version.names_the_pupil
    found = {row.name: row for row in selectors.report_page(sot, actor=table.actor, now=NOW).candidates}
    assert found["Gerda Gw"].audience == Audience.MEMBERS
    send(table, sot, table.gw)
    for request in ConsentRequest.objects.filter(case=table.case, involved__isnull=True):
        table.say(request, Answer.WITHDRAWN, now=LATER)
    assert sees(table.gw, now=LATER) is None


# --- Told (R113) -----------------------------------------------------------------------------------------------------
def test_nothing_follows_so_the_family_is_told_or_a_reason_is_kept(table, sot):
    task = services.owe_telling(meeting=sot, now=NOW)
    assert (task.code, task.due) == ("tell_family", NOW.date() + dt.timedelta(days=7))
    assert services.owe_telling(meeting=sot, now=NOW) == task
    with pytest.raises(TellFirst):
        cases.finish_task(actor=table.actor, task=task, now=NOW)
    with pytest.raises(services.SayWhyNotTold):
        services.keep_why_not_told(actor=table.actor, case=table.case, reason=" ", now=NOW)
    services.keep_why_not_told(actor=table.actor, case=table.case, reason="De ouders waren er zelf bij.", now=NOW)
    assert str(NotTold.objects.get().reason) == "De ouders waren er zelf bij."
    assert not Task.objects.filter(code="tell_family", done_at__isnull=True).exists()
    with pytest.raises(services.NothingToTell):
        services.keep_why_not_told(actor=table.actor, case=table.case, reason="Nog eens.", now=NOW)


def test_bells_ring_before_and_after_until_it_is_done(table, sot):
    services.owe_telling(meeting=sot, now=NOW)
    bell = Reminder.objects.get(kind=services.TELL_BELL, rung_at=None, cancelled_at=None)
    assert bell.due_at.date() == dt.date(2026, 11, 9)  # two days before falls on a Sunday
    moments = [bell.due_at]
    for _time in range(3):
        assert services.ring_telling(case_id=table.case.pk, now=moments[-1]) == 1
        moments.append(
            Reminder.objects.filter(kind=services.TELL_BELL, cancelled_at=None).order_by("-due_at")[0].due_at
        )
    assert [row.date().isoformat() for row in moments] == ["2026-11-09", "2026-11-11", "2026-11-18", "2026-11-25"]
    assert OutgoingLetter.objects.filter(template="task_for_you", recipient_key=str(table.ib.pk)).count() == 3
    cases.record_conversation(
        actor=table.actor,
        case=table.case,
        subject=Subject.FEEDBACK,
        on=NOW.date(),
        parties=[table.mother],
        others="",
        agreed="Verteld.",
        now=NOW,
    )
    assert services.ring_telling(case_id=table.case.pk, now=moments[-1]) == 0


def test_a_decision_that_is_taken_back_asks_nothing(table, sot):
    said = {"actor": table.actor, "meeting": sot, "kind": DecisionKind.TALK, "now": NOW}
    no = record.decide(**said, outcome=DecisionOutcome.NO, key=uuid4())
    task = Task.objects.get(code="tell_family", done_at=None)
    assert (task.person, task.object_key) == (table.ib, str(sot.pk))
    services.compose(actor=table.actor, meeting=sot, now=NOW)
    assert str(draft("decisions").text) == "- Er komt nu geen vervolggesprek (HIA)."
    record.take_back(actor=table.actor, meeting=sot, decision_id=no.pk, now=NOW)
    assert not Task.objects.filter(code="tell_family", done_at=None).exists()
    yes = record.decide(**said, outcome=DecisionOutcome.YES, key=uuid4())
    record.decide(**said, outcome=DecisionOutcome.NO, key=uuid4(), seen=yes.pk)
    assert Task.objects.filter(code="tell_family", done_at=None).count() == 1
    record.decide(**said, outcome=DecisionOutcome.YES, key=uuid4(), seen=Decision.objects.get(withdrawn_at=None).pk)
    assert not Task.objects.filter(code="tell_family", done_at=None).exists()
    assert services.ring_telling(case_id=table.case.pk, now=LATER) == 0


# --- Whoever, whatever -----------------------------------------------------------------------------------------------
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(rules.KEYS), st.frozensets(st.sampled_from(list(Audience))), min_size=1))
def test_whatever_the_composer_ticks_nobody_reads_what_is_not_for_them(table, recorded, readers):
    """Through the database and the gate: every receiver, whatever parts are ticked for whom."""
    Report.objects.all().delete()
    services.compose(actor=table.actor, meeting=recorded, now=NOW)
    correct(table, recorded, **{key: Piece(key, f"woorden van {key}", who) for key, who in readers.items()})
    fix(table, recorded)
    page = selectors.report_page(recorded, actor=table.actor, now=NOW)
    pieces = selectors.pieces_of(page.newest)
    for one in page.candidates:
        if one.audience is None or not rules.part_for(pieces, one.audience):
            continue
        services.send(actor=table.actor, meeting=recorded, to=[one.key], now=NOW)
        row = (
            Receipt.objects.get(person=one.key)
            if one.audience == Audience.MEMBERS
            else Receipt.objects.get(party=one.key)
        )
        found = selectors.own_part(receipt_id=row.pk, reader_key=str(one.key), now=NOW)
        shown = {piece.key for piece in found.parts}
        assert all(one.audience in VersionPart.objects.get(version=page.newest, key=key).piece.readers for key in shown)
    strangers = {table.lpa.pk}
    assert not strangers & {row.person_id for row in Receipt.objects.all()}
    Version.objects.all().delete()
    Standpoint.objects.all().delete()
