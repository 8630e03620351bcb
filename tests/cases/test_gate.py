"""The gate: every ground and every refusal, for one and for many."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import gate, rules, services
from planning.cases.models import Answer, Authority, Case, ConsentRequest, Purpose
from planning.cases.rules import ConsentState, Given, Ground
from planning.people.models import RoleHolding
from planning.people.roles import Role
from tests.factories import give, make_organisation, make_school, make_staff

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = dt.date(2026, 11, 3)
states = st.sampled_from(ConsentState)
answers = st.sampled_from([None, "yes", "no", "later", "withdrawn"])


@given(st.lists(st.tuples(answers, st.booleans(), st.booleans()), max_size=5), st.integers(0, 4))
def test_granted_means_that_everybody_who_counts_said_yes_in_time(rows, must_answer):
    said = [Given(answer, DAY - dt.timedelta(days=late), counts=counts) for answer, late, counts in rows]
    state = rules.consent_state(said, must_answer=must_answer, today=DAY)
    needed = [row for row in said if row.counts]
    everybody = 0 < must_answer <= len(needed) and all(row.answer == "yes" and row.expires_on == DAY for row in needed)
    disputed = any(row.answer in {"no", "withdrawn"} for row in said)
    assert (state == ConsentState.GRANTED) == (everybody and not disputed)


@given(states, states, st.booleans(), st.booleans())
def test_a_no_about_somebody_keeps_that_person_out_of_everything(sot, involve, core, sot_talk):
    ground = rules.ground_for(sot_talk=sot_talk, sot=sot, involve=involve, core=core)
    if involve in rules.SAID_NO:
        assert ground == Ground.NONE
    if gate.admits(ground):
        assert (sot if sot_talk else involve) == ConsentState.GRANTED
    if not sot_talk:
        assert ground != Ground.ANONYMOUS


@pytest.mark.django_db
def test_a_parent_without_authority_cannot_stand_in_for_one_who_was_never_asked(story):
    kees = story.request_of("kees", Purpose.INVOLVE)
    story.say(kees, Answer.NO)
    story.say(kees, Answer.YES)
    kees.giver.authority = Authority.NO
    kees.giver.save()
    ConsentRequest.objects.filter(giver__authority=Authority.YES).delete()
    assert story.ground() == Ground.NONE


@pytest.mark.django_db
def test_the_no_of_a_parent_without_authority_is_heard(story):
    story.all_say(Answer.YES)
    kees = story.request_of("kees", Purpose.INVOLVE)
    kees.giver.authority = Authority.NO
    kees.giver.save()
    assert story.ground() == Ground.CONSENT
    story.say(kees, Answer.NO)
    assert story.ground() == Ground.NONE


@pytest.mark.django_db
def test_consent_ends_with_the_day_in_amsterdam(story):
    story.all_say(Answer.YES)
    end = ConsentRequest.objects.first().expires_on
    last = dt.datetime.combine(end, dt.time(23, 59), tzinfo=AMSTERDAM)
    assert gate.ground(case=story.case, person=story.jp, now=last) == Ground.CONSENT
    assert gate.ground(case=story.case, person=story.jp, now=last + dt.timedelta(minutes=1)) == Ground.NONE


@pytest.mark.django_db
def test_the_newest_answer_is_the_one_written_last_whatever_the_clock_says(story):
    story.all_say(Answer.YES)
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.WITHDRAWN, minutes=0)  # another server's slow clock
    assert story.ground() == Ground.NONE


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["role", "organisation"])
def test_who_changes_role_or_organisation_is_somebody_else_to_the_parents(story, change):
    story.all_say(Answer.YES)
    if change == "role":
        RoleHolding.objects.filter(person=story.jp).update(valid_to=story.today - dt.timedelta(days=1))
        give(story.jp, Role.LPA, story.school)
    else:
        story.jp.organisation = make_organisation(story.swv, "Jeugdhulp Elders", "zorg")
        story.jp.save()
    assert story.ground() == Ground.NONE
    assert gate.changed_since_asked(story.case, now=story.now) == {story.involved.pk}


@pytest.mark.django_db
def test_the_sot_names_the_pupil_to_its_members_only_and_only_with_consent(story):
    doctor = make_staff(story.swv, Role.JA)  # on the route's list of the SOT
    officer = make_staff(story.swv, Role.LPA)  # not on it
    stranger = make_staff(story.swv, Role.JP, make_school(story.swv))  # another school's
    teacher = make_staff(story.swv, Role.TEACHER, story.school)
    ids = [row.pk for row in (doctor, officer, stranger, teacher, story.jp)]

    def found() -> list[Ground]:
        grounds = gate.grounds(case=story.case, person_ids=ids, now=story.later(), sot_talk=True)
        return [grounds[key] for key in ids]

    anonymous = [Ground.ANONYMOUS, Ground.ANONYMOUS, Ground.NONE, Ground.SCHOOL, Ground.ANONYMOUS]
    assert found() == anonymous
    story.all_say(Answer.YES, Purpose.INVOLVE)
    assert found() == anonymous, "consent to involve is no consent for the SOT"
    story.all_say(Answer.YES, Purpose.SOT)
    assert found() == [Ground.CONSENT, Ground.ANONYMOUS, Ground.NONE, Ground.SCHOOL, Ground.CONSENT]
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.NO)
    assert found()[-1] == Ground.NONE


@pytest.mark.django_db
def test_parties_are_at_their_own_table_only(story):
    other = story.another_case()
    mother = story.case.parties.first()
    assert gate.ground(case=story.case, party=mother, now=story.now) == Ground.OWN
    assert gate.ground(case=other, party=mother, now=story.now) == Ground.NONE
    assert gate.ground(case=story.case, now=story.now) == Ground.NONE
    with pytest.raises(gate.NoGround):
        gate.require(case=other, party=mother, now=story.now)
    assert gate.require(case=story.case, party=mother, now=story.now) == Ground.OWN


@pytest.mark.django_db
def test_many_cost_as_many_queries_as_one(story, django_assert_num_queries):
    story.all_say(Answer.YES)
    people = [story.jp, *(make_staff(story.swv, Role.GW) for _ in range(4))]
    with django_assert_num_queries(8):
        gate.grounds(case=story.case, person_ids=[story.jp.pk], now=story.now)
    with django_assert_num_queries(8):
        gate.grounds(case=story.case, person_ids=[row.pk for row in people], now=story.now)
    cases = [story.case, *(story.another_case() for _ in range(3))]
    with django_assert_num_queries(5):
        labels = gate.pupil_labels(cases, now=story.later())
    assert [labels[case.pk] for case in cases] == ["Kanarie Z", *(f"Leerling {case.reference}" for case in cases[1:])]


@pytest.mark.django_db
def test_a_question_about_somebody_of_another_case_is_not_put(story):
    other = story.another_case()
    with pytest.raises(services.ThoughtOfElsewhere):
        services.ask_consent(
            actor=story.actor,
            case=other,
            questions=[services.Question(Purpose.INVOLVE, story.involved)],
            now=story.now,
        )
    assert not ConsentRequest.objects.filter(case=other).exists()


@pytest.mark.django_db
def test_trouble_while_looking_stops_the_caller(story):
    """S19: an unknown route is a fault of ours, and nobody gets a ground by it."""
    Case.objects.filter(pk=story.case.pk).update(route="weg")
    story.case.refresh_from_db()
    with pytest.raises(KeyError):
        gate.grounds(case=story.case, person_ids=[story.jp.pk], now=story.now)
