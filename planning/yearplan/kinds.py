"""Which kinds of meeting a year plan holds, how each usually goes, and who sits at its table. Data, no decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

STARTS: Final = ("08:30", "09:00", "10:30", "13:00", "13:30", "14:30")


class SeriesKind(models.TextChoices):
    """The kinds of series; the value stands in the database, in files and in the API."""

    SOT = "SOT", _("SOT")
    BROAD = "SOT-BREED", _("brede SOT")
    GROUP = "GROEP", _("groepsbespreking")
    PUPIL = "LEERLING", _("leerlingbespreking")
    SPARRING = "SPARRING", _("GW in gesprek met directeur en IB")
    OC = "OC", _("regionaal OC-overleg")
    ATTENDANCE = "THUIS", _("thuiszitterstafel")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is usually planned, and who sits at the table. Roles are codes of R11, gaps calendar days."""

    count: int
    minutes: int
    min_gap_days: int
    max_gap_days: int
    starts: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]


# By kind and sector. SOT: primary schools five to eight times a year, secondary ones every three to six school weeks
# (a holiday of two weeks may lie in between) with the table of R67 and R68; broad SOT: R65; group and pupil
# discussions: R38; GW with director and IB: R32.
_SPARRING = Pattern(4, 60, 42, 112, STARTS, ("directeur", "ib", "gw"), ())
_SPARRING_VO = Pattern(4, 60, 42, 112, STARTS, ("directeur", "oc", "gw"), ())
_OC = Pattern(5, 120, 35, 98, STARTS, ("tc",), ("oc", "coordinator"))
_ATTENDANCE = Pattern(9, 90, 14, 56, STARTS, ("coordinator", "lpa"), ("jp", "ja"))
PATTERNS: Final[dict[tuple[SeriesKind, str], Pattern]] = {
    (SeriesKind.SOT, "PO"): Pattern(6, 120, 21, 84, STARTS, ("ib", "gw", "jp"), ("ja",)),
    (SeriesKind.SOT, "VO"): Pattern(8, 90, 21, 56, STARTS, ("oc", "vc", "tc", "jp"), ("ja", "lpa")),
    (SeriesKind.BROAD, "PO"): Pattern(
        5, 120, 28, 98, STARTS, ("ib", "orthopedagoog", "smw"), ("directeur", "leerkrachtspecialist", "ab")
    ),
    (SeriesKind.GROUP, "PO"): Pattern(3, 90, 56, 126, STARTS, ("ib", "gw"), ("directeur",)),
    (SeriesKind.GROUP, "VO"): Pattern(3, 90, 56, 126, STARTS, ("oc", "tc"), ("vc",)),
    (SeriesKind.PUPIL, "PO"): Pattern(6, 60, 21, 84, STARTS, ("ib", "gw"), ()),
    (SeriesKind.PUPIL, "VO"): Pattern(8, 60, 21, 56, STARTS, ("oc", "vc"), ("tc",)),
    (SeriesKind.SPARRING, "PO"): _SPARRING,
    (SeriesKind.SPARRING, "VO"): _SPARRING_VO,
    (SeriesKind.OC, "VO"): _OC,
    (SeriesKind.ATTENDANCE, "PO"): _ATTENDANCE,
    (SeriesKind.ATTENDANCE, "VO"): _ATTENDANCE,
}
REGIONAL: Final = frozenset({SeriesKind.OC, SeriesKind.ATTENDANCE})  # of the SWV: the school is only its host
EVERYBODY: Final = {SeriesKind.OC: "oc"}  # every holder of this role in the region is asked, not one
MEETING: Final = {SeriesKind.BROAD: "SOT"}  # the kind of its meetings, where that is another


def kinds_of(sector: str) -> list[SeriesKind]:
    """The kinds that a school of a sector can have or host."""
    return [kind for kind in SeriesKind if (kind, sector) in PATTERNS]


def is_regional(kind: str) -> bool:
    """Whether the SWV plans and agrees on it, and the school is only its host."""
    return kind in REGIONAL
