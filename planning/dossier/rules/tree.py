"""The decision tree on absence as data (R147): questions with a yes and a no, and the advice at the end of a way."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "verzuim_po.toml"
ROUTES = ("next-to", "instead")  # the advice goes beside the route, or takes its place


class TreeFault(ValueError):
    """The file of the tree is wrong: a mistake of ours, found by a test."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question and where its answers lead: a key of a question or an advice."""

    key: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do; `route` says whether the route goes on beside it."""

    key: str
    text: str
    route: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole tree."""

    title: str
    first: str
    questions: dict[str, Question]
    advices: dict[str, Advice]


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody is: what was answered, and the question or the advice that comes now."""

    answered: tuple[tuple[Question, bool], ...]
    question: Question | None
    advice: Advice | None


def read(data: dict[str, Any]) -> Tree:
    """A tree from its data. Raises TreeFault: an answer leads nowhere or round, or a node is not reached."""
    try:
        questions = {row["key"]: Question(**row) for row in data["questions"]}
        advices = {row["key"]: Advice(**row) for row in data["advices"]}
        tree = Tree(title=data["title"], first=data["first"], questions=questions, advices=advices)
    except (KeyError, TypeError) as error:
        raise TreeFault(str(error)) from error
    seen: set[str] = set()
    _visit(tree, tree.first, (), seen)
    unreached = (set(questions) | set(advices)) - seen
    if unreached or len(questions) + len(advices) != len(data["questions"]) + len(data["advices"]):
        raise TreeFault(f"not reached, or twice: {', '.join(sorted(unreached))}")
    if any(row.route not in ROUTES for row in advices.values()):
        raise TreeFault("route is next-to or instead")
    return tree


def _visit(tree: Tree, key: str, path: tuple[str, ...], seen: set[str]) -> None:
    if key in path:
        raise TreeFault(f"{key} leads back to itself")
    seen.add(key)
    if key in tree.questions:
        for to in (tree.questions[key].yes, tree.questions[key].no):
            _visit(tree, to, (*path, key), seen)
    elif key not in tree.advices:
        raise TreeFault(f"there is no {key}")


@lru_cache(maxsize=1)
def absence_tree() -> Tree:
    """The tree that ships."""
    return read(tomllib.loads(FILE.read_text(encoding="utf-8")))


def walk(tree: Tree, answers: str) -> Walk:
    """Follow answers, "j" for yes and "n" for no; what is no answer, or comes after the end, is left out."""
    key, answered = tree.first, []
    for letter in answers:
        question = tree.questions.get(key)
        if question is None or letter not in "jn":
            break
        answered.append((question, letter == "j"))
        key = question.yes if letter == "j" else question.no
    return Walk(answered=tuple(answered), question=tree.questions.get(key), advice=tree.advices.get(key))
