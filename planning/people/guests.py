"""What an SWV asks of who comes by a personal link: a code by mail before what is sensitive, unless it is off (S4).

And what a guest can do about a link that somebody else has as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from notifications.links import services as links
from notifications.links.selectors import Grant
from notifications.types import Plain, Recipient
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.languages import settings_of
from planning.people.models import SWV

KEY = "guest_code"  # below SWV.settings; on where it is not False


def asks_code(swv_id: UUID) -> bool:
    """Whether guests of this SWV are asked for a code; on unless somebody switched it off. One query."""
    return settings_of(swv_id).get(KEY) is not False


@transaction.atomic
def ask_code(*, actor: Actor, on: bool, now: dt.datetime) -> None:
    """Switch it on or off for all schools. Raises NotAllowed."""
    actor.require(Right.MANAGE_PEOPLE)
    swv = SWV.objects.select_for_update().get(pk=actor.swv_id)
    if (swv.settings.get(KEY) is not False) == on:
        return
    swv.settings = {**swv.settings, KEY: on}
    swv.save(update_fields=["settings"])
    audit.record(swv_id=swv.pk, by=actor.by, action="guest_code.on" if on else "guest_code.off", on=swv, now=now)


@transaction.atomic
def renew_link(
    *,
    grant: Grant,
    carried: str,
    recipient: Recipient,
    context: Mapping[str, Plain],
    sender_name: str,
    reply_to: str,
    now: dt.datetime,
) -> None:
    """A new link to the address that is known, and this one is dead for everybody. Raises LinkStays."""
    fresh = links.renew(
        grant=grant,
        carried=carried,
        recipient=recipient,
        context=context,
        sender_name=sender_name,
        reply_to=reply_to,
        now=now,
    )
    by = By.guest(grant.person_key)
    audit.record(swv_id=grant.tenant_id, by=by, action="link.renew", on=fresh, now=now, purpose=grant.purpose)
