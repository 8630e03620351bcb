"""What one asks of a route: where a step leads, who must be there, how it can go from beginning to end. No ORM.

What a route is made of stands in `parts`, how its file is read in `loading`. A case is pinned to one version.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from planning.routes.parts import (
    TRIAGE,
    Casusregisseur,
    Circumstance,
    Closing,
    Condition,
    ConsentPurpose,
    Decision,
    Evaluation,
    MeetingType,
    Outcome,
    Quorum,
    RoleTask,
    Step,
    Tlv,
)

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Turn:
    """One move in a walk along a route: from this step by this outcome."""

    step: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Settings:
    """What the regions do differently, on one card. Read from the parts of the route, never kept apart from them."""

    leaders: tuple[tuple[str, str], ...]  # kind of meeting and who leads it (R15)
    gw_employer: str  # swv or bestuur; "" where the route knows no GW (R25)
    guardians: tuple[tuple[str, str], ...]  # kind of meeting and whether parents are there (R67, R68)
    director: tuple[tuple[str, str], ...]  # kind of meeting and when the director must be there; "always" (R74)
    consent_asked_by: tuple[tuple[str, str], ...]  # purpose and role (R54)
    dates_polled_by: tuple[tuple[str, str], ...]  # kind of meeting and role (R80)
    tlv_decided_by: str  # (R141, R144)


@dataclass(frozen=True, slots=True)
class Route:
    """One version of one region's route; a case is pinned to it (R1)."""

    key: str
    version: int
    title: str
    sector: str
    source: str  # the document it was written from
    steps: tuple[Step, ...]
    meetings: tuple[MeetingType, ...]
    consents: tuple[ConsentPurpose, ...]
    conditions: tuple[Condition, ...]
    circumstances: tuple[Circumstance, ...]
    decisions: tuple[Decision, ...]
    roles: tuple[RoleTask, ...]
    casusregisseur: Casusregisseur | None
    evaluation: Evaluation
    closing: Closing
    tlv: Tlv
    abbreviations: tuple[tuple[str, str], ...]  # short and long, in the order of the source (R156)

    def step(self, number: int) -> Step:
        """The step with this number. Raises KeyError."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def meeting(self, kind: str) -> MeetingType:
        """The meeting type of this kind. Raises KeyError."""
        for meeting in self.meetings:
            if meeting.kind == kind:
                return meeting
        raise KeyError(kind)

    def role(self, name: str) -> RoleTask:
        """What is expected of a role in this region (R10). Raises KeyError where the sources say nothing of it."""
        for role in self.roles:
            if role.role == name:
                return role
        raise KeyError(name)

    def conditions_of(self, step: int, circumstances: Collection[str] = ()) -> tuple[Condition, ...]:
        """What must be seen to before this step begins, in these circumstances (R5, R44, R48, R49, R51, R149)."""
        return tuple(
            row for row in self.conditions if row.step == step and (not row.when or row.when in set(circumstances))
        )

    def ways(self, step: int, triage: str | None = None) -> tuple[Outcome, ...]:
        """The outcomes open at a step; with an answer to the triage question only those that fit it (R45).

        Raises KeyError for a step, ValueError for an answer that is none.
        """
        if triage is not None and triage not in TRIAGE:
            msg = f"triage is one of {', '.join(TRIAGE)}"
            raise ValueError(msg)
        return tuple(row for row in self.step(step).outcomes if triage is None or row.when in {"", triage})

    def outcome(self, step: int, key: str) -> Outcome:
        """One outcome of a step. Raises KeyError for a step or outcome that is not there."""
        for outcome in self.step(step).outcomes:
            if outcome.key == key:
                return outcome
        raise KeyError(key)

    def next(self, step: int, outcome: str) -> Step | None:
        """The step an outcome leads to; None when it leads out of the route. Raises KeyError."""
        to = self.outcome(step, outcome).to
        return self.step(to) if isinstance(to, int) else None

    def paths(self) -> Iterator[tuple[Turn, ...]]:
        """Every way from the first step out of the route, each way back taken at most once on a path (R132)."""
        yield from self._walk(self.steps[0].number, (), frozenset())

    def _walk(
        self, number: int, so_far: tuple[Turn, ...], went_back: frozenset[tuple[int, str]]
    ) -> Iterator[tuple[Turn, ...]]:
        for outcome in self.step(number).outcomes:
            path, taken = (*so_far, Turn(number, outcome)), went_back
            if not isinstance(outcome.to, int):
                yield path
                continue
            if outcome.to <= number:
                if (number, outcome.key) in went_back:
                    continue
                taken = went_back | {(number, outcome.key)}
            yield from self._walk(outcome.to, path, taken)

    def musts(self, kind: str, circumstances: Collection[str] = ()) -> tuple[str, ...]:
        """Who must be at this meeting: the required roles and those the circumstances ask for (R74–R76, R146).

        Raises KeyError for a kind or a circumstance that the route does not know.
        """
        known = {row.key for row in self.circumstances}
        for name in circumstances:
            if name not in known:
                raise KeyError(name)
        meeting = self.meeting(kind)
        added = [role for must in meeting.musts if must.when in circumstances for role in must.roles]
        return tuple(dict.fromkeys([*meeting.required, *added]))

    def quorum(self, kind: str, decision: str) -> tuple[str, ...]:
        """Without whom this meeting cannot take this decision; empty when it needs nobody in particular (R77).

        Raises KeyError for a kind or a decision that the route does not know.
        """
        if decision not in {row.key for row in self.decisions}:
            raise KeyError(decision)
        return next((row.roles for row in self.meeting(kind).quorum if row.decision == decision), ())

    def decisions_at(self, kind: str) -> tuple[tuple[Decision, Quorum], ...]:
        """The decisions that this meeting can take, with who each needs, in the order of the file (R77).

        Raises KeyError for a kind that the route does not know.
        """
        called = {row.key: row for row in self.decisions}
        return tuple((called[row.decision], row) for row in self.meeting(kind).quorum if row.decision in called)

    @property
    def going_on(self) -> int:
        """The step in which one goes on with the plan after an evaluation: neither back nor to the end (R132)."""
        out = {self.evaluation.back_to, self.closing.step}
        ways = [row.to for row in self.step(self.evaluation.step).outcomes]
        return next((to for to in ways if isinstance(to, int) and to not in out), self.evaluation.step)

    @property
    def settings(self) -> Settings:
        """What this region does differently from others."""
        return Settings(
            leaders=tuple((row.kind, row.leader) for row in self.meetings),
            gw_employer=next((row.employer for row in self.roles if row.role == "gw"), ""),
            guardians=tuple((row.kind, row.guardians) for row in self.meetings),
            director=tuple(_director(self.meetings)),
            consent_asked_by=tuple((row.key, row.asked_by) for row in self.consents),
            dates_polled_by=tuple((row.kind, row.dates_by) for row in self.meetings),
            tlv_decided_by=self.tlv.decided_by,
        )


def _director(meetings: tuple[MeetingType, ...]) -> Iterator[tuple[str, str]]:
    for meeting in meetings:
        if "directeur" in meeting.required:
            yield meeting.kind, "always"
        for must in meeting.musts:
            if "directeur" in must.roles:
                yield meeting.kind, must.when


@lru_cache(maxsize=1)
def routes() -> dict[tuple[str, int], Route]:
    """All shipped routes by key and version. Raises loading.RouteFault for a file that is wrong."""
    # Late, both: reading knows the catalogue of roles (R11), and what a route is can be read without it.
    from planning.people.roles import Role
    from planning.routes import loading

    names = frozenset(role.value for role in Role)
    return loading.read_all(sorted(FOLDER.glob("*.toml")), roles=names)


def get_route(key: str, version: int | None = None) -> Route:
    """One version of a route; without a version the newest. Raises KeyError for an unknown key or version."""
    if version is None:
        version = max((number for name, number in routes() if name == key), default=0)
    return routes()[key, version]


def text_of(key: str, version: int) -> str:
    """The text of a shipped route, for who copies it. Raises KeyError."""
    for path in sorted(FOLDER.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        head = tomllib.loads(text)
        if (head["key"], head["version"]) == (key, version):
            return text
    raise KeyError(key, version)
