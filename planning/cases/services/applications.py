"""Parents applied at Team Jeugd: the JP prepares, hands over with their yes, and the school takes over or not (R46)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import ways
from planning.cases.models import (
    Applicant,
    ApplicantWord,
    Application,
    ApplicationAct,
    ApplicationState,
    Authority,
    Case,
    Heard,
    Involved,
)
from planning.cases.services import word
from planning.cases.services.opening import PupilData, check_pupil, make_case
from planning.cases.services.parties import GuardianData, NoGuardian, checked
from planning.cases.services.questions import StartQuestions
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.people.roles import Role


class NotYetAgreed(DomainError):
    """Without every parent's yes nothing about the pupil goes to the school (R46, R54)."""

    code = "not_yet_agreed"
    message = _("Nog niet alle ouders met gezag hebben ja gezegd tegen de overdracht.")
    hint = _("Tot dan hoort de school alleen dat er een aanmelding is.")


class NotInThisState(DomainError):
    """It was handed over, taken over or withdrawn meanwhile."""

    code = "application_not_in_this_state"
    message = _("Dit kan niet meer: de aanmelding is intussen ergens anders.")
    hint = _("Kijk op de pagina waar zij nu is.")


class SayWhy(DomainError):
    """Giving back needs a reason."""

    code = "say_why"
    status = 422
    message = _("Schrijf in een paar woorden op waarom.")


S = ApplicationState
WITH_JP = frozenset({S.PREPARING, S.ANNOUNCED, S.RETURNED})


@transaction.atomic
def make_application(
    *,
    actor: Actor,
    school: School,
    pupil: PupilData,
    guardians: Sequence[GuardianData],
    questions: StartQuestions,
    now: dt.datetime,
) -> Application:
    """Write an application down. The school sees nothing of it yet.

    Raises NotAllowed, WrongPupilData, NoGuardian, WrongAddress.
    """
    actor.require(Right.APPLY, school_id=school.pk)
    check_pupil(pupil)
    named = [row for row in guardians if row.name.strip()]
    if not named:
        raise NoGuardian
    application = Application.objects.create(
        swv_id=actor.swv_id,
        school=school,
        made_by_id=actor.person_id,
        made_at=now,
        pupil_name=pupil.name.strip(),
        pupil_initial=pupil.initial.strip(),
        pupil_group=pupil.group.strip() or None,
        pupil_birth_month=pupil.birth_month.strip() or None,
        question_support=questions.support.strip() or None,
        question_organise=questions.organise.strip() or None,
        question_evaluate=questions.evaluate.strip() or None,
    )
    for row in named:
        Applicant.objects.create(swv_id=actor.swv_id, application=application, **checked(row))
    _act(application, actor=actor, state=S.PREPARING, now=now)
    return application


@transaction.atomic
def record_applicant_word(*, actor: Actor, applicant: Applicant, agrees: bool, heard: Heard, now: dt.datetime) -> None:
    """What a parent says of the hand-over. A no after it was offered takes it back from the school at once (C6).

    Raises NotAllowed, NotInThisState.
    """
    application = _own(applicant.application_id, actor=actor, states=WITH_JP | {S.OFFERED})
    ApplicantWord.objects.create(
        swv_id=application.swv_id, applicant=applicant, agrees=agrees, heard=heard, by_id=actor.person_id, at=now
    )
    audit.record(
        swv_id=application.swv_id, by=actor.by, action="application.word", on=application, now=now, agrees=agrees
    )
    if not agrees and application.state == S.OFFERED:
        _go(application, actor=actor, to=S.ANNOUNCED, now=now)


@transaction.atomic
def announce_application(*, actor: Actor, application: Application, now: dt.datetime) -> Application:
    """Tell the school that there is an application, and nothing else. Raises NotAllowed, NotInThisState."""
    application = _own(application.pk, actor=actor, states={S.PREPARING})
    _go(application, actor=actor, to=S.ANNOUNCED, now=now)
    _tell_school(application, now=now)
    return application


@transaction.atomic
def hand_over_application(*, actor: Actor, application: Application, now: dt.datetime) -> Application:
    """Offer it to the school with everything in it. Raises NotAllowed, NotInThisState, NotYetAgreed."""
    application = _own(application.pk, actor=actor, states=WITH_JP)
    if not may_hand_over(application):
        raise NotYetAgreed
    _go(application, actor=actor, to=S.OFFERED, now=now)
    _tell_school(application, now=now)
    return application


