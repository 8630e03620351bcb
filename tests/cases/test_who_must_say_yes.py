"""Everybody who must agree: both parents by default, the pupil from 16, nobody against a no or a dispute (C9, C10)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import gate, rules, services
from planning.cases.models import (
    Answer,
    Authority,
    Case,
    ConsentRequest,
    ConsentSettings,
    Dispute,
    OtherGround,
    PartyKind,
    Purpose,
    Task,
)
from planning.cases.rules import ConsentState, Given, Ground
from planning.cases.voices import Question
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_staff

TODAY = dt.date(2026, 11, 3)
REASON = "Beide ouders hebben dit gezegd."
answers = st.sampled_from([None, "yes", "no", "later", "withdrawn"])


def say(**more):
    return services.ConsentRules(**more)


@pytest.fixture
def rules_of(story):
    def keep(**more):
        services.save_consent_rules(actor=story.actor, school=story.school, rules=say(**more), now=story.later())

    return keep


def state(story, purpose=Purpose.INVOLVE) -> ConsentState:
    about = story.involved.pk if purpose == Purpose.INVOLVE else None
    return gate.consent_states(Case.objects.get(pk=story.case.pk), now=story.later())[Question(purpose, about)]


def born(story, years: int, *, months: int = 0) -> None:
    """So many years ago this month; `months` later in the year makes the pupil younger."""
    index = story.today.year * 12 + story.today.month - 1 - years * 12 + months
    story.case.pupil_birth_month = f"{index // 12}-{index % 12 + 1:02d}"
    story.case.save(update_fields=["pupil_birth_month"])


# --- Pure -------------------------------------------------------------------------------------------------------------
@given(
    st.lists(answers, min_size=1, max_size=3), answers, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3)
)
def test_a_no_or_a_dispute_is_never_outvoted(said, pupil, pupil_must, one_is_enough, disputed, must):
    given_ = [Given(row, TODAY) for row in said]
    given_ += [Given(pupil, TODAY, pupil=True)] if pupil_must else []
    found = rules.consent_state(
        given_,
        must_answer=must,
        pupil_must=pupil_must,
        one_is_enough=one_is_enough,
        disputed=disputed,
        today=TODAY,
    )
    everybody = [row.answer for row in given_]
    if disputed:
        assert found == ConsentState.BLOCKED
    if disputed or {"no", "withdrawn"} & set(everybody):
        assert found != ConsentState.GRANTED
    if found == ConsentState.GRANTED:
        assert not pupil_must or pupil == "yes", "a parent never speaks for a pupil who must say yes"
        assert must == 0 or "yes" in said
        if not one_is_enough and must:
            assert set(said) == {"yes"}, "never one of two when both are needed"


# --- Settings ---------------------------------------------------------------------------------------------------------
def test_by_default_one_of_two_is_not_enough(story):
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.YES)
    assert (state(story), story.ground()) == (ConsentState.WAITING, Ground.NONE)


def test_one_parent_is_enough_where_the_school_says_so_and_never_against_a_no(story, rules_of):
    rules_of(one_is_enough=True)
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.YES)
    assert story.ground() == Ground.CONSENT
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.NO)
    assert (state(story), story.ground()) == (ConsentState.BLOCKED, Ground.NONE)


def test_the_swvs_rules_hold_where_a_school_has_none(story):
    boss = make_actor(make_staff(story.swv, Role.COORDINATOR), today=story.today)
    services.save_consent_rules(actor=boss, school=None, rules=say(one_is_enough=True), now=story.now)
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.YES)
    assert story.ground() == Ground.CONSENT
    services.save_consent_rules(actor=story.actor, school=story.school, rules=say(), now=story.now)
    assert story.ground() == Ground.NONE, "the school's own rules go first"
    assert AuditEvent.objects.filter(action="consent.rules").count() == 2


@pytest.mark.parametrize("wrong", [{"months": 0}, {"months": 13}, {"renew_weeks": 1}, {"from_twelve": "kind"}])
def test_rules_that_cannot_be_are_refused(story, rules_of, wrong):
    with pytest.raises(services.WrongRules):
        rules_of(**wrong)
    assert not ConsentSettings.objects.exists()


def test_only_who_may_sets_the_rules(story):
    teacher = make_actor(make_staff(story.swv, Role.TEACHER, story.school), today=story.today)
    for school in (story.school, None):
        with pytest.raises(NotAllowed):
            services.save_consent_rules(actor=teacher, school=school, rules=say(), now=story.now)


def test_the_other_parent_hears_that_an_answer_came_and_not_which(story, rules_of):
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.NO)
    assert not OutgoingLetter.objects.filter(template="consent_notice").exists(), "off unless the school set so"
    rules_of(tell_other_guardian=True)
    story.say(story.request_of("mirte", Purpose.SOT), Answer.NO)
    letter = OutgoingLetter.objects.get(template="consent_notice")
    text = Body.from_json(str(letter.body)).text
    assert letter.address == "kees@ouders.example"
    assert "mirte" not in text.lower()
    assert "nee" not in text.lower().split()
    assert "Kanarie" not in text


# --- Disputes ---------------------------------------------------------------------------------------------------------
def test_a_dispute_blocks_what_was_granted_at_once_and_lifting_it_needs_a_reason(story):
    story.all_say(Answer.YES)
    dispute = services.record_dispute(
        actor=story.actor,
        case=story.case,
        purpose=Purpose.INVOLVE,
        involved=story.involved,
        reason=REASON,
        now=story.later(),
    )
    assert (state(story), story.ground()) == (ConsentState.BLOCKED, Ground.NONE)
    assert state(story, Purpose.SOT) == ConsentState.GRANTED, "only its own question"
    with pytest.raises(services.ReasonMissing):
        services.lift_dispute(actor=story.actor, dispute=dispute, reason=" ja ", now=story.later())
    services.lift_dispute(actor=story.actor, dispute=dispute, reason=REASON, now=story.later())
    assert story.ground() == Ground.CONSENT
    assert {"dispute.record", "dispute.lift"} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_a_dispute_about_everything_blocks_every_question(story):
    story.all_say(Answer.YES)
    services.record_dispute(actor=story.actor, case=story.case, reason=REASON, now=story.later())
    assert {state(story), state(story, Purpose.SOT)} == {ConsentState.BLOCKED}
    assert "Kanarie" not in gate.pupil_label(story.case, now=story.later())


@pytest.mark.parametrize(
    "wrong",
    [{"purpose": Purpose.INVOLVE}, {"purpose": "alles"}, {"purpose": Purpose.SOT, "involved": "own"}],
    ids=["no party", "no such purpose", "party too many"],
)
def test_a_dispute_about_nothing_that_can_be_asked(story, wrong):
    wrong = {**wrong, "involved": story.involved if wrong.get("involved") else None}
    with pytest.raises(services.NoSuchQuestion):
        services.record_dispute(actor=story.actor, case=story.case, reason=REASON, now=story.now, **wrong)


def test_the_database_wants_who_and_when_together(story):
    dispute = services.record_dispute(actor=story.actor, case=story.case, reason=REASON, now=story.now)
    for half in ({"lifted_at": story.now}, {"lifted_by": story.ib}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispute.objects.filter(pk=dispute.pk).update(**half)
    for half in ({"changed_at": story.now}, {"months": 13}, {"renew_weeks": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentSettings.objects.create(swv=story.swv, school=story.school, **half)


# --- Ages -------------------------------------------------------------------------------------------------------------
def test_parents_consent_does_not_go_on_silently_after_sixteen(story):
    story.all_say(Answer.YES)
    assert story.ground() == Ground.CONSENT
    born(story, 16, months=-1)
    assert story.ground() == Ground.NONE, "the pupil was not asked"
    with pytest.raises(services.PupilToAsk):
        story.ask()
    services.add_pupil(actor=story.actor, case=story.case, language="nl", email="k@leerling.example", now=story.now)
    story.now += dt.timedelta(days=1)
    asked = story.ask()
    assert {row.giver.kind for row in asked} == {PartyKind.PUPIL}, "the parents are not asked any more"
    for row in asked:
        story.say(row, Answer.YES)
    assert story.ground() == Ground.CONSENT
    assert OutgoingLetter.objects.filter(template="consent_receipt_pupil").exists()
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.NO)
    assert story.ground() == Ground.CONSENT, "a parent's no does not decide after 16"


def test_in_the_birthday_month_both_are_needed(story):
    story.all_say(Answer.YES)
    born(story, 16)
    assert story.ground() == Ground.NONE
    services.add_pupil(actor=story.actor, case=story.case, language="nl", now=story.now)
    for row in story.ask():
        story.say(row, Answer.YES)
    assert story.ground() == Ground.CONSENT
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.WITHDRAWN)
    assert story.ground() == Ground.NONE


def test_an_opinion_at_fifteen_is_no_consent_at_sixteen(story):
    born(story, 16, months=3)  # asked well before the turning point
    services.add_pupil(actor=story.actor, case=story.case, language="nl", now=story.now)
    for row in story.ask():
        story.say(row, Answer.YES)
    assert story.ground() == Ground.CONSENT
    then = story.now + dt.timedelta(days=130)
    assert gate.ground(case=story.case, person=story.jp, now=then) == Ground.NONE


def test_at_twelve_an_opinion_does_not_decide_and_by_setting_it_does(story, rules_of):
    born(story, 12, months=-1)
    services.add_pupil(actor=story.actor, case=story.case, language="nl", now=story.now)
    requests = story.ask()
    assert len(requests) == 6, "the pupil is asked too"
    for row in requests:
        story.say(row, Answer.NO if row.giver.kind == PartyKind.PUPIL else Answer.YES)
    assert story.ground() == Ground.CONSENT
    rules_of(from_twelve="both")
    assert (state(story), story.ground()) == (ConsentState.BLOCKED, Ground.NONE)


def test_the_reminders_of_a_parent_stop_when_the_pupil_decides(story):
    story.ask()
    born(story, 17)
    mother = story.case.parties.get(pk=story.request_of("mirte", Purpose.SOT).giver_id)
    letters = OutgoingLetter.objects.count()
    when = timezone.make_aware(dt.datetime.combine(story.today + dt.timedelta(days=9), dt.time(10)))
    services.remind_silent(kind="consent.remind", giver_id=mother.pk, now=when)
    assert OutgoingLetter.objects.count() == letters
    assert not Task.objects.filter(code="consent_silent").exists()


# --- Other grounds ----------------------------------------------------------------------------------------------------
def other(story, kind="legal_task", *, law="leerplicht", days=20, reason=REASON, actor=None):
    return services.set_other_ground(
        actor=actor or story.actor,
        case=story.case,
        involved=story.involved,
        kind=kind,
        law=law if kind == "legal_task" else "",
        reason=reason,
        until=story.today + dt.timedelta(days=days),
        now=story.now,
    )


@pytest.mark.parametrize(("kind", "ground"), [("legal_task", Ground.LEGAL_TASK), ("safety", Ground.SAFETY)])
def test_another_ground_admits_without_consent_until_its_last_day(story, kind, ground):
    row = other(story, kind)
    assert story.ground() == ground
    assert gate.admits(story.ground())
    end = timezone.make_aware(dt.datetime.combine(row.until, dt.time(23, 59)))
    assert gate.ground(case=story.case, person=story.jp, now=end) == ground
    assert gate.ground(case=story.case, person=story.jp, now=end + dt.timedelta(minutes=1)) == Ground.NONE
    services.end_other_ground(actor=story.actor, ground=row, now=story.later())
    assert story.ground() == Ground.NONE
    assert {"ground.set", "ground.end"} <= set(AuditEvent.objects.values_list("action", flat=True))
    assert REASON not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_anonymous_is_for_the_sot_only(story):
    other(story, "anonymous")
    assert story.ground() == Ground.NONE
    assert gate.ground(case=story.case, person=story.jp, now=story.later(), sot_talk=True) == Ground.ANONYMOUS


@pytest.mark.parametrize(
    ("kind", "law", "days"),
    [
        ("legal_task", "", 5),
        ("legal_task", "verzonnen", 5),
        ("safety", "", 29),
        ("legal_task", "wpg", 366),
        ("safety", "", -1),
    ],
)
def test_a_ground_that_is_not_complete_or_too_long_is_refused(story, kind, law, days):
    with pytest.raises(services.WrongGround):
        services.set_other_ground(
            actor=story.actor,
            case=story.case,
            involved=story.involved,
            kind=kind,
            law=law,
            reason=REASON,
            until=story.today + dt.timedelta(days=days),
            now=story.now,
        )
    assert not OtherGround.objects.exists()


def test_a_ground_needs_a_role_a_reason_and_no_other_beside_it(story):
    teacher = make_actor(make_staff(story.swv, Role.TEACHER, story.school), today=story.today)
    with pytest.raises(NotAllowed):
        other(story, actor=teacher)
    with pytest.raises(services.ReasonMissing):
        other(story, reason="zo")
    other(story)
    with pytest.raises(services.GroundThere):
        other(story)
    with pytest.raises(IntegrityError), transaction.atomic():
        OtherGround.objects.filter(involved=story.involved).update(law="")


# --- New party, purpose, text, data -----------------------------------------------------------------------------------
def test_another_role_is_another_party_and_is_asked_anew(story):
    """C12: what was said of the earlier role says nothing of this one."""
    from planning.people.models import RoleHolding
    from tests.factories import give

    story.all_say(Answer.YES)
    RoleHolding.objects.filter(person=story.jp).update(valid_to=story.today - dt.timedelta(days=1))
    give(story.jp, Role.LPA, story.school)
    assert story.ground() == Ground.NONE
    story.now += dt.timedelta(days=1)
    asked = story.ask()
    assert {(row.purpose, row.role) for row in asked} == {(Purpose.INVOLVE, Role.LPA)}
    assert story.ground() == Ground.NONE
    for row in asked:
        story.say(row, Answer.YES)
    assert story.ground() == Ground.CONSENT


@pytest.mark.parametrize("change", ["scope", "text"])
def test_other_data_or_words_are_asked_for_that_alone_and_the_yes_goes_on(story, change, monkeypatch):
    story.all_say(Answer.YES)
    story.now += dt.timedelta(days=1)
    scope = ()
    if change == "scope":
        scope = ("name", "health")
    else:
        ConsentRequest.objects.filter(purpose=Purpose.INVOLVE).update(text_version=1)
    questions = [services.Question(Purpose.SOT), services.Question(Purpose.INVOLVE, story.involved, scope)]
    asked = services.ask_consent(actor=story.actor, case=story.case, questions=questions, now=story.now)
    assert [row.purpose for row in asked] == [Purpose.INVOLVE] * 2
    assert {row.round for row in asked} == {2}
    assert story.ground() == Ground.CONSENT, "what was read and agreed to goes on"
    story.say(asked[0], Answer.NO)
    assert story.ground() == Ground.NONE


def test_a_question_without_its_party_or_with_unknown_data_is_refused(story):
    for question in (
        services.Question(Purpose.INVOLVE),
        services.Question(Purpose.SOT, story.involved),
        services.Question(Purpose.SOT, None, ("alles",)),
    ):
        with pytest.raises(services.NoSuchQuestion):
            services.ask_consent(actor=story.actor, case=story.case, questions=[question], now=story.now)
    assert not ConsentRequest.objects.exists()


def test_an_authority_that_is_not_known_counts_as_authority(story):
    story.case.parties.update(authority=Authority.UNKNOWN)
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.YES)
    assert story.ground() == Ground.NONE
