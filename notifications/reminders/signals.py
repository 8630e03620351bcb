"""The bell: sent when a reminder's time has come (tenant_id, kind, object_key, now), inside its tenant's scope."""

from django.dispatch import Signal

bell = Signal()
