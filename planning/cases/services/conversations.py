"""Conversations with parents, written down (R52, R60, R113), and asking the SWV for a trajectbegeleider (R53)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, Conversation, Party, Subject, Task, TrajectRequest
from planning.cases.selectors.reach import guides
from planning.cases.selectors.ways import route_of
from planning.cases.services import word
from planning.cases.services.entering import say_circumstance
from planning.cases.services.locking import open_case_of
from planning.cases.services.tasks import TELL_FAMILY
from planning.errors import DomainError, Text
from planning.people import audit
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role


class WrongConversation(DomainError):
    """Something is missing, or the day has not come yet."""

    code = "wrong_conversation"
    status = 422
    message = _("Kijk het verslag na.")


class AlreadyAskedOfSwv(DomainError):
    """A request waits for its answer."""

    code = "already_asked_of_swv"
    message = _("Er loopt al een aanvraag voor trajectbegeleiding.")
    hint = _("Leg eerst het antwoord vast.")


class WrongRequest(DomainError):
    """The request or its answer lacks something."""

    code = "wrong_request"
    status = 422
    message = _("Kijk de aanvraag na.")


@transaction.atomic
def record_conversation(
    *,
    actor: Actor,
    case: Case,
    subject: Subject,
    on: dt.date,
    parties: Sequence[Party],
    others: str,
    agreed: str,
    now: dt.datetime,
) -> Conversation:
    """Write a conversation down: when, about what, who was there, what was agreed.

    Telling the advice ends the task to do so (R113). Explaining the purpose opens the way to asking consent (R60).
    Raises NotAllowed, CaseClosed, WrongConversation.
    """
    case = open_case_of(case, actor=actor, now=now)
    wrong: dict[str, Text] = {}
    if on > timezone.localdate(now):
        wrong["on"] = _("Deze dag moet nog komen.")
    if not parties or any(row.case_id != case.pk for row in parties):
        wrong["parties"] = _("Kruis aan welke ouder erbij was, of de leerling.")
    if not agreed.strip():
        wrong["agreed"] = _("Schrijf op wat er is besproken of afgesproken.")
    if wrong:
        raise WrongConversation(fields=wrong)
    row = Conversation.objects.create(
        swv_id=case.swv_id,
        case=case,
        on=on,
        subject=subject,
        others=others.strip() or None,
        agreed=agreed.strip(),
        by_id=actor.person_id,
        at=now,
    )
    row.parties.set(parties)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.conversation", on=row, now=now, subject=str(subject))
    if subject == Subject.FEEDBACK:
        done = Task.objects.filter(case=case, code=TELL_FAMILY, done_at__isnull=True)
        for task in done:
            audit.record(swv_id=case.swv_id, by=actor.by, action="task.done", on=task, now=now)
        done.update(done_at=now)
    return row


@transaction.atomic
def ask_traject(*, actor: Actor, case: Case, person: Person, why: str, now: dt.datetime) -> TrajectRequest:
    """Ask the SWV for a trajectbegeleider, out of a SOT and with the parents (R53). The letter names no pupil (P1).

    Raises NotAllowed, CaseClosed, WrongRequest, AlreadyAskedOfSwv.
    """
    case = open_case_of(case, actor=actor, now=now)
    if not why.strip():
        raise WrongRequest(fields={"why": _("Schrijf op waarvoor u trajectbegeleiding vraagt.")})
    if person.pk not in {one.pk for one, _role in guides(case, now=now)}:
        raise WrongRequest(fields={"person": _("Kies iemand van het samenwerkingsverband.")})
    try:
        with transaction.atomic():
            row = TrajectRequest.objects.create(
                swv_id=case.swv_id,
                case=case,
                why=why.strip(),
                asked_of=person,
                asked_by_id=actor.person_id,
                asked_at=now,
            )
    except IntegrityError as twice:
        raise AlreadyAskedOfSwv from twice
    by = Person.objects.get(pk=actor.person_id)
    word.to_person(
        person,
        template="traject_asked",
        path="/",
        key=f"traject:{row.pk}",
        now=now,
        school=case.school.name,
        contact=", ".join(part for part in (by.name, by.phone, by.email) if part),
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.traject_ask", on=row, now=now)
    return row


@transaction.atomic
def answer_traject(
    *, actor: Actor, case: Case, granted: bool, guide: Person | None, answer: str, now: dt.datetime
) -> TrajectRequest:
    """Keep what the SWV answered, and who the trajectbegeleider is.

    Granted makes the circumstance of that name true where the route knows it, so that the director must be there
    (R74). Raises NotAllowed, CaseClosed, WrongRequest.
    """
    case = open_case_of(case, actor=actor, now=now)
    row = TrajectRequest.objects.select_for_update().filter(case=case, granted__isnull=True).first()
    if row is None:
        raise WrongRequest(_("Er loopt geen aanvraag."))
    if granted and guide is None:
        raise WrongRequest(fields={"guide": _("Kies wie de trajectbegeleider is.")})
    if not granted and not answer.strip():
        raise WrongRequest(fields={"answer": _("Schrijf op wat het samenwerkingsverband antwoordde.")})
    row.granted, row.guide, row.answer = granted, guide if granted else None, answer.strip() or None
    row.answered_by_id, row.answered_at = actor.person_id, now
    row.save(update_fields=["granted", "guide", "answer", "answered_by", "answered_at"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.traject_answer", on=row, now=now, granted=granted)
    if granted and Role.TRAJECT in {one.key for one in route_of(case).circumstances}:
        say_circumstance(actor=actor, case=case, key=Role.TRAJECT, holds=True, now=now)
    return row
