"""Asking many servers at once: in parallel, few at a time per server, and sparing the others of one that is away."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")

AT_ONCE, PER_SERVER = 8, 2
AWAY_AT = 3  # so many accounts of one server in a row without an answer: the others of it are spared


class _Server:
    """The door of one server in one run: few go in at once, and nobody any more when it turns out to be away."""

    def __init__(self) -> None:
        self.door = threading.BoundedSemaphore(PER_SERVER)
        self.silent = 0  # written by several threads; one too many or too few does no harm


def ask_all(
    questions: Sequence[Question],
    *,
    server_of: Callable[[Question], str],
    ask: Callable[[Question], Answer],
    silent: Callable[[Answer], bool],
    spared: Answer,
) -> Iterator[tuple[Question, Answer]]:
    """Every question with its answer; `ask` runs in a thread, touches no database and raises nothing.

    `silent` tells an answer that means that the server is away; `spared` is the answer of who was not asked because of
    that.
    """
    doors = {server_of(question): _Server() for question in questions}

    def through(question: Question) -> Answer:
        server = doors[server_of(question)]
        with server.door:
            if server.silent >= AWAY_AT:
                return spared
            answer = ask(question)
            server.silent = server.silent + 1 if silent(answer) else 0
            return answer

    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="calendars") as pool:
        asked = [(question, pool.submit(through, question)) for question in _spread(questions, server_of)]
        for question, answer in asked:
            yield question, answer.result()


def _spread(questions: Sequence[Question], server_of: Callable[[Question], str]) -> list[Question]:
    """In turns: one of each server, then the next of each, so that no slow server keeps all threads at its door."""
    seen: dict[str, int] = defaultdict(int)
    turns = []
    for question in questions:
        server = server_of(question)
        turns.append((seen[server], question))
        seen[server] += 1
    return [question for _turn, question in sorted(turns, key=lambda pair: pair[0])]
