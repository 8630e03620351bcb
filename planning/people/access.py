"""Who may see and do what: one readable matrix from roles to rights (S6, P7), and the person who acts.

The matrix is shown on the page /toegang/ and tested row by row. A role held at a school gives its rights at that
school; a role held for the whole SWV gives them everywhere in the SWV.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError, Text
from planning.people.audit import By
from planning.people.models import Person, RoleHolding, User
from planning.people.roles import Role


class Right(StrEnum):
    """What somebody may do. The value is the stable code that API keys use as scope."""

    SEE_PEOPLE = "people.see"
    MANAGE_PEOPLE = "people.manage"
    KEEP_SCHOOL_DAYS = "schooldays.keep"
    SEE_PLAN = "plan.see"
    MAKE_PLAN = "plan.make"
    AGREE_FOR_SCHOOL = "plan.agree.school"
    AGREE_FOR_SWV = "plan.agree.swv"
    SEE_CASES = "cases.see"
    MANAGE_CASES = "cases.manage"
    LEAD_CASES = "cases.lead"
    OVERRIDE_CONSENT = "cases.override"
    START_SAFETY = "safety.start"
    SIGNAL = "signals.write"
    APPLY = "applications.make"
    ASK_EXPERT = "consultations.ask"
    ANSWER_AS_EXPERT = "consultations.answer"
    SEE_MEETINGS = "meetings.see"
    MANAGE_MEETINGS = "meetings.manage"
    PROPOSE_AGENDA = "agenda.propose"
    SEE_FOLLOWUP = "followup.see"
    SEE_NUMBERS = "numbers.see"
    HIDE_NUMBERS = "numbers.hide"
    SEE_OWN_SCHOOL = "numbers.school"
    SEE_LETTERS = "letters.see"
    MANAGE_KEYS = "keys.manage"
    SEE_ROUTES = "routes.see"
    MANAGE_ROUTES = "routes.manage"
    SEE_ACCESS_LOG = "privacy.log"
    HANDLE_PRIVACY = "privacy.handle"
    KEEP_TERMS = "privacy.terms"


RIGHT_NAMES: dict[Right, Text] = {
    Right.SEE_PEOPLE: _("mensen en scholen bekijken"),
    Right.MANAGE_PEOPLE: _("mensen en scholen beheren"),
    Right.KEEP_SCHOOL_DAYS: _("studiedagen, vrije dagen en ruimtes van de school bijhouden"),
    Right.SEE_PLAN: _("jaarplanning bekijken"),
    Right.MAKE_PLAN: _("jaarplanning maken en publiceren"),
    Right.AGREE_FOR_SCHOOL: _("akkoord geven namens de school"),
    Right.AGREE_FOR_SWV: _("akkoord geven namens het samenwerkingsverband"),
    Right.SEE_CASES: _("casussen bekijken"),
    Right.MANAGE_CASES: _("casussen openen en leiden"),
    Right.LEAD_CASES: _("casussen leiden waarvan u regie hebt of casusregisseur bent"),
    Right.OVERRIDE_CONSENT: _("een andere grond dan toestemming vastleggen"),
    Right.START_SAFETY: _("een zorg over veiligheid vastleggen (meldcode)"),
    Right.SIGNAL: _("een signaal over een leerling opschrijven"),
    Right.APPLY: _("een aanmelding bij Team Jeugd maken en aan de school overdragen"),
    Right.ASK_EXPERT: _("een deskundige een vraag zonder naam stellen"),
    Right.ANSWER_AS_EXPERT: _("een vraag zonder naam beantwoorden"),
    Right.SEE_MEETINGS: _("overleggen bekijken"),
    Right.MANAGE_MEETINGS: _("overleggen plannen en uitnodigen"),
    Right.PROPOSE_AGENDA: _("een punt voorstellen voor de agenda van een SOT"),
    Right.SEE_FOLLOWUP: _("per school zien hoe de opvolging gaat, in aantallen zonder namen"),
    Right.SEE_NUMBERS: _("cijfers per maand zien, zonder namen en zonder kleine aantallen"),
    Right.HIDE_NUMBERS: _("kiezen vanaf welk aantal een cijfer getoond wordt"),
    Right.SEE_OWN_SCHOOL: _("zien hoe de ondersteuning op de eigen school loopt, in aantallen zonder namen"),
    Right.SEE_LETTERS: _("verstuurde post bekijken"),
    Right.MANAGE_KEYS: _("API-sleutels beheren"),
    Right.SEE_ROUTES: _("eigen routes van het samenwerkingsverband bekijken, ook als ze nog niet klaar zijn"),
    Right.MANAGE_ROUTES: _("routes van het samenwerkingsverband maken, publiceren en kiezen"),
    Right.SEE_ACCESS_LOG: _("zien wie casussen bekeek, zonder inhoud"),
    Right.HANDLE_PRIVACY: _("privacyverzoeken behandelen en een casus bevriezen"),
    Right.KEEP_TERMS: _("bewaartermijnen instellen en het verwijderen controleren"),
}

_COLLEAGUE = frozenset({Right.SEE_PEOPLE, Right.SEE_PLAN})
_SUPPORT = _COLLEAGUE | {
    Right.KEEP_SCHOOL_DAYS,
    Right.AGREE_FOR_SCHOOL,
    Right.SEE_CASES,
    Right.MANAGE_CASES,
    Right.LEAD_CASES,
    Right.OVERRIDE_CONSENT,
    Right.START_SAFETY,
    Right.SEE_MEETINGS,
    Right.MANAGE_MEETINGS,
    Right.SEE_LETTERS,
    Right.HANDLE_PRIVACY,
    Right.SIGNAL,
    Right.ASK_EXPERT,
    Right.PROPOSE_AGENDA,
}
_LEADER = _COLLEAGUE | {Right.LEAD_CASES}
_EXPERT = _LEADER | {Right.MAKE_PLAN, Right.AGREE_FOR_SWV, Right.SEE_ROUTES}
_EXPERT |= {Right.SEE_FOLLOWUP, Right.SEE_NUMBERS}  # R28, R122
_PROPOSES = frozenset({Right.PROPOSE_AGENDA})  # the school makes the agenda (R88, R89); these propose (R90, R152)

# Role → rights where the role is held. A professional sees a case only as a member of it (cases.selectors); the
# director sees numbers, not case content (R16). Everybody keeps the own working hours and absences
# (services.presence), so that needs no right.
MATRIX: dict[Role, frozenset[Right]] = {
    **dict.fromkeys(Role, _COLLEAGUE),
    Role.DIRECTOR: _COLLEAGUE | {Right.KEEP_SCHOOL_DAYS, Right.SEE_OWN_SCHOOL},
    Role.IB: _SUPPORT,
    Role.OC: _SUPPORT,
    # Signals and applications: who writes one sees the own ones only, the school's IB or OC all of the school (R152).
    Role.TEACHER: _LEADER | {Right.ASK_EXPERT},  # a route may let the teacher lead its first step (R12)
    Role.VC: _COLLEAGUE | _PROPOSES | {Right.SIGNAL},
    Role.LPA: _COLLEAGUE | _PROPOSES | {Right.SIGNAL, Right.ANSWER_AS_EXPERT, Right.START_SAFETY},
    Role.JA: _COLLEAGUE | {Right.ANSWER_AS_EXPERT, Right.START_SAFETY},
    Role.GW: _EXPERT | _PROPOSES | {Right.ANSWER_AS_EXPERT},
    Role.TC: _EXPERT | _PROPOSES | {Right.ANSWER_AS_EXPERT},
    Role.JP: _LEADER | _PROPOSES | {Right.SIGNAL, Right.APPLY, Right.ANSWER_AS_EXPERT, Right.START_SAFETY},  # R153
    **dict.fromkeys((Role.TRAJECT, Role.OZC, Role.SMW), _LEADER),
    Role.COORDINATOR: (_EXPERT - {Right.LEAD_CASES})
    | {
        Right.MANAGE_PEOPLE,
        Right.KEEP_SCHOOL_DAYS,
        Right.SEE_LETTERS,
        Right.MANAGE_KEYS,
        Right.MANAGE_ROUTES,
        Right.SEE_ACCESS_LOG,
        Right.HIDE_NUMBERS,
    },
    # The privacy officer sees who looked and what was asked and deleted; never what a case says (P6).
    Role.FG: _COLLEAGUE | {Right.SEE_ACCESS_LOG, Right.HANDLE_PRIVACY, Right.KEEP_TERMS},
}

# In which roles somebody can hold regie over a case, or be the parents' contact.
LEADERS = frozenset(role for role, rights in MATRIX.items() if Right.LEAD_CASES in rights)


class NotAllowed(DomainError):
    """The person lacks the right at this place."""

    code = "not_allowed"
    status = 403
    message = _("Dit mag u niet doen.")
    hint = _("Vraag de coördinator van uw samenwerkingsverband als u dit wel nodig heeft.")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with rights for the whole SWV and rights per school."""

    swv_id: UUID
    person_id: UUID
    name: str
    swv_rights: frozenset[Right]
    school_rights: dict[UUID, frozenset[Right]]
    roles: tuple[tuple[Role, UUID | None], ...] = ()
    machine: bool = False

    @property
    def by(self) -> By:
        """For the audit trail."""
        return By(kind="machine" if self.machine else "person", id=str(self.person_id))

    def may(self, right: Right, *, school_id: UUID | None = None) -> bool:
        """Whether the right is held for the SWV or, when a school is named, at that school."""
        if right in self.swv_rights:
            return True
        return school_id is not None and right in self.school_rights.get(school_id, frozenset())

    def may_somewhere(self, right: Right) -> bool:
        """Whether the right is held anywhere: decides what the menu shows, never what a service allows."""
        return right in self.swv_rights or any(right in rights for rights in self.school_rights.values())

    def schools_with(self, right: Right) -> frozenset[UUID] | None:
        """The schools where the right is held; None means every school of the SWV."""
        if right in self.swv_rights:
            return None
        return frozenset(school for school, rights in self.school_rights.items() if right in rights)

    def only_school(self, right: Right) -> UUID | None:
        """The one school where the right is held: what belongs there, a list need not say. None: several, or none."""
        schools = self.schools_with(right)
        return next(iter(schools)) if schools is not None and len(schools) == 1 else None

    def require(self, right: Right, *, school_id: UUID | None = None) -> None:
        """Raise NotAllowed unless `may`."""
        if not self.may(right, school_id=school_id):
            raise NotAllowed


