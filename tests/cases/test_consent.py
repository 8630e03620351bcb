"""Nobody at the table without a ground: the rule, the record and the gate."""

import datetime as dt
import re
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications.links.models import PersonalLink
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import gate, rules, selectors, services
from planning.cases.models import Answer, Authority, Case, ConsentDecision, ConsentRequest, Immutable, Purpose, Task
from planning.cases.rules import ConsentState, Given, Ground
from planning.cases.signals import consent_changed
from planning.cases.voices import Question
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.cases.story import seen
from tests.factories import make_actor, make_school, make_staff

TODAY = dt.date(2026, 11, 3)
answers = st.sampled_from([None, "yes", "no", "later", "withdrawn"])


@given(st.lists(answers, min_size=1, max_size=4), st.integers(0, 4), st.booleans())
def test_only_everybodys_yes_is_a_yes(said, must_answer, expired):
    end = TODAY - dt.timedelta(days=1) if expired else TODAY
    state = rules.consent_state([Given(row, end) for row in said], must_answer=must_answer, today=TODAY)
    everybody = 0 < must_answer <= len(said) and set(said) == {"yes"} and not expired
    assert (state == ConsentState.GRANTED) == everybody


@given(st.sampled_from(ConsentState), st.sampled_from(ConsentState))
def test_nobody_is_admitted_without_a_granted_consent_of_their_own(sot, involve):
    ground = rules.ground_for(sot_talk=False, sot=sot, involve=involve, core=True)
    assert gate.admits(ground) == (involve == ConsentState.GRANTED)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 1, 1)))
def test_consent_ends_within_a_year_and_not_at_once(day):
    end = rules.expiry(asked_on=day)
    assert dt.timedelta(days=183) <= end - day <= dt.timedelta(days=365)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3), min_size=1, max_size=5))
def test_a_changed_decision_breaks_the_chain(facts):
    chain, previous = [], ""
    for row in facts:
        own = rules.chain_hash(previous=previous, fields=row)
        chain.append((previous, own, row))
        previous = own
    assert rules.chain_is_whole(chain)
    before, own, row = chain[0]
    assert not rules.chain_is_whole([(before, own, {**row, "answer!": "other"}), *chain[1:]])


@pytest.mark.django_db
def test_each_parent_gets_one_letter_however_many_questions(story):
    assert len(story.ask()) == 4
    letters = list(OutgoingLetter.objects.filter(template="consent_ask"))
    assert sorted(letter.address for letter in letters) == ["kees@ouders.example", "mirte@ouders.example"]
    for letter in letters:
        assert "Kanarie" not in Body.from_json(str(letter.body)).text + letter.subject


@pytest.mark.django_db
def test_the_ground_follows_the_answers(story):
    assert story.ground() == Ground.NONE
    requests = [row for row in story.ask() if row.purpose == Purpose.INVOLVE]
    story.say(requests[0], Answer.YES)
    assert story.ground() == Ground.NONE, "one of two is not enough (C10)"
    story.say(requests[1], Answer.YES)
    assert story.ground() == Ground.CONSENT
    story.say(requests[0], Answer.WITHDRAWN)
    assert story.ground() == Ground.NONE, "withdrawing works at once (C6)"
    assert Task.objects.filter(code="consent_withdrawn").count() == 1


@pytest.mark.django_db
def test_without_consent_the_pupil_has_no_name(story):
    assert gate.pupil_label(story.case, now=story.now) == f"Leerling {story.case.reference}"
    for row in story.ask():
        story.say(row, Answer.YES)
    assert gate.pupil_label(story.case, now=story.now + dt.timedelta(hours=1)) == "Kanarie Z"


@pytest.mark.django_db
def test_a_yes_of_somebody_without_authority_counts_for_nothing(story):
    requests = story.ask()
    story.case.parties.update(authority=Authority.NO)
    for row in requests:
        story.say(row, Answer.YES)
    assert story.ground() == Ground.NONE
    with pytest.raises(services.NobodyToAsk):
        story.ask()


