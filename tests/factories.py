"""People and schools for tests, made in one line each. Times are the caller's; nothing here is random."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

from django_scopes import scope

from planning.cases.models import Authority, Case, Subject
from planning.cases.services import GuardianData, PupilData, StartQuestions, open_case, record_conversation
from planning.people.access import Actor, actor_of_person
from planning.people.models import SWV, Organisation, Person, RoleHolding, School, User, WorkingHours
from planning.people.roles import AFFILIATION, Role

_count = itertools.count(1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONG_AGO = dt.date(2020, 1, 1)
TODAY = dt.date(2026, 11, 3)


def make_swv(name: str = "") -> SWV:
    return SWV.objects.create(name=name or f"SWV {next(_count)}", email="swv@swv.example")


def make_organisation(swv: SWV, name: str = "", kind: str = "bestuur") -> Organisation:
    with scope(swv=swv.pk):
        row, _made = Organisation.objects.get_or_create(
            swv=swv, name=name or f"Organisatie {kind}", defaults={"kind": kind}
        )
    return row


def make_school(swv: SWV, name: str = "", *, sector: str = "PO", region: str = "Zuid", **more: object) -> School:
    number = next(_count)
    fields = {
        "name": name or f"School {number}",
        "sector": sector,
        "brin": f"{number % 100:02d}{chr(65 + number // 100 % 26)}{chr(65 + number // 2600 % 26)}00",
        "holiday_region": region,
        "town": "Roosendaal",
        "latitude": 51.53 + number % 17 / 200,
        "longitude": 4.46 + number % 13 / 150,
        "organisation": make_organisation(swv),
    }
    with scope(swv=swv.pk):
        return School.objects.create(swv=swv, **{**fields, **more})


def make_person(
    swv: SWV,
    name: str = "",
    *,
    email: str = "",
    account: bool = False,
    days: tuple[int, ...] = (0, 1, 2, 3, 4),
    hours: tuple[str, str] = ("08:15", "16:45"),
    **more: object,
) -> Person:
    number = next(_count)
    first, _, last = (name or f"Persoon {number}").partition(" ")
    address = email or f"persoon{number}@test.example"
    with scope(swv=swv.pk):
        person = Person.objects.create(
            swv=swv,
            organisation=make_organisation(swv),
            first_name=first,
            last_name=last or "Test",
            email=address,
            user=User.objects.create_user(address, "een-lang-wachtwoord") if account else None,
            **more,
        )
        WorkingHours.objects.bulk_create(
            WorkingHours(
                swv=swv,
                person=person,
                weekday=day,
                start=dt.time.fromisoformat(hours[0]),
                end=dt.time.fromisoformat(hours[1]),
            )
            for day in days
        )
    return person


def give(
    person: Person, role: Role, school: School | None = None, *, since: dt.date = LONG_AGO, until: dt.date | None = None
) -> RoleHolding:
    with scope(swv=person.swv_id):
        return RoleHolding.objects.create(
            swv_id=person.swv_id, person=person, role=role, school=school, valid_from=since, valid_to=until
        )


def make_actor(person: Person, *, today: dt.date = TODAY) -> Actor:
    with scope(swv=person.swv_id):
        return actor_of_person(person, today=today)


def make_staff(swv: SWV, role: Role, school: School | None = None, name: str = "", **more: object) -> Person:
    """A person who holds a role, in an organisation of the usual kind."""
    person = make_person(swv, name, **more)
    with scope(swv=swv.pk):
        person.organisation = make_organisation(swv, kind=AFFILIATION[role])
        person.save(update_fields=["organisation"])
    give(person, role, school)
    return person


def make_case(actor: Actor, school: School, *guardians: str, pupil: str = "Merel", now: dt.datetime) -> Case:
    """A case at a school, opened by the service, its purpose explained to the parents.

    Each guardian has authority and the address <name>@ouders.example, in small letters.
    """
    with scope(swv=actor.swv_id):
        case = open_case(
            actor=actor,
            school=school,
            route_key="west-brabant-po",
            pupil=PupilData(name=pupil, initial="Z"),
            guardians=[
                GuardianData(name=name, email=f"{name.lower()}@ouders.example", authority=Authority.YES)
                for name in guardians
            ],
            questions=StartQuestions(support="Rust."),
            now=now,
        )
        explain_purpose(actor, case, now=now)
    return case


def explain_purpose(actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """The parents were told what the meeting is for, so that consent for it may be asked (R60)."""
    record_conversation(
        actor=actor,
        case=case,
        subject=Subject.PURPOSE,
        on=now.astimezone(AMSTERDAM).date(),
        parties=list(case.parties.all()),
        others="",
        agreed="Het doel is uitgelegd.",
        now=now,
    )
