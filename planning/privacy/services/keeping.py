"""Keeping to terms (P4): tell the school two weeks before, then empty or delete, and write down what went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from notifications.links.models import PersonalLink
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.reminders.models import Reminder
from planning.cases import services as cases
from planning.cases.models import (
    Application,
    Case,
    CaseState,
    ConsentDecision,
    Consultation,
    Freeze,
    FreezeKind,
    Signal,
    SignalAct,
)
from planning.dossier.models import Absence as Missed
from planning.errors import DomainError
from planning.meetings.models import Hold, KeptMail
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import SWV, Absence, AuditEvent, School
from planning.polls.models import PollAnswer, PollNote, PollState
from planning.privacy import erasing, rules
from planning.privacy.models import DeletionLine, DeletionReport, RetentionNotice, RetentionTerm
from planning.privacy.rules import TERMS, Category
from planning.privacy.services.looking import forget_old_days

STAGES = (Category.CASE, Category.CONSENT_PROOF)
TASK = "retention_due"


class WrongTerm(DomainError):
    """A term that the law or this house does not allow."""

    code = "wrong_term"
    status = 422
    message = _("Deze termijn kan niet.")


class TermTooShort(WrongTerm):
    """Shorter than must be kept."""

    code = "term_too_short"
    message = _("Deze termijn is korter dan moet. Dit moet u langer bewaren.")


class LongerNeedsReason(WrongTerm):
    """Longer than usual needs a reason."""

    code = "longer_needs_reason"
    message = _("U bewaart dit langer dan gebruikelijk. Schrijf op waarom dat nodig is.")


@dataclass(frozen=True, slots=True)
class Due:
    """A closed case of which one stage is over, or will be; `waits_for` says why it does not go now."""

    case: Case
    category: Category
    due_on: dt.date
    told_at: dt.datetime | None
    waits_for: str

    @property
    def goes_on(self) -> dt.date:
        """The first day on which it can go: when the term is over and the school has known it for two weeks."""
        if self.told_at is None:
            return self.due_on
        return max(self.due_on, (self.told_at + rules.NOTICE).astimezone(rules.AMSTERDAM).date())


@dataclass(slots=True)
class Line:
    """What went, before it is written down."""

    category: Category
    kind: str
    count: int
    act: str = "deleted"
    ground: str = "term"
    school_id: UUID | None = None


@transaction.atomic
def set_term(
    *, actor: Actor, school: School, category: Category, days: int, reason: str, now: dt.datetime
) -> RetentionTerm:
    """A school's own term. Raises WrongTerm and its kinds, NotAllowed."""
    actor.require(Right.KEEP_TERMS, school_id=school.pk)
    wrong = rules.wrong_term(category, days=days, reason=reason)
    if wrong == "too_short":
        raise TermTooShort(fields={"days": TermTooShort.message})
    if wrong == "reason":
        raise LongerNeedsReason(fields={"reason": LongerNeedsReason.message})
    if wrong:
        raise WrongTerm(fields={"days": WrongTerm.message})
    term, _made = RetentionTerm.objects.update_or_create(
        school=school,
        category=category,
        defaults={
            "swv_id": school.swv_id,
            "days": days,
            "reason": reason.strip(),
            "set_by_id": actor.person_id,
            "set_at": now,
        },
    )
    audit.record(swv_id=school.swv_id, by=actor.by, action="retention.term", on=term, now=now, days=days)
    return term


def days_of(school_id: UUID | None, category: Category, own: dict[tuple[UUID, str], int]) -> int:
    """How many days this school keeps this; `own` are its own terms (`own_terms`)."""
    return own.get((school_id, category), TERMS[category].days) if school_id else TERMS[category].days


def own_terms() -> dict[tuple[UUID, str], int]:
    """The terms that schools chose themselves. One query."""
    return {(row.school_id, row.category): row.days for row in RetentionTerm.objects.all()}


