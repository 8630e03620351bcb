"""Where the talk is: the parts of the screen in the order of the talk (R99–R103), and what stands there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.minutes.selectors import Choice, Ending, Field, Means, RecordPage


class Stand(StrEnum):
    """How far a part is."""

    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Station:
    """One part: where it is on the page, its name and how far it is.

    `counts` says that only its fields tell how far, so the page can keep it up to date while somebody types.
    """

    anchor: str
    label: str | Promise
    stand: Stand
    counts: bool = False


def stations(
    page: RecordPage, *, means: Sequence[Means], choices: Sequence[Choice], ending: Ending
) -> tuple[Station, ...]:
    """The parts of one record, for the strip at the top of it."""
    goals = [one for one in means if one.goal is not None]
    return (
        Station("aanwezig", _("Wie is er"), _some(seat.there is not None for seat in page.seats)),
        Station("luisteren", _("Luisteren"), _filled(page.before), counts=True),
        Station("doelen", _("Doelen"), _each(bool(one.agreements) for one in goals) if goals else Stand.OPEN),
        Station("inzet", _("Wat past erbij"), _filled([page.offer]), counts=True),
        Station("besluiten", _("Besluiten"), _some(one.stands for one in choices if not one.goals_first)),
        Station("einde", _("Hoe verder"), _ahead(ending)),
    )


def _filled(fields: Iterable[Field]) -> Stand:
    """Fields that somebody wrote in."""
    written = [bool(field.text.strip()) for field in fields]
    if not any(written):
        return Stand.OPEN
    return Stand.DONE if all(written) else Stand.BEGUN


def _each(settled: Iterable[bool]) -> Stand:
    """Goals, begun with the first; done when each has an agreement."""
    return Stand.DONE if all(settled) else Stand.BEGUN


def _some(there: Iterable[object]) -> Stand:
    """Done with the first: nobody needs to take every decision."""
    return Stand.DONE if any(there) else Stand.OPEN


def _ahead(ending: Ending) -> Stand:
    """When one looks back or meets again; done when nothing is asked for any more (R86, R105, R131)."""
    if not (ending.evaluation or ending.next_meeting):
        return Stand.OPEN
    return Stand.BEGUN if ending.lacking else Stand.DONE
