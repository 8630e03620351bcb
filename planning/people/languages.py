"""Which languages the guests of an SWV can read in: the house's list, as far as the SWV switched them on (U4).

Dutch and English are always on. Another one is off until the coordinator switches it on, who then sees whether a
person looked the texts over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField
from django.utils.translation import gettext_lazy as _
from django_scopes import get_scope

from notifications.languages import ALL, ALWAYS, BY_CODE, Language, for_reader
from notifications.prepared import Prepared
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import SWV

KEY = "guest_languages"


class UnknownLanguage(DomainError):
    """A code that is not in the list."""

    code = "unknown_language"
    status = 422
    message = _("Deze taal kennen we niet.")


def switched_on(swv_id: UUID) -> tuple[Language, ...]:
    """The languages that are on in an SWV, in the order of the list. One query."""
    chosen = {*ALWAYS, *settings_of(swv_id).get(KEY, ())}
    return tuple(one for one in ALL if one.code in chosen)


def settings_of(swv_id: UUID) -> dict[str, Any]:
    """What an SWV set for itself; nothing for an unknown one. One query, and quick: every page of a guest asks."""
    return next(iter(_settings(swv_id=swv_id)), {})


_settings: Prepared[dict[str, Any]] = Prepared(
    lambda swv_id: SWV.objects.filter(pk=swv_id).order_by().values_list("settings", flat=True),
    scoped=False,
    swv_id=UUIDField(),
)


def switched_on_here() -> tuple[Language, ...]:
    """The same for the SWV in whose scope we are."""
    return switched_on(get_scope()["swv"])


def for_letter(code: str) -> tuple[str, ...]:
    """The languages of a letter to somebody who reads `code` best: with a language that is off, English and Dutch.

    Inside the scope of an SWV; one query for a language that can be off.
    """
    if code in ALWAYS or code not in BY_CODE:
        return for_reader(code, on=ALWAYS)
    return for_reader(code, on=tuple(one.code for one in switched_on_here()))


@transaction.atomic
def switch_languages(*, actor: Actor, codes: Iterable[str], now: dt.datetime) -> tuple[Language, ...]:
    """Set which languages are on, besides those that always are. Raises NotAllowed, UnknownLanguage."""
    actor.require(Right.MANAGE_PEOPLE)
    wanted = set(codes)
    if not wanted <= set(BY_CODE):
        raise UnknownLanguage
    swv = SWV.objects.select_for_update().get(pk=actor.swv_id)
    before = set(swv.settings.get(KEY, ()))
    fresh = [one.code for one in ALL if one.code in wanted and one.code not in ALWAYS]
    swv.settings = {**swv.settings, KEY: fresh}
    swv.save(update_fields=["settings"])
    for code in sorted(before ^ set(fresh)):
        action = "languages.on" if code in fresh else "languages.off"
        audit.record(swv_id=swv.pk, by=actor.by, action=action, on=swv, now=now, language=code)
    return switched_on(swv.pk)
