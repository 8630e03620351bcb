"""/healthz: is the house well? Database, broker, worker, virus scanner, outbox and mailbox; 503 when one is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from integrations.clamd.client import ScannerAway, scanner_at, version_of
from integrations.mailbox import reading as mailbox
from notifications.outbox import selectors as outbox
from scheduler.celery import app

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_MAX_AGE = dt.timedelta(seconds=60)


@shared_task(name="scheduler.health.beat", ignore_result=True)
def beat() -> None:
    """Sign of life: beat asks for it, a worker gives it."""
    cache.set(HEARTBEAT_KEY, timezone.now(), timeout=3600)


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "detail": "unreachable"}
    return {"ok": True, "vendor": connection.vendor}


def _broker() -> dict[str, object]:
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=2)
            transport = str(link.transport.driver_type)
    except (OSError, OperationalError):
        return {"ok": False, "detail": "unreachable"}
    return {"ok": True, "transport": transport}


def _worker(now: dt.datetime) -> dict[str, object]:
    seen = cache.get(HEARTBEAT_KEY)
    if seen is None:
        return {"ok": False, "detail": "never seen"}
    return {"ok": now - seen <= HEARTBEAT_MAX_AGE, "seconds_since_seen": round((now - seen).total_seconds())}


def _scanner() -> dict[str, object]:
    """Without it no file is taken in, but all else goes on: well, and told."""
    if not settings.CLAMD_URL:
        return {"ok": True, "detail": "no virus scanner configured"}
    try:
        version_of(replace(scanner_at(settings.CLAMD_URL), seconds=2.0))
    except (ScannerAway, ValueError):
        return {"ok": False, "detail": "unreachable"}
    return {"ok": True}


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as JSON with the state of every part; numbers and our own codes, nothing of any tenant."""
    del request
    now = timezone.now()
    parts = {"database": _database(), "broker": _broker(), "worker": _worker(now), "virus_scanner": _scanner()}
    if parts["database"]["ok"]:
        parts["outbox"] = outbox.health(now=now)
        parts["mailbox"] = mailbox.health(now=now)
    well = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": well, **parts}, status=200 if well else 503)
