"""Keys of machines: made once, stored as SHA-256, with the rights they were given, revocable.

Nobody gives a machine more than they may do themselves for the whole SWV. Nobody may see every pupil's case of an SWV
(R16, P9); a key that reaches cases is made on the server, for the schools that asked for it (`manage.py make_key`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from integrations.plaintext import one_line
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right, actor_of_person
from planning.people.models import ApiKey, Person

PREFIX = "aat_"  # so that a leaked key is recognised


class NameTheKey(DomainError):
    """A key without a name cannot be told from another."""

    code = "name_the_key"
    status = 422
    message = _("Geef de sleutel een naam.")


class NotMoreThanYourself(DomainError):
    """Nobody gives a machine what they may not do themselves for the whole SWV."""

    code = "unknown_right"
    status = 422
    message = _("Kies een of meer rechten uit de lijst.")


# What a machine of the SWV may be given at all. Overriding consent, safety signals, privacy and making keys stay with
# people.
GRANTABLE = frozenset(Right) - {
    Right.OVERRIDE_CONSENT,
    Right.START_SAFETY,
    Right.MANAGE_KEYS,
    Right.SEE_ROUTES,
    Right.MANAGE_ROUTES,
    Right.SEE_ACCESS_LOG,
    Right.HANDLE_PRIVACY,
    Right.KEEP_TERMS,
}


def grantable_by(actor: Actor) -> frozenset[Right]:
    """What this person may give a machine."""
    return GRANTABLE & actor.swv_rights


@transaction.atomic
def create_api_key(*, actor: Actor, name: str, rights: Iterable[str], now: dt.datetime) -> tuple[ApiKey, str]:
    """Make a key; its secret is given once and never again. Raises NotAllowed, NameTheKey, NotMoreThanYourself."""
    actor.require(Right.MANAGE_KEYS)
    return _create(actor, name=name, rights=rights, allowed=grantable_by(actor), now=now)


class NoSuchCoordinator(DomainError):
    """The address of somebody who is not known."""

    code = "no_such_coordinator"
    status = 404
    message = _("Dit e-mailadres hoort bij niemand.")


@transaction.atomic
def create_key_on_the_server(*, email: str, name: str, rights: Iterable[str], now: dt.datetime) -> tuple[ApiKey, str]:
    """The same for who keeps the server, in the name of a coordinator: any right that a machine may have.

    It stands in the coordinator's list, to be seen and taken back. Opens the tenant's scope itself. Raises
    NoSuchCoordinator, NotAllowed, NameTheKey, NotMoreThanYourself.
    """
    with scopes_disabled():
        person = Person.objects.filter(email=email).first()
    if person is None:
        raise NoSuchCoordinator
    with scope(swv=person.swv_id):
        actor = actor_of_person(person, today=timezone.localdate(now))
        actor.require(Right.MANAGE_KEYS)
        return _create(actor, name=name, rights=rights, allowed=GRANTABLE, now=now)


def _create(
    actor: Actor, *, name: str, rights: Iterable[str], allowed: frozenset[Right], now: dt.datetime
) -> tuple[ApiKey, str]:
    wanted = set(rights)
    if not one_line(name):
        raise NameTheKey(fields={"name": NameTheKey.message})
    if not wanted or not wanted <= {right.value for right in allowed}:
        raise NotMoreThanYourself(fields={"rights": NotMoreThanYourself.message})
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        swv_id=actor.swv_id,
        name=one_line(name),
        digest=_digest(secret),
        scopes=sorted(wanted),
        created_by_id=actor.person_id,
    )
    audit.record(swv_id=actor.swv_id, by=actor.by, action="key.create", on=key, now=now)
    return key, secret


@transaction.atomic
def revoke_api_key(*, actor: Actor, key_id: UUID, now: dt.datetime) -> bool:
    """Kill a key at once; False when it is not there or dead already."""
    actor.require(Right.MANAGE_KEYS)
    key = ApiKey.objects.filter(pk=key_id, revoked_at__isnull=True).first()
    if key is None:
        return False
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    audit.record(swv_id=actor.swv_id, by=actor.by, action="key.revoke", on=key, now=now)
    return True


def actor_for_key(secret: str, *, today: dt.date) -> Actor | None:
    """The machine behind a key, acting under the name of who made it; None for an unknown or revoked key."""
    del today  # a key lives until it is revoked
    if not secret.startswith(PREFIX):
        return None
    with scopes_disabled():
        key = ApiKey.objects.select_related("created_by").filter(digest=_digest(secret)).first()
    if key is None or key.revoked_at is not None or key.created_by is None:
        return None
    with scope(swv=key.swv_id):
        person = actor_of_person(key.created_by, today=dt.date.min)  # name and SWV; the rights are the key's own
    return Actor(
        swv_id=key.swv_id,
        person_id=person.person_id,
        name=key.name,
        swv_rights=frozenset(Right(value) for value in key.scopes if value in {right.value for right in GRANTABLE}),
        school_rights={},
        machine=True,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
