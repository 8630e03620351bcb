"""Whose agreement with the handelingsdeel is asked, and who gave it (domain §1.2)."""

from __future__ import annotations

from dataclasses import dataclass

from planning.cases.models import Authority, Case, Party, PartyKind
from planning.dossier.models import Clock, ClockKind, OppAssent
from planning.dossier.rules import opp as rules
from planning.dossier.rules.opp import Assent


@dataclass(frozen=True, slots=True)
class AssentLine:
    """One person who is asked, and what was said last."""

    party: Party
    said: OppAssent | None


@dataclass(frozen=True, slots=True)
class AssentPage:
    """Who is asked about one setting or change of an OPP. `pupil_missing`: of age, and not among the parties yet."""

    lines: tuple[AssentLine, ...]
    state: Assent
    pupil_missing: bool = False


def assent_of(clock: Clock) -> AssentPage | None:
    """How the agreement stands with the OPP that this clock ended with; None when nobody need be asked. Two queries."""
    if clock.done_on is None or not clock.changed:
        return None
    wanted = rules.whose(str(clock.case.pupil_birth_month or ""), on=clock.done_on)
    parties = [row for row in clock.case.parties.order_by("created_at") if _is_asked(row, wanted)]
    said = {row.party_id: row for row in clock.assents.order_by("recorded_at")}
    missing = wanted.pupil and not any(row.kind == PartyKind.PUPIL for row in parties)
    state = rules.standing(asked=[row.pk for row in parties], said={key: row.given for key, row in said.items()})
    return AssentPage(
        lines=tuple(AssentLine(party=row, said=said.get(row.pk)) for row in parties),
        state=Assent.WAITING if missing and state == Assent.GIVEN else state,
        pupil_missing=missing,
    )


def _is_asked(party: Party, wanted: rules.Whose) -> bool:
    if party.kind == PartyKind.PUPIL:
        return wanted.pupil
    return wanted.guardians and party.authority == Authority.YES


def opp_to_evaluate(case: Case) -> Clock | None:
    """The clock that runs until the OPP is evaluated with parents and pupil, or None."""
    rows = case.clocks.filter(kind=ClockKind.OPP_EVALUATION, done_on__isnull=True)
    return rows.select_related("case__school").first()


def newest_opp(clocks: list[Clock]) -> Clock | None:
    """The last setting or change of the OPP among the clocks of a case."""
    about = {ClockKind.OPP, ClockKind.OPP_EVALUATION}
    done = [row for row in clocks if row.kind in about and row.done_on is not None and row.changed]
    return max(done, key=lambda row: (row.done_on, row.done_at), default=None)
