"""A point that is about no pupil comes back on its day, with what was agreed and how far that is (R98, R121)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.letters import when
from planning.agenda import selectors as agenda_of
from planning.agenda import services as agenda
from planning.agenda.models import AgendaItem
from planning.followup import rules, selectors
from planning.followup.selectors import AgreementRow


def look_back_on_points(*, now: dt.datetime) -> int:
    """Sweep of one SWV: every point whose day to look back is there is proposed anew, once. Gives how many.

    The same queries for any number, and those of each point that comes back.
    """
    today = now.astimezone(rules.AMSTERDAM).date()
    due = agenda_of.to_look_back_on(today=today)
    agreed = selectors.agreements_of_points([row.pk for row in due], today=today)
    with override("nl"):  # it stands in a text that people at the table read
        tried = {row.pk: _what_was_agreed(row, agreed.get(row.pk, [])) for row in due}
    made = [agenda.look_back(item_id=row.pk, tried=tried[row.pk], now=now) for row in due]
    return sum(one is not None for one in made)


def _what_was_agreed(point: AgendaItem, agreements: list[AgreementRow]) -> str:
    said = [
        (_("Wat de groep nodig had"), str(point.needs or "")),
        (_("Wat we wilden bereiken"), str(point.goals or "")),
        (_("Wie doet wat"), "\n".join(_line(row) for row in agreements)),
        (_("Afgesproken"), str(point.conclusion or "")),
    ]
    return "\n\n".join(f"{title}:\n{text}" for title, text in said if text)


def _line(row: AgreementRow) -> str:
    return f"- {row.owner}: {row.agreement.what} ({_('klaar op')} {when.day(row.agreement.due)}, {row.state.label})"
