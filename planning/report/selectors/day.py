"""How far the minutes of a SOT are, point by point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from planning.minutes.models import Record
from planning.report.models import Report


@dataclass(frozen=True, slots=True)
class Stand:
    """Of one part of a SOT: whether its record is fixed, the newest version of its minutes, and who got that."""

    record_fixed: bool = False
    composed: bool = False
    version: int = 0
    sent: int = 0  # people who were sent the newest version

    @property
    def ready(self) -> bool:
        """Fixed, and nobody was sent it yet."""
        return self.version > 0 and self.sent == 0


def stands_of(part_ids: Iterable[UUID]) -> dict[UUID, Stand]:
    """By part. Four queries for any number."""
    ids = list(part_ids)
    fixed = dict(Record.objects.filter(meeting__in=ids).values_list("meeting", "fixed_at"))
    reports = {
        row.meeting_id: row for row in Report.objects.filter(meeting__in=ids).prefetch_related("versions", "receipts")
    }
    return {key: _stand(reports.get(key), record_fixed=fixed.get(key) is not None) for key in ids}


def _stand(report: Report | None, *, record_fixed: bool) -> Stand:
    if report is None:
        return Stand(record_fixed=record_fixed)
    newest = max(report.versions.all(), key=lambda row: row.number, default=None)
    sent = [row for row in report.receipts.all() if newest is not None and row.version_id == newest.pk]
    return Stand(
        record_fixed=record_fixed,
        composed=True,
        version=newest.number if newest is not None else 0,
        sent=len(sent),
    )
