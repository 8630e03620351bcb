"""One table during an import: what is there, what the workbook says, and what becomes of each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from integrations.imports.workbook import Row, Sheet
from planning.people.tenancy import TenantModel

Values = dict[str, Any]
M = TypeVar("M", bound=TenantModel)


@dataclass(slots=True)
class Count:
    """What happens to the rows of one sheet."""

    title: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


def known_as(text: str) -> str:
    """A name as it is compared: case does not matter."""
    return text.strip().casefold()


class Table(Generic[M]):
    """The rows of one table. `key` is what people know a row by; rows of one `group` may not clash."""

    def __init__(
        self, sheet: Sheet, model: type[M], key: Callable[[M], Hashable], group: Callable[[M], Hashable] | None = None
    ) -> None:
        self.sheet, self.model, self.key = sheet, model, key
        self.group = group or key
        self.count = Count(title=sheet.title)
        rows = cast("Iterable[M]", model._default_manager.all())
        self.found: dict[Hashable, M] = {key(row): row for row in rows}
        self.named: set[Hashable] = set()  # in this workbook, right or wrong
        self.said: list[tuple[Row, M]] = []  # in this workbook and right, in its order
        self.removed: list[M] = []
        self._new: list[M] = []
        self._changed: list[M] = []
        self._fields: set[str] = set()

    def put(self, said: Row, *, swv_id: UUID, identity: Values, values: Values) -> None:
        """Make the row, change it, or leave it as it is."""
        fresh = self.model(swv_id=swv_id, **identity, **values)
        row = self.found.setdefault(self.key(fresh), fresh)
        self.said.append((said, row))
        if row is fresh:
            self._new.append(row)
            self.count.new += 1
        elif all(getattr(row, name) == value for name, value in values.items()):
            self.count.unchanged += 1
        else:
            for name, value in values.items():
                setattr(row, name, value)
            self._fields |= set(values)
            self._changed.append(row)
            self.count.changed += 1

    def remove(self, row: M) -> None:
        """A row that is not said any more, where all rows are said anew."""
        del self.found[self.key(row)]
        self.removed.append(row)
        self.count.removed += 1

    def clashes(self, clash: Callable[[M, M], bool]) -> list[Row]:
        """The rows of the workbook that clash with one above them, or with one that is there and stays."""
        groups: dict[Hashable, list[M]] = defaultdict(list)
        said = {id(row) for _line, row in self.said}
        for row in self.found.values():
            if id(row) not in said:
                groups[self.group(row)].append(row)
        lines = []
        for line, row in self.said:
            others = groups[self.group(row)]
            if any(clash(row, other) for other in others):
                lines.append(line)
            others.append(row)
        return lines

    def keep(self) -> None:
        """Write it down."""
        rows = self.model._default_manager
        if self.removed:
            rows.filter(pk__in=[row.pk for row in self.removed]).delete()
        rows.bulk_create(self._new, batch_size=500)
        if self._changed:
            rows.bulk_update(self._changed, sorted(self._fields), batch_size=200)
