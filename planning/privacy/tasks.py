"""Thin tasks of this room."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from planning.privacy import services


@shared_task
def link_access_log() -> int:
    """Every minute: what was written into the access log gets its place in the chain."""
    return services.link_all()


@shared_task
def keep_terms() -> int:
    """Every night: tell what is about to go, delete what is over; gives how many reports were written."""
    return services.keep_terms(now=timezone.now())
