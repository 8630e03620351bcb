"""Reads of what is handed over, by topic."""

from planning.handover.selectors.known import Known, known_of, proposals
from planning.handover.selectors.opp import (
    Extract,
    Line,
    answers_for_opp,
    extract_of,
    late_agreements,
    opp_lines,
    opp_paper,
    opp_text,
    responsible,
)
from planning.handover.selectors.oza import Line as OzaLine
from planning.handover.selectors.oza import (
    NotAsPrepared,
    OzaPage,
    answers_of,
    may_fill,
    oza_page,
    oza_paper,
    oza_rows,
    version_of,
)

__all__ = [
    "Extract",
    "Known",
    "Line",
    "NotAsPrepared",
    "OzaLine",
    "OzaPage",
    "answers_for_opp",
    "answers_of",
    "extract_of",
    "known_of",
    "late_agreements",
    "may_fill",
    "opp_lines",
    "opp_paper",
    "opp_text",
    "oza_page",
    "oza_paper",
    "oza_rows",
    "proposals",
    "responsible",
    "version_of",
]
