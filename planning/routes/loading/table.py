"""Takes values out of one table of a route file; what is wrong is noted, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planning.routes.loading.faults import Faults, Place

Row = Mapping[str, object]
LARGEST = 1000  # steps, minutes, days and versions: more is a slip of the pen
_KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(slots=True)
class Table:
    """One table: where it stands, what it says, which words are roles, and which keys have been asked for."""

    row: Row
    place: Place
    faults: Faults
    roles: frozenset[str]
    asked: set[str] = field(default_factory=set)

    def fail(self, key: str, said: str, *, at: int | None = None, **values: object) -> None:
        """Note that this key is wrong."""
        self.faults.add((*self.place, key), said, at=at, **values)

    def done(self) -> None:
        """Nobody has asked for the keys that are left: they are unknown."""
        for key in self.row:
            if key not in self.asked:
                self.fail(key, "unknown; known are {names}", names=", ".join(sorted(self.asked)))

    def take(self, key: str) -> object:
        """The bare value, or None."""
        self.asked.add(key)
        return self.row.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that says something; may be left out only when there is a default."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fail(key, "a text is needed")
            return ""
        return value.strip()

    def key(self, key: str = "key") -> str:
        """A name for machines."""
        value = self.text(key)
        if value and not _KEY.fullmatch(value):
            self.fail(key, "use small letters, digits and hyphens")
        return value

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value and value not in known:
            self.fail(key, "'{word}' is none of {names}", word=value, names=", ".join(known))
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number from 1 on."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.fail(key, "a number from 1 on is needed")
            return 1
        if value > LARGEST:
            self.fail(key, "a number up to {word} is enough", word=LARGEST)
        return value

    def yes(self, key: str, default: bool | None = None) -> bool:
        """True or false; may be left out only when there is a default."""
        value = self.take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.fail(key, "true or false is needed")
            return False
        return value

    def texts(self, key: str, *, needed: bool = True, some: bool = False) -> tuple[str, ...]:
        """A list of texts; `some`: with at least one."""
        value = self.take(key)
        if value is None and not needed:
            return ()
        if not isinstance(value, list):
            self.fail(key, "a list of texts is needed")
            return ()
        found = []
        for n, row in enumerate(value):
            if isinstance(row, str) and row.strip():
                found.append(row.strip())
            else:
                self.fail(key, "a list of texts is needed", at=n)
        if some and not value:
            self.fail(key, "at least one is needed")
        return tuple(found)

    def some_roles(self, key: str, *, needed: bool = True, some: bool = False) -> tuple[str, ...]:
        """A list of roles, each once; `some`: with at least one."""
        names = self.texts(key, needed=needed, some=some)
        for n, name in enumerate(names):
            if name not in self.roles:
                self.fail(key, "'{word}' is no role", at=n, word=name)
            if name in names[:n]:
                self.fail(key, "'{word}' stands twice", at=n, word=name)
        return names

    def a_role(self, key: str, default: str | None = None) -> str:
        """One role."""
        name = self.text(key, default)
        if name and name not in self.roles:
            self.fail(key, "'{word}' is no role", word=name)
        return name

    def role_texts(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of roles with a sentence each; may be left out."""
        inner = self.table(key, needed=False)
        for role in inner.row:
            if role not in self.roles:
                inner.fail(role, "'{word}' is no role", word=role)
        return inner.all_texts()

    def all_texts(self) -> tuple[tuple[str, str], ...]:
        """Every key of this table with its text."""
        return tuple((key, self.text(key)) for key in self.row)

    def table(self, key: str, *, needed: bool = True) -> Table:
        """A table inside this one; an empty one when it is left out or wrong."""
        value = self.take(key)
        if isinstance(value, dict):
            return self._inner(value, (*self.place, key))
        if value is not None or needed:
            self.fail(key, "a table is needed")
        return self._inner({}, (*self.place, key))

    def tables(self, key: str, *, some: bool = False) -> list[Table]:
        """A list of tables inside this one; `some`: with at least one."""
        value = self.take(key)
        if value is None and not some:
            return []
        if not isinstance(value, list) or (some and not value):
            self.fail(key, "at least one is needed")
            return []
        found = []
        for n, row in enumerate(value):
            if isinstance(row, dict):
                found.append(self._inner(row, (*self.place, key, n)))
            else:
                self.fail(key, "write each as a table of its own", at=n)
        return found

    def _inner(self, row: Row, place: Place) -> Table:
        return Table(row=row, place=place, faults=self.faults, roles=self.roles)
