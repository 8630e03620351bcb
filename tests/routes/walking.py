"""Walks every path of a route and looks at each turn."""

import itertools

from planning.routes.engine import Route, Turn

Path = tuple[Turn, ...]


def walk(route: Route) -> list[Path]:
    """Every path: connected, out of the route at the end, each way back once, each decision with people to take it."""
    paths = list(route.paths())
    assert len(paths) == len(set(paths))
    for path in paths:
        assert path[0].step == 1
        for turn, following in itertools.pairwise(path):
            after = route.next(turn.step, turn.outcome.key)
            assert after is not None
            assert after.number == following.step
        assert route.next(path[-1].step, path[-1].outcome.key) is None
        back = [turn for turn in path if isinstance(turn.outcome.to, int) and turn.outcome.to <= turn.step]
        assert len(back) == len(set(back))
    for step in route.steps:
        for outcome in step.outcomes:
            if outcome.decision:
                tables = [row for row in route.meetings if row.step <= step.number <= row.until]
                assert any(route.quorum(row.kind, outcome.decision) for row in tables)
    taken = {turn for path in paths for turn in path}
    assert taken == {Turn(step.number, outcome) for step in route.steps for outcome in step.outcomes}
    return paths


def keys(path: Path) -> list[str]:
    """A path as one reads it: "3 hia"."""
    return [f"{turn.step} {turn.outcome.key}" for turn in path]


def ends(paths: list[Path]) -> set[str]:
    """The last turns by which one leaves the route, with where to."""
    return {f"{path[-1].step} {path[-1].outcome.key} > {path[-1].outcome.to}" for path in paths}


def shortest(paths: list[Path], last: str) -> list[str]:
    """The shortest path that ends with this turn."""
    return min((keys(path) for path in paths if keys(path)[-1] == last), key=len)
