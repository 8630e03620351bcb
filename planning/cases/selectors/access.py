"""Which cases, letters and tasks a person may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from notifications.outbox import selectors as outbox
from notifications.outbox.models import OutgoingLetter
from notifications.sms import selectors as texts
from notifications.sms.models import TextMessage
from planning.cases import gate, rules
from planning.cases.models import (
    Case,
    CaseState,
    Involved,
    Party,
    PartyKind,
    Task,
)
from planning.cases.selectors.leading import led_by
from planning.people.access import Actor, Right
from planning.people.models import Person


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases this person may see: those of the schools where the right is held (R16: a director has no such right).

    Partners have no list of cases: they see what they are invited to, by link (P9).
    """
    schools = actor.schools_with(Right.SEE_CASES)
    cases = Case.objects.select_related("school", "casusregisseur", "opened_by")
    return cases if schools is None else cases.filter(school__in=schools)


def party_of(case: Case, party_id: UUID) -> Party | None:
    """One guardian of a case, or None."""
    return case.parties.filter(pk=party_id, kind=PartyKind.GUARDIAN).first()


def visible_case(actor: Actor, case_id: UUID) -> Case | None:
    """One case, or None when it is not there or not to be seen."""
    return visible_cases(actor).filter(pk=case_id).first()


def led_cases(actor: Actor) -> QuerySet[Case]:
    """The open cases this person holds regie over, or is casusregisseur of, wherever they work (R12, R18)."""
    cases = Case.objects.select_related("school", "casusregisseur", "opened_by").filter(state=CaseState.OPEN)
    return cases.filter(led_by(actor.person_id)).distinct()


def case_for(actor: Actor, case_id: UUID, *, now: dt.datetime) -> Case | None:
    """One case that this person may see or leads; who leads from outside needs a ground still (house rule 4)."""
    seen = visible_case(actor, case_id)
    if seen is not None:
        return seen
    led = led_cases(actor).filter(pk=case_id).first()
    if led is None or case_id not in gate.admitted_cases(person_id=actor.person_id, cases=[led], now=now):
        return None
    return led


def recipient_keys(actor: Actor) -> list[str] | None:
    """Whose post this person may see: of the parties and partners of own cases; None: of the whole SWV."""
    if Right.SEE_LETTERS in actor.swv_rights:
        return None
    cases = visible_cases(actor).values("pk")
    parties = Party.objects.filter(case__in=cases).values_list("pk", flat=True)
    involved = Involved.objects.filter(case__in=cases).values_list("person_id", flat=True)
    return [str(key) for key in (*parties, *involved)]


def letters_of(actor: Actor, *, state: str = "") -> QuerySet[OutgoingLetter]:
    """The post this person may see: see `recipient_keys`, and every lost letter that is a task in their cases."""
    keys = recipient_keys(actor)
    lost = Task.objects.filter(code=rules.LETTER_FAILED, case__in=visible_cases(actor).values("pk"))
    also = list(lost.values_list("object_key", flat=True)) if keys is not None else []
    return outbox.letters_to(keys, also=also, state=state)


def texts_of(actor: Actor, *, state: str = "") -> QuerySet[TextMessage]:
    """The text messages to whom this person may see the post of: see `recipient_keys`."""
    return texts.messages_to(recipient_keys(actor), state=state)


def receivers(actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """Receiver's key → name, for those whom this person may know by name (as `nameless`). Two queries."""
    ids = [key for word in keys if (key := rules.as_id(word)) is not None]
    found = {str(row.pk): row.name for row in Person.objects.filter(pk__in=ids)}
    visible = visible_cases(actor).values("pk")
    return {**found, **{str(row.pk): row.name for row in Party.objects.filter(pk__in=ids, case__in=visible)}}


def nameless(actor: Actor, letters: Iterable[OutgoingLetter]) -> frozenset[UUID]:
    """Of these letters those whose receiver this person may not know: a parent or pupil of a case out of sight.

    The coordinator sees that post did not arrive, not who the parents are (house rule 4). Two queries.
    """
    rows = list(letters)
    known = set(Person.objects.filter(pk__in=_ids(rows)).values_list("pk", flat=True))
    visible = visible_cases(actor).values("pk")
    known |= set(Party.objects.filter(pk__in=_ids(rows), case__in=visible).values_list("pk", flat=True))
    return frozenset(row.pk for row in rows if rules.as_id(row.recipient_key) not in known)


def _ids(rows: Iterable[OutgoingLetter]) -> list[UUID]:
    return [key for row in rows if (key := rules.as_id(row.recipient_key)) is not None]


def address_now(recipient_key: str) -> str:
    """The e-mail address by which the receiver of a letter is known today: a guardian's or a professional's; or ""."""
    key = rules.as_id(recipient_key)
    if key is None:
        return ""
    for model in (Party, Person):
        found = model.objects.filter(pk=key).values_list("email", flat=True).first()
        if found:
            return str(found)
    return ""


def open_tasks(actor: Actor) -> QuerySet[Task]:
    """What waits for this person, oldest first."""
    return Task.objects.filter(person_id=actor.person_id, done_at__isnull=True).select_related("case__school")
