"""What comes before a case, as a school, a JP or an expert sees it: signals, applications, short questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from planning.cases import ways
from planning.cases.gate import SCHOOL_ROLES
from planning.cases.models import (
    Applicant,
    ApplicantWord,
    Application,
    ApplicationAct,
    ApplicationState,
    Consultation,
    ConsultationState,
    Signal,
    SignalAct,
    SignalState,
)
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.people.roles import Role
from planning.regions.selectors import routes_for
from planning.routes.engine import Route


# --- Signals ----------------------------------------------------------------------------------------------------------
def visible_signals(actor: Actor) -> QuerySet[Signal]:
    """The signals of the schools whose cases one leads, and those one wrote down (R152)."""
    schools = actor.schools_with(Right.MANAGE_CASES)
    rows = Signal.objects.select_related("school", "written_by", "held_by").order_by("-written_at", "pk")
    return rows if schools is None else rows.filter(Q(school__in=schools) | Q(written_by=actor.person_id))


def visible_signal(actor: Actor, signal_id: UUID) -> Signal | None:
    """One signal, or None when it is not there or not to be seen."""
    return visible_signals(actor).filter(pk=signal_id).first()


def is_of_the_school(actor: Actor, school_id: UUID) -> bool:
    """Whether somebody works at this school: only then what the school writes about a pupil is for their eyes (P9)."""
    return any(role in SCHOOL_ROLES and place == school_id for role, place in actor.roles)


def signal_acts(signal: Signal) -> QuerySet[SignalAct]:
    """What was done with a signal, oldest first. One query."""
    return SignalAct.objects.filter(signal=signal).select_related("by", "case").order_by("at", "created_at")


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal in the inbox; `ended` is how it was dealt with."""

    signal: Signal
    pupil: str
    ended: str
    days: int  # since it was written, for "how long does this wait"


def signal_lines(actor: Actor, *, state: SignalState, now: dt.datetime) -> list[SignalLine]:
    """The inbox in one state: two queries for any number. What waits longest comes first; what is done, last first."""
    rows = visible_signals(actor).filter(state=state)
    acts = SignalAct.objects.order_by("at", "created_at")
    found = list(rows.prefetch_related(Prefetch("acts", queryset=acts)))
    if state != SignalState.DONE:
        found.reverse()
    return [_signal_line(row, now=now) for row in found]


def _signal_line(row: Signal, *, now: dt.datetime) -> SignalLine:
    acts = list(row.acts.all())
    return SignalLine(
        signal=row,
        pupil=pupil_of(row),
        ended=acts[-1].get_way_display() if acts and row.state == SignalState.DONE else "",
        days=max((now - row.written_at).days, 0),
    )


def pupil_of(row: Signal | Application) -> str:
    """The calling name and the initial."""
    return f"{row.pupil_name} {row.pupil_initial or ''}".strip()


# --- Applications at Team Jeugd ---------------------------------------------------------------------------------------
S = ApplicationState
SEEN_BY_SCHOOL = (S.ANNOUNCED, S.OFFERED, S.ACCEPTED, S.RETURNED)
OPEN_TO_SCHOOL = frozenset({S.OFFERED, S.ACCEPTED})