def today() -> dt.date:
    """The day in Amsterdam: for doors, which read the clock."""
    return timezone.localdate()


def actor_for(user: User, *, today: dt.date) -> Actor | None:
    """The acting person of an account on a day, or None without a person. Runs outside any scope: it finds the SWV."""
    person = Person.objects.filter(user=user).order_by("created_at").first()
    return actor_of_person(person, today=today) if person else None


def actor_of_person(person: Person, *, today: dt.date) -> Actor:
    """What this person may do on a day, from the roles held on it."""
    holdings = RoleHolding.objects.filter(person=person, valid_from__lte=today).exclude(valid_to__lt=today)
    swv_rights: frozenset[Right] = frozenset()
    school_rights: dict[UUID, frozenset[Right]] = {}
    roles: list[tuple[Role, UUID | None]] = []
    for holding in holdings:
        role = Role(holding.role)
        roles.append((role, holding.school_id))
        if holding.school_id is None:
            swv_rights |= MATRIX[role]
        else:
            school_rights[holding.school_id] = school_rights.get(holding.school_id, frozenset()) | MATRIX[role]
    return Actor(
        swv_id=person.swv_id,
        person_id=person.pk,
        name=person.name,
        swv_rights=swv_rights,
        school_rights=school_rights,
        roles=tuple(roles),
    )
