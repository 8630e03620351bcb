"""How quick the guest's page of a date poll is, beside a bare Django view: `python -m bench.poll`.

One gunicorn as `make run` starts it (one process, eight threads) serves both: the page behind a personal link with its
door, gate, tenant, headers and log of who looked, and `bench.bare`, a plain view that reads the same in one query and
renders the same template. The demo SWV is the data; both parents and all professionals that its open poll asks take
turns. Rounds go ours – bare – bare – ours; a ratio is the median over the rounds of our rate by the bare one.

The database is SQLite in a folder that is thrown away, or with `--database postgres://…/postgres` one that is made
there for the time of the run. A page's weight is what a browser without a cache gets: the page, its style sheet and
icon, as compressed as they come, with their headers.

Prints a line a round and, as its last line, JSON. `--docs` writes the table into `docs/bench-poll.md`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from bench.docs import write_between
from bench.load import Answer, Burst, Connection, burst

HOST, PORT = "127.0.0.1", 8790
ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is asked: the token of the link, and what the bare view wants to know."""

    token: str
    poll: str
    participant: str


def environment(database: str, folder: Path) -> dict[str, str]:
    """The settings of the demo, with a database and files of its own."""
    own = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR", "BASE_URL"}}
    return {
        **own,
        "DATA_DIR": str(folder),
        "BASE_URL": f"http://{HOST}:{PORT}",
        "URLLIB3_NO_OVERRIDE": "1",
        **({"DATABASE_URL": database} if database else {}),
    }


@contextlib.contextmanager
def database_for(server: str) -> Iterator[str]:
    """The address of an empty database on a PostgreSQL server, dropped afterwards; empty for SQLite."""
    if not server:
        yield ""
        return
    import psycopg  # only where it is measured

    name = f"aantafel_bench_{os.getpid()}"
    with psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def prepare(env: dict[str, str]) -> list[Guest]:
    """Migrate, load the demo, and make a link for everybody whom its open poll asks."""
    for words in (["migrate", "-v0"], ["collectstatic", "-v0", "--noinput"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        [sys.executable, "-m", "bench.asked"], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    return [Guest(**row) for row in json.loads(done.stdout.splitlines()[-1])]


@contextlib.contextmanager
def serving(env: dict[str, str]) -> Iterator[None]:
    """The web server of `make run`, with the bare view beside the house."""
    words = ["gunicorn", "bench.bare", "--bind", f"{HOST}:{PORT}", "--threads", "8", "--log-level", "warning"]
    server = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, env=env)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                Connection(HOST, PORT).ask(_get("/account/login/"))
                break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def _get(address: str, cookies: dict[str, str] | None = None) -> bytes:
    jar = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    more = f"Cookie: {jar}\r\n" if jar else ""
    return (
        f"GET {address} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n{more}\r\n"
    ).encode()


def _post(address: str, cookies: dict[str, str], fields: dict[str, str]) -> bytes:
    body = urlencode(fields).encode()
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    head = (
        f"POST {address} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nOrigin: http://{HOST}:{PORT}\r\nCookie: {jar}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass(frozen=True, slots=True)
class Way:
    """The requests of one way to serve the page, and the page itself as each guest gets it."""

    get: list[bytes]
    post: list[bytes]
    pages: list[Answer]


def way_of(connection: Connection, guests: list[Guest], *, bare: bool) -> Way:
    """Look at the page as each guest, and make what a browser sends from there."""
    gets, posts, pages = [], [], []
    for guest in guests:
        address, cookies = f"/bare/{guest.poll}/{guest.participant}/", {}
        if not bare:
            entered = connection.ask(_get(f"/u/{guest.token}"))
            address, cookies = entered.headers["location"], entered.cookies
        gets.append(_get(address, cookies))
        page = connection.ask(gets[-1])
        if page.status != 200:
            sys.exit(f"{address} says {page.status}")
        text = page.body.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
        fields = dict.fromkeys(re.findall(r'name="(optie-[0-9a-f-]+)"', text), "yes")
        form = {**fields, "csrfmiddlewaretoken": found[1] if found else "", "opmerking": "Liefst vroeg."}
        posts.append(_post(address, {**cookies, **page.cookies}, form))
        pages.append(page)
    return Way(gets, posts, pages)


def same(ours: Answer, bare: Answer) -> bool:
    """Whether both are the same page, but for the token of the form and the own address."""

    def plain(page: Answer) -> str:
        text = re.sub(r'value="\w{64}"', "", page.body.decode())
        return re.sub(r'href="/(?:g|bare)/[^"?]*', 'href="', text)

    return plain(ours) == plain(bare)


def weight(connection: Connection, page: Answer) -> int:
    """Bytes over the wire for a browser that knows nothing yet: the page and what it names."""
    parts = re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="(/static/[^"]+)"', page.body.decode())
    return page.wire + sum(connection.ask(_get(part)).wire for part in dict.fromkeys(parts))


