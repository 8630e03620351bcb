"""Who a case is about and who is thought of: guardians, each a party of their own (C11), and professionals (R56)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.links import services as links
from planning.cases.models import Authority, Case, CaseState, ConsentRequest, Involved, Party, PartyKind
from planning.cases.services import letters
from planning.cases.services.freezing import refuse_frozen
from planning.cases.services.lead import CaseClosed
from planning.cases.signals import consent_changed
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role


@dataclass(frozen=True, slots=True)
class GuardianData:
    """A parent or guardian, with authority as far as the school knows."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "nl"
    authority: Authority = Authority.UNKNOWN


class NoGuardian(DomainError):
    """A case needs somebody to ask."""

    code = "no_guardian"
    status = 422
    message = _("Vul ten minste één ouder of verzorger in, met een naam.")


class WrongAddress(DomainError):
    """An address that cannot be one."""

    code = "wrong_address"
    status = 422
    message = _("Dit is geen e-mailadres.")


def _open_case(case_id: UUID, *, actor: Actor) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur").get(pk=case_id)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case_id)
    return case


@transaction.atomic
def add_guardian(*, actor: Actor, case: Case, guardian: GuardianData, now: dt.datetime) -> Party:
    """Add a guardian; what was granted without this one's answer is not granted any more, at once (C10).

    Raises NotAllowed, CaseClosed, NoGuardian, WrongAddress.
    """
    case = _open_case(case.pk, actor=actor)
    party = make_party(case, guardian)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.guardian", on=party, now=now)
    consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
    return party


@transaction.atomic
def add_pupil(*, actor: Actor, case: Case, language: str, email: str = "", now: dt.datetime) -> Party:
    """Let the pupil be a party with an own address, language and links (hoorrecht, U11). Twice is once.

    The name is the calling name of the case. Raises NotAllowed, CaseClosed, WrongAddress.
    """
    case = _open_case(case.pk, actor=actor)
    known = case.parties.filter(kind=PartyKind.PUPIL).first()
    if known is not None:
        return known
    fresh = checked(GuardianData(name=str(case.pupil_name), email=email, language=language))
    pupil = Party.objects.create(swv_id=case.swv_id, case=case, kind=PartyKind.PUPIL, **fresh)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.pupil", on=pupil, now=now)
    return pupil


@transaction.atomic
def save_pupil(*, actor: Actor, case: Case, language: str, email: str = "", now: dt.datetime) -> Party:
    """The pupil as a party, with the language and address known now; another address kills the links to the old one.

    Raises NotAllowed, CaseClosed, WrongAddress.
    """
    pupil = add_pupil(actor=actor, case=case, language=language, email=email, now=now)
    data = GuardianData(
        name=str(case.pupil_name),
        email=email,
        phone=str(pupil.phone or ""),
        language=language,
        authority=Authority(pupil.authority),
    )
    return update_party(actor=actor, party=pupil, data=data, now=now)


@transaction.atomic
def update_party(*, actor: Actor, party: Party, data: GuardianData, now: dt.datetime) -> Party:
    """Change what is known of a guardian.

    Another address kills every link that went to the old one, for somebody else may read there; where consent was
    asked, a letter with a new link goes to the new address, so that withdrawing stays possible (C6). Another authority
    changes who must say yes, at once (C10). Earlier decisions keep the name and address they were made under (C3).
    Raises NotAllowed, CaseClosed, NoGuardian, WrongAddress.
    """
    case = _open_case(party.case_id, actor=actor)
    fresh = checked(data)
    row = Party.objects.get(pk=party.pk)
    changed = [name for name, value in fresh.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, fresh[name])
    row.save(update_fields=changed)
    # Which fields, never what they hold (P6).
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.party", on=row, now=now, fields=",".join(changed))
    if "email" in changed:
        links.revoke(tenant_id=case.swv_id, person_key=str(row.pk), now=now)
        if ConsentRequest.objects.filter(giver=row).exists():
            letters.ask(row, case=case, asker=Person.objects.get(pk=actor.person_id), now=now)
    if "authority" in changed:
        consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
    return row


@transaction.atomic
def add_involved(*, actor: Actor, case: Case, person: Person, role: Role, now: dt.datetime) -> Involved:
    """Think of a professional for this case. That alone gives no ground (R56). Twice is once.

    Raises NotAllowed, CaseClosed.
    """
    return think_of(_open_case(case.pk, actor=actor), person=person, role=role, by=actor.by, now=now)


def think_of(case: Case, *, person: Person, role: Role, by: By, now: dt.datetime) -> Involved:
    """The row of somebody who is thought of, for verbs that hold the case's lock."""
    involved, made = Involved.objects.get_or_create(
        case=case,
        person=person,
        defaults={"swv_id": case.swv_id, "role": role, "organisation_id": person.organisation_id},
    )
    if made:
        audit.record(swv_id=case.swv_id, by=by, action="case.involve", on=involved, now=now)
    return involved


def tell_anew(involved: Involved, *, today: dt.date) -> bool:
    """Take over the role and organisation this person has today, so that the guardians read who it is (C12).

    In the caller's transaction, before asking. What was said of the earlier role says nothing of this one. Gives
    whether anything changed; nothing does for who has no role any more.
    """
    person = Person.objects.get(pk=involved.person_id)
    held = list(
        RoleHolding.objects.filter(person=person, valid_from__lte=today)
        .exclude(valid_to__lt=today)
        .order_by("role")
        .values_list("role", flat=True)
    )
    role = involved.role if involved.role in held or not held else held[0]
    if (role, person.organisation_id) == (involved.role, involved.organisation_id):
        return False
    involved.role, involved.organisation = role, person.organisation
    involved.save(update_fields=["role", "organisation"])
    return True


@transaction.atomic
def remember_language(*, party_id: UUID, language: str, by: By, now: dt.datetime) -> None:
    """A guardian or pupil answered on a page in a language they chose there: letters are in it from now on (U4)."""
    party = Party.objects.select_for_update().filter(pk=party_id).exclude(language=language).first()
    if party is None:
        return
    party.language = language
    party.save(update_fields=["language"])
    audit.record(swv_id=party.swv_id, by=by, action="case.language", on=party, now=now, language=language)


def make_party(case: Case, guardian: GuardianData) -> Party:
    """The row of a guardian, for verbs that hold the case's lock. Raises NoGuardian, WrongAddress."""
    return Party.objects.create(swv_id=case.swv_id, case=case, kind=PartyKind.GUARDIAN, **checked(guardian))


def checked(guardian: GuardianData) -> dict[str, str | None]:
    """The fields of a guardian as they are kept. Raises NoGuardian, WrongAddress."""
    if not guardian.name.strip():
        raise NoGuardian
    email = guardian.email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise WrongAddress(fields={"email": WrongAddress.message}) from error
    return {
        "name": guardian.name.strip(),
        "email": email or None,
        "phone": guardian.phone.strip() or None,
        "language": guardian.language,
        "authority": guardian.authority,
    }
