"""What is in the OPP: said by who answers for it, and asked for when it takes too long (R118)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.reminders.rules import humane
from planning.cases import services as cases
from planning.cases.models import Case, CaseState, Task
from planning.cases.services import CaseClosed, word
from planning.dossier.services import FutureDay
from planning.errors import DomainError
from planning.followup.models import Agreement
from planning.handover import rules
from planning.handover.models import OppLine
from planning.handover.selectors import answers_for_opp, late_agreements, responsible
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, NotAllowed

WAITS = "opp_waits"


class NotYourOpp(NotAllowed):
    """R118: IB (PO) or OC (VO) answers for the OPP."""

    message = _("Alleen de IB'er (PO) of de OC (VO) van de school zegt wat er in het OPP staat.")


class NotHere(DomainError):
    """Nothing was chosen, or something that is not an agreement of this case."""

    code = "opp_choose_agreements"
    status = 422
    message = _("Kies een of meer afspraken.")


@transaction.atomic
def take_into_opp(
    *, actor: Actor, case: Case, agreements: Collection[UUID], on: dt.date, now: dt.datetime
) -> list[OppLine]:
    """These agreements were taken over in the OPP on a day. Said again, the newest counts.

    Raises NotYourOpp, CaseClosed, CaseFrozen, NotHere, FutureDay.
    """
    case = _locked(actor, case)
    if on > timezone.localdate(now):
        raise FutureDay(fields={"on": FutureDay.message})
    return _say(actor, case, agreements, belongs=True, on=on, now=now)


@transaction.atomic
def leave_out_of_opp(*, actor: Actor, case: Case, agreements: Collection[UUID], now: dt.datetime) -> list[OppLine]:
    """These agreements do not belong in the OPP. Raises NotYourOpp, CaseClosed, CaseFrozen, NotHere."""
    return _say(actor, _locked(actor, case), agreements, belongs=False, on=None, now=now)


@transaction.atomic
def wait_for_opp(*, actor: Actor, case: Case, agreements: Collection[UUID], now: dt.datetime) -> None:
    """Undo what was said of these agreements: they wait again. Raises NotYourOpp, CaseClosed, CaseFrozen, NotHere."""
    case = _locked(actor, case)
    OppLine.objects.filter(agreement__in=_chosen(case, agreements)).delete()
    audit.record(swv_id=case.swv_id, by=actor.by, action="opp.wait", on=case, now=now, count=len(agreements))


def look_after_opp(*, now: dt.datetime) -> int:
    """Who answers for an OPP gets a task when agreements of two weeks ago are not in it; one a case, at a decent hour.

    Who ticked it off is not asked again about the same agreements. Gives how many cases were asked about.
    """
    late: dict[Case, list[Agreement]] = defaultdict(list)
    for row in late_agreements(before=now - rules.OPP_WITHIN):
        if row.case is not None and rules.serves_education(row.who.role):
            late[row.case].append(row)
    today, asked = timezone.localdate(now), 0
    ends = today + dt.timedelta(days=70)
    calendars = people.school_calendars({case.school for case in late}, first=today, last=ends)
    for case, agreements in late.items():
        if humane(now, free_days=frozenset(calendars[case.school_id].closed)) == now:
            asked += _ask(case, since=max(row.created_at for row in agreements) + rules.OPP_WITHIN, now=now)
    return asked


@transaction.atomic
def _ask(case: Case, *, since: dt.datetime, now: dt.datetime) -> bool:
    known = Task.objects.filter(Q(done_at__isnull=True) | Q(done_at__gte=since), case=case, code=WAITS)
    if cases.is_frozen(case.pk) or known.exists():
        return False
    today = timezone.localdate(now)
    for person in responsible(case, on=today):
        cases.add_task(case=case, person_id=person.pk, code=WAITS, object_key=str(case.pk), due=today, now=now)
        word.to_person(
            person,
            path=f"/casussen/{case.pk}/opp/",
            key=f"{WAITS}:{case.pk}:{today}",
            now=now,
            case=case,
        )
    return True


def _say(
    actor: Actor, case: Case, agreements: Collection[UUID], *, belongs: bool, on: dt.date | None, now: dt.datetime
) -> list[OppLine]:
    lines = []
    for row in _chosen(case, agreements):
        line, _made = OppLine.objects.update_or_create(
            agreement=row,
            defaults={
                "swv_id": case.swv_id,
                "belongs": belongs,
                "on": on,
                "by_id": actor.person_id,
                "at": now,
            },
        )
        lines.append(line)
    audit.record(
        swv_id=case.swv_id,
        by=actor.by,
        action="opp.take" if belongs else "opp.leave",
        on=case,
        now=now,
        count=len(lines),
    )
    waiting = case.agreements.filter(withdrawn_at__isnull=True, opp_line__isnull=True).select_related("owner")
    if not any(rules.serves_education(row.who.role) for row in waiting):
        case.tasks.filter(code=WAITS, done_at__isnull=True).update(done_at=now)
    return lines


def _chosen(case: Case, agreements: Collection[UUID]) -> list[Agreement]:
    rows = list(case.agreements.filter(pk__in=list(agreements), withdrawn_at__isnull=True))
    if not rows or len(rows) != len(set(agreements)):
        raise NotHere(fields={"agreements": NotHere.message})
    return rows


def _locked(actor: Actor, case: Case) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("school").get(pk=case.pk)
    if not answers_for_opp(actor, case.school):
        raise NotYourOpp
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    cases.refuse_frozen(case.pk)
    return case
