"""What is known before a step: triage (R45), circumstances (R74–R76), conditions (R5, R44, R48–R51), who is told."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.models import (
    Care,
    Case,
    CircumstanceWord,
    ConditionWord,
    ExpertTold,
    Involved,
    Met,
    Triage,
)
from planning.cases.selectors.reach import experts_for_step, people_elsewhere
from planning.cases.selectors.ways import circumstance_words, route_of, standing_of
from planning.cases.services import word
from planning.cases.services.locking import open_case_of
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role


class SayWhyTriage(DomainError):
    """The answer decides the way, so it is explained."""

    code = "say_why_triage"
    status = 422
    message = _("Schrijf in een paar woorden op waarom u dit denkt.")


class NotInThisRoute(DomainError):
    """The route asks no such thing."""

    code = "not_in_this_route"
    status = 422
    message = _("Deze vraag hoort niet bij de route van deze casus.")


class ExplainNotApplicable(DomainError):
    """`Not applicable` is explained."""

    code = "explain_not_applicable"
    status = 422
    message = _("Schrijf op waarom dit hier niet van toepassing is.")


class NobodyToTell(DomainError):
    """This step tells nobody, or this person is not whom it means."""

    code = "nobody_to_tell"
    status = 422
    message = _("Kies iemand die bij deze stap een melding krijgt.")


class NotOfAnotherSchool(DomainError):
    """Only somebody who leads or supports at another school can stand for a receiving school."""

    code = "not_of_another_school"
    status = 422
    message = _("Kies iemand van een andere school: de IB'er, de OC of de directeur.")


@transaction.atomic
def say_triage(*, actor: Actor, case: Case, answer: Care, reason: str, now: dt.datetime) -> Triage:
    """What kind of help it is about: decides which ways are open (R45). May be said anew; earlier answers are kept.

    Raises NotAllowed, CaseClosed, SayWhyTriage.
    """
    case = open_case_of(case, actor=actor, now=now)
    if not reason.strip():
        raise SayWhyTriage(fields={"reason": SayWhyTriage.message})
    row = Triage.objects.create(
        swv_id=case.swv_id, case=case, answer=answer, reason=reason.strip(), by_id=actor.person_id, at=now
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.triage", on=case, now=now, answer=str(answer))
    return row


@transaction.atomic
def say_circumstance(*, actor: Actor, case: Case, key: str, holds: bool, now: dt.datetime) -> CircumstanceWord:
    """Whether something that the route asks about is so. The same again writes nothing.

    Raises NotAllowed, CaseClosed, NotInThisRoute.
    """
    case = open_case_of(case, actor=actor, now=now)
    if key not in {row.key for row in route_of(case).circumstances}:
        raise NotInThisRoute
    known = circumstance_words(case).get(key)
    if known is not None and known.holds == holds:
        return known
    row = CircumstanceWord.objects.create(
        swv_id=case.swv_id, case=case, key=key, holds=holds, by_id=actor.person_id, at=now
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.circumstance", on=case, now=now, key=key, holds=holds)
    return row


@transaction.atomic
def answer_condition(
    *, actor: Actor, case: Case, key: str, answer: Met, explanation: str, now: dt.datetime
) -> ConditionWord:
    """Answer an entry condition, in yes, not yet or not applicable, with an explanation (R5, R44, R48, R49, R51).

    Raises NotAllowed, CaseClosed, NotInThisRoute, ExplainNotApplicable.
    """
    case = open_case_of(case, actor=actor, now=now)
    if key not in {row.key for row in route_of(case).conditions}:
        raise NotInThisRoute
    if answer == Met.NOT_APPLICABLE and not explanation.strip():
        raise ExplainNotApplicable(fields={"explanation": ExplainNotApplicable.message})
    row = ConditionWord.objects.create(
        swv_id=case.swv_id,
        case=case,
        key=key,
        answer=answer,
        explanation=explanation.strip() or None,
        by_id=actor.person_id,
        at=now,
    )
    audit.record(
        swv_id=case.swv_id, by=actor.by, action="case.condition", on=case, now=now, key=key, answer=str(answer)
    )
    return row


@transaction.atomic
def tell_expert(*, actor: Actor, case: Case, person: Person, now: dt.datetime) -> ExpertTold:
    """Tell the GW or TC that the school brings in a pupil, where the step of the route asks that (R47).

    The letter says that there is something, and whom to call; nothing about the pupil (P1). Once per person, step and
    round. Raises NotAllowed, CaseClosed, NobodyToTell.
    """
    case = open_case_of(case, actor=actor, now=now)
    role = next((role for one, role in experts_for_step(case, now=now) if one.pk == person.pk), None)
    if role is None:
        raise NobodyToTell
    since = standing_of(case).since
    earlier = ExpertTold.objects.filter(case=case, person=person, step=case.step).order_by("at").last()
    if earlier is not None and (since is None or earlier.at >= since):
        return earlier
    row = ExpertTold.objects.create(
        swv_id=case.swv_id, case=case, person=person, role=role, step=case.step, by_id=actor.person_id, at=now
    )
    by = Person.objects.get(pk=actor.person_id)
    word.to_person(
        person,
        template="pupil_reported",
        path="/",
        key=f"told:{row.pk}",
        now=now,
        school=case.school.name,
        contact=", ".join(part for part in (by.name, by.phone, by.email) if part),
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.told", on=row, now=now, role=role)
    return row


@transaction.atomic
def add_receiving_school(*, actor: Actor, case: Case, person: Person, now: dt.datetime) -> Involved:
    """Think of somebody of another school as a party, when it does not work out here (R76, R146).

    That alone gives no ground: the parents are asked for this school as for every party. Twice is once. Raises
    NotAllowed, CaseClosed, NotOfAnotherSchool.
    """
    case = open_case_of(case, actor=actor, now=now)
    role = next((role for one, role, _school in people_elsewhere(case, now=now) if one.pk == person.pk), None)
    if role is None:
        raise NotOfAnotherSchool
    involved, made = Involved.objects.get_or_create(
        case=case,
        person=person,
        defaults={"swv_id": case.swv_id, "role": Role(role), "organisation_id": person.organisation_id},
    )
    if made:
        audit.record(swv_id=case.swv_id, by=actor.by, action="case.receiving_school", on=involved, now=now)
    return involved
