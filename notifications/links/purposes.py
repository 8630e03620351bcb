"""What a personal link may be for. A link works for one purpose only (S2)."""

from enum import StrEnum


class Purpose(StrEnum):
    """The door a token opens."""

    CONSENT = "consent"
    POLL = "poll"
    INVITATION = "invitation"
    AGENDA = "agenda"
    AGREEMENT = "agreement"
    OBSERVATION = "observation"
    DOCUMENT = "document"
    FEED = "feed"
    PUPIL = "pupil"
    REPORT = "report"
