"""A letter to an observer or a reader that will not arrive: who asked hears it (house rule 2, U11)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from planning.cases import services as cases
from planning.cases.models import CaseState
from planning.dossier.models import Observation, Reading


@transaction.atomic
def tell_of_letter_to_professional(*, letter_id: UUID, key: str, now: dt.datetime) -> None:
    """`key` is the letter's own. Letters to parents are told by the cases, so here only those to professionals."""
    topic, _colon, rest = key.partition(":")
    object_id = cases.as_id(rest.partition(":")[0])
    if object_id is None or topic not in {"observation", "reading"}:
        return
    if topic == "observation":
        row = Observation.objects.select_related("case", "asked_by").filter(pk=object_id).first()
        case, asker, receiver = (row.case, row.asked_by, _("een observator")) if row else (None, None, "")
    else:
        found = (
            Reading.objects.select_related("document__case", "asked_by")
            .filter(pk=object_id, person__isnull=False)
            .first()
        )
        case, asker, receiver = (found.document.case, found.asked_by, _("een lezer")) if found else (None, None, "")
    if case is not None and asker is not None and case.state == CaseState.OPEN:
        cases.tell_of_letter(asker, case=case, letter_id=letter_id, receiver=receiver, now=now)
