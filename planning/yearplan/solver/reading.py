"""Reading JSON strictly: every value knows the path that leads to it, so that every complaint can say where."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Json = Mapping[str, object]


class InstanceError(ValueError):
    """An instance that cannot be planned because a field is wrong; `path` names it, like `series[3].minutes`."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{path}: {problem}")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file with the path that leads to it, so that every complaint can say where."""

    path: str
    value: object

    def fail(self, problem: str) -> InstanceError:
        """The error that names this place."""
        return InstanceError(self.path or "instance", problem)

    def has(self, key: str) -> bool:
        """Whether this object holds the key."""
        return key in self.object()

    def object(self) -> Json:
        """This value as an object."""
        if not isinstance(self.value, Mapping):
            raise self.fail("must be an object")
        return self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of this object."""
        for key, value in self.object().items():
            yield str(key), Node(f"{self.path}.{key}", value)

    def get(self, key: str) -> Node:
        """A key that must be there."""
        path = f"{self.path}.{key}" if self.path else key
        if key not in self.object():
            raise InstanceError(path, "is missing")
        return Node(path, self.object()[key])

    def list(self, read: Callable[[Node], T], *, length: int | None = None) -> list[T]:
        """Every element, each read by `read`."""
        if not isinstance(self.value, list | tuple):
            raise self.fail("must be a list")
        if length is not None and len(self.value) != length:
            raise self.fail(f"must have {length} elements")
        return [read(Node(f"{self.path}[{index}]", value)) for index, value in enumerate(self.value)]

    def unique(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """Every element, and none twice."""
        found = self.list(read)
        for index, value in enumerate(found):
            if value in found[:index]:
                raise InstanceError(f"{self.path}[{index}]", f"is there twice: {value}")
        return tuple(found)

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.fail("must be text")
        return self.value

    def identifier(self) -> str:
        """A string that is not empty."""
        if not self.text():
            raise self.fail("must not be empty")
        return self.text()

    def integer(self, least: int, most: int | None = None) -> int:
        """A whole number within bounds."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fail("must be a whole number")
        if self.value < least or (most is not None and self.value > most):
            raise self.fail(f"must be {least} or more" if most is None else f"must be from {least} to {most}")
        return self.value

    def number(self) -> float:
        """A finite number; whole numbers stay whole."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not math.isfinite(self.value):
            raise self.fail("must be a number")
        return self.value

    def amount(self, *, above_zero: bool = False) -> float:
        """A number that is not negative."""
        value = self.number()
        if value < 0 or (above_zero and value == 0):
            raise self.fail("must be above 0" if above_zero else "must not be negative")
        return value

    def clock(self) -> int:
        """A time of day, "HH:MM", as minutes."""
        text = self.text()
        hours, colon, minutes = text.partition(":")
        well_formed = colon and len(text) == 5 and hours.isdecimal() and minutes.isdecimal() and text.isascii()
        if not well_formed or int(hours) > 23 or int(minutes) > 59:
            raise self.fail(f"must be a time of day like 09:30, not {text!r}")
        return int(hours) * 60 + int(minutes)

    def date(self) -> dt.date:
        """A date, "YYYY-MM-DD"."""
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError as error:
            raise self.fail(f"must be a date like 2027-09-13, not {self.value!r}") from error

    def moment(self) -> dt.datetime:
        """A local date-time in whole minutes, "YYYY-MM-DDTHH:MM"."""
        try:
            found = dt.datetime.fromisoformat(self.text())
        except ValueError as error:
            raise self.fail(f"must be a date and time like 2027-09-13T09:30, not {self.value!r}") from error
        if found.tzinfo is not None or found.second or found.microsecond or len(self.text()) == 10:
            raise self.fail("must be a local date and time in whole minutes")
        return found
