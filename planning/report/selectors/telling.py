"""Whether pupil and parents must still hear that nothing follows, and what was told or why not (R113)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from planning.cases.models import Case, Conversation, Subject, Task
from planning.cases.services import TELL_FAMILY
from planning.report.models import NotTold


@dataclass(frozen=True, slots=True)
class TellingPage:
    """The duty as it stands. `due` None: nothing is open."""

    open: bool
    due: dt.date | None
    late: bool
    told: Sequence[Conversation]
    not_told: Sequence[NotTold]


def telling_page(case: Case, *, today: dt.date) -> TellingPage:
    """Three queries."""
    tasks = list(Task.objects.filter(case=case, code=TELL_FAMILY, done_at__isnull=True).order_by("due"))
    due = tasks[0].due if tasks else None
    told = Conversation.objects.filter(case=case, subject=Subject.FEEDBACK).select_related("by").order_by("-on")
    return TellingPage(
        open=bool(tasks),
        due=due,
        late=due is not None and due < today,
        told=list(told),
        not_told=list(case.not_told.select_related("by").order_by("-at")),
    )
