"""What of last year could not be copied, school by school, as rows that a page can say in words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import short_name
from planning.yearplan.models import Series, YearPlan
from planning.yearplan.selectors.plans import visible


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that could not come along: `code` is that of services.copying; what it does not use is empty."""

    series: Series
    code: str
    person: Person | None = None
    successor: Person | None = None
    role: str = ""
    was: int | None = None
    now: int | None = None


def not_copied(plan: YearPlan, *, actor: Actor) -> list[Lost]:
    """By school, of the series this person may see; a series that was removed since is left out. Three queries."""
    shown = {str(row.pk): row for row in visible(actor).filter(plan=plan).select_related("school")}
    wanted = {UUID(item[key]) for item in plan.not_copied for key in ("person", "successor") if key in item}
    persons = {str(person.pk): person for person in Person.objects.filter(pk__in=wanted)}
    found = [
        Lost(
            series=shown[item["series"]],
            code=item["code"],
            person=persons.get(item.get("person", "")),
            successor=persons.get(item.get("successor", "")),
            role=short_name(item["role"]) if "role" in item else "",
            was=item.get("was"),
            now=item.get("weekday", item.get("count")),
        )
        for item in plan.not_copied
        if item["series"] in shown
    ]
    return sorted(found, key=lambda row: (row.series.school.name, row.series.kind, row.code))


def earlier_plans(school_year: int) -> list[YearPlan]:
    """The plans that the plan of a school year can begin with, newest first."""
    return list(YearPlan.objects.filter(school_year__lt=school_year).order_by("-school_year"))
