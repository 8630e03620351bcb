"""Background work of the cases: ids in, a service called."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from planning.cases import services
from planning.cases.models import Case, CaseState

log = logging.getLogger(__name__)


@shared_task
def look_after_consent() -> int:
    """Nightly: look at every running case, so that no end of a consent and no birthday is missed; gives how many.

    The bells do it on the day; this finds what a bell or a change of the birth month left. One case that fails does
    not hold up the others.
    """
    now = timezone.now()
    with scopes_disabled():
        todo = list(Case.objects.filter(state=CaseState.OPEN).order_by("pk").values_list("pk", "swv_id"))
    done = 0
    for case_id, swv_id in todo:
        try:
            with scope(swv=swv_id):
                services.look_at_case(case_id=case_id, now=now)
        except Exception as trouble:  # the row stays; the next night or its bell tries again
            log.error("consent of case %s was not looked at: %s", case_id, type(trouble).__name__)  # noqa: TRY400
            continue
        done += 1
    return done
