"""What is expected of a role, where it is needed: in the step a case is in, and at the table it sits at (R10, R111)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from planning.routes.engine import Route
from planning.routes.parts import Step


@dataclass(frozen=True, slots=True)
class Expected:
    """One role: what the region calls it, what it brings now, what it is for in general."""

    role: str
    name: str
    prompt: str  # "" where the route says nothing of this moment
    tasks: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.prompt or self.tasks)


def at_step(route: Route, step: Step, roles: Collection[str]) -> tuple[Expected, ...]:
    """What this step asks of each of these roles that it asks something of, in the order of the route."""
    prompts = dict(step.prompts)
    asked = [role for role in (*prompts, *step.regie) if role in roles]
    return tuple(_of(route, role, prompts.get(role, "")) for role in dict.fromkeys(asked))


def at_table(route: Route, kind: str, role: str) -> Expected | None:
    """What is expected of a role at this kind of meeting; None when the route knows no such meeting or says nothing."""
    meeting = next((row for row in route.meetings if row.kind == kind), None)
    if meeting is None:
        return None
    return _of(route, role, meeting.prompt(role)) or None


def _of(route: Route, role: str, prompt: str) -> Expected:
    if role == "casusregisseur" and route.casusregisseur is not None:
        return Expected(role, route.casusregisseur.name, prompt, route.casusregisseur.tasks)
    said = next((row for row in route.roles if row.role == role), None)
    return Expected(role, said.name if said else role, prompt, said.tasks if said else ())
