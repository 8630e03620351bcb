"""Thin tasks of the dossier."""

from celery import shared_task
from django.utils import timezone

from planning.dossier import services


@shared_task(name="planning.dossier.tasks.sweep_files")
def sweep_files() -> None:
    """Delete files that no row knows."""
    services.sweep_files(now=timezone.now())