@pytest.mark.django_db
def test_own_staff_needs_no_consent_and_a_stranger_has_none(story):
    teacher = make_staff(story.swv, Role.TEACHER, story.school)
    gw = make_staff(story.swv, Role.GW)
    found = gate.grounds(case=story.case, person_ids=[teacher.pk, gw.pk], now=story.now)
    assert found == {teacher.pk: Ground.SCHOOL, gw.pk: Ground.NONE}
    with pytest.raises(gate.NoGround):
        gate.require(case=story.case, person=gw, now=story.now)


@pytest.mark.django_db
def test_a_new_guardian_takes_the_consent_away_until_asked(story):
    for row in story.ask():
        story.say(row, Answer.YES)
    services.add_guardian(
        actor=story.actor,
        case=story.case,
        guardian=services.GuardianData(name="Oma", authority=Authority.YES),
        now=story.now,
    )
    assert story.ground() == Ground.NONE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        {"answer": "yes"},
        {"at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"typed_name": "Iemand anders"},
        {"address": "ander@elders.example"},
        {"shown": "U vindt alles goed."},
        {"number": 7},
    ],
)
def test_a_decision_that_was_changed_behind_our_back_shows(story, tamper):
    request = story.ask()[0]
    story.say(request, Answer.YES)
    story.say(request, Answer.NO)
    assert selectors.proof_is_whole(story.case)
    ConsentDecision.objects.filter(answer="no").update(**tamper)
    assert not selectors.proof_is_whole(story.case)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["yes", "no", "withdrawn"])
def test_a_decision_that_was_taken_out_shows_also_the_last(story, answer):
    request = story.ask()[0]
    for said in (Answer.YES, Answer.NO, Answer.WITHDRAWN):
        story.say(request, said)
    ConsentDecision.objects.filter(answer=answer).delete()
    assert not selectors.proof_is_whole(story.case)


@pytest.mark.django_db
def test_decisions_are_numbered_and_never_overwritten(story):
    first, second = story.ask()[:2]
    rows = [story.say(first, Answer.YES), story.say(second, Answer.NO), story.say(first, Answer.WITHDRAWN)]
    assert [row.number for row in rows] == [1, 2, 3]
    rows[0].answer = Answer.NO
    with pytest.raises(Immutable):
        rows[0].save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "impossible",
    [
        {"entered_by": None},
        {"link_id": uuid.UUID(int=1)},
        {"means": "link"},
        {"typed_name": None},
        {"number": 1},
    ],
)
def test_the_database_refuses_an_answer_without_source_name_or_place(story, impossible):
    first, second = story.ask()[:2]
    story.say(first, Answer.NO)
    decision = story.say(second, Answer.YES)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentDecision.objects.filter(pk=decision.pk).update(**impossible)


@pytest.mark.django_db
def test_the_database_refuses_two_questions_for_one_thing(story):
    row = story.request_of("kees", Purpose.SOT)
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentRequest.objects.filter(purpose=Purpose.SOT).update(involved=story.involved)


@pytest.mark.django_db
def test_asking_again_reminds_once_a_day_and_the_wait_goes_on(story):
    first = story.ask()
    story.now += dt.timedelta(hours=1)
    assert story.ask() == []
    story.now += dt.timedelta(hours=20)
    assert {row.pk for row in story.ask()} == {row.pk for row in first}
    assert {row.asked_at for row in ConsentRequest.objects.all()} == {first[0].asked_at}
    assert OutgoingLetter.objects.filter(template="consent_ask").count() == 4


@pytest.mark.django_db
def test_asking_anew_after_a_no_begins_a_new_round_and_a_yes_is_not_asked_again(story):
    story.all_say(Answer.YES)
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.NO)
    story.now += dt.timedelta(days=2)
    again = story.ask()
    assert [(str(row.giver.name), row.purpose) for row in again] == [("kees", Purpose.INVOLVE)]
    assert (
        gate.consent_states(story.case, now=story.now)[Question("involve", story.involved.pk)] == ConsentState.WAITING
    )
    assert ConsentDecision.objects.count() == 5, "what was said stays on record"


@pytest.mark.django_db
def test_the_newest_link_outlives_every_consent_of_its_giver(story):
    """C6: withdrawing must be possible as long as a consent lasts, whichever mail one finds back."""
    story.ask()
    end = dt.date(2028, 2, 1)
    ConsentRequest.objects.filter(purpose=Purpose.SOT).update(expires_on=end)
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.LATER)
    newest = PersonalLink.objects.order_by("-created_at").first()
    assert newest.expires_at.date() > end