@transaction.atomic
def withdraw_application(*, actor: Actor, application: Application, reason: str, now: dt.datetime) -> Application:
    """It is off: the parents do not want it, or it is not needed. Raises NotAllowed, NotInThisState."""
    application = _own(application.pk, actor=actor, states=WITH_JP | {S.OFFERED})
    _go(application, actor=actor, to=S.WITHDRAWN, reason=reason, now=now)
    return application


@transaction.atomic
def take_over_application(*, actor: Actor, application: Application, route_key: str, now: dt.datetime) -> Case:
    """The school takes over: a case with the pupil, the parents and the questions; the JP is thought of for it.

    The parents' yes is looked at once more (S19). Raises NotAllowed, NotInThisState, NotYetAgreed.
    """
    application = _at_school(application.pk, actor=actor)
    if not may_hand_over(application):
        raise NotYetAgreed
    pupil = PupilData(
        name=str(application.pupil_name),
        initial=str(application.pupil_initial),
        group=str(application.pupil_group or ""),
        birth_month=str(application.pupil_birth_month or ""),
    )
    guardians = [
        GuardianData(
            name=str(row.name),
            email=str(row.email or ""),
            phone=str(row.phone or ""),
            language=row.language,
            authority=Authority(row.authority),
        )
        for row in application.applicants.all()
    ]
    questions = StartQuestions(
        support=str(application.question_support or ""),
        organise=str(application.question_organise or ""),
        evaluate=str(application.question_evaluate or ""),
    )
    case = make_case(
        actor=actor,
        school=application.school,
        route_key=route_key,
        pupil=pupil,
        guardians=guardians,
        questions=questions,
        now=now,
    )
    Involved.objects.create(
        swv_id=case.swv_id,
        case=case,
        person=application.made_by,
        role=Role.JP,
        organisation_id=application.made_by.organisation_id,
    )
    application.case = case
    _go(application, actor=actor, to=S.ACCEPTED, now=now)
    word.to_person(application.made_by, path=_path(application), key=_key(application, now), now=now)
    return case


@transaction.atomic
def give_back_application(*, actor: Actor, application: Application, reason: str, now: dt.datetime) -> Application:
    """The school does not take it over, and says why. Raises NotAllowed, NotInThisState, SayWhy."""
    application = _at_school(application.pk, actor=actor)
    if not reason.strip():
        raise SayWhy(fields={"reason": SayWhy.message})
    _go(application, actor=actor, to=S.RETURNED, reason=reason, now=now)
    word.to_person(application.made_by, path=_path(application), key=_key(application, now), now=now)
    return application


def may_hand_over(application: Application) -> bool:
    """Whether every parent who must has said yes, and none no."""
    rows = application.applicants.prefetch_related("words")
    return ways.all_agree([(row.authority, newest_word(row)) for row in rows])


def newest_word(applicant: Applicant) -> bool | None:
    """The newest yes or no, its `words` loaded; None for nothing yet."""
    said = list(applicant.words.all())
    return said[-1].agrees if said else None


def _own(application_id: UUID, *, actor: Actor, states: frozenset[S] | set[S]) -> Application:
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("school", "made_by").get(pk=application_id)
    )
    actor.require(Right.APPLY, school_id=application.school_id)
    if application.made_by_id != actor.person_id or application.state not in states:
        raise NotInThisState
    return application


def _at_school(application_id: UUID, *, actor: Actor) -> Application:
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("school", "made_by").get(pk=application_id)
    )
    actor.require(Right.MANAGE_CASES, school_id=application.school_id)
    if application.state != S.OFFERED:
        raise NotInThisState
    return application


def _go(application: Application, *, actor: Actor, to: S, reason: str = "", now: dt.datetime) -> None:
    application.state = to
    application.save(update_fields=["state", "case"])
    _act(application, actor=actor, state=to, reason=reason, now=now)


def _act(application: Application, *, actor: Actor, state: S, reason: str = "", now: dt.datetime) -> None:
    ApplicationAct.objects.create(
        swv_id=application.swv_id,
        application=application,
        state=state,
        reason=reason.strip() or None,
        by_id=actor.person_id,
        at=now,
    )
    audit.record(swv_id=application.swv_id, by=actor.by, action=f"application.{state}", on=application, now=now)


def _tell_school(application: Application, *, now: dt.datetime) -> None:
    word.to_leaders(application.school, path=_path(application), key=_key(application, now), now=now)


def _path(application: Application) -> str:
    return f"/aanmeldingen/{application.pk}/"


def _key(application: Application, now: dt.datetime) -> str:
    return f"application:{application.pk}:{now.timestamp():.0f}"