def due_cases(*, now: dt.datetime, ahead: dt.timedelta = dt.timedelta(0)) -> list[Due]:
    """The stages of closed cases that are over, or will be within `ahead`, the oldest first. Five queries."""
    own = own_terms()
    notices = {(row.case_id, row.category): row for row in RetentionNotice.objects.all()}
    still: dict[UUID, set[str]] = {}
    for case_id, kind in Freeze.objects.filter(lifted_at__isnull=True).values_list("case_id", "kind"):
        still.setdefault(case_id, set()).add(kind)
    missed = set(Missed.objects.values_list("case_id", flat=True))
    found = []
    for case in Case.objects.filter(state=CaseState.CLOSED).select_related("school", "casusregisseur", "opened_by"):
        assert case.closed_at is not None  # noqa: S101  # a constraint of the table
        since = rules.kept_from(closed_at=case.closed_at, retention_from=case.retention_from)
        days = {stage: days_of(case.school_id, stage, own) for stage in STAGES}
        if case.pk in missed:  # what the law keeps longer goes with the last stage
            days[Category.CONSENT_PROOF] = max(days[Category.CONSENT_PROOF], TERMS[Category.ATTENDANCE].days)
        days[Category.CONSENT_PROOF] = max(days.values())  # the proof never goes before what it proves
        for stage in STAGES:
            notice = notices.get((case.pk, stage))
            due_on = rules.over_on(since, days=days[stage])
            if (notice and notice.done_at) or due_on > (now + ahead).astimezone(rules.AMSTERDAM).date():
                continue
            kinds = still.get(case.pk, set())
            waits = rules.may_go(
                due_on=due_on,
                told_at=notice.told_at if notice else None,
                frozen=FreezeKind.RESTRICTION in kinds,
                held=FreezeKind.LEGAL_HOLD in kinds,
                now=now,
            )
            found.append(Due(case, stage, due_on, notice.told_at if notice else None, waits))
    return sorted(found, key=lambda row: (row.due_on, row.category))


@transaction.atomic
def tell_what_goes(*, now: dt.datetime) -> int:
    """Two weeks before: a notice, and a task for who leads or opened the case; gives how many."""
    told = 0
    for due in due_cases(now=now, ahead=rules.NOTICE):
        if due.told_at is None and due.waits_for in {"early", "untold"}:
            RetentionNotice.objects.create(
                swv_id=due.case.swv_id, case=due.case, category=due.category, told_at=now, due_on=due.due_on
            )
            person = due.case.casusregisseur or due.case.opened_by
            cases.add_task(
                case=due.case, person_id=person.pk, code=TASK, object_key=str(due.category), due=due.due_on, now=now
            )
            told += 1
    return told


def keep_terms(*, now: dt.datetime) -> int:
    """The nightly round of every SWV: tell, then delete; gives how many reports were written."""
    reports = 0
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            tell_what_goes(now=now)
            reports += delete_what_is_over(swv_id=swv_id, by=By.system(), now=now) is not None
    return reports


def delete_what_is_over(*, swv_id: UUID, by: By, now: dt.datetime) -> DeletionReport | None:
    """Delete and empty what is over in the SWV in scope; each case in a transaction of its own. None: nothing went.

    What stands still is left, and counted as such.
    """
    lines = [line for due in due_cases(now=now) for line in _one_case(due, now=now)]
    with transaction.atomic():
        lines += [line for line in _the_rest(now=now) if line.count]
        if not any(line.act != "kept" for line in lines):
            return None
        return _report(lines, swv_id=swv_id, by=by, started=now)


@transaction.atomic
def erase_at_request(*, actor: Actor, case: Case, now: dt.datetime) -> DeletionReport:
    """A request for erasure was granted (art. 17 AVG): the closed case goes now, proof and all, and the report says so.

    Raises NotAllowed, MustBeClosed, StandsStill.
    """
    actor.require(Right.HANDLE_PRIVACY, school_id=case.school_id)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state != CaseState.CLOSED:
        raise MustBeClosed
    if Freeze.objects.filter(case=case, lifted_at__isnull=True).exists():
        raise StandsStill
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.erase", on=case, now=now)
    school_id = case.school_id
    gone = erasing.erase(case)
    lines = [Line(Category.CASE, kind, count, ground="request", school_id=school_id) for kind, count in gone.items()]
    return _report(lines, swv_id=actor.swv_id, by=actor.by, started=now)


class MustBeClosed(DomainError):
    """What still goes on is not erased."""

    code = "must_be_closed"
    message = _("Deze casus loopt nog. Sluit hem eerst af.")


class StandsStill(DomainError):
    """A frozen case, or one that is held, is not erased."""

    code = "stands_still"
    message = _("Deze casus is bevroren of mag nu niet worden verwijderd.")
    hint = _("Hef dat eerst op, op het tabblad Privacy van de casus.")


def _one_case(due: Due, *, now: dt.datetime) -> Iterator[Line]:
    school_id = due.case.school_id
    if due.waits_for in {"frozen", "legal_hold"}:
        yield Line(due.category, "cases.Case", 1, act="kept", ground=due.waits_for, school_id=school_id)
        return
    if due.waits_for:
        return
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=due.case.pk)
        RetentionNotice.objects.filter(case=case, category=due.category).update(done_at=now)
        gone = erasing.empty(case) if due.category == Category.CASE else erasing.erase(case)
    for kind, count in gone.items():
        yield Line(due.category, kind, count, school_id=school_id)


