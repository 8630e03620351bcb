"""Fixing the minutes: a version for ever, with what changed and why."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from planning.cases import naming
from planning.cases.models import Case, CaseState
from planning.cases.services import CaseClosed, refuse_frozen
from planning.meetings.models import Meeting
from planning.people import audit
from planning.people.access import Actor, NotAllowed
from planning.report import rules, selectors
from planning.report.models import Report, Version, VersionPart
from planning.report.rules import Audience
from planning.report.services.errors import FixedAlready, NothingChanged, NothingToFix, SayWhyAgain, SomebodyElseWrote

MOST_WHY = 1000


@transaction.atomic
def fix(
    *, actor: Actor, meeting: Meeting, revision: int, why: str = "", kept_words: bool = False, now: dt.datetime
) -> Version:
    """Keep what stands there as the next version. From the second on somebody says why (R112, R114).

    Raises NotAllowed, NothingToFix, NothingChanged, SayWhyAgain, SomebodyElseWrote, NamesThePupil, CaseClosed,
    CaseFrozen.
    """
    if not selectors.may_send(actor, meeting):
        raise NotAllowed
    case = Case.objects.select_for_update(of=("self",)).get(pk=selectors.case_of(meeting).pk)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    report = Report.objects.select_for_update().filter(meeting=meeting).first()
    pieces = [row.piece for row in report.drafts.all() if row.piece.text and row.piece.readers] if report else []
    if report is None or not pieces:
        raise NothingToFix
    if report.revision != revision:
        raise SomebodyElseWrote
    before = report.versions.order_by("-number").first()
    differs = rules.changed(selectors.pieces_of(before) if before is not None else (), pieces)
    if not differs:
        raise NothingChanged
    if before is not None and not why.strip():
        raise SayWhyAgain(fields={"why": SayWhyAgain.message})
    named = selectors.names_the_pupil(meeting, case, now=now)
    if not named:
        texts: dict[str, str | None] = {"why": why, **{piece.key: piece.text for piece in pieces}}
        naming.require_anonymous(case=case, texts=texts, by=actor.by, now=now, kept=kept_words)
    version = Version.objects.create(
        swv_id=case.swv_id,
        report=report,
        number=before.number + 1 if before is not None else 1,
        names_the_pupil=named,
        changed=",".join(differs) if before is not None else "",
        why=why.strip()[:MOST_WHY] or None,
        by_id=actor.person_id,
        at=now,
    )
    for piece in pieces:
        VersionPart.objects.create(
            swv_id=case.swv_id,
            version=version,
            key=piece.key,
            text=piece.text,
            for_members=Audience.MEMBERS in piece.readers,
            for_parents=Audience.PARENTS in piece.readers,
            for_pupil=Audience.PUPIL in piece.readers,
        )
    audit.record(swv_id=case.swv_id, by=actor.by, action="report.fix", on=version, now=now, number=version.number)
    return version


def keep_what_is_fixed(part: Meeting) -> None:
    """Raises FixedAlready when a version of these minutes would go with the part."""
    if Version.objects.filter(report__meeting=part).exists():
        raise FixedAlready
