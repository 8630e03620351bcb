"""What rooms above must know of a case. Sent inside the transaction.

`consent_changed` (case_id, swv_id, now): grounds must be looked at again.
`case_closed` (case_id, swv_id, by, now): what was still to come of it is called off.
`family_waits` (case_id, now): pupil and parents must hear what was advised (R113).
"""

from django.dispatch import Signal

consent_changed = Signal()
case_closed = Signal()
family_waits = Signal()
