"""Celery, configured from Django's settings. Tasks only hurry along what already is a row (house rule 1)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")

app = Celery("aan_tafel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