def measure(guests: list[Guest], *, rounds: int, seconds: float, connections: int) -> tuple[list[Row], Row]:
    """The rounds, and what came of them."""
    pool = [Connection(HOST, PORT) for _ in range(connections)]
    ours, bare = (way_of(pool[0], guests, bare=flag) for flag in (False, True))
    if not all(same(*pair) for pair in zip(ours.pages, bare.pages, strict=True)):
        sys.exit("The two pages are not the same.")
    bytes_of_page = max(weight(pool[0], page) for page in ours.pages)
    total, rows = 0, []
    for number in range(rounds + 1):
        row: Row = {}
        for kind, good in (("get", 200), ("post", 303)):
            rates: dict[str, list[float]] = {"ours": [], "bare": []}
            for name in ("ours", "bare", "bare", "ours"):
                requests = getattr(ours if name == "ours" else bare, kind)
                done: Burst = burst(pool, requests, seconds=seconds / 2 if number else 0.3)
                if set(done.statuses) != {good}:
                    sys.exit(f"{name} {kind} says {done.statuses}")
                rates[name].append(done.rate)
                total += done.count
            for name, each in rates.items():
                row[f"{kind}_{name}"] = sum(each) / 2
            row[f"{kind}_ratio"] = row[f"{kind}_ours"] / row[f"{kind}_bare"]
        if number:  # the first one warms up
            rows.append(row)
            print(line(number, row), flush=True)
    for connection in pool:
        connection.close()
    last = {f"{kind}_ratio": round(median(row[f"{kind}_ratio"] for row in rows), 3) for kind in ("get", "post")}
    return rows, {**last, "page_bytes": bytes_of_page, "requests": total}


def line(number: int, row: Row) -> str:
    """One round for people."""
    words = []
    for kind in ("get", "post"):
        ours, bare, ratio = (row[f"{kind}_{name}"] for name in ("ours", "bare", "ratio"))
        words.append(f"{kind.upper():4} {ours:6.0f}/s beside {bare:6.0f}/s = {ratio:.2f}")
    return f"round {number:2}  " + "   ".join(words)


def table(rows: list[Row], last: Row) -> str:
    """The medians in Markdown."""
    lines = ["| | ours, a second | bare, a second | ratio |", "| --- " + "| ---: " * 3 + "|"]
    for kind in ("get", "post"):
        ours, bare = (median(row[f"{kind}_{name}"] for row in rows) for name in ("ours", "bare"))
        lines.append(f"| {kind.upper()} | {ours:.0f} | {bare:.0f} | {last[f'{kind}_ratio']:.2f} |")
    size = f"A guest's page with style sheet and icon: {last['page_bytes']:,} bytes over the wire."
    return "\n".join([*lines, "", size])


def main() -> None:
    """The command."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--database", default="", help="postgres://… of a server where a database may be made")
    cli.add_argument("--rounds", type=int, default=9)
    cli.add_argument("--seconds", type=float, default=4.0, help="how long each way is asked in a round")
    cli.add_argument("--connections", type=int, default=4)
    cli.add_argument("--docs", action="store_true", help="write the table into docs/bench-poll.md")
    asked = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder, database_for(asked.database) as database:
        env = environment(database, Path(folder))
        guests = prepare(env)
        with serving(env):
            rows, last = measure(guests, rounds=asked.rounds, seconds=asked.seconds, connections=asked.connections)
    name = "PostgreSQL" if asked.database else "SQLite"
    print(table(rows, last))
    if asked.docs:
        write_between("bench-poll.md", name, table(rows, last))
    print(json.dumps(last))


if __name__ == "__main__":
    main()
