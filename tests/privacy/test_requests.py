"""P5: a copy without the other parent, requests with a clock, corrections that keep what stood there, a freeze."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import services as cases
from planning.cases.models import Answer, Authority, Party, Purpose
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.models import MeetingKind
from planning.meetings.services import Seat
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.privacy import copies, rules, services
from planning.privacy.models import Correction, RequestKind, RequestState, SubjectRequest
from planning.privacy.rules import Scope
from planning.privacy.subjects import subjects
from tests.factories import make_actor, make_staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def parent(story, name):
    return next(row for row in Party.objects.filter(case=story.case) if str(row.name) == name)


def a_full_case(story):
    """Consent, a poll with answers and remarks of both parents, a held meeting, agreements of both, an evaluation."""
    for name in ("mirte", "kees"):
        for purpose in (Purpose.SOT, Purpose.INVOLVE):
            story.say(story.request_of(name, purpose), Answer.YES)
    cases.appoint_casusregisseur(
        actor=story.actor, case=story.case, person=story.ib, leading_domain="onderwijs", reason="", now=story.now
    )
    mother, father = parent(story, "mirte"), parent(story, "kees")
    meeting = meetings.plan_case_meeting(
        actor=story.actor,
        case=story.case,
        kind=MeetingKind.HIA,
        minutes=60,
        location="",
        participants=[Seat(person=story.ib, role="ib"), Seat(party=mother), Seat(party=father)],
        now=story.later(),
    )
    seats = {row.party_id: row for row in meeting.participants.all()}
    for party in (mother, father):
        agreement = followup.record_agreement(
            actor=story.actor,
            meeting=meeting,
            owner=seats[party.pk],
            what=f"{party.name} leest elke dag voor. Bel {party.email}",
            due=story.today + 20 * DAY,
            now=story.later(),
        )
        followup.report_progress(
            agreement_id=agreement.pk,
            state="started",
            remark=f"geheim van {party.name}",
            by=meetings_by(seats[party.pk]),
            now=story.later(),
        )
    followup.plan_evaluation(
        actor=story.actor, meeting=meeting, on=story.today + 40 * DAY, method="samen", now=story.later()
    )
    return mother, father


def meetings_by(participant):
    from planning.people.audit import By

    return By.guest(participant.pk)


def text_of(sections):
    return json.dumps(
        [[section.title, section.columns, section.rows, section.values] for section in sections],
        default=str,
        ensure_ascii=False,
    )


def test_every_table_about_a_pupil_is_shared_or_kept_back_with_a_reason():
    """A new table: say in `copies.SHARES` what of it is given, or in `KEPT_BACK` why nothing."""
    labels = {subject.label for subject in subjects()}
    assert labels - set(copies.SHARES) - set(copies.KEPT_BACK) == set()
    assert set(copies.SHARES) & set(copies.KEPT_BACK) == set()
    assert not [label for label in copies.SHARES if "safety" in label.lower()]  # R153


def test_a_copy_holds_what_is_the_pupils_and_nothing_of_the_other_parent(story):
    mother, _father = a_full_case(story)
    found = services.make_copy(actor=story.actor, case=story.case, requester=mother, now=story.later())
    text = text_of(found)
    assert "Kanarie" in text
    assert "Ingrid Smit" in text  # professionals are named
    assert "leest elke dag voor" in text  # also what the other parent does is an agreement about the child
    assert "geheim van mirte" in text
    assert "kees" not in text.lower()
    keys = {section.key: section for section in found}
    assert len(keys["cases.ConsentDecision"].rows) == 2
    assert len(keys["followup.Agreement"].rows) == 2
    assert len(keys["followup.Progress"].rows) == 1
    assert copies.OTHER in text
    assert AuditEvent.objects.filter(action="privacy.copy").count() == 1


def test_a_copy_holds_no_ids_hashes_or_network_addresses(story):
    import re

    mother, _father = a_full_case(story)
    text = text_of(services.make_copy(actor=story.actor, case=story.case, requester=mother, now=story.later()))
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    assert not re.search(r"[0-9a-f]{64}", text)


def test_a_parent_without_authority_gets_facts_only(story):
    a_full_case(story)
    Party.objects.filter(pk=parent(story, "kees").pk).update(authority=Authority.NO)
    text = text_of(
        services.make_copy(actor=story.actor, case=story.case, requester=parent(story, "kees"), now=story.later())
    )
    assert "De Linde" in text
    assert "Rust." not in text
    assert "leest elke dag" not in text
    assert "mirte" not in text.lower()


@pytest.mark.parametrize(
    ("kind", "authority", "age", "scope"),
    [
        ("guardian", "yes", 9, Scope.FULL),
        ("guardian", "yes", None, Scope.FULL),
        ("guardian", "no", 9, Scope.INFORMATION),
        ("guardian", "unknown", 9, Scope.INFORMATION),
        ("guardian", "yes", 16, Scope.INFORMATION),
        ("pupil", "unknown", 15, Scope.NONE),
        ("pupil", "unknown", 16, Scope.FULL),
        ("pupil", "unknown", None, Scope.NONE),
    ],
)
def test_who_may_have_what(kind, authority, age, scope):
    assert rules.scope_of(kind=kind, authority=authority, age=age) == scope


@pytest.mark.parametrize(
    ("month", "today", "age"),
    [
        ("2010-11", dt.date(2026, 11, 1), 16),
        ("2010-12", dt.date(2026, 11, 30), 15),
        ("", dt.date(2026, 1, 1), None),
        ("geen", dt.date(2026, 1, 1), None),
    ],
)
def test_age(month, today, age):
    assert rules.age_in_years(month, today=today) == age


def test_a_pupil_of_sixteen_asks_without_the_parents(story):
    a_full_case(story)
    pupil = cases.add_pupil(actor=story.actor, case=story.case, language="nl", now=story.now)
    with pytest.raises(services.NoRight):
        services.make_copy(actor=story.actor, case=story.case, requester=pupil, now=story.now)
    story.case.pupil_birth_month = "2009-01"
    story.case.save()
    text = text_of(services.make_copy(actor=story.actor, case=story.case, requester=pupil, now=story.now)).lower()
    assert "kanarie" in text
    assert "mirte" not in text
    assert "kees" not in text


def test_the_privacy_officer_makes_no_copy(story):
    with pytest.raises(NotAllowed):
        services.make_copy(actor=story.officer, case=story.case, requester=parent(story, "mirte"), now=story.now)


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ((2026, 11, 3), (2026, 12, 3), (2027, 2, 3)),
        ((2027, 1, 31), (2027, 2, 28), (2027, 4, 30)),
        ((2026, 11, 30), (2026, 12, 30), (2027, 2, 28)),
    ],
)
def test_the_clock(received, due, extended):
    day = dt.date(*received)
    assert rules.due_on(received_on=day) == dt.date(*due)
    assert rules.due_on(received_on=day, extended=True) == dt.date(*extended)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 40))
def test_months_later_is_never_a_day_too_far(day, months):
    later = rules.add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


def asked(story, **more):
    fields = {"requester": parent(story, "mirte"), "kind": RequestKind.COPY, "received_on": story.today}
    return services.record_request(actor=story.actor, case=story.case, now=story.now, **{**fields, **more})


def test_a_request_from_receipt_to_answer(story):
    request = asked(story)
    assert request.due_on == rules.due_on(received_on=story.today)
    request = services.extend_request(actor=story.officer, request=request, reason="Veel stukken.", now=story.now)
    assert request.due_on == rules.due_on(received_on=story.today, extended=True)
    with pytest.raises(services.ExtendedBefore):
        services.extend_request(actor=story.officer, request=request, reason="Nog meer.", now=story.now)
    done = services.answer_request(
        actor=story.officer, request=request, state=RequestState.GRANTED, answer="", now=story.now
    )
    assert (done.handled_by_id, done.handled_at) == (story.fg.pk, story.now)
    with pytest.raises(services.AlreadyHandled):
        services.answer_request(
            actor=story.officer, request=request, state=RequestState.REFUSED, answer="x", now=story.now
        )


def test_what_is_wrong_with_a_request(story):
    with pytest.raises(services.ReceivedLater):
        asked(story, received_on=story.today + DAY)
    other = story.another_case("iemand")
    with pytest.raises(services.NotOfThisCase):
        asked(story, requester=other.parties.first())
    request = asked(story)
    with pytest.raises(services.SayWhy):
        services.answer_request(
            actor=story.actor, request=request, state=RequestState.REFUSED, answer=" ", now=story.now
        )
    late = story.now + 40 * DAY
    with pytest.raises(services.ExtendedBefore):
        services.extend_request(actor=story.actor, request=request, reason="te laat", now=late)
    stranger = make_actor(make_staff(story.swv, Role.TEACHER, story.school), today=story.today)
    with pytest.raises(NotAllowed):
        services.answer_request(actor=stranger, request=request, state=RequestState.GRANTED, answer="", now=story.now)


def test_the_table_keeps_who_and_when_together(story):
    request = asked(story)
    for change in ({"state": "granted"}, {"handled_at": story.now}, {"extended_at": story.now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SubjectRequest.objects.filter(pk=request.pk).update(**change)


def test_a_correction_keeps_what_stood_there(story):
    made = services.correct_text(
        actor=story.actor,
        case=story.case,
        field="question_support",
        text="Rust en tijd.",
        why="Op verzoek.",
        now=story.now,
    )
    story.case.refresh_from_db()
    assert (str(made.before), str(story.case.question_support)) == ("Rust.", "Rust en tijd.")
    with pytest.raises(services.NothingChanged):
        services.correct_text(
            actor=story.actor, case=story.case, field="question_support", text="Rust en tijd.", why="x", now=story.now
        )
    for wrong in (
        {"field": "reference", "text": "x", "why": "x"},
        {"field": "pupil_name", "text": " ", "why": "x"},
        {"field": "pupil_name", "text": "y" * 100, "why": "x"},
        {"field": "pupil_name", "text": "Merel", "why": " "},
    ):
        with pytest.raises(services.SayWhy):
            services.correct_text(actor=story.actor, case=story.case, now=story.now, **wrong)
    assert Correction.objects.count() == 1


def test_every_text_of_a_case_can_be_corrected():
    from encrypted_fields.fields import EncryptedFieldMixin

    from planning.cases.models import Case

    texts = {field.name for field in Case._meta.concrete_fields if isinstance(field, EncryptedFieldMixin)}
    assert texts == set(rules.CORRECTABLE)


def test_a_statement_stands_beside_the_text_and_goes_to_its_giver_only(story):
    mother, father = parent(story, "mirte"), parent(story, "kees")
    services.record_statement(
        actor=story.actor,
        case=story.case,
        giver=mother,
        field="question_support",
        text="Zij is niet druk.",
        now=story.now,
    )
    for who, seen in ((mother, True), (father, False)):
        text = text_of(services.make_copy(actor=story.actor, case=story.case, requester=who, now=story.now))
        assert ("niet druk" in text) == seen
    with pytest.raises(services.SayWhy):
        services.record_statement(actor=story.actor, case=story.case, giver=mother, field="", text=" ", now=story.now)
