"""Who does what after a point that is about no pupil: the form, and what its page shows of it (R121)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.agenda.models import AgendaGuest, AgendaItem
from planning.followup import selectors, services
from planning.followup.models import ProgressState
from planning.meetings.models import Participant
from planning.people.access import Actor, Right
from scheduler.staff.agenda.forms import PointAgreementForm
from scheduler.staff.dossier.acting import Act


def agree_act(actor: Actor, row: AgendaItem, *, now: dt.datetime) -> Act:
    """The form under the point, for who may write of it now."""
    owners = {str(one.pk): one for one in selectors.possible_owners_of(row)}
    return Act(
        form=partial(PointAgreementForm, owners=[(key, _called(one)) for key, one in owners.items()]),
        do=lambda data: _agree(actor, row, owners[data["owner"]], data, now=now),
        thanks=gettext_lazy("De afspraak staat vast. De eigenaar krijgt bericht."),
    )


def _called(owner: Participant | AgendaGuest) -> str:
    name = owner.person.name if owner.person is not None else ""
    return name if isinstance(owner, Participant) else _("%(name)s (komt voor dit punt)") % {"name": name}


def _agree(
    actor: Actor, row: AgendaItem, owner: Participant | AgendaGuest, data: dict[str, Any], *, now: dt.datetime
) -> None:
    services.agree_on_point(
        actor=actor,
        point=row,
        owner=owner,
        what=data["what"],
        due=data["due"],
        key=data["key"],
        kept_words=data["kept_words"],
        now=now,
    )


def agreed(actor: Actor, row: AgendaItem) -> dict[str, object]:
    """The agreements for the page of the point; who makes the school's SOTs keeps them up to date there."""
    follows = actor.may(Right.MANAGE_MEETINGS, school_id=row.school_id)
    return {
        "agreements": selectors.agreements_of_points([row.pk], today=timezone.localdate()).get(row.pk, []),
        "follows": follows,
        "let_go": selectors.let_go_of(row) if follows else [],
        "progress_states": ProgressState.choices,
    }
