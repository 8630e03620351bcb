"""A process of its own that unfolds one calendar file: question and file on stdin, busy times on stdout.

`python -m integrations.calendars.feed.expand`. The first line is JSON (`start`, `end`, `but_for`); the rest the file.
Anything that goes wrong is an exit code other than nought: then nothing is known, which is not free.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterable

import recurring_ical_events
from icalendar import Component

from integrations.calendars.reading import busy_of_rows, keeps_busy, read, span_of
from integrations.calendars.seam import merged
from integrations.types import BusyTime

MEMORY, CPU_SECONDS, MOST_TIMES = 1024 * 1024 * 1024, 25, 50_000
STEP = dt.timedelta(days=31)


def main() -> None:
    """Answer one question."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    question = json.loads(sys.stdin.buffer.readline())
    text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    start, end = (dt.datetime.fromisoformat(question[name]) for name in ("start", "end"))
    calendars = [one for one in read(text) if one.name == "VCALENDAR"]
    if not calendars:
        sys.exit(2)
    times = merged(
        [time for one in calendars for time in busy(one, start=start, end=end, but_for=frozenset(question["but_for"]))],
        start=start,
        end=end,
    )
    answer = {
        "name": str(calendars[0].get("X-WR-CALNAME", ""))[:100],
        "busy": [(time.start.isoformat(), time.end.isoformat()) for time in times],
    }
    sys.stdout.write(json.dumps(answer))


def busy(calendar: Component, *, start: dt.datetime, end: dt.datetime, but_for: frozenset[str]) -> Iterable[BusyTime]:
    """Every time at which an event or a row of free/busy keeps its owner busy; at most MOST_TIMES."""
    yield from busy_of_rows(calendar.walk("VFREEBUSY"))
    unfolded = recurring_ical_events.of(calendar)
    count = 0
    first = start
    while first < end:
        last = min(first + STEP, end)
        for event in unfolded.between(first, last):
            count += 1
            if count > MOST_TIMES:
                sys.exit(3)
            if keeps_busy(event) and str(event.get("UID", "")) not in but_for:
                yield BusyTime(*span_of(event))
        first = last


if __name__ == "__main__":
    main()
