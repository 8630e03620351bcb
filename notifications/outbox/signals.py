"""What the domain may want to know: a letter that will not arrive (tenant_id, letter_id, recipient_key, key)."""

from django.dispatch import Signal

letter_failed = Signal()
