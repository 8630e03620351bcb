"""Which other systems of the SWV hear what happens: who keeps its API keys, keeps these addresses too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from integrations.webhooks import services
from integrations.webhooks.models import Hook
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right


class BadHookAddress(DomainError):
    """Only https, port 443, without a user name, outside our own network (S8)."""

    code = "hook_bad_address"
    status = 422
    message = _("Dit adres kan niet. Het begint met https:// en heeft geen gebruikersnaam of ander poortnummer.")


class NoEvents(DomainError):
    """An address that wants to hear nothing."""

    code = "hook_no_events"
    status = 422
    message = _("Kies waarvan dit adres een melding krijgt.")


class TooManyHooks(DomainError):
    """There is an end to it."""

    code = "hook_too_many"
    message = _("Er staan al tien adressen. Haal er eerst een weg.")


@transaction.atomic
def add_hook(
    *, actor: Actor, url: str, events: Iterable[str], known: Iterable[str], now: dt.datetime
) -> tuple[Hook, str]:
    """A new address for some of the `known` events; its secret is given once and never again.

    Raises NotAllowed, BadHookAddress, NoEvents, TooManyHooks.
    """
    actor.require(Right.MANAGE_KEYS)
    wanted = set(events)
    if not wanted or not wanted <= set(known):
        raise NoEvents(fields={"events": NoEvents.message})
    try:
        hook, secret = services.register(tenant_id=actor.swv_id, url=url, events=wanted, now=now)
    except services.BadAddress as refusal:
        raise BadHookAddress(fields={"url": BadHookAddress.message}) from refusal
    except services.TooMany as refusal:
        raise TooManyHooks from refusal
    audit.record(swv_id=actor.swv_id, by=actor.by, action="hook.add", on=hook, now=now)
    return hook, secret


@transaction.atomic
def end_hook(*, actor: Actor, hook_id: UUID, now: dt.datetime) -> bool:
    """Tell this address nothing more; False when it is not there. Raises NotAllowed."""
    actor.require(Right.MANAGE_KEYS)
    hook = services.end(tenant_id=actor.swv_id, hook_id=hook_id, now=now)
    if hook is not None:
        audit.record(swv_id=actor.swv_id, by=actor.by, action="hook.end", on=hook, now=now)
    return hook is not None


@transaction.atomic
def test_hook(*, actor: Actor, hook_id: UUID, now: dt.datetime) -> bool:
    """Send a try-out; False when the address is not there. Raises NotAllowed."""
    actor.require(Right.MANAGE_KEYS)
    return services.test(tenant_id=actor.swv_id, hook_id=hook_id, now=now)


@transaction.atomic
def tell_again(*, actor: Actor, delivery_id: UUID, now: dt.datetime) -> bool:
    """Try a failed delivery once more; False when there is nothing to try. Raises NotAllowed."""
    actor.require(Right.MANAGE_KEYS)
    return services.retry(tenant_id=actor.swv_id, delivery_id=delivery_id, now=now)
