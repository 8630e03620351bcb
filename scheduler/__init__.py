"""The front of the house: settings, wiring, and one door per audience. Imported by nobody."""

from scheduler.celery import app as celery_app

__all__ = ["celery_app"]
