"""Who and what there is: organisations, schools and persons, new or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import Organisation, Person, School
from planning.people.services.checking import check, same_swv

DEFAULT_LANGUAGES = ("nl",)


@transaction.atomic
def save_organisation(
    *, actor: Actor, organisation: Organisation | None = None, name: str, kind: str, now: dt.datetime
) -> Organisation:
    """Make or change an organisation. Raises NotAllowed, NotRight."""
    actor.require(Right.MANAGE_PEOPLE)
    same_swv(actor, organisation)
    row = organisation or Organisation(swv_id=actor.swv_id)
    row.name, row.kind = name, kind
    check(row, twice={"name": _("Er is al een organisatie met deze naam.")})
    row.save()
    action = "organisation.change" if organisation else "organisation.make"
    audit.record(swv_id=actor.swv_id, by=actor.by, action=action, on=row, now=now)
    return row


@transaction.atomic
def save_school(
    *,
    actor: Actor,
    school: School | None = None,
    organisation: Organisation,
    name: str,
    sector: str,
    brin: str,
    holiday_region: str,
    street: str,
    town: str,
    latitude: float,
    longitude: float,
    phone: str,
    now: dt.datetime,
) -> School:
    """Make or change a school; latitude and longitude in degrees (WGS 84). Raises NotAllowed, NotRight."""
    actor.require(Right.MANAGE_PEOPLE)
    same_swv(actor, school, organisation)
    row = school or School(swv_id=actor.swv_id)
    row.organisation = organisation
    row.name, row.sector, row.brin = name, sector, brin.upper()
    row.holiday_region, row.street, row.town = holiday_region, street, town
    row.latitude, row.longitude, row.phone = latitude, longitude, phone
    check(row, twice={"brin": _("Er is al een school met deze BRIN.")})
    row.save()
    action = "school.change" if school else "school.make"
    audit.record(swv_id=actor.swv_id, by=actor.by, action=action, on=row, now=now)
    return row


@transaction.atomic
def save_person(
    *,
    actor: Actor,
    person: Person | None = None,
    organisation: Organisation,
    first_name: str,
    last_name: str,
    email: str,
    phone: str,
    languages: Iterable[str] = DEFAULT_LANGUAGES,
    max_meetings_per_day: int = 2,
    now: dt.datetime,
) -> Person:
    """Make or change a person; `languages` are codes, best first. Raises NotAllowed, NotRight.

    Another e-mail address lets go of the account: an account is its address, and whoever manages people must not get
    into somebody's cases by changing where the password goes. The SWV then makes a new account.
    """
    actor.require(Right.MANAGE_PEOPLE)
    same_swv(actor, person, organisation)
    row = Person.objects.select_for_update().get(pk=person.pk) if person else Person(swv_id=actor.swv_id)
    address = email.strip().lower()
    let_go = row.user_id is not None and address != row.email.lower()
    if let_go:
        row.user = None
    row.organisation, row.email, row.phone = organisation, address, phone
    row.first_name, row.last_name = first_name, last_name
    row.languages = list(dict.fromkeys(languages)) or list(DEFAULT_LANGUAGES)
    row.max_meetings_per_day = max_meetings_per_day
    check(row, twice={"email": _("Er is al iemand met dit e-mailadres.")})
    row.save()
    action = "person.change" if person else "person.make"
    audit.record(swv_id=actor.swv_id, by=actor.by, action=action, on=row, now=now, account_let_go=let_go)
    return row
