"""Tables of this room: who looked, requests and corrections, terms, and what was deleted."""

from planning.privacy.models.access import AccessChain, AccessEntry, Action, LogReview, Result, Source
from planning.privacy.models.requests import (
    Correction,
    RequestKind,
    RequestState,
    Statement,
    SubjectRequest,
)
from planning.privacy.models.retention import DeletionLine, DeletionReport, RetentionNotice, RetentionTerm

__all__ = [
    "AccessChain",
    "AccessEntry",
    "Action",
    "Correction",
    "DeletionLine",
    "DeletionReport",
    "LogReview",
    "RequestKind",
    "RequestState",
    "Result",
    "RetentionNotice",
    "RetentionTerm",
    "Source",
    "Statement",
    "SubjectRequest",
]