@dataclass(frozen=True, slots=True)
class ApplicantView:
    """A parent in an application, with the newest word on the hand-over."""

    row: Applicant
    agrees: bool | None
    said: ApplicantWord | None


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application as this person may see it.

    The school sees that there is one, since when and from whom. The pupil, the parents and the questions come only
    when the JP has handed over with the parents' yes (R46, R54): until then they are empty here, so that no page can
    show them by mistake.
    """

    id: UUID
    state: ApplicationState
    school: str
    jp: Person
    since: dt.datetime
    mine: bool  # of the JP who looks
    may_decide: bool  # the school's to take over or give back
    pupil: str = ""
    group: str = ""
    questions: tuple[str, str, str] = ("", "", "")
    applicants: tuple[ApplicantView, ...] = ()
    all_agree: bool = False
    case_id: UUID | None = None
    acts: tuple[ApplicationAct, ...] = ()


def visible_applications(actor: Actor) -> QuerySet[Application]:
    """The own ones of a JP; for a school those that were announced or handed over."""
    schools = actor.schools_with(Right.MANAGE_CASES)
    here = Q(state__in=SEEN_BY_SCHOOL) if schools is None else Q(state__in=SEEN_BY_SCHOOL, school__in=schools)
    return Application.objects.filter(here | Q(made_by=actor.person_id)).order_by("-made_at", "pk")


def application_views(actor: Actor) -> list[ApplicationView]:
    """All of them, newest first. Four queries for any number."""
    return _views(actor, list(_loaded(visible_applications(actor))))


def application_view(actor: Actor, application_id: UUID) -> ApplicationView | None:
    """One of them, or None."""
    found = _views(actor, list(_loaded(visible_applications(actor).filter(pk=application_id))))
    return found[0] if found else None


def application_row(actor: Actor, application_id: UUID) -> Application | None:
    """The row for a verb, when this person may see it at all."""
    return visible_applications(actor).filter(pk=application_id).first()


def applicant_of(actor: Actor, application_id: UUID, applicant_id: UUID) -> Applicant | None:
    """One parent of an own application."""
    return Applicant.objects.filter(
        pk=applicant_id, application_id=application_id, application__made_by=actor.person_id
    ).first()


def _loaded(rows: QuerySet[Application]) -> QuerySet[Application]:
    words = ApplicantWord.objects.order_by("at", "created_at")
    people = Applicant.objects.prefetch_related(Prefetch("words", queryset=words)).order_by("created_at")
    acts = ApplicationAct.objects.select_related("by").order_by("at", "created_at")
    return rows.select_related("school", "made_by").prefetch_related(
        Prefetch("applicants", queryset=people), Prefetch("acts", queryset=acts)
    )


def _views(actor: Actor, rows: Sequence[Application]) -> list[ApplicationView]:
    return [_view(actor, row) for row in rows]


def _view(actor: Actor, row: Application) -> ApplicationView:
    mine = row.made_by_id == actor.person_id
    leads = actor.may(Right.MANAGE_CASES, school_id=row.school_id)
    acts = tuple(row.acts.all())
    # The school learns of it with its announcement, not before.
    shown = acts if mine else tuple(act for act in acts if act.state != S.PREPARING)
    bare = ApplicationView(
        id=row.pk,
        state=ApplicationState(row.state),
        school=row.school.name,
        jp=row.made_by,
        since=shown[0].at if shown else row.made_at,
        mine=mine,
        may_decide=leads and row.state == S.OFFERED,
        acts=shown,
    )
    if not mine and row.state not in OPEN_TO_SCHOOL:
        return bare
    applicants = tuple(_applicant(one) for one in row.applicants.all())
    return ApplicationView(
        id=bare.id,
        state=bare.state,
        school=bare.school,
        jp=bare.jp,
        since=bare.since,
        mine=mine,
        may_decide=bare.may_decide,
        pupil=pupil_of(row),
        group=str(row.pupil_group or ""),
        questions=(
            str(row.question_support or ""),
            str(row.question_organise or ""),
            str(row.question_evaluate or ""),
        ),
        applicants=applicants,
        all_agree=ways.all_agree([(one.row.authority, one.agrees) for one in applicants]),
        case_id=row.case_id if leads else None,
        acts=shown,
    )


def _applicant(row: Applicant) -> ApplicantView:
    said = list(row.words.all())
    newest = said[-1] if said else None
    return ApplicantView(row=row, agrees=newest.agrees if newest is not None else None, said=newest)


# --- Short questions without a name -----------------------------------------------------------------------------------
def visible_consultations(actor: Actor) -> QuerySet[Consultation]:
    """The questions one asked and those one was asked. Nobody else reads them, not even a colleague (R43)."""
    return (
        Consultation.objects.filter(Q(asked_by=actor.person_id) | Q(expert=actor.person_id))
        .select_related("school", "asked_by", "expert")
        .order_by("-asked_at", "pk")
    )


def visible_consultation(actor: Actor, consultation_id: UUID) -> Consultation | None:
    """One of them, or None."""
    return visible_consultations(actor).filter(pk=consultation_id).first()


# --- For the page of today --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait for this person. Three queries."""

    signals: int
    applications: int
    to_answer: int
    answered: int

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self.signals or self.applications or self.to_answer or self.answered)


def waiting_before_cases(actor: Actor) -> Waiting:
    """New signals and own ones in hand, applications to decide on, questions to answer, answers to read."""
    schools = actor.schools_with(Right.MANAGE_CASES)
    here = Q() if schools is None else Q(school__in=schools)
    leads = actor.may_somewhere(Right.MANAGE_CASES)
    open_signals = Q(state=SignalState.NEW) | Q(state=SignalState.IN_HAND, held_by=actor.person_id)
    questions = list(
        Consultation.objects.exclude(state=ConsultationState.CLOSED)
        .filter(Q(asked_by=actor.person_id) | Q(expert=actor.person_id))
        .values_list("state", "asked_by_id", "expert_id")
    )
    return Waiting(
        signals=Signal.objects.filter(here, open_signals).count() if leads else 0,
        applications=Application.objects.filter(here, state=S.OFFERED).count() if leads else 0,
        to_answer=sum(
            state == ConsultationState.ASKED and expert == actor.person_id for state, _by, expert in questions
        ),
        answered=sum(state == ConsultationState.ANSWERED and by == actor.person_id for state, by, _expert in questions),
    )


def routes_for_application(view: ApplicationView) -> list[Route]:
    """The routes that a case out of this application can follow: first those that a JP begins (R46)."""
    school = Application.objects.select_related("school").get(pk=view.id).school
    return sorted(routes_for(school), key=lambda route: Role.JP not in route.steps[0].regie)
