"""Pure decisions on the way of a case: which ways are open, what comes first, which round it is, what to advise.

Everything comes from the route's own data (R1): no step, role or region is known here by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from planning.errors import Text
from planning.routes.engine import Route
from planning.routes.parts import Condition, Outcome


@dataclass(frozen=True, slots=True)
class Check:
    """One entry condition and what was answered: `yes`, `no`, `na`, or "" for nothing yet."""

    condition: Condition
    answer: str

    @property
    def met(self) -> bool:
        """Whether it is seen to, or does not apply."""
        return self.answer in {"yes", "na"}

    @property
    def stops(self) -> bool:
        """Whether the step may not begin (obligatory and not met)."""
        return self.condition.obligatory and not self.met

    @property
    def warns(self) -> bool:
        """Whether it is only worth a thought."""
        return not self.condition.obligatory and not self.met


def checks(
    route: Route, *, step: int, to: int | None, answers: Mapping[str, str], circumstances: Collection[str], fresh: bool
) -> tuple[Check, ...]:
    """What must be seen to before going from a step to another (R5, R44, R48, R49, R51, R149).

    The conditions of the step it goes to; and of the first step as long as the case has not moved (`fresh`), for
    nobody could ask them before the case was there. Out of the route (`to` is None) only those.
    """
    wanted = [*(route.conditions_of(step, circumstances) if fresh else ())]
    if to is not None and to != step:
        wanted += route.conditions_of(to, circumstances)
    return tuple(Check(row, answers.get(row.key, "")) for row in dict.fromkeys(wanted))


def open_ways(route: Route, *, step: int, triage: str) -> tuple[Outcome, ...]:
    """The outcomes one may choose now: those of the triage answer, or of any when it does not matter (R45).

    Without an answer the ways that need one are not open yet.
    """
    if triage:
        return route.ways(step, triage)
    return tuple(row for row in route.ways(step) if not row.when)


def asks_triage(route: Route, *, step: int) -> bool:
    """Whether the way out of this step depends on the triage question."""
    return any(row.when for row in route.ways(step))


@dataclass(frozen=True, slots=True)
class Follows:
    """What one answer to the triage question leads to, and who holds regie there (R45)."""

    answer: str
    step: int  # where the way is taken
    outcome: Outcome
    roles: tuple[str, ...]  # who arranges it; empty where the outcome says so itself


def follows(route: Route) -> tuple[Follows, ...]:
    """For each answer where it leads, in the order of the route.

    Who arranges it is who holds regie in the step it leads to; out of the route the outcome itself says so.
    """
    found = []
    for step in route.steps:
        for row in step.outcomes:
            if row.when:
                roles = route.step(row.to).regie if isinstance(row.to, int) else ()
                found.append(Follows(row.when, step.number, row, roles))
    return tuple(found)


def round_after(route: Route, *, before: int, step: int, to: int | None) -> int:
    """The round a case is in after a move (R132): one more when it goes back from the evaluation, as far as that leads.

    By hand from an earlier step is a correction, not a new round.
    """
    look_back = route.evaluation
    return before + 1 if to is not None and to <= look_back.back_to and step >= look_back.step > to else before


class Say(StrEnum):
    """An answer in the decision aid."""

    YES = "ja"
    NO = "nee"
    UNKNOWN = "weet-niet"


class Where(StrEnum):
    """What the decision aid points to (R50)."""

    FIRST = "eerst-zelf"
    BASE = "basis"
    SWV = "swv"
    SOT = "sot"
    SAFETY = "veiligheid"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the decision aid."""

    key: str
    text: Text


AID: tuple[Question, ...] = (
    Question("unsafe", _("Is er nu zorg over de veiligheid van de leerling?")),
    Question("adjusted", _("Heeft de leerkracht de aanpak of instructie al aangepast, en kreeg dat tijd?")),
    Question("team", _("Is er in het eigen zorgteam over gesproken?")),
    Question("own_means", _("Kan de school dit met de eigen mensen en de basisondersteuning?")),
    Question("care", _("Speelt er ook iets thuis, of is er zorg nodig?")),
    Question("partners", _("Zijn er mensen van buiten de school nodig om het beeld compleet te krijgen?")),
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What the answers point to, and why. Never a decision: that is the IB's, with the parents."""

    where: Where
    because: tuple[Text, ...]


def advise(answers: Mapping[str, str]) -> Advice:
    """Base support of the school, the SWV, or the SOT, from the answers to `AID` (R50, R51).

    "I do not know" counts as not seen to: then the advice is to look there first.
    """

    def said(key: str) -> str:
        return answers.get(key, Say.UNKNOWN)

    if said("unsafe") == Say.YES:
        return Advice(Where.SAFETY, (_("Bij zorg over veiligheid gaat de meldcode voor. Wacht niet op een overleg."),))
    if said("adjusted") != Say.YES:
        return Advice(
            Where.FIRST,
            (_("Het SOT bouwt verder op wat is geprobeerd. Begin bij wat de leerkracht kan aanpassen."),),
        )
    if said("own_means") == Say.YES and said("care") != Say.YES:
        return Advice(
            Where.BASE,
            (
                _("De school kan dit met eigen mensen."),
                _("Er is, voor zover bekend, geen zorg buiten school nodig."),
            ),
        )
    if said("team") != Say.YES:
        return Advice(Where.FIRST, (_("Eerst kijkt de school zelf, met de eigen mensen in het zorgteam."),))
    if said("care") == Say.YES or said("partners") == Say.YES:
        why: Sequence[tuple[str, Text]] = (
            ("care", _("Er speelt ook iets thuis, of er is zorg nodig.")),
            ("partners", _("Er zijn mensen van buiten de school nodig om het beeld compleet te krijgen.")),
        )
        return Advice(Where.SOT, tuple(text for key, text in why if said(key) == Say.YES))
    return Advice(
        Where.SWV,
        (
            _("De school kan dit niet alleen."),
            _("Het gaat alleen om onderwijs: het samenwerkingsverband kan meedenken, zonder SOT."),
        ),
    )


def all_agree(words: Sequence[tuple[str, bool | None]]) -> bool:
    """Whether the parents' yes to a hand-over is complete: (authority, newest word) of each (R46, R54).

    Everybody who has authority, or of whom it is not known, must have said yes; one no, of whoever, stops it. With
    nobody to ask there is no yes.
    """
    needed = [word for authority, word in words if authority != "no"]
    return bool(needed) and all(needed) and not any(word is False for _authority, word in words)
