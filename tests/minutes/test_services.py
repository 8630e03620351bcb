"""Several people write at once; goals come before means; what is fixed stays."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from planning.cases.models import Case
from planning.followup import services as followup
from planning.followup.models import Goal
from planning.followup.services import CasusregisseurFirst
from planning.meetings import services as meetings
from planning.minutes import services
from planning.minutes.models import Attendance, Note, NoteVersion, Record, Topic
from planning.minutes.selectors import record_page
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import NOW, seat_of


def save(table, meeting, text, *, base=0, topic=Topic.PICTURE, pen="", actor=None):
    return services.save_note(
        actor=actor or table.actor, meeting=meeting, topic=topic, base=base, text=text, pen=pen, now=NOW
    )


def stands(topic=Topic.PICTURE):
    return str(Note.objects.get(topic=topic).text)


def test_what_is_written_stands_and_the_same_again_changes_nothing(table, meeting):
    first = save(table, meeting, "Rust helpt.  \r\n")
    assert (first.text, first.revision, first.merged) == ("Rust helpt.", 1, False)
    assert save(table, meeting, "Rust helpt.", base=0).revision == 1
    assert save(table, meeting, "Rust helpt. Lezen lukt.", base=1).revision == 2
    assert stands() == "Rust helpt. Lezen lukt."
    assert Record.objects.get().begun_by == table.ib
    assert AuditEvent.objects.filter(action="record.begin").count() == 1
    assert "Rust" not in "".join(str(row.detail) for row in AuditEvent.objects.all())


def test_two_who_began_from_the_same_text_both_stand(table, meeting):
    save(table, meeting, "Rust helpt.")
    save(table, meeting, "Rust helpt. Lezen lukt thuis.", base=1, pen="een")
    second = save(table, meeting, "Rust helpt. Rekenen gaat goed.", base=1, pen="twee")
    assert second.merged
    assert stands().split() == "Rust helpt. Lezen lukt thuis. Rekenen gaat goed.".split()
    # Meanwhile more was typed on the second page: it goes on from its own words, not from what stands.
    third = save(table, meeting, "Rust helpt. Rekenen gaat goed. Buiten ook.", base=second.own, pen="twee")
    assert third.text.split() == "Rust helpt. Lezen lukt thuis. Rekenen gaat goed. Buiten ook.".split()


def test_an_answer_that_got_lost_doubles_nothing(table, meeting):
    save(table, meeting, "Zij zegt dit.", pen="zij")
    save(table, meeting, "Ik", base=0, pen="ik")  # the answer is lost: this page still thinks revision 0
    save(table, meeting, "Ik ook", base=0, pen="ik")
    save(table, meeting, "Ik ook niet", base=0, pen="ik")
    assert Counter(stands().split()) == Counter("Zij zegt dit. Ik ook niet".split())


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1), st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_two_pens_in_any_order_lose_and_double_no_word(table, meeting, turns):
    """Each adds words of its own at the end of what it sees; answers may be lost, pages may be refreshed or not."""
    Record.objects.all().delete()
    bases, seen, typed = [0, 0], ["", ""], [0, 0]
    for pen, lost, adopts in turns:
        typed[pen] += 1
        mine = f"{seen[pen]} pen{pen}-{typed[pen]}".strip()
        saved = save(table, meeting, mine, base=bases[pen], pen=str(pen))
        seen[pen] = mine
        if lost:
            continue
        if adopts:
            seen[pen], bases[pen] = saved.text, saved.revision
        else:
            bases[pen] = saved.own
    found = Counter(stands().split())
    assert found == Counter(f"pen{pen}-{n}" for pen in (0, 1) for n in range(1, typed[pen] + 1))


def test_no_offer_before_a_goal_and_no_goal_gone_under_an_offer(table, meeting):
    with pytest.raises(services.GoalsFirst):
        save(table, meeting, "Hulp in de klas", topic=Topic.OFFER)
    goal = services.add_goal(actor=table.actor, meeting=meeting, what=" Leest weer mee ", now=NOW)
    assert str(goal.what) == "Leest weer mee"
    save(table, meeting, "Hulp in de klas", topic=Topic.OFFER)
    with pytest.raises(services.GoalsFirst):
        services.drop_goal(actor=table.actor, meeting=meeting, goal_id=goal.pk, now=NOW)
    other = services.add_goal(actor=table.actor, meeting=meeting, what="Komt graag", now=NOW)
    services.drop_goal(actor=table.actor, meeting=meeting, goal_id=other.pk, now=NOW)
    services.drop_goal(actor=table.actor, meeting=meeting, goal_id=other.pk, now=NOW)
    assert Goal.objects.get() == goal


def test_attendance_is_of_who_is_on_the_list(table, meeting):
    gw, jp = seat_of(meeting, table.gw), seat_of(meeting, table.jp)
    stranger = make_staff(table.swv, Role.IB, table.school).pk
    meetings.remove_participant(actor=table.actor, participant=jp, now=NOW)
    there = {gw.pk: True, jp.pk: True, stranger: True}
    services.note_attendance(actor=table.actor, meeting=meeting, there=there, now=NOW)
    services.note_attendance(actor=table.actor, meeting=meeting, there={gw.pk: False}, now=NOW)
    assert list(Attendance.objects.values_list("participant", "there")) == [(gw.pk, False)]


def test_nothing_is_written_before_the_casusregisseur(table, meeting):
    Case.objects.update(casusregisseur=None, casusregisseur_since=None)
    with pytest.raises(CasusregisseurFirst):
        save(table, meeting, "Rust helpt.")
    assert not Record.objects.exists()


def test_it_is_fixed_when_one_knows_how_to_look_back(table, meeting):
    save(table, meeting, "Rust helpt.")
    services.add_goal(actor=table.actor, meeting=meeting, what="Leest weer mee", now=NOW)
    with pytest.raises(services.EvaluationFirst):
        services.fix_record(actor=table.actor, meeting=meeting, now=NOW)
    on = NOW.date() + dt.timedelta(days=60)
    followup.plan_evaluation(actor=table.actor, meeting=meeting, on=on, method="Gesprek", now=NOW)
    fixed = services.fix_record(actor=table.actor, meeting=meeting, now=NOW)
    assert services.fix_record(actor=table.actor, meeting=meeting, now=NOW) == fixed
    assert not NoteVersion.objects.exists()
    with pytest.raises(services.RecordIsFixed):
        save(table, meeting, "Toch niet.", base=1)
    assert stands() == "Rust helpt."


def test_without_goals_there_is_nothing_to_look_back_on(table, meeting):
    save(table, meeting, "Alleen gepraat.")
    assert services.fix_record(actor=table.actor, meeting=meeting, now=NOW).fixed_by == table.ib


def test_who_may_write(table, meeting):
    elsewhere = make_staff(table.swv, Role.IB, make_school(table.swv, "De Eik"))
    for person, may in ((table.gw, True), (table.jp, False), (table.lpa, False), (elsewhere, False)):
        actor = make_actor(person, today=NOW.date())
        if may:
            assert save(table, meeting, f"Van {person.pk}", actor=actor)
        else:
            with pytest.raises(NotAllowed):
                save(table, meeting, "x", actor=actor)


def test_too_much_and_nothing_is_said(table, meeting):
    with pytest.raises(services.TooMuchText):
        save(table, meeting, "a" * (services.LONGEST + 1))
    with pytest.raises(services.SayWhat):
        services.add_goal(actor=table.actor, meeting=meeting, what="  ", now=NOW)
    meetings.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    meeting.refresh_from_db()
    with pytest.raises(services.NothingToRecord):
        save(table, meeting, "Rust helpt.")


def test_the_page_takes_the_same_queries_however_much_is_written(table, meeting, django_assert_max_num_queries):
    for topic in list(Topic)[:-1]:
        save(table, meeting, "Woorden.", topic=topic)
    for n in range(5):
        services.add_goal(actor=table.actor, meeting=meeting, what=f"Doel {n}", now=NOW)
    with django_assert_max_num_queries(8):
        page = record_page(meeting)
    assert [field.text for field in page.before] == [
        *["Woorden."] * 3,
        "",
        "",
        *["Woorden."] * 3,
    ]  # each parent has a field
    assert len(page.goals) == 5
    assert not page.offer.closed


def test_only_the_newest_versions_are_kept(table, meeting):
    for n in range(services.VERSIONS_KEPT + 5):
        save(table, meeting, f"versie {n}", base=n)
    assert NoteVersion.objects.count() == services.VERSIONS_KEPT
