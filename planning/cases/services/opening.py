"""Opening a case: the pupil at the least (P10), the guardians each as a party of their own (C11)."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import rules
from planning.cases.models import Case, Signal
from planning.cases.services.moving import record_opening
from planning.cases.services.parties import GuardianData, NoGuardian, add_pupil, make_party
from planning.cases.services.questions import StartQuestions
from planning.cases.services.signals import became_case, locked_signal
from planning.errors import DomainError, Text
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.regions.selectors import routes_for
from planning.regions.services import UnknownRoute

REFERENCE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class PupilData:
    """What is known of a pupil: calling name, one initial, group, month of birth as YYYY-MM. Nothing more (P10)."""

    name: str
    initial: str
    group: str = ""
    birth_month: str = ""


class WrongPupilData(DomainError):
    """The pupil's data are not what they should be."""

    code = "wrong_pupil_data"
    status = 422
    message = _("Kijk de gegevens van de leerling na.")


class SignalOfElsewhere(DomainError):
    """The signal is about a pupil of another school."""

    code = "signal_of_elsewhere"
    status = 422
    message = _("Dit signaal hoort bij een andere school. Kies die school.")


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    school: School,
    route_key: str,
    pupil: PupilData,
    guardians: Sequence[GuardianData],
    questions: StartQuestions,
    now: dt.datetime,
    signal: Signal | None = None,
    pupil_language: str = "",
) -> Case:
    """Open a case at a school (R41), on the newest version of a route the school may use, perhaps out of a signal.

    The signal is then dealt with. With a `pupil_language` the pupil is a party too, with an own page in that language
    (U11). Raises NotAllowed, WrongPupilData, NoGuardian, WrongAddress, UnknownRoute, SignalIsDone, SignalOfElsewhere.
    """
    if signal is not None:
        signal = locked_signal(signal.pk, actor=actor)
        if signal.school_id != school.pk:
            raise SignalOfElsewhere
    case = make_case(
        actor=actor,
        school=school,
        route_key=route_key,
        pupil=pupil,
        guardians=guardians,
        questions=questions,
        now=now,
    )
    if pupil_language:
        add_pupil(actor=actor, case=case, language=pupil_language, now=now)
    if signal is not None:
        became_case(signal, case=case, actor=actor, now=now)
    return case


def make_case(
    *,
    actor: Actor,
    school: School,
    route_key: str,
    pupil: PupilData,
    guardians: Sequence[GuardianData],
    questions: StartQuestions,
    now: dt.datetime,
) -> Case:
    """The rows of a new case, for verbs with a transaction.

    Raises NotAllowed, WrongPupilData, NoGuardian, WrongAddress, UnknownRoute.
    """
    actor.require(Right.MANAGE_CASES, school_id=school.pk)
    check_pupil(pupil)
    if not any(guardian.name.strip() for guardian in guardians):
        raise NoGuardian
    route = next((row for row in routes_for(school) if row.key == route_key), None)
    if route is None:
        raise UnknownRoute(fields={"route": UnknownRoute.message})
    case = Case.objects.create(
        swv_id=actor.swv_id,
        reference=_reference(),
        school=school,
        route=route.key,
        route_version=route.version,
        opened_by_id=actor.person_id,
        pupil_name=pupil.name.strip(),
        pupil_initial=pupil.initial.strip(),
        pupil_group=pupil.group.strip() or None,
        pupil_birth_month=pupil.birth_month.strip() or None,
        question_support=questions.support.strip() or None,
        question_organise=questions.organise.strip() or None,
        question_evaluate=questions.evaluate.strip() or None,
    )
    for guardian in guardians:
        if guardian.name.strip():
            make_party(case, guardian)
    record_opening(case, actor=actor, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.open", on=case, now=now)
    return case


def check_pupil(pupil: PupilData) -> None:
    """Whether these can be a pupil's data. Raises WrongPupilData."""
    wrong: dict[str, Text] = {}
    if not pupil.name.strip() or len(pupil.name) > 60:
        wrong["name"] = _("Vul de roepnaam in.")
    if not re.fullmatch(r"\w[\w.]{0,3}", pupil.initial.strip()):
        wrong["letter"] = _("Vul alleen de eerste letter van de achternaam in.")
    if pupil.birth_month.strip() and not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", pupil.birth_month.strip()):
        wrong["birth_month"] = _("Schrijf de maand als jaar-maand, bijvoorbeeld 2017-04.")
    if wrong:
        raise WrongPupilData(fields=wrong)


def _reference() -> str:
    """A public code that says nothing and cannot be guessed from another (P2). Unique in the SWV."""
    while True:
        code = "".join(secrets.choice(rules.ALPHABET) for _place in range(REFERENCE_LENGTH))
        if not Case.objects.filter(reference=code).exists():
            return code
