"""A word to somebody of the school or the SWV: something waits. Nothing about a pupil stands in it (P1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.outbox import services as outbox
from notifications.types import Letter, Plain, Recipient
from planning.cases.models import Case
from planning.people.models import Person, RoleHolding, School
from planning.people.roles import Role


def to_person(
    person: Person,
    *,
    path: str,
    key: str,
    now: dt.datetime,
    template: str = "task_for_you",
    case: Case | None = None,
    **more: Plain,
) -> None:
    """One letter with the address of a page of ours. The same key twice is one letter.

    `case` is named by its reference, which says nothing of the pupil (P1), so that two letters can be told apart.
    """
    about = {} if case is None else {"about": _("casus %(reference)s") % {"reference": case.reference}}
    context: Mapping[str, Plain] = {"name": person.name, "url": f"{settings.BASE_URL}{path}", **about, **more}
    outbox.post(
        Letter(
            tenant_id=person.swv_id,
            key=f"{key}:{person.pk}",
            template=template,
            recipient=Recipient(key=str(person.pk), name=person.name, address=person.email),
            context=context,
        ),
        now=now,
    )


def to_leaders(school: School, *, path: str, key: str, now: dt.datetime) -> list[UUID]:
    """To every IB and OC of the school; gives their ids. A school without one hears nothing: the page says so."""
    today = timezone.localdate(now)
    holdings = RoleHolding.objects.filter(school=school, role__in=[Role.IB, Role.OC], valid_from__lte=today).exclude(
        valid_to__lt=today
    )
    people = Person.objects.filter(pk__in=holdings.values("person_id"))
    for person in people:
        to_person(person, path=path, key=key, now=now)
    return [person.pk for person in people]
