"""ical.js as an independent reader of calendar objects: what Thunderbird and Nextcloud make of them.

Fixture `icaljs`: one node process for a whole file of tests, since starting it takes longer than reading a year.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("icaljs.cjs")


class CannotBeRead(Exception):
    """ical.js refuses the object; the text is its own."""


@dataclass(frozen=True)
class Person:
    address: str
    name: str
    partstat: str


@dataclass(frozen=True)
class ReadEvent:
    uid: str
    summary: str
    location: str
    description: str
    url: str
    sequence: int
    status: str
    start: dt.datetime
    end: dt.datetime
    organisers: tuple[Person, ...]
    attendees: tuple[Person, ...]
    inside: tuple[str, ...]  # components in it, such as alarms
    whole_days: bool = False  # from midnight to midnight, in UTC
    free: bool = False  # it keeps nobody busy


@dataclass(frozen=True)
class ReadCalendar:
    method: str
    names: tuple[str, ...]  # NAME and X-WR-CALNAME
    parts: tuple[str, ...]  # components, in their order
    events: tuple[ReadEvent, ...]

    @property
    def event(self) -> ReadEvent:
        [one] = self.events
        return one


class IcalJs:
    """A running node; `read` asks it about one calendar object."""

    def __init__(self, node: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen([node, str(SCRIPT)], text=True, encoding="utf-8", **pipes)

    def read(self, ics: bytes | str) -> ReadCalendar:
        """What ical.js reads. Raises CannotBeRead, also for floating times and for properties that come twice."""
        text = ics if isinstance(ics, str) else ics.decode()
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write(json.dumps(text) + "\n")
        to.flush()
        line = back.readline()
        assert line, "node has stopped; what it said is on stderr"
        answer = json.loads(line)
        if "error" in answer:
            raise CannotBeRead(answer["error"])
        events = tuple(_event(one) for one in answer["events"])
        return ReadCalendar(answer["method"], tuple(answer["names"]), tuple(answer["parts"]), events)

    def close(self) -> None:
        self._process.communicate()


def _event(read: dict[str, Any]) -> ReadEvent:
    moments = {name: dt.datetime.fromtimestamp(read[name], dt.UTC) for name in ("start", "end")}
    people = {name: tuple(Person(**one) for one in read[name]) for name in ("organisers", "attendees")}
    return ReadEvent(**(read | moments | people | {"inside": tuple(read["inside"])}))


@pytest.fixture(scope="module")
def icaljs() -> Iterator[IcalJs]:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI has no node (Debian's nodejs): ical.js reads nothing")
        pytest.skip("no node here (Debian's nodejs): ical.js cannot read our calendar objects")
    reader = IcalJs(node)
    yield reader
    reader.close()
