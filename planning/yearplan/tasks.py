"""Thin tasks of the year plan: ids in, a service called."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone
from django_scopes import scope

from planning.people.models import SWV
from planning.yearplan.services import runs


@shared_task(name="planning.yearplan.tasks.solve")
def solve(swv_id: str, run_id: str) -> None:
    """Do one waiting run; nothing when another worker has it."""
    with scope(swv=UUID(swv_id)):
        runs.run_solver(run_id=UUID(run_id), clock=timezone.now)


@shared_task(name="planning.yearplan.tasks.sweep_runs")
def sweep_runs() -> None:
    """Sweep: every SWV, runs that wait or whose worker died."""
    for swv_id in SWV.objects.values_list("pk", flat=True):
        with scope(swv=swv_id):
            runs.sweep_runs(now=timezone.now())
