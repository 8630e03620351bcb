"""Thin tasks of meetings."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from planning.meetings.services import calendars
from planning.people.models import SWV


@shared_task(name="planning.meetings.tasks.mend_calendars")
def mend_calendars() -> None:
    """Sweep: every SWV, what stands in connected calendars against what is planned."""
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            calendars.mend(now=timezone.now())
