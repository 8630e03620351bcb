"""How quickly invitations go out, beside Django's own way: `python -m bench.letters`.

Two thousand letters and more, each to another parent, to a mail server on this machine (`bench.sink`, a process of its
own) that takes everything. Blocks go Django – ours – ours with two workers – ours – Django, each side in processes of
its own that stay:

- *Django* makes an `EmailMultiAlternatives` a letter (text, HTML, calendar alternative, the copy as a file) and hands
  all of them to `send_messages`, over one connection. Its clock starts with the objects ready: words rendered, calendar
  object made, nothing read from a database.
- *Ours* is the sweep of the outbox as a worker runs it: from rows in the database, each claimed, read, decrypted,
  built, sent and written off before the next one. Its clock holds all of that.

A ratio is the median over the rounds of our rate by Django's; `cpu_ratio` is Django's processor time a letter by ours,
which says more on a busy machine. `build_ms` is what making one mail takes from its facts:
the calendar object, the words (half of the letters in two languages) and MIME. The letters are counted at the server.

Prints a line a round and, as its last line, JSON. `--docs` writes the table into `docs/bench-letters.md`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import IO, cast

from bench.docs import write_between
from bench.poll import database_for, environment

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, float]


class Side:
    """One process of `bench.posting` that waits for blocks."""

    def __init__(self, name: str, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.posting", name],
            cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1,
        )  # fmt: skip
        self.asks, self.answers = cast("IO[str]", self.process.stdin), cast("IO[str]", self.process.stdout)

    def begin(self, first: int, count: int) -> None:
        """Let it go."""
        self.asks.write(f"{first} {count}\n")

    def seconds(self) -> tuple[float, float]:
        """How long it took, and how much of that this process worked, once it is done."""
        took, worked = self.answers.readline().split()
        return float(took), float(worked)

    def run(self, first: int, count: int) -> tuple[float, float]:
        """A whole block."""
        self.begin(first, count)
        return self.seconds()


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """The mail server; gives its port."""
    process = subprocess.Popen([sys.executable, "-m", "bench.sink"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield int(cast("IO[str]", process.stdout).readline())
    finally:
        process.terminate()
        process.wait()


def taken(port: int) -> tuple[int, int]:
    """How many mails the server took, and how many different ones."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        count, different = server.docmd("VRFY")[1].split()
    return int(count), int(different)


def measure(env: dict[str, str], *, port: int, rounds: int, block: int) -> tuple[list[Row], dict[str, float]]:
    """The rounds, and what came of them."""
    names = ("write", "django", "ours", "ours", "ours")
    write, django, alone, *two = sides = [Side(name, env) for name in names]
    rows: list[Row] = []
    first = 0
    for number in range(rounds + 1):
        count = block if number else 40  # the first one warms up
        spent: dict[str, list[float]] = {"django": [], "ours": [], "two": []}
        wrote, worked = 0.0, {"django": 0.0, "ours": 0.0}
        for way in ("django", "ours", "two", "ours", "django"):
            if way == "django":
                took, cpu = django.run(first, count)
                spent[way].append(took)
                worked[way] += cpu
            else:
                wrote += write.run(first, count)[0]
                began = time.perf_counter()
                for side in two if way == "two" else [alone]:
                    side.begin(first, count)
                cpu = sum([side.seconds()[1] for side in (two if way == "two" else [alone])])
                spent[way].append(time.perf_counter() - began)
                if way == "ours":
                    worked[way] += cpu
            first += count
            if (found := taken(port)) != (first, first):
                sys.exit(f"{way}: the server has {found} of {first} letters")
        rates = {way: count * len(each) / sum(each) for way, each in spent.items()}
        if number:
            row = {**rates, "ratio": rates["ours"] / rates["django"], "two_ratio": rates["two"] / rates["django"]}
            row |= {"write_ms": wrote / 3 / count * 1000, "cpu_ratio": worked["django"] / worked["ours"]}
            rows.append(row)
            print(line(number, rows[-1]), flush=True)
    for side in sides:
        side.process.terminate()
        side.process.wait()
    build = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.posting", "build"], cwd=ROOT, env=env, check=True, capture_output=True
        ).stdout
    )
    return rows, {
        "ratio": round(median(row["ratio"] for row in rows), 3),
        "ratio_two_workers": round(median(row["two_ratio"] for row in rows), 3),
        "build_ms": round(build["build_ms"], 3),
        "cpu_ratio": round(median(row["cpu_ratio"] for row in rows), 3),
        "letters": first,
    }


def line(number: int, row: Row) -> str:
    """One round for people."""
    return (
        f"round {number:2}  Django {row['django']:5.0f}/s   ours {row['ours']:5.0f}/s = {row['ratio']:.2f}   "
        f"two workers {row['two']:5.0f}/s = {row['two_ratio']:.2f}"
    )


def table(rows: list[Row], last: dict[str, float]) -> str:
    """The medians in Markdown."""
    rates = {way: median(row[way] for row in rows) for way in ("django", "ours", "two")}
    return "\n".join(
        [
            "| | letters a second | by Django's |",
            "| --- | ---: | ---: |",
            f"| Django, `send_messages` on one connection | {rates['django']:.0f} | 1 |",
            f"| the outbox, one worker | {rates['ours']:.0f} | {last['ratio']:.2f} |",
            f"| the outbox, two workers | {rates['two']:.0f} | {last['ratio_two_workers']:.2f} |",
            "",
            f"A letter by Django takes {last['cpu_ratio']:.2f} times the processor time of one by the outbox. "
            f"Making one mail from its facts takes {last['build_ms']:.2f} ms; making it and writing it into the outbox "
            f"{median(row['write_ms'] for row in rows):.2f} ms.",
        ]
    )


def main() -> None:
    """The command."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--database", default="", help="postgres://… of a server where a database may be made")
    cli.add_argument("--rounds", type=int, default=5)
    cli.add_argument("--letters", type=int, default=200, help="letters in a block")
    cli.add_argument("--docs", action="store_true", help="write the table into docs/bench-letters.md")
    asked = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder, database_for(asked.database) as database, sink() as port:
        env = {**environment(database, Path(folder)), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        subprocess.run([sys.executable, "manage.py", "migrate", "outbox", "-v0"], cwd=ROOT, env=env, check=True)
        rows, last = measure(env, port=port, rounds=asked.rounds, block=asked.letters)
    print(table(rows, last))
    if asked.docs:
        write_between("bench-letters.md", "PostgreSQL" if asked.database else "SQLite", table(rows, last))
    print(json.dumps({name: last[name] for name in ("ratio", "ratio_two_workers", "build_ms")}))


if __name__ == "__main__":
    main()
