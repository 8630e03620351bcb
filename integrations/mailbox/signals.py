"""What comes in by mail leaves here. Receivers stand in `planning` and are connected in its `ready()`.

The same mail may be delivered twice, so a receiver takes the same news twice (rule 1). What a receiver raises reaches
the caller of `receive`, which then keeps the mail.
"""

from django.dispatch import Signal

UNCLAIMED = "unclaimed"
"""What a receiver gives back when the mail belongs to nobody it knows: then it stays in its mailbox, with a star."""

calendar_reply = Signal()
"""One REPLY or COUNTER. Arguments: reply (CalendarReply), mail (Received), tenant_id (str or None)."""

other_mail = Signal()
"""A mail without any: a person's, an out-of-office, a bounce. Arguments: mail (Received), tenant_id (str or None)."""

letter_bounced = Signal()
"""A mail of ours will not arrive (RFC 3464, Action "failed"). Arguments: message_id (str), tenant_id (str or None)."""
