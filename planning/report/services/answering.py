"""What a receiver does: say that it was read, and give a zienswijze that stands with the minutes for ever."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.cases import services as cases
from planning.cases.models import CaseState
from planning.cases.services import CaseClosed, refuse_frozen
from planning.people import audit
from planning.people.audit import By
from planning.report import selectors
from planning.report.models import Receipt, Standpoint
from planning.report.services.errors import NotForYou, SayYourView, ViewTooLong

STANDPOINT = "report_standpoint"  # a task: somebody said what they think of the minutes
LONGEST_VIEW = 5000


@transaction.atomic
def say_read(*, receipt_id: UUID, by: By, now: dt.datetime) -> Receipt:
    """The reader says "ik heb het gelezen". Twice is once. Raises NotForYou."""
    row = _receipt(receipt_id, now=now)
    if row.read_at is None:
        row.read_at = now
        row.save(update_fields=["read_at"])
        audit.record(swv_id=row.swv_id, by=by, action="report.read", on=row, now=now, number=row.version.number)
    return row


@transaction.atomic
def give_view(*, receipt_id: UUID, text: str, by: By, now: dt.datetime) -> Standpoint:
    """What the reader says of this version. It is never edited; another view is another row. The IB gets a task.

    Raises NotForYou, SayYourView, ViewTooLong, CaseClosed, CaseFrozen.
    """
    row = _receipt(receipt_id, now=now)
    case = row.report.case
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise SayYourView(fields={"text": SayYourView.message})
    if len(words) > LONGEST_VIEW:
        raise ViewTooLong(fields={"text": ViewTooLong.message})
    same = row.standpoints.filter(version=row.version_id).order_by("-at").first()
    if same is not None and str(same.text) == words:  # pressed twice
        return same
    view = Standpoint.objects.create(swv_id=row.swv_id, receipt=row, version=row.version, text=words, at=now)
    cases.add_task(
        case=case, person_id=case.opened_by_id, code=STANDPOINT, object_key=str(row.report.meeting_id), now=now
    )
    audit.record(swv_id=row.swv_id, by=by, action="report.view", on=view, now=now, number=row.version.number)
    return view


def _receipt(receipt_id: UUID, *, now: dt.datetime) -> Receipt:
    """The receipt under its lock, of somebody who still has a ground. Raises NotForYou."""
    row = (
        Receipt.objects.select_for_update(of=("self",))
        .select_related("person", "party", "version", "report__case", "report__meeting")
        .get(pk=receipt_id)
    )
    if row.stopped_at is not None or selectors.audience_now(row, now=now) is None:
        raise NotForYou
    return row
