"""What a spreadsheet of last year says: which school had its meetings when. Plain values, no ORM, no clock.

People keep such a planning in their own way: a row a school with a column a date, a column a school with its dates
below, dates down and schools across with the time (or an x) where they meet, or a sheet a school. Which it is, is
seen from where the names of known schools stand. What looks like a date of a school and is not understood is a problem
that is named; what is anything else (names, rooms, remarks) is passed over.
"""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from integrations.imports.grid import Cell, Grid, Page
from integrations.imports.moments import BadMoment, Moment, clock_in, means_nothing, moments_in
from planning.yearplan.kinds import SeriesKind

MAX_PROBLEMS: Final = 200
_MARKS: Final = frozenset({"x", "v", "ja", "●", "✓", "1"})
_DRESSING: Final = frozenset("basisschool school obs cbs rkbs kbs pcbs sbo ibs de het 't college".split())
# The first that fits counts, so the longer name stands first.
_KINDS: Final = (
    (SeriesKind.BROAD, r"bre?e?de?\s+sot|sot[\s-]*bre?e?d|groot\s*sot|grote\s+sot"),
    (SeriesKind.ATTENDANCE, r"thuiszit"),
    (SeriesKind.OC, r"\boc[\s-]*overleg|regionaal\s+oc"),
    (SeriesKind.SPARRING, r"sparring|directeur"),
    (SeriesKind.GROUP, r"groepsbespr|\bgb\b"),
    (SeriesKind.PUPIL, r"leerling(en)?bespr|\blb\b"),
    (SeriesKind.SOT, r"\bsot|zorgteam|ondersteuningsteam|\bzat\b"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that was not understood: where (as the spreadsheet names it), what stood there, and why (Dutch)."""

    sheet: str
    cell: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """The meetings of one kind at one school as they were, in order of date, each day once."""

    school: UUID
    kind: SeriesKind
    moments: tuple[Moment, ...]

    @property
    def gaps(self) -> tuple[int, ...]:
        """Calendar days between consecutive meetings."""
        days = [moment.day for moment in self.moments]
        return tuple((after - before).days for before, after in itertools.pairwise(days))

    @property
    def weekday(self) -> int | None:
        """The school weekday (0 is Monday) on which most of them were; of equals the first. None: none on a weekday."""
        counted = Counter(moment.day.weekday() for moment in self.moments if moment.day.weekday() <= 4)
        return min(counted, key=lambda day: (-counted[day], day)) if counted else None

    @property
    def start(self) -> dt.time | None:
        """The start that most share; None when no cell said a time."""
        counted = Counter(moment.start for moment in self.moments if moment.start is not None)
        return min(counted, key=lambda time: (-counted[time], time)) if counted else None

    @property
    def minutes(self) -> int | None:
        """The length that most share; None when no cell said an end."""
        counted = Counter(moment.minutes for moment in self.moments if moment.minutes is not None)
        return min(counted, key=lambda length: (-counted[length], length)) if counted else None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of a workbook, and what was not. `school_year` is the year most dates lie in."""

    school_year: int
    held: tuple[Held, ...]
    problems: tuple[Problem, ...]


class Schools:
    """The schools that can be meant: by name, in any dress ("OBS De Linde" is "Linde"), or by BRIN."""

    def __init__(self, names: Mapping[UUID, tuple[str, str]]) -> None:
        """`names` gives of each school its name and its BRIN."""
        self._known: dict[str, set[UUID]] = defaultdict(set)
        for school, (name, brin) in names.items():
            for word in {_bare(name), _plain(name), brin.casefold(), brin.casefold()[:4]}:
                self._known[word].add(school)
        self._titles = {_plain(name): name for name, _brin in names.values()}

    def find(self, cell: Cell) -> UUID | None:
        """The one school that a cell names; None when it names none, or could name more than one."""
        if not isinstance(cell, str) or len(cell) > 200:
            return None
        for text in (_plain(cell), _bare(cell), _plain(re.sub(r"\(.*?\)|,.*| [-–] .*", "", cell))):
            found = self._known.get(text, set())
            if text and len(found) == 1:
                return next(iter(found))
        return None

    def like(self, text: str) -> str:
        """The name that looks most like a text, or nothing."""
        close = difflib.get_close_matches(_plain(text), self._titles, n=1, cutoff=0.6)
        return self._titles[close[0]] if close else ""


def read_last_year(grid: Grid, *, schools: Schools, school_year: int) -> Reading:
    """What `grid` says.

    Dates without a year are of the school year that most dates with one lie in, or else of `school_year` (2025 is
    2025–2026); a date of another year is a problem.
    """
    school_year = _year_of(grid, default=school_year)
    found: dict[tuple[UUID, SeriesKind], dict[dt.date, Moment]] = defaultdict(dict)
    problems: list[Problem] = []
    for page in grid.pages:
        reader = _Reader(page, schools, school_year)
        reader.read()
        problems += reader.problems
        for school, kind, moment in reader.found:
            known = found[school, kind].get(moment.day)
            if known is None or known.start is None:
                found[school, kind][moment.day] = moment
    for title in grid.cut:
        problems.append(Problem(title, "", "", _("Dit blad is te groot. Niet alles is gelezen.")))
    held = tuple(
        Held(school, kind, tuple(moment for _day, moment in sorted(days.items())))
        for (school, kind), days in found.items()
    )
    return Reading(school_year, held, tuple(problems[:MAX_PROBLEMS]))


def _year_of(grid: Grid, *, default: int) -> int:
    counted: Counter[int] = Counter()
    for page in grid.pages:
        for row in page.rows:
            for cell in row:
                try:
                    said = [one for one in moments_in(cell, school_year=default) if one.year_said]
                except BadMoment:
                    continue
                counted.update(one.day.year - (one.day.month < 8) for one in said)
    return min(counted, key=lambda year: (-counted[year], -year)) if counted else default


@dataclass(slots=True)
class _Reader:
    """One sheet."""

    page: Page
    schools: Schools
    school_year: int
    found: list[tuple[UUID, SeriesKind, Moment]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> None:
        in_column, in_row = self._school_column(), self._school_row()
        owner = self.schools.find(self.page.title)
        if in_column is None and in_row is None:
            if owner is not None:
                self._one_school(owner)
            elif any(self._dated(cell) for row in self.page.rows for cell in row):
                reason = _("Op dit blad staat geen school die in de planning voorkomt.")
                self.problems.append(Problem(self.page.title, "", "", reason))
        elif in_column is not None and (in_row is None or self._more_beside(in_column, in_row)):
            self._rows_of_schools(in_column[0])
        elif in_row is not None:
            self._columns_of_schools(in_row[0])

    # --- Which way round ----------------------------------------------------------------------------------------------

    def _school_column(self) -> tuple[int, int] | None:
        """The column that names most schools, and how many."""
        return _most({column: self._named(self._column(column)) for column in range(min(self.page.width, 12))})

    def _school_row(self) -> tuple[int, int] | None:
        """The row that names most schools, and how many."""
        return _most({number: self._named(row) for number, row in enumerate(self.page.rows[:15])})

    def _more_beside(self, in_column: tuple[int, int], in_row: tuple[int, int]) -> bool:
        """Whether the schools stand below each other; one school alone does both, then its dates decide."""
        if in_column[1] != in_row[1]:
            return in_column[1] > in_row[1]
        return any(self._dated(cell) for row in self.page.rows if self._named(row) for cell in row)

    def _column(self, column: int) -> list[Cell]:
        return [self.page.at(number, column) for number in range(len(self.page.rows))]

    def _named(self, cells: Iterable[Cell]) -> int:
        return len({self.schools.find(cell) for cell in cells} - {None})

    # --- A row a school -----------------------------------------------------------------------------------------------

    def _rows_of_schools(self, column: int) -> None:
        heads = self._heads(column)
        dated = self._date_columns(skip=column)
        for number, row in enumerate(self.page.rows):
            name = self.page.at(number, column)
            school = self.schools.find(name)
            if school is None:
                if (
                    isinstance(name, str)
                    and number > heads
                    and any(self._dated(self.page.at(number, n)) for n in dated)
                ):
                    self._unknown(number, column, name)
                continue
            clock = next((found for cell in row if (found := clock_in(cell))), None)
            kind_of_row = next((kind for n, cell in enumerate(row) if n != column and (kind := _kind(cell))), None)
            for n in dated:
                kind = _kind(self.page.at(heads, n)) if heads >= 0 else None
                self._take(school, kind_of_row or kind or self._kind_of_page(), number, n, clock=clock)

    def _heads(self, column: int) -> int:
        """The row with the names of the columns: the last before the first school, -1 without."""
        first = next(n for n, cell in enumerate(self._column(column)) if self.schools.find(cell))
        return next((n for n in range(first - 1, -1, -1) if sum(c is not None for c in self.page.rows[n]) > 1), -1)

    def _date_columns(self, *, skip: int) -> list[int]:
        """The columns that hold dates: at least one, and no fewer than other things."""
        found = []
        for column in range(self.page.width):
            cells = [cell for cell in self._column(column)[1:] if cell is not None and not means_nothing(cell)]
            dated = sum(self._dated(cell) for cell in cells)
            if column != skip and dated and dated * 2 >= len(cells):
                found.append(column)
        return found

    # --- A column a school --------------------------------------------------------------------------------------------

    def _columns_of_schools(self, head: int) -> None:
        row = self.page.rows[head]
        owners = {n: school for n, cell in enumerate(row) if (school := self.schools.find(cell)) is not None}
        left = min(owners)
        for n in range(left, self.page.width):
            name = self.page.at(head, n)
            if n not in owners and isinstance(name, str) and self._holds_dates(head, n):
                self._unknown(head, n, name)
        for number in range(head + 1, len(self.page.rows)):
            labels = self.page.rows[number][:left]
            days = [day for cell in labels for day in self._moments(cell)]
            kind = next((kind for cell in labels if (kind := _kind(cell))), None) or self._kind_of_page()
            for n, school in owners.items():
                cell = self.page.at(number, n)
                if days and not self._dated(cell):
                    self._crossing(school, kind, days[0], number, n)
                else:
                    self._take(school, kind, number, n, clock=None, strict=self._holds_dates(head, n))

    def _crossing(self, school: UUID, kind: SeriesKind, day: Moment, row: int, column: int) -> None:
        """Dates down, schools across: a time or a mark says that this school met on this day."""
        cell = self.page.at(row, column)
        clock = clock_in(cell)
        if clock is not None:
            self._keep(school, kind, Moment(day.day, *clock), row, column)
        elif str(cell).casefold() in _MARKS:
            self._keep(school, kind, day, row, column)

    def _holds_dates(self, head: int, column: int) -> bool:
        return any(self._dated(cell) for cell in self._column(column)[head + 1 :])

    # --- A sheet a school ---------------------------------------------------------------------------------------------

    def _one_school(self, school: UUID) -> None:
        for number, row in enumerate(self.page.rows):
            kind = next((kind for cell in row if (kind := _kind(cell))), None)
            clock = next((found for cell in row if (found := clock_in(cell))), None)
            for n, cell in enumerate(row):
                if self._dated(cell):
                    self._take(school, kind or SeriesKind.SOT, number, n, clock=clock)

    # --- One cell -----------------------------------------------------------------------------------------------------

    def _take(
        self,
        school: UUID,
        kind: SeriesKind,
        row: int,
        column: int,
        *,
        clock: tuple[dt.time, int | None] | None,
        strict: bool = True,
    ) -> None:
        """The moments of a cell go to the school; what is not understood in a column of dates is a problem."""
        cell = self.page.at(row, column)
        if cell is None or means_nothing(cell):
            return
        try:
            moments = moments_in(cell, school_year=self.school_year)
        except BadMoment as error:
            self._wrong(row, column, str(error))
            return
        if not moments and strict and clock_in(cell) is None:
            self._wrong(row, column, _("Hier staat geen datum. Schrijf bijvoorbeeld 14-10-2025 9:00."))
        for moment in moments:
            timed = Moment(moment.day, *clock) if moment.start is None and clock is not None else moment
            self._keep(school, kind, timed, row, column)

    def _keep(self, school: UUID, kind: SeriesKind, moment: Moment, row: int, column: int) -> None:
        """A moment of the school, when it is a school day of that year; else the cell is a problem."""
        if moment.day.year - (moment.day.month < 8) != self.school_year:
            year = f"{self.school_year}–{self.school_year + 1}"
            self._wrong(row, column, _("Deze datum ligt niet in schooljaar %(year)s.") % {"year": year})
        elif moment.day.weekday() > 4:
            self._wrong(row, column, _("Deze datum valt in het weekend."))
        else:
            self.found.append((school, kind, moment))

    def _dated(self, cell: Cell) -> bool:
        """Whether a cell means a date, also one that cannot be right."""
        try:
            return bool(moments_in(cell, school_year=self.school_year))
        except BadMoment:
            return True

    def _moments(self, cell: Cell) -> Sequence[Moment]:
        try:
            return moments_in(cell, school_year=self.school_year)
        except BadMoment:
            return ()

    def _kind_of_page(self) -> SeriesKind:
        return _kind(self.page.title) or SeriesKind.SOT

    def _unknown(self, row: int, column: int, name: str) -> None:
        like = self.schools.like(name)
        reason = _("Deze school staat niet in de planning.")
        if like:
            reason = _("Deze school staat niet in de planning. Bedoelt u ‘%(name)s’?") % {"name": like}
        self._wrong(row, column, reason)

    def _wrong(self, row: int, column: int, reason: str) -> None:
        value = str(self.page.at(row, column)).replace("\n", " / ")
        value = value if len(value) <= 40 else value[:39] + "…"
        self.problems.append(Problem(self.page.title, f"{get_column_letter(column + 1)}{row + 1}", value, reason))


def _most(counts: Mapping[int, int]) -> tuple[int, int] | None:
    best = min(counts, key=lambda place: (-counts[place], place), default=None)
    return (best, counts[best]) if best is not None and counts[best] else None


def _kind(cell: Cell) -> SeriesKind | None:
    text = cell.casefold() if isinstance(cell, str) and len(cell) <= 60 else ""
    return next((kind for kind, pattern in _KINDS if text and re.search(pattern, text)), None)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold().replace("’", "'")))


def _bare(text: str) -> str:
    """A name without what schools are dressed with; the whole when nothing but a number would be left."""
    bare = " ".join(word for word in _plain(text).split() if word not in _DRESSING)
    return bare if re.search(r"[^\W\d]", bare) else _plain(text)
