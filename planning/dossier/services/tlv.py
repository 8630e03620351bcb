"""A TLV request, one verb a step: decided, judged by two, packed, handed over, decided upon (R140–R146)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case
from planning.dossier.models import Category, Outcome, PupilHeard, TlvExpert, TlvPiece, TlvRequest
from planning.dossier.rules import tlv as rules
from planning.dossier.selectors.tlv import experts_of, missing
from planning.dossier.services import ground
from planning.dossier.services.clocks import set_tlv_bells
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role
from planning.regions.selectors import get_route


class RequestRuns(DomainError):
    """One open request at a time."""

    code = "tlv_runs_already"
    message = _("Er loopt al een aanvraag voor deze leerling.")


class WithTheParents(DomainError):
    """R140: the decision is taken together with the parents."""

    code = "tlv_with_parents"
    status = 422
    message = _("U besluit samen met de ouders. Waren zij er niet bij, dan is er nog geen besluit.")


class HowWasThePupilHeard(DomainError):
    """R140: the pupil is involved; if not, it is said why."""

    code = "tlv_pupil_heard"
    status = 422
    message = _("Schrijf op waarom de leerling niet is gehoord.")


class NoShortWay(DomainError):
    """R145: the exceptional way is for children before compulsory school age."""

    code = "tlv_no_short_way"
    status = 422
    message = _("Deze korte weg is alleen voor kinderen die nog niet leerplichtig zijn.")
    hint = _("Bespreek de aanvraag in het SOT, samen met de ouders.")


class WrongExpert(DomainError):
    """R143: the first expert has the role of the route, the second is somebody else."""

    code = "tlv_wrong_expert"
    status = 422
    message = _("Deze persoon kan niet als deze deskundige tekenen.")


class NotComplete(DomainError):
    """Nothing incomplete is sent on."""

    code = "tlv_not_complete"
    message = _("Het pakket is nog niet compleet.")


class NotThisStep(DomainError):
    """The steps follow each other."""

    code = "tlv_not_now"
    message = _("Deze stap kan nu niet.")


class NoPeriod(DomainError):
    """A TLV that is given has a category and a period until a 31 July."""

    code = "tlv_no_period"
    status = 422
    message = _("Vul in voor welk onderwijs de TLV is en van wanneer tot wanneer. Een TLV loopt tot en met 31 juli.")


@transaction.atomic
def decide_request(
    *,
    actor: Actor,
    case: Case,
    on: dt.date,
    with_parents: bool,
    pupil_heard: PupilHeard,
    pupil_words: str,
    exception_reason: str = "",
    now: dt.datetime,
) -> TlvRequest:
    """In the SOT, with the parents and the pupil, it was decided to ask for a TLV (R140).

    A reason for an exception makes it the short way of R145, for children who need not go to school yet.
    Raises NotAllowed, CaseClosed, RequestRuns, WithTheParents, HowWasThePupilHeard, NoShortWay, FutureDay, StrangeDay.
    """
    case = ground.locked_case(case.pk, actor=actor)
    if case.tlv_requests.filter(outcome="").exists():
        raise RequestRuns
    ground.happened(on, field="on", now=now)
    if not with_parents:
        raise WithTheParents(fields={"with_parents": WithTheParents.message})
    if pupil_heard == PupilHeard.NOT and not pupil_words.strip():
        raise HowWasThePupilHeard(fields={"pupil_words": HowWasThePupilHeard.message})
    reason = exception_reason.strip()
    if reason and not may_take_short_way(case, on=on):
        raise NoShortWay(fields={"exception_reason": NoShortWay.message})
    request = TlvRequest.objects.create(
        swv_id=case.swv_id,
        case=case,
        decided_on=on,
        decided_by_id=actor.person_id,
        decided_at=now,
        pupil_heard=pupil_heard,
        pupil_words=pupil_words.strip() or None,
        exception_reason=reason or None,
    )
    set_tlv_bells(request, case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.decide", on=request, now=now, exception=bool(reason))
    return request


def may_take_short_way(case: Case, *, on: dt.date) -> bool:
    """Whether the child need not go to school yet on a day (R145). An unknown month of birth is no proof: no."""
    return rules.before_compulsory_age(str(case.pupil_birth_month or ""), on=on) is True


@transaction.atomic
def record_expert(
    *,
    actor: Actor,
    request: TlvRequest,
    number: int,
    person: Person | None,
    name: str,
    role: str,
    on: dt.date,
    now: dt.datetime,
) -> TlvExpert:
    """An expert judged (R143): somebody of the directory, or by name from outside. Recording again replaces.

    Raises NotAllowed, CaseClosed, NotThisStep, WrongExpert, WordsNeeded, FutureDay, StrangeDay.
    """
    row, case = _open(request, actor=actor)
    if row.sent_on is not None or number not in {1, 2}:
        raise NotThisStep
    ground.happened(on, field="on", now=now)
    said = name.strip() if person is None else ""
    if person is None:
        said = ground.words(name, field="name")
    known = frozenset(people.current(timezone.localdate(now)).filter(person=person).values_list("role", flat=True))
    held = role if person is not None and role in known else ""
    first = get_route(case.route, case.route_version).tlv.first_expert
    if person is not None and number == 1 and first in known:
        held = first
    others = experts_of(row)
    why = rules.why_not_expert(
        number=number,
        person=str(person.pk) if person is not None else said,
        role=held,
        first_expert=first,
        others=others,
    )
    if why:
        raise WrongExpert(_because(why, first), fields={"person": _because(why, first)})
    TlvExpert.objects.filter(request=row, number=number).delete()
    expert = TlvExpert.objects.create(
        swv_id=case.swv_id,
        request=row,
        number=number,
        person=person,
        name=said or None,
        role=held,
        judged_on=on,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.expert", on=row, now=now, number=number)
    return expert


def _because(why: str, first_expert: str) -> str:
    if why == "same":
        return str(_("De tweede deskundige is iemand anders dan de eerste."))
    return str(_("De eerste deskundige is hier de %(role)s.")) % {"role": str(Role(first_expert).label)}


@transaction.atomic
def tick_package(*, actor: Actor, request: TlvRequest, keys: Collection[str], now: dt.datetime) -> None:
    """Which pieces of the hand-over package are ready (R141); what is ticked off again is gone.

    Raises NotAllowed, CaseClosed, NotThisStep.
    """
    row, case = _open(request, actor=actor)
    if row.sent_on is not None:
        raise NotThisStep
    wanted = set(keys) & set(rules.PACKAGE)
    known = set(row.pieces.values_list("key", flat=True))
    row.pieces.exclude(key__in=wanted).delete()
    TlvPiece.objects.bulk_create(
        TlvPiece(swv_id=case.swv_id, request=row, key=key, ready_by_id=actor.person_id, ready_at=now)
        for key in sorted(wanted - known)
    )
    if wanted != known:
        audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.package", on=row, now=now, ready=len(wanted))


@transaction.atomic
def involve_director(
    *, actor: Actor, request: TlvRequest, on: dt.date, receiving_school: str, now: dt.datetime
) -> None:
    """The director is involved and, when one is known, the school that may receive the pupil (R146).

    Raises NotAllowed, CaseClosed, NotThisStep, FutureDay, StrangeDay.
    """
    row, case = _open(request, actor=actor)
    row.director_on = ground.happened(on, field="on", now=now)
    row.director_by_id, row.director_at = actor.person_id, now
    row.receiving_school = receiving_school.strip() or None
    row.save(update_fields=["director_on", "director_by", "director_at", "receiving_school"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.director", on=row, now=now)


@transaction.atomic
def name_chair(*, actor: Actor, request: TlvRequest, person: Person, now: dt.datetime) -> None:
    """Who chairs the committee for this request (R144). Whether that is a conflict of role shows `selectors.tlv_page`.

    Raises NotAllowed, CaseClosed, NotThisStep.
    """
    row, case = _open(request, actor=actor)
    row.chair, row.chair_set_by_id, row.chair_set_at = person, actor.person_id, now
    row.save(update_fields=["chair", "chair_set_by", "chair_set_at"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.chair", on=row, now=now)


@transaction.atomic
def hand_over(*, actor: Actor, request: TlvRequest, on: dt.date, now: dt.datetime) -> TlvRequest:
    """The package went to who decides by the route (R141); what is not complete does not go.

    The SWV may have it for its legal task, without consent (domain §2.1). The clock of the committee begins when it
    says that the file is complete.
    Raises NotAllowed, CaseClosed, NotThisStep, NotComplete, FutureDay, StrangeDay.
    """
    row, case = _open(request, actor=actor)
    if row.sent_on is not None:
        raise NotThisStep
    if missing(row):
        raise NotComplete
    ground.happened(on, field="on", now=now, not_before=row.decided_on)
    row.sent_on, row.sent_by_id, row.sent_at = on, actor.person_id, now
    row.sent_to = get_route(case.route, case.route_version).tlv.decided_by[:160]
    row.save(update_fields=["sent_on", "sent_by", "sent_at", "sent_to"])
    set_tlv_bells(row, case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.send", on=row, now=now)
    return row


@transaction.atomic
def confirm_complete(*, actor: Actor, request: TlvRequest, on: dt.date, now: dt.datetime) -> TlvRequest:
    """The committee says that the file is complete: from this day its weeks run.

    Raises NotAllowed, CaseClosed, NotThisStep, FutureDay, StrangeDay.
    """
    row, case = _open(request, actor=actor)
    if row.sent_on is None or row.complete_on is not None:
        raise NotThisStep
    row.complete_on = ground.happened(on, field="on", now=now, not_before=row.sent_on)
    row.complete_by_id, row.complete_at = actor.person_id, now
    row.save(update_fields=["complete_on", "complete_by", "complete_at"])
    set_tlv_bells(row, case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.complete", on=row, now=now)
    return row


@transaction.atomic
def record_outcome(
    *,
    actor: Actor,
    request: TlvRequest,
    outcome: Outcome,
    on: dt.date,
    category: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    now: dt.datetime,
) -> TlvRequest:
    """What came of it: a TLV with category and period, a no, support of the municipality instead (R142), or taken back.

    A yes or no of the committee needs a request that was sent. Raises NotAllowed, CaseClosed, NotThisStep, NoPeriod,
    FutureDay, StrangeDay.
    """
    row, case = _open(request, actor=actor)
    if outcome in {Outcome.GRANTED, Outcome.REFUSED} and row.sent_on is None:
        raise NotThisStep
    ground.happened(on, field="outcome_on", now=now, not_before=row.sent_on or row.decided_on)
    if outcome == Outcome.GRANTED:
        if category not in Category.values or valid_from is None or valid_to is None:
            raise NoPeriod(fields={"valid_to": NoPeriod.message})
        if not rules.period_fits(first=valid_from, last=valid_to) or valid_to.year - valid_from.year > 20:
            raise NoPeriod(fields={"valid_to": NoPeriod.message})
        row.category, row.valid_from, row.valid_to = category, valid_from, valid_to
    row.outcome, row.outcome_on = outcome, on
    row.outcome_by_id, row.outcome_at = actor.person_id, now
    row.save(update_fields=["outcome", "outcome_on", "outcome_by", "outcome_at", "category", "valid_from", "valid_to"])
    set_tlv_bells(row, case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="tlv.outcome", on=row, now=now, outcome=str(outcome))
    return row


def _open(request: TlvRequest, *, actor: Actor) -> tuple[TlvRequest, Case]:
    """The request and its case under the lock. Raises NotAllowed, CaseClosed, and NotThisStep after the outcome."""
    case = ground.locked_case(request.case_id, actor=actor)
    row = TlvRequest.objects.select_for_update(of=("self",)).select_related("case__school__swv").get(pk=request.pk)
    if row.outcome:
        raise NotThisStep
    return row, case
