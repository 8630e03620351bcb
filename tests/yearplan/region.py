"""A small SWV for these tests: three primary schools and a secondary one, one GW, one TC, one JP, shared by all."""

import datetime as dt
from dataclasses import dataclass, field

from django_scopes import scope, scopes_disabled

from planning.people.access import Actor, actor_of_person
from planning.people.models import SWV, FreeDay, Organisation, Person, RoleHolding, School, User, WorkingHours
from planning.people.roles import Role

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2026, 9, 1)
YEAR = 2026


@dataclass
class Region:
    """Who is who. `actor(name)` is that person with the rights held on 1 September 2026."""

    swv: SWV
    schools: list[School] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        with scope(swv=self.swv.pk):
            return actor_of_person(self.people[name], today=TODAY)

    def school(self, number: int) -> School:
        return self.schools[number]


def person(region: Region, name: str, weekdays=range(5), hours=((8, 0), (17, 0)), per_day: int = 3) -> Person:
    organisation = Organisation.objects.get(name="Bestuur")
    user = User.objects.create_user(f"{name}@{region.swv.pk}.example", "geheim-genoeg")
    row = Person.objects.create(
        swv=region.swv, organisation=organisation, user=user, first_name=name.title(), last_name="Proef",
        email=f"{name}@swv.example", max_meetings_per_day=per_day,
    )  # fmt: skip
    for weekday in weekdays:
        WorkingHours.objects.create(
            swv=region.swv, person=row, weekday=weekday, start=dt.time(*hours[0]), end=dt.time(*hours[1])
        )
    region.people[name] = row
    return row


def hold(region: Region, name: str, role: Role, school: School | None = None) -> None:
    RoleHolding.objects.create(
        swv=region.swv, person=region.people[name], role=role, school=school, valid_from=dt.date(2020, 8, 1)
    )


def make_region(name: str = "SWV Proef", *, primary: int = 3, secondary: int = 1) -> Region:
    """The SWV with its people; every school has an IB or OC of its own."""
    with scopes_disabled():
        region = Region(swv=SWV.objects.create(name=name))
        Organisation.objects.create(swv=region.swv, name="Bestuur", kind="bestuur")
    with scope(swv=region.swv.pk):
        for shared, role in (("gw", Role.GW), ("tc", Role.TC), ("jp", Role.JP), ("ja", Role.JA), ("lpa", Role.LPA)):
            person(region, shared)
            hold(region, shared, role)
        person(region, "coordinator")
        hold(region, "coordinator", Role.COORDINATOR)
        for number in range(primary + secondary):
            vo = number >= primary
            school = School.objects.create(
                swv=region.swv, organisation=Organisation.objects.get(), name=f"School {number}", town="Roosendaal",
                sector="VO" if vo else "PO", brin=f"{number:02d}AB00", holiday_region="Zuid",
                latitude=51.53 + number * 0.01, longitude=4.46,
            )  # fmt: skip
            region.schools.append(school)
            for role in (Role.OC, Role.VC) if vo else (Role.IB,):
                person(region, f"{role}{number}", weekdays=(1, 2, 3, 4))
                hold(region, f"{role}{number}", role, school)
            FreeDay.objects.create(
                swv=region.swv, school=school, first=dt.date(2026, 11, 3), last=dt.date(2026, 11, 3),
                kind="studiedag", label="studiedag",
            )  # fmt: skip
    return region