@pytest.mark.django_db
def test_the_school_hears_of_a_no_at_once_and_of_a_yes_when_it_is_whole(story):
    story.ask()
    for name, codes in (("mirte", []), ("kees", ["consent_yes"])):
        client, page = story.enter(name)
        shown = client.get(page).content.decode()
        data = {f"vraag-{story.request_of(name, Purpose.SOT).pk}": "yes", "typed_name": name}
        data |= {f"vraag-{story.request_of(name, Purpose.INVOLVE).pk}": "later"}
        assert client.post(page, data | seen(shown)).status_code == 303
        assert list(Task.objects.values_list("code", flat=True)) == codes
    story.say(story.request_of("mirte", Purpose.INVOLVE), Answer.NO)
    assert sorted(Task.objects.values_list("code", flat=True)) == ["consent_no", "consent_yes"]
    assert set(Task.objects.values_list("person", flat=True)) == {story.ib.pk}


@pytest.mark.django_db
def test_rooms_above_hear_of_a_change_inside_the_transaction(story):
    heard = []

    def listen(sender, **what):
        heard.append((what["case_id"], what["swv_id"], transaction.get_connection().in_atomic_block))

    def fail(sender, **what):
        raise RuntimeError("a room above has trouble")

    request = story.request_of("kees", Purpose.SOT)
    consent_changed.connect(listen)
    try:
        story.say(request, Answer.YES)
        services.add_guardian(
            actor=story.actor, case=story.case, guardian=services.GuardianData(name="Oma"), now=story.now
        )
        assert heard == [(story.case.pk, story.swv.pk, True)] * 2
        consent_changed.connect(fail)
        with pytest.raises(RuntimeError):
            story.say(request, Answer.NO)
    finally:
        consent_changed.disconnect(listen)
        consent_changed.disconnect(fail)
    assert list(ConsentDecision.objects.values_list("answer", flat=True)) == ["yes"], "not kept unseen (S19)"


@pytest.mark.django_db
def test_no_letter_or_audit_line_holds_anything_about_the_pupil(story):
    story.all_say(Answer.YES)
    story.all_say(Answer.WITHDRAWN, Purpose.INVOLVE)
    written = [f"{row.subject} {row.body}" for row in OutgoingLetter.objects.all()]
    written += [f"{row.action} {row.detail}" for row in AuditEvent.objects.all()]
    assert len(written) > 12
    assert [text for text in written if re.search("kanarie|rust|involve.*joost", text, re.IGNORECASE)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pupil",
    [
        services.PupilData(name="", initial="Z"),
        services.PupilData(name="K", initial="Zwart"),
        services.PupilData(name="K", initial="Z", birth_month="2017-13"),
        services.PupilData(name="K", initial="Z", birth_month="3 mei"),
    ],
)
def test_bad_pupil_data_opens_no_case(story, pupil):
    with pytest.raises(services.WrongPupilData):
        services.open_case(
            actor=story.actor,
            school=story.school,
            route_key="west-brabant-po",
            pupil=pupil,
            guardians=[services.GuardianData(name="M")],
            questions=services.StartQuestions(),
            now=story.now,
        )
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_another_school_opens_nothing_here(story):
    elsewhere = make_actor(make_staff(story.swv, Role.IB, make_school(story.swv)), today=timezone.localdate())
    with pytest.raises(NotAllowed):
        services.close_case(actor=elsewhere, case=story.case, now=story.now)
    assert selectors.visible_case(elsewhere, story.case.pk) is None


@pytest.mark.django_db
def test_the_casusregisseur_follows_the_rule_or_a_reason(story):
    story.all_say(Answer.YES)
    with pytest.raises(services.ReasonNeeded):
        services.appoint_casusregisseur(
            actor=story.actor,
            case=story.case,
            person=story.jp,
            leading_domain="onderwijs",
            reason=" ",
            now=story.later(),
        )
    case = services.appoint_casusregisseur(
        actor=story.actor, case=story.case, person=story.jp, leading_domain="jeugdhulp", reason="", now=story.later()
    )
    assert case.casusregisseur == story.jp
