"""Reads of the record of a meeting, by topic."""

from planning.minutes.selectors.along import Along, read_along
from planning.minutes.selectors.company import Company, company_of, is_under_way, key_of
from planning.minutes.selectors.decisions import Choice, Decided, choices_of, decisions_of, leads_on, with_mandate
from planning.minutes.selectors.ending import Ending, Means, Need, ending_of, means_of, next_kinds
from planning.minutes.selectors.page import (
    Asked,
    Field,
    RecordPage,
    Seat,
    Typed,
    field_key,
    goals_in,
    parents_at,
    record_page,
)

__all__ = [
    "Along",
    "Asked",
    "Choice",
    "Company",
    "Decided",
    "Ending",
    "Field",
    "Means",
    "Need",
    "RecordPage",
    "Seat",
    "Typed",
    "choices_of",
    "company_of",
    "decisions_of",
    "ending_of",
    "field_key",
    "goals_in",
    "is_under_way",
    "key_of",
    "leads_on",
    "means_of",
    "next_kinds",
    "parents_at",
    "read_along",
    "record_page",
    "with_mandate",
]
