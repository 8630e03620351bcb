"""A short question without a pupil to an expert, and what came of it (R31, R43). Linked to nobody, ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.identifying import suspicious
from planning.cases.models import Consultation, ConsultationOutcome, ConsultationState, Topic
from planning.cases.selectors.reach import experts_of
from planning.cases.services import word
from planning.cases.services.nameless import known_words
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Person, School

S = ConsultationState


@dataclass(frozen=True, slots=True)
class ShortQuestion:
    """What is asked, and when it suits to talk."""

    topic: Topic
    question: str
    moments: str = ""


class AskSomething(DomainError):
    """The question or its addressee is missing."""

    code = "ask_something"
    status = 422
    message = _("Kijk de vraag na.")


class LooksLikeAChild(DomainError):
    """Something in the text looks like a name, a date of birth or a group (R55). It warns; the writer decides."""

    code = "looks_like_a_child"
    status = 422
    message = _("Kijk nog eens: dit lijkt op iets waaraan een leerling te herkennen is.")
    hint = _("Haal het weg. Is het geen leerling? Zet dan het vinkje en verstuur opnieuw.")

    def __init__(self, words: tuple[str, ...], *, field: str) -> None:
        self.words = words
        text = ", ".join(f"“{word}”" for word in words)
        super().__init__(f"{self.message} {text}.", fields={field: f"{self.message} {text}."})


class NotNowConsultation(DomainError):
    """It was answered or closed meanwhile."""

    code = "consultation_not_now"
    message = _("Deze vraag is al afgerond.")


@transaction.atomic
def ask_expert(
    *, actor: Actor, school: School, expert: Person, asked: ShortQuestion, checked: bool, now: dt.datetime
) -> Consultation:
    """Put a short question to a GW, TC, JP, JA or LPA. No pupil: with `checked` the writer has looked at the warning.

    Raises NotAllowed, AskSomething, LooksLikeAChild.
    """
    actor.require(Right.ASK_EXPERT, school_id=school.pk)
    role = next((role for one, role in experts_of(school, now=now) if one.pk == expert.pk), None)
    if role is None:
        raise AskSomething(fields={"expert": _("Kies aan wie u het vraagt.")})
    if not asked.question.strip():
        raise AskSomething(fields={"question": _("Schrijf uw vraag op.")})
    own = known_words({"question": asked.question, "moments": asked.moments}, actor=actor, school_id=school.pk)
    for field, text in (("question", asked.question), ("moments", asked.moments)):
        _warn(text, field=field, checked=checked, known=[hit.word for hit in own.get(field, [])])
    row = Consultation.objects.create(
        swv_id=actor.swv_id,
        school=school,
        asked_by_id=actor.person_id,
        asked_at=now,
        expert=expert,
        role=role,
        topic=asked.topic,
        question=asked.question.strip(),
        moments=asked.moments.strip() or None,
    )
    audit.record(swv_id=actor.swv_id, by=actor.by, action="consultation.ask", on=row, now=now, topic=str(asked.topic))
    word.to_person(
        expert,
        template="consultation_asked",
        path=f"/meedenken/{row.pk}/",
        key=f"consultation:{row.pk}",
        now=now,
        school=school.name,
        asked_by=actor.name,
        topic=str(asked.topic.label),
    )
    return row


@transaction.atomic
def answer_consultation(
    *, actor: Actor, consultation: Consultation, answer: str, checked: bool, now: dt.datetime
) -> Consultation:
    """The expert answers in words. Raises NotAllowed, NotNowConsultation, AskSomething, LooksLikeAChild."""
    row = _of_expert(consultation.pk, actor=actor)
    if not answer.strip():
        raise AskSomething(fields={"answer": _("Schrijf uw antwoord op.")})
    _warn(answer, field="answer", checked=checked)
    row.state, row.answer, row.answered_at = S.ANSWERED, answer.strip(), now
    row.save(update_fields=["state", "answer", "answered_at"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="consultation.answer", on=row, now=now)
    _tell_asker(row, now=now)
    return row


@transaction.atomic
def plan_consultation(
    *, actor: Actor, consultation: Consultation, start: dt.datetime, place: str, now: dt.datetime, checked: bool = False
) -> Consultation:
    """The expert plans a moment to talk, at a place that names no pupil either (P2).

    Raises NotAllowed, NotNowConsultation, AskSomething, LooksLikeAChild.
    """
    row = _of_expert(consultation.pk, actor=actor)
    if start <= now:
        raise AskSomething(fields={"day": _("Kies een moment dat nog komt.")})
    _warn(place, field="place", checked=checked)
    row.state, row.planned_at, row.place = S.PLANNED, start, place.strip() or None
    row.save(update_fields=["state", "planned_at", "place"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="consultation.plan", on=row, now=now)
    _tell_asker(row, now=now)
    return row


@transaction.atomic
def close_consultation(
    *, actor: Actor, consultation: Consultation, outcome: ConsultationOutcome, now: dt.datetime
) -> Consultation:
    """Who asked closes it, with what comes of it. A signal is written apart: nothing links the two (R43).

    Raises NotAllowed, NotNowConsultation.
    """
    row = _locked(consultation.pk)
    if row.asked_by_id != actor.person_id:
        raise NotAllowed
    row.state, row.outcome, row.closed_by_id, row.closed_at = S.CLOSED, outcome, actor.person_id, now
    row.save(update_fields=["state", "outcome", "closed_by", "closed_at"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="consultation.close", on=row, now=now, outcome=str(outcome))
    return row


def _locked(consultation_id: UUID) -> Consultation:
    row = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("asked_by", "expert", "school")
        .get(pk=consultation_id)
    )
    if row.state == S.CLOSED:
        raise NotNowConsultation
    return row


def _of_expert(consultation_id: UUID, *, actor: Actor) -> Consultation:
    row = _locked(consultation_id)
    if row.expert_id != actor.person_id:
        raise NotAllowed
    return row


def _warn(text: str, *, field: str, checked: bool, known: Sequence[str] = ()) -> None:
    """What looks like a child, and the names of the school's own pupils, however they are written (C8)."""
    words = suspicious(text)
    words += tuple(word for word in dict.fromkeys(known) if not any(word in one for one in words))
    if words and not checked:
        raise LooksLikeAChild(words, field=field)


def _tell_asker(row: Consultation, *, now: dt.datetime) -> None:
    word.to_person(
        row.asked_by,
        template="consultation_answered",
        path=f"/meedenken/{row.pk}/",
        key=f"consultation:{row.pk}:{now.timestamp():.0f}",
        now=now,
    )
