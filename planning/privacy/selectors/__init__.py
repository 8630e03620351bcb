"""Reads of this room, inside the tenant's scope."""

from planning.privacy.selectors.log import (
    LogFilter,
    LogLine,
    Looker,
    LookerPicture,
    entries,
    last_opened,
    lines_of,
    log_of_case,
    lookers,
    months_to_review,
    opened,
)
from planning.privacy.selectors.pages import (
    CasePrivacy,
    TextOfCase,
    case_privacy,
    requests_for,
    visible_request,
)
from planning.privacy.selectors.terms import (
    SchoolTerms,
    TermLine,
    preview,
    reports,
    schools_kept,
    terms_of_school,
    visible_report,
)

__all__ = [
    "CasePrivacy",
    "LogFilter",
    "LogLine",
    "Looker",
    "LookerPicture",
    "SchoolTerms",
    "TermLine",
    "TextOfCase",
    "case_privacy",
    "entries",
    "last_opened",
    "lines_of",
    "log_of_case",
    "lookers",
    "months_to_review",
    "opened",
    "preview",
    "reports",
    "requests_for",
    "schools_kept",
    "terms_of_school",
    "visible_report",
    "visible_request",
]
