"""One walk through the workbook: each sheet compared with what is there, every wrong cell named. Writes at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from integrations.imports.workbook import CellProblem, Row, Workbook
from planning.people import rules, workbook
from planning.people.importing.tables import Count, M, Table, Values, known_as
from planning.people.models import (
    Absence,
    Deputy,
    FreeDay,
    Organisation,
    Person,
    RoleHolding,
    School,
    WorkingHours,
)
from planning.people.roles import AT_A_SCHOOL, FOR_THE_SWV, Role


@dataclass
class Visit:
    """Later sheets find what earlier ones said. Look first; `keep` only when there are no problems."""

    swv_id: UUID
    book: Workbook
    problems: list[CellProblem] = field(default_factory=list)

    def look(self) -> None:
        """Compare every sheet with what is there, in the order in which they lean on each other. Eight queries."""
        self.problems = list(self.book.problems)
        self.organisations = Table(workbook.ORGANISATIONS, Organisation, lambda row: known_as(row.name))
        self.schools = Table(workbook.SCHOOLS, School, lambda row: known_as(row.brin))
        self.persons = Table(workbook.PERSONS, Person, lambda row: known_as(row.email))
        self.roles = Table(
            workbook.ROLES,
            RoleHolding,
            lambda row: (row.person_id, row.role, row.school_id, row.valid_from),
            group=lambda row: (row.person_id, row.role, row.school_id),
        )
        self.hours = Table(
            workbook.HOURS,
            WorkingHours,
            lambda row: (row.person_id, row.weekday, row.start),
            group=lambda row: (row.person_id, row.weekday),
        )
        self.absences = Table(workbook.ABSENCES, Absence, lambda row: (row.person_id, row.start))
        self.deputies = Table(
            workbook.DEPUTIES,
            Deputy,
            lambda row: (row.person_id, row.deputy_id, row.valid_from),
            group=lambda row: row.person_id,
        )
        self.free_days = Table(
            workbook.FREE_DAYS,
            FreeDay,
            lambda row: (row.school_id, row.first, row.kind),
            group=lambda row: row.school_id,
        )
        self._each(self.organisations, "name", self._organisation)
        self._each(self.schools, "brin", self._school)
        self._each(self.persons, "email", self._person)
        self._each(self.roles, "", self._role)
        self._each(self.hours, "", self._stretch)
        self._each(self.absences, "", self._absence)
        self._each(self.deputies, "", self._deputy)
        self._each(self.free_days, "", self._free_day)
        self._whole_weeks()
        self._apart()
        self._somebody_coordinates()

    def tables(self) -> tuple[Table[Any], ...]:
        """In the order in which they are written."""
        return (
            self.organisations,
            self.schools,
            self.persons,
            self.roles,
            self.hours,
            self.absences,
            self.deputies,
            self.free_days,
        )

    def keep(self) -> None:
        """Write everything down."""
        for table in self.tables():
            table.keep()

    def counts(self) -> tuple[Count, ...]:
        """What happens, sheet by sheet."""
        return tuple(table.count for table in self.tables())

    # --- Naming what is wrong -----------------------------------------------------------------------------------------

    def _each(self, table: Table[Any], name: str, take: Callable[[Row, Values], None]) -> None:
        """Take every row that was read whole. Of one with a bad cell the name counts: others may refer to it."""
        for row in self.book.sheet(table.sheet.key):
            if not row.bad:
                take(row, dict(row.values))
            elif name and isinstance(value := row.values[name], str):
                table.named.add(known_as(value))

    def _wrong(self, table: Table[Any], row: Row, key: str, reason: str) -> None:
        """Name one cell."""
        value = row.values.get(key)
        shown = f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else str(value or "")[:40]
        column = table.sheet.column(key).title
        self.problems.append(CellProblem(table.sheet.title, row.number, column, reason, shown))

    def _once(self, table: Table[Any], row: Row, key: str, identity: Hashable) -> bool:
        """Whether this is the first row about something; a second one is named."""
        if identity in table.named:
            self._wrong(table, row, key, _("Dit staat er al: elke rij mag één keer voorkomen."))
            return False
        table.named.add(identity)
        return True

    def _find(self, among: Table[M], table: Table[Any], row: Row, key: str, reason: str) -> M | None:
        """The row that a cell refers to, said before or there already. What is said but wrong was named there."""
        name = known_as(str(row.values[key]))
        found = among.found.get(name)
        if found is None and name not in among.named:
            self._wrong(table, row, key, reason)
        return found

    def _board(self, table: Table[Any], row: Row) -> Organisation | None:
        reason = _("Deze organisatie staat niet op het blad Organisaties.")
        return self._find(self.organisations, table, row, "organisation", reason)

    def _of_school(self, table: Table[Any], row: Row) -> School | None:
        return self._find(self.schools, table, row, "brin", _("Er is geen school met deze BRIN."))

    def _who(self, table: Table[Any], row: Row, key: str = "email") -> Person | None:
        return self._find(self.persons, table, row, key, _("Er is niemand met dit e-mailadres."))

    # --- The sheets ---------------------------------------------------------------------------------------------------

    def _organisation(self, row: Row, values: Values) -> None:
        table, name = self.organisations, values["name"]
        if self._once(table, row, "name", known_as(name)):
            table.put(row, swv_id=self.swv_id, identity={"name": name}, values={"kind": values["kind"]})

    def _school(self, row: Row, values: Values) -> None:
        table, brin = self.schools, values.pop("brin").upper()
        board, first = self._board(table, row), self._once(table, row, "brin", known_as(brin))
        if first and board is not None:
            del values["organisation"]
            values |= {name: values[name] or "" for name in ("street", "phone")}
            values["organisation_id"] = board.pk
            table.put(row, swv_id=self.swv_id, identity={"brin": brin}, values=values)

    def _person(self, row: Row, values: Values) -> None:
        table, email = self.persons, values.pop("email").lower()
        employer, first = self._board(table, row), self._once(table, row, "email", known_as(email))
        try:
            validate_email(email)
        except ValidationError:
            self._wrong(table, row, "email", _("Naar dit adres kan geen mail. Bijvoorbeeld naam@school.nl."))
            return
        if first and employer is not None:
            del values["organisation"]
            there = table.found.get(known_as(email))
            values["phone"] = values["phone"] or ""
            values["max_meetings_per_day"] = values["max_meetings_per_day"] or 2
            values["languages"] = values["languages"] or (there.languages if there is not None else ["nl"])
            values["organisation_id"] = employer.pk
            table.put(row, swv_id=self.swv_id, identity={"email": email}, values=values)

    def _role(self, row: Row, values: Values) -> None:
        table, role = self.roles, Role(values["role"])
        person = self._who(table, row)
        school = self._of_school(table, row) if values["brin"] else None
        if role in AT_A_SCHOOL and not values["brin"]:
            self._wrong(table, row, "brin", _("Vul de school in waar deze rol bij hoort."))
        elif role in FOR_THE_SWV and values["brin"]:
            self._wrong(table, row, "brin", _("Deze rol geldt voor het hele samenwerkingsverband. Laat dit leeg."))
        elif values["valid_to"] is not None and values["valid_to"] < values["valid_from"]:
            self._wrong(table, row, "valid_to", _("De laatste dag ligt voor de eerste."))
        elif person is not None and (school is not None or not values["brin"]):
            identity = {
                "person_id": person.pk,
                "role": role.value,
                "school_id": school.pk if school is not None else None,
                "valid_from": values["valid_from"],
            }
            if self._once(table, row, "email", tuple(identity.values())):
                table.put(row, swv_id=self.swv_id, identity=identity, values={"valid_to": values["valid_to"]})

    def _stretch(self, row: Row, values: Values) -> None:
        table, weekday = self.hours, int(values["weekday"])
        person = self._who(table, row)
        if values["end"] <= values["start"]:
            self._wrong(table, row, "end", _("Het einde ligt voor het begin."))
        elif person is not None:
            identity = {"person_id": person.pk, "weekday": weekday, "start": values["start"]}
            if self._once(table, row, "start", tuple(identity.values())):
                table.put(row, swv_id=self.swv_id, identity=identity, values={"end": values["end"]})

    def _absence(self, row: Row, values: Values) -> None:
        table, day = self.absences, values["day"]
        person = self._who(table, row)
        start = dt.datetime.combine(day, values["start"] or dt.time(), tzinfo=rules.AMSTERDAM)
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=rules.AMSTERDAM)
        if values["end"] is not None:
            end = dt.datetime.combine(day, values["end"], tzinfo=rules.AMSTERDAM)
        if end <= start:
            self._wrong(table, row, "end", _("Het einde ligt voor het begin."))
        elif person is not None and self._once(table, row, "day", (person.pk, start)):
            identity = {"person_id": person.pk, "start": start}
            table.put(row, swv_id=self.swv_id, identity=identity, values={"end": end})

    def _deputy(self, row: Row, values: Values) -> None:
        table = self.deputies
        person, deputy = self._who(table, row), self._who(table, row, "deputy")
        if person is None or deputy is None:
            return
        if person.pk == deputy.pk:
            self._wrong(table, row, "deputy", _("Niemand vervangt zichzelf."))
        elif values["valid_to"] < values["valid_from"]:
            self._wrong(table, row, "valid_to", _("De laatste dag ligt voor de eerste."))
        else:
            identity = {"person_id": person.pk, "deputy_id": deputy.pk, "valid_from": values["valid_from"]}
            if self._once(table, row, "email", tuple(identity.values())):
                table.put(row, swv_id=self.swv_id, identity=identity, values={"valid_to": values["valid_to"]})

    def _free_day(self, row: Row, values: Values) -> None:
        table, last = self.free_days, values["last"] or values["first"]
        school = self._of_school(table, row)
        if last < values["first"]:
            self._wrong(table, row, "last", _("De laatste dag ligt voor de eerste."))
        elif school is not None:
            identity = {"school_id": school.pk, "first": values["first"], "kind": values["kind"]}
            if self._once(table, row, "first", tuple(identity.values())):
                said = {"last": last, "label": values["label"] or ""}
                table.put(row, swv_id=self.swv_id, identity=identity, values=said)

    # --- When all is said ---------------------------------------------------------------------------------------------

    def _whole_weeks(self) -> None:
        """Whoever has hours in the workbook has these and no others: so a changed week can be brought in."""
        said = {id(row) for _line, row in self.hours.said}
        whose = {row.person_id for _line, row in self.hours.said}
        for row in list(self.hours.found.values()):
            if row.person_id in whose and id(row) not in said:
                self.hours.remove(row)

    def _apart(self) -> None:
        """What may not overlap. After all rows, so that a role can be ended and given anew in one workbook."""
        for line in self.roles.clashes(
            lambda one, other: rules.overlap(one.valid_from, one.valid_to, other.valid_from, other.valid_to)
        ):
            self._wrong(self.roles, line, "valid_from", _("Deze persoon heeft deze rol hier dan al."))
        for line in self.hours.clashes(lambda one, other: one.start < other.end and other.start < one.end):
            self._wrong(self.hours, line, "start", _("Deze tijd overlapt met een andere tijd op dezelfde dag."))
        for line in self.deputies.clashes(
            lambda one, other: rules.overlap(one.valid_from, one.valid_to, other.valid_from, other.valid_to)
        ):
            self._wrong(self.deputies, line, "valid_from", _("In deze tijd is er al een vervanger."))
        for line in self.free_days.clashes(
            lambda one, other: rules.overlap(one.first, one.last, other.first, other.last)
        ):
            self._wrong(self.free_days, line, "first", _("Op deze dagen staat al iets in de kalender van de school."))

    def _somebody_coordinates(self) -> None:
        """Nobody could give a role again in an SWV without a coordinator."""
        found = [row for row in self.roles.found.values() if row.role == Role.COORDINATOR]
        if found and all(row.valid_to is not None for row in found):
            sheet = self.roles.sheet
            reason = _("Er moet een coördinator blijven van wie de rol geen einde heeft.")
            self.problems.append(CellProblem(sheet.title, 0, sheet.column("valid_to").title, reason))
