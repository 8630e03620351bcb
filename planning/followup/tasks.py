"""Thin tasks of the follow-up."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from planning.followup import services
from planning.people.models import SWV


@shared_task(name="planning.followup.tasks.propose_due_evaluations")
def propose_due_evaluations() -> None:
    """Sweep: every SWV, every evaluation whose time has come."""
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            services.propose_due(now=timezone.now())


@shared_task(name="planning.followup.tasks.look_back_on_points")
def look_back_on_points() -> None:
    """Sweep: every SWV, every point about no pupil whose day to look back is there."""
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            services.look_back_on_points(now=timezone.now())
