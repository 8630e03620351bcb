"""Bringing in a whole SWV: all or nothing, every wrong cell named, and twice is once.

Rows are found again by what people know them by: a BRIN, a name, an e-mail address. Everything is compared in memory
first; only a workbook without problems is written, table by table, in one transaction. So a dry run holds nobody up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from integrations.imports.workbook import CellProblem, read, template
from planning.people import audit, workbook
from planning.people.access import Actor, Right
from planning.people.importing.tables import Count
from planning.people.importing.visit import Visit
from planning.people.models import SWV

MAX_ROWS = 20_000  # per sheet: the working weeks of four thousand people


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was found. `done` only when everything was right and it was no dry run."""

    counts: tuple[Count, ...]
    problems: tuple[CellProblem, ...]
    done: bool = False


def empty_workbook() -> bytes:
    """The template to download: Dutch column names, explanation and lists to choose from."""
    return template(workbook.SHEETS)


def check_workbook(*, actor: Actor, file: BinaryIO) -> ImportReport:
    """The dry run: what the import would do, and everything that is wrong. Only reads. Raises NotAllowed."""
    actor.require(Right.MANAGE_PEOPLE)
    visit = Visit(swv_id=actor.swv_id, book=read(file, workbook.SHEETS, max_rows=MAX_ROWS))
    visit.look()
    return ImportReport(counts=visit.counts(), problems=tuple(visit.problems))


def import_workbook(*, actor: Actor, file: BinaryIO, now: dt.datetime) -> ImportReport:
    """Bring it in, whole or not at all. The same workbook again changes nothing. Raises NotAllowed."""
    actor.require(Right.MANAGE_PEOPLE)
    visit = Visit(swv_id=actor.swv_id, book=read(file, workbook.SHEETS, max_rows=MAX_ROWS))
    try:
        with transaction.atomic():
            swv = SWV.objects.select_for_update().get(pk=actor.swv_id)  # one import at a time
            visit.look()
            if visit.problems:
                return ImportReport(counts=visit.counts(), problems=tuple(visit.problems))
            visit.keep()
            detail = {name: sum(getattr(row, name) for row in visit.counts()) for name in ("new", "changed", "removed")}
            audit.record(swv_id=actor.swv_id, by=actor.by, action="people.import", on=swv, now=now, **detail)
    except IntegrityError:  # the page of one person was saved between our look and our write
        reason = _("Iemand anders veranderde net hetzelfde. Er is niets bewaard. Probeer het opnieuw.")
        return ImportReport(counts=visit.counts(), problems=(CellProblem("", 0, "", reason),))
    return ImportReport(counts=visit.counts(), problems=(), done=True)
