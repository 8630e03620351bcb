"""Reads of this room, inside the tenant's scope."""

from planning.report.selectors.access import (
    case_of,
    composable_meeting,
    may_compose,
    may_send,
    names_the_pupil,
)
from planning.report.selectors.day import Stand, stands_of
from planning.report.selectors.guests import OwnPart, audience_now, own_minutes, own_part, receipt_of
from planning.report.selectors.others import Does, Other, at_the_table, others_for, others_of
from planning.report.selectors.page import Line, ReportPage, report_page
from planning.report.selectors.receiving import AUDIENCE_NAMES, Candidate, candidates
from planning.report.selectors.recorded import nameless, nothing_follows, recorded
from planning.report.selectors.said import Said, name_of, pieces_of, standpoints
from planning.report.selectors.telling import TellingPage, telling_page

__all__ = [
    "AUDIENCE_NAMES",
    "Candidate",
    "Does",
    "Line",
    "Other",
    "OwnPart",
    "ReportPage",
    "Said",
    "Stand",
    "TellingPage",
    "at_the_table",
    "audience_now",
    "candidates",
    "case_of",
    "composable_meeting",
    "may_compose",
    "may_send",
    "name_of",
    "nameless",
    "names_the_pupil",
    "nothing_follows",
    "others_for",
    "others_of",
    "own_minutes",
    "own_part",
    "pieces_of",
    "receipt_of",
    "recorded",
    "report_page",
    "standpoints",
    "stands_of",
    "telling_page",
]
