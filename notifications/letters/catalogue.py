"""All letters: what each needs, and whether guests get it (then it exists in their languages too).

A new letter is a line here and a file `texts/<letter>.<language>.txt` per language; the tests find both.
"""

from __future__ import annotations

from dataclasses import dataclass

from notifications.languages import CODES, DUTCH


@dataclass(frozen=True, slots=True)
class Entry:
    """One letter: the variables its texts use, besides `name`; `may` are those that can be left out."""

    needs: frozenset[str]
    guest: bool = False
    may: frozenset[str] = frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages its text exists in; the first is always Dutch."""
        return CODES if self.guest else (DUTCH,)


def _guest(*needs: str, may: tuple[str, ...] = ()) -> Entry:
    return Entry(needs=frozenset(needs), guest=True, may=frozenset(may))


def _staff(*needs: str, may: tuple[str, ...] = ()) -> Entry:
    return Entry(needs=frozenset(needs), may=frozenset(may))


CATALOGUE: dict[str, Entry] = {
    # To parents and partners, by link. Never a pupil's name, never the kind of help (P1).
    "consent_ask": _guest("url", "school", "asked_by", "contact"),
    "consent_reminder": _guest("url", "school", "asked_by", "contact"),
    "consent_receipt": _guest("url", "school", "contact"),
    "case_aftercare": _guest("school", "contact"),
    "followup_family": _guest("url", "school", "contact"),
    "case_closed": _guest("school", "contact"),
    "consent_renew": _guest("url", "school", "asked_by", "contact"),
    "consent_notice": _guest("url", "school", "contact"),
    "consent_ask_pupil": _guest("url", "school", "asked_by", "contact"),
    "consent_receipt_pupil": _guest("url", "school", "contact"),
    "poll_invite": _guest("url", "school", "deadline", "organiser", "contact"),
    "poll_urgent": _guest("url", "school", "deadline", "organiser", "contact"),
    "poll_more": _guest("url", "school", "deadline", "organiser", "contact"),
    "poll_reminder": _guest("url", "school", "deadline", "organiser", "contact", may=("others",)),
    "invitation": _guest("url", "school", "when", "location", "organiser", "contact"),
    "invitation_update": _guest("url", "school", "when", "location", "organiser", "contact", may=("was", "why")),
    "invitation_place": _guest("url", "school", "when", "location", "organiser", "contact"),
    "invitation_cancel": _guest("school", "when", "organiser", "contact"),
    "invitation_reminder": _guest("url", "school", "when", "location", "contact", may=("others",)),
    "agenda_time": _guest("url", "school", "when", "location", "organiser", "contact"),
    "agenda_time_changed": _guest("url", "school", "when", "location", "organiser", "contact", may=("was",)),
    "agenda_off": _guest("school", "when", "organiser", "contact"),
    "prepare_reminder": _guest("url", "school", "when", "contact"),
    "reply_confirm": _guest("url", "school", "when", "contact"),
    "time_stays": _guest("url", "school", "when", "contact"),
    "agreement_owner": _guest("url", "school", "due", may=("contact",)),
    "agreement_reminder": _guest("choices", "school", "due", may=("contact", "others")),
    "observation_ask": _guest("url", "school", "asked_by", "contact"),
    "observation_reminder": _guest("url", "school", "asked_by", "contact"),
    "observation_off": _guest("school", "asked_by", "contact"),
    "document_read": _guest("url", "school", "before", "contact"),
    "document_reminder": _guest("url", "school", "before", "contact"),
    "report_ready": _guest("url", "school", "contact", may=("url_on",)),
    # To a pupil, who has no name in a letter: `name` is left empty (P1, U11).
    "pupil_ask": _guest("url", "school", "contact"),
    "report_pupil": _guest("url", "school", "contact", may=("url_on",)),
    # The code for what is sensitive behind a link; to parents, pupils (no name) and partners alike (S4).
    "door_code": _guest("code", "minutes", "school", "contact", may=("often",)),
    "new_link": _guest("url", "school", "contact"),
    # To people with an account.
    "series_published": _staff("school_year", "count", "dates", "feed_url"),
    "reports_ready": _staff("url", "school"),
    "plan_wishes": _staff("school_year", "until", "url"),
    "plan_wishes_reminder": _staff("school_year", "until", "url"),
    "plan_proposed": _staff("school_year", "url", may=("until",)),
    "plan_agree_reminder": _staff("school_year", "until", "url"),
    "plan_change_asked": _staff("school", "url"),
    "plan_change_refused": _staff("school", "url"),
    "planned_meeting_moved": _staff("school", "when", "url", may=("was", "why")),
    "evaluation_choose": _staff("on", "url"),
    "evaluation_due": _staff("on", "url"),
    "task_for_you": _staff("url", may=("about",)),
    "pupil_reported": _staff("url", "school", "contact"),
    "traject_asked": _staff("url", "school", "contact"),
    "consultation_asked": _staff("url", "school", "asked_by", "topic"),
    "consultation_answered": _staff("url"),
    "delivery_failed": _staff("role", "url"),
    "agenda_lacking": _staff("lines", "url"),
    "account_made": _staff("url"),
    "password_reset": _staff("url"),
}