def _the_rest(*, now: dt.datetime) -> Iterator[Line]:
    """What has a term of its own, whatever becomes of the case."""
    yield from _polls(now=now)
    yield from _signals(now=now)

    def cut(category: Category) -> dt.datetime:
        return now - dt.timedelta(days=TERMS[category].days)

    still = Freeze.objects.filter(lifted_at__isnull=True).values("case_id")
    links, letters, bells = cut(Category.LINKS), cut(Category.LETTERS), cut(Category.BELLS)
    yield _gone(Category.LINKS, PersonalLink.objects.filter(Q(expires_at__lt=links) | Q(revoked_at__lt=links)))
    done = [LetterState.SENT, LetterState.FAILED]
    yield _gone(Category.LETTERS, OutgoingLetter.objects.filter(state__in=done, created_at__lt=letters))
    kept = KeptMail.objects.filter(received_at__lt=cut(Category.INCOMING)).exclude(case__in=still)
    yield _gone(Category.INCOMING, kept)
    yield _gone(Category.BELLS, Reminder.objects.filter(Q(rung_at__lt=bells) | Q(cancelled_at__lt=bells)))
    yield _gone(Category.AVAILABILITY, Absence.objects.filter(end__lt=cut(Category.AVAILABILITY)))
    yield _gone(Category.AVAILABILITY, Hold.objects.filter(end__lt=cut(Category.AVAILABILITY)))
    yield _gone(Category.AUDIT, AuditEvent.objects.filter(at__lt=cut(Category.AUDIT)))
    network = ConsentDecision.objects.filter(at__lt=cut(Category.CONSENT_NETWORK)).exclude(case__in=still)
    wiped = network.filter(Q(ip__isnull=False) | ~Q(user_agent="")).update(ip=None, user_agent="")
    yield Line(Category.CONSENT_NETWORK, "cases.ConsentDecision (netwerkadres)", wiped, act="emptied")
    first = cut(Category.ACCESS_LOG).astimezone(rules.AMSTERDAM).date()
    yield Line(Category.ACCESS_LOG, "privacy.AccessEntry", forget_old_days(before=first, now=now))


def _signals(*, now: dt.datetime) -> Iterator[Line]:
    """What somebody noticed or asked about a pupil and what came to nothing.

    A signal that became a case goes with that, not before it.
    """
    own = own_terms()
    of_a_case = SignalAct.objects.filter(case__isnull=False).values("signal")
    for school_id in School.objects.values_list("pk", flat=True):
        cut = now - dt.timedelta(days=days_of(school_id, Category.SIGNALS, own))
        settled = (
            Signal.objects.filter(state="done", written_at__lt=cut).exclude(pk__in=of_a_case),
            Consultation.objects.filter(state="closed", asked_at__lt=cut),
            Application.objects.filter(state__in=["returned", "withdrawn"], made_at__lt=cut),
        )
        for rows in settled:
            yield _gone(Category.SIGNALS, rows.filter(school=school_id), school_id=school_id)


def _polls(*, now: dt.datetime) -> Iterator[Line]:
    own = own_terms()
    still = Freeze.objects.filter(lifted_at__isnull=True).values("case_id")
    for school_id in School.objects.values_list("pk", flat=True):
        cut = now - dt.timedelta(days=days_of(school_id, Category.POLL, own))
        for model, way in ((PollAnswer, "option__poll__"), (PollNote, "poll__")):
            over = Q(**{f"{way}meeting__start__lt": cut}) | Q(
                **{f"{way}state": PollState.CANCELLED, f"{way}closed_at__lt": cut}
            )
            rows = model.objects.filter(over, **{f"{way}meeting__school": school_id})
            yield _gone(Category.POLL, rows.exclude(**{f"{way}meeting__case__in": still}), school_id=school_id)


def _gone(category: Category, rows: QuerySet[Any], *, school_id: UUID | None = None) -> Line:
    label = rows.model._meta.label
    _all, each = rows.delete()  # with what hangs on them: the codes of a link are no links
    return Line(category, label, each.get(label, 0), school_id=school_id)


def _report(lines: list[Line], *, swv_id: UUID, by: By, started: dt.datetime) -> DeletionReport:
    SWV.objects.select_for_update().get(pk=swv_id)  # one at a time: the reports are numbered
    last = DeletionReport.objects.aggregate(last=Max("number"))["last"] or 0
    report = DeletionReport.objects.create(
        swv_id=swv_id, number=last + 1, started_at=started, ended_at=started, by_kind=by.kind, by_id=by.id
    )
    DeletionLine.objects.bulk_create(
        DeletionLine(
            swv_id=swv_id,
            report=report,
            school_id=line.school_id,
            category=line.category,
            kind=line.kind,
            act=line.act,
            count=line.count,
            ground=line.ground,
        )
        for line in lines
    )
    return report
