"""Reads of cases, scoped and without N+1."""

from planning.cases.selectors.access import (
    address_now,
    letters_of,
    open_tasks,
    party_of,
    recipient_keys,
    visible_case,
    visible_cases,
)
from planning.cases.selectors.guests import GuestConsent, GuestQuestion, guest_consent, language_of_party
from planning.cases.selectors.lists import CaseLine, case_lines
from planning.cases.selectors.matrix import ConsentCell, ConsentRow, consent_rows
from planning.cases.selectors.page import CasePage, Waiting, candidates, case_page
from planning.cases.selectors.proof import facts_of, proof_is_whole

__all__ = [
    "CaseLine",
    "CasePage",
    "ConsentCell",
    "ConsentRow",
    "GuestConsent",
    "GuestQuestion",
    "Waiting",
    "address_now",
    "candidates",
    "case_lines",
    "case_page",
    "consent_rows",
    "facts_of",
    "guest_consent",
    "language_of_party",
    "letters_of",
    "open_tasks",
    "party_of",
    "proof_is_whole",
    "recipient_keys",
    "visible_case",
    "visible_cases",
]
