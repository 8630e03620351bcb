"""The pupil's own word (hoorrecht, U11): by the own link, or filled in together with somebody of the school."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose as LinkPurpose
from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.cases.models import Case, CaseState, Comes, Party, PartyKind, PupilWord
from planning.cases.services.letters import contact_line
from planning.cases.services.locking import open_case_of
from planning.cases.services.parties import WrongAddress, add_pupil
from planning.cases.services.tasks import add_task
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.people.languages import for_letter
from planning.people.models import Person

PUPIL_SPOKE = "pupil_spoke"  # a task: read what the pupil wants to say
LINK_LIFE = dt.timedelta(days=120)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the pupil says; anything may be left out, but not everything."""

    tell: str = ""
    goes_well: str = ""
    whom: str = ""
    comes: Comes | None = None


class NothingSaid(DomainError):
    """Every field is empty."""

    code = "nothing_said"
    status = 422
    message = _("Je hebt nog niets ingevuld.")


class TooLate(DomainError):
    """The conversation has been, or the case is closed."""

    code = "pupil_too_late"
    message = _("Het gesprek is al geweest. Je kunt nu niets meer veranderen.")


class NotThePupil(DomainError):
    """Not the pupil of this case; looks like one that does not exist (S18)."""

    code = "not_found"
    status = 404
    message = _("Deze pagina is niet voor jou.")


class NoAddress(DomainError):
    """A link needs an address."""

    code = "no_address"
    status = 422
    message = _("Vul een e-mailadres in om de pagina te mailen.")
    hint = _("Geen e-mail? Vul de woorden dan samen met de leerling in.")


@transaction.atomic
def invite_pupil(*, actor: Actor, case: Case, email: str, language: str, now: dt.datetime) -> Party:
    """Send the pupil a link to the own page. The address may be a parent's: then they look together.

    Another address than before kills the old link. Raises NotAllowed, CaseClosed, WrongAddress, NoAddress.
    """
    email = email.strip()
    if not email:
        raise NoAddress(fields={"email": NoAddress.message})
    try:
        validate_email(email)
    except ValidationError as error:
        raise WrongAddress(fields={"email": WrongAddress.message}) from error
    pupil = add_pupil(actor=actor, case=case, language=language, now=now)
    case = Case.objects.select_related("school", "casusregisseur").get(pk=pupil.case_id)
    if pupil.email != email or pupil.language != language:
        if pupil.email and pupil.email != email:
            links.revoke(tenant_id=case.swv_id, person_key=str(pupil.pk), now=now)
        pupil.email, pupil.language = email, language
        pupil.save(update_fields=["email", "language"])
    asker = Person.objects.get(pk=actor.person_id)
    token = links.issue(
        tenant_id=case.swv_id,
        purpose=LinkPurpose.PUPIL,
        person_key=str(pupil.pk),
        object_key=str(case.pk),
        expires_at=now + LINK_LIFE,
        now=now,
        rotate=False,  # an earlier mail to the same address goes on working
    )
    outbox.post(
        Letter(
            tenant_id=case.swv_id,
            key=f"pupil:{pupil.pk}:{now.timestamp():.0f}",
            template="pupil_ask",
            # No name: a mail says nothing of the pupil, not even who it is (P1).
            recipient=Recipient(key=str(pupil.pk), name="", address=email, languages=for_letter(language)),
            context={
                "name": "",
                "url": address(token),
                "school": case.school.name,
                "contact": contact_line(case.casusregisseur or asker),
            },
            sender_name=case.school.name,
            reply_to=asker.email,
        ),
        now=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.pupil_invite", on=pupil, now=now)
    return pupil


@transaction.atomic
def say_as_pupil(
    *, party_id: UUID, case_id: UUID, words: OwnWords, link_id: UUID, closed: bool, now: dt.datetime
) -> PupilWord:
    """The pupil's words over the own link; may be changed until the conversation (`closed`, as the caller knows).

    Raises NotThePupil, TooLate, NothingSaid.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("school").filter(pk=case_id).first()
    pupil = Party.objects.filter(pk=party_id, case_id=case_id, kind=PartyKind.PUPIL).first()
    if case is None or pupil is None:
        raise NotThePupil
    if closed or case.state == CaseState.CLOSED:
        raise TooLate
    row = _keep(case, pupil, words, link_id=link_id, now=now)
    audit.record(swv_id=case.swv_id, by=By.guest(pupil.pk), action="case.pupil_word", on=row, now=now)
    holder = case.casusregisseur_id or case.opened_by_id
    add_task(case=case, person_id=holder, code=PUPIL_SPOKE, now=now)
    return row


@transaction.atomic
def say_for_pupil(*, actor: Actor, case: Case, words: OwnWords, now: dt.datetime) -> PupilWord:
    """What the pupil says, filled in together at school; marked as such (C3).

    Raises NotAllowed, CaseClosed, NothingSaid.
    """
    case = open_case_of(case, actor=actor, now=now)
    pupil = add_pupil(actor=actor, case=case, language=settings.LANGUAGE_CODE[:2], now=now)
    row = _keep(case, pupil, words, entered_by_id=actor.person_id, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.pupil_word", on=row, now=now)
    return row


def _keep(
    case: Case,
    pupil: Party,
    words: OwnWords,
    *,
    link_id: UUID | None = None,
    entered_by_id: UUID | None = None,
    now: dt.datetime,
) -> PupilWord:
    said = [words.tell.strip(), words.goes_well.strip(), words.whom.strip()]
    if not any(said) and words.comes is None:
        raise NothingSaid
    tell, goes_well, whom = (text or None for text in said)
    return PupilWord.objects.create(
        swv_id=case.swv_id,
        case=case,
        party=pupil,
        tell=tell,
        goes_well=goes_well,
        whom=whom,
        comes=words.comes or "",
        at=now,
        link_id=link_id,
        entered_by_id=entered_by_id,
    )
