"""What rooms above must know: consent of a case changed (case_id, swv_id, now). Sent inside the transaction."""

from django.dispatch import Signal

consent_changed = Signal()
