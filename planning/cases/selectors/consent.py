"""The page "Toestemming" of one case: who must say yes, what was said, on what else somebody is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from planning.cases import ages, gate, voices
from planning.cases.ages import Birthday, Voices
from planning.cases.models import (
    Case,
    ConsentDecision,
    ConsentRequest,
    ConsentSettings,
    Dispute,
    Involved,
    OtherGround,
    Party,
    PartyKind,
    Purpose,
)
from planning.cases.rules import ConsentState, Ground
from planning.cases.selectors.matrix import ConsentRow, consent_rows
from planning.cases.selectors.page import Waiting, candidates, waiting_for
from planning.people.models import RoleHolding, School
from planning.people.roles import short_name


@dataclass(frozen=True, slots=True)
class PartyGround:
    """One party and on what it is there today."""

    involved: Involved
    label: str
    ground: Ground
    recorded: OtherGround | None

    @property
    def admitted(self) -> bool:
        """Whether this party may be named, invited and shown what is on the table."""
        return gate.admits(self.ground)


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """Everything the page shows, in a fixed number of queries."""

    case: Case
    givers: tuple[Party, ...]
    pupil_party: Party | None
    rows: tuple[ConsentRow, ...]
    named: bool
    pupil: str
    settings: ConsentSettings
    heard: Voices
    age_known: bool
    birthday: Birthday | None
    grounds: tuple[PartyGround, ...]
    disputes: tuple[Dispute, ...]
    past_disputes: tuple[Dispute, ...]
    waiting_for: tuple[Waiting, ...]
    candidates: tuple[RoleHolding, ...]

    @property
    def may_ask(self) -> bool:
        """Whether there is anything left to ask consent for."""
        return any(row.may_be_asked for row in self.rows)

    @property
    def pupil_missing(self) -> bool:
        """The pupil is to be asked and is not a party yet (C9)."""
        return self.heard.asks_pupil and self.pupil_party is None

    @property
    def blocked(self) -> bool:
        """Whether any question is blocked: by a no beside a yes, or a recorded dispute (C10)."""
        return any(row.state == ConsentState.BLOCKED for row in self.rows)


def consent_page(case: Case, *, now: dt.datetime) -> ConsentPage:
    """Everything about consent of one case."""
    today = timezone.localdate(now)
    parties = list(case.parties.order_by("created_at"))
    settings = voices.settings_of([case])[case.pk]
    heard = voices.voices_of(case, settings=settings, today=today)
    pupil = next((row for row in parties if row.kind == PartyKind.PUPIL), None)
    asked = set(ConsentRequest.objects.filter(case=case).values_list("giver_id", flat=True))
    givers = tuple(row for row in parties if row.kind == PartyKind.GUARDIAN or heard.asks_pupil or row.pk in asked)
    rows = consent_rows(case, guardians=givers, now=now)
    disputes = list(Dispute.objects.filter(case=case).select_related("recorded_by", "lifted_by", "involved__person"))
    return ConsentPage(
        case=case,
        givers=givers,
        pupil_party=pupil,
        rows=rows,
        named=any(row.purpose == Purpose.SOT and row.state == ConsentState.GRANTED for row in rows),
        pupil=f"{case.pupil_name} {case.pupil_initial}.",
        settings=settings,
        heard=heard,
        age_known=ages.birth_month(str(case.pupil_birth_month or "")) is not None,
        birthday=ages.coming(str(case.pupil_birth_month or ""), today=today),
        grounds=_grounds(case, now=now),
        disputes=tuple(row for row in disputes if row.lifted_at is None),
        past_disputes=tuple(row for row in disputes if row.lifted_at is not None),
        waiting_for=waiting_for(rows, givers),
        candidates=candidates(case, today=today),
    )


def _grounds(case: Case, *, now: dt.datetime) -> tuple[PartyGround, ...]:
    involved = list(Involved.objects.filter(case=case).select_related("person", "organisation"))
    found = gate.grounds(case=case, person_ids=[row.person_id for row in involved], now=now)
    running = OtherGround.objects.filter(
        case=case, ended_at__isnull=True, until__gte=timezone.localdate(now)
    ).select_related("set_by")
    recorded = {row.involved_id: row for row in running}
    return tuple(
        PartyGround(
            involved=row,
            label=f"{row.person.name} ({short_name(row.role)}, {row.organisation})",
            ground=found[row.person_id],
            recorded=recorded.get(row.pk),
        )
        for row in involved
    )


def giver_of(case: Case, party_id: UUID) -> Party | None:
    """A guardian or the pupil of a case, or None."""
    return case.parties.filter(pk=party_id).first()


def involved_of(case: Case, involved_id: UUID) -> Involved | None:
    """Somebody thought of for this case, or None."""
    return Involved.objects.filter(case=case, pk=involved_id).select_related("person").first()


def other_ground_of(case: Case, ground_id: UUID) -> OtherGround | None:
    """A recorded ground of a case, or None."""
    return OtherGround.objects.filter(case=case, pk=ground_id).select_related("case").first()


def dispute_of(case: Case, dispute_id: UUID) -> Dispute | None:
    """A recorded dispute of a case, or None."""
    return Dispute.objects.filter(case=case, pk=dispute_id).select_related("case").first()


def history(case: Case) -> QuerySet[ConsentDecision]:
    """Every answer, newest first, with what it was about. One query."""
    return (
        ConsentDecision.objects.filter(case=case)
        .select_related("request__involved__person", "request__giver", "entered_by")
        .order_by("-number")
    )


def newest_answer(case: Case) -> int:
    """The number of the newest answer to any question of a case: another number, and somebody said something."""
    return history(case).values_list("number", flat=True).first() or 0


def consent_settings(school: School | None) -> tuple[ConsentSettings, bool]:
    """The rules of a school (or of the SWV), and whether they are its own. One query."""
    rows = {row.school_id: row for row in ConsentSettings.objects.select_related("changed_by")}
    own = rows.get(school.pk if school is not None else None)
    return own or rows.get(None) or ConsentSettings(), own is not None
