"""What other systems may hear of a poll. Sent in the transaction; what listens must not act before the commit."""

from django.dispatch import Signal

# Each with: poll (DatePoll, its `meeting` loaded), now (aware).
poll_opened = Signal()
# With besides: participant_id (whose answer), so that two answers are two events.
poll_answered = Signal()
poll_settled = Signal()
