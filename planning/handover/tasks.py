"""Thin tasks of what is handed over."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from planning.handover import services
from planning.people.models import SWV


@shared_task(name="planning.handover.tasks.look_after_opp")
def look_after_opp() -> None:
    """Sweep: every SWV, every agreement that should be in an OPP by now."""
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            services.look_after_opp(now=timezone.now())
