"""Kill at random while 201 letters go out: `python -m bench.chaos`.

A school has 67 open date polls with the same behavioural scientist, whose calendar is connected. One by one their dates
are fixed through the web, by a person who tries again when the page does not come. Meanwhile web, worker and beat (the
processes of `manage.py start`) are killed with `kill -9` at random moments, 200 times; the mail server is down, slow,
drops the line in mid-DATA, takes a mail and loses its answer, says 4xx or 5xx; the calendar server fails, also after it
wrote; and the broker loses everything it held.

Then all is left alone until nothing waits. In the end each of the three people at each meeting must have exactly one
valid invitation (a mail that came twice with one Message-ID is one) and the calendar exactly one event a meeting.

Prints how it goes and, as its last line, JSON; ends with 1 when something was lost or doubled. `--seed` repeats a run
as far as the processes' own timing lets it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.docs import write_between

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 900.0  # seconds after the last kill
WAIT_FOR_PEOPLE = 20.0  # seconds that a kill is put off so that the dates keep pace: letters must go out meanwhile


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """Web, worker and beat, each a process group that can be killed at once and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.log = (folder / "log").open("ab")
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        celery = ["celery", "--quiet", "-A", "scheduler"]
        calm = ["--loglevel", "warning", "--without-gossip", "--without-mingle"]
        self.words = {
            "web": ["gunicorn", "scheduler.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"],
            "worker": [*celery, "worker", *calm, "--pool", "threads", "--concurrency", "4"],
            "beat": [*celery, "beat", "--loglevel", "warning", "--schedule", str(folder / "beat"), "--pidfile="],
        }

    def start(self, name: str) -> None:
        """Start one, again when it runs already no more."""
        words = [sys.executable, "-m", *self.words[name]]
        self.running[name] = subprocess.Popen(words, cwd=ROOT, stdout=self.log, stderr=self.log, start_new_session=True)

    def kill(self, name: str) -> None:
        """`kill -9` of the process and all its children."""
        process = self.running[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def look_after(self) -> None:
        """Start what ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                self.start(name)

    def end(self) -> None:
        """Kill all."""
        for name in self.running:
            self.kill(name)
        self.log.close()


class Person:
    """The IB at a browser, who tries again when a page does not come."""

    def __init__(self, port: int, cookie: str) -> None:
        import requests

        self.web = requests.Session()
        self.base = f"http://127.0.0.1:{port}"
        self.web.cookies.set("sessionid", cookie)

    def press(self, page: str, action: str, **fields: str) -> bool:
        """Open a page and send a form of it; False when the server was not there."""
        import requests

        try:
            shown = self.web.get(self.base + page, timeout=15)
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown.text)
            if token is None:
                return False
            form = {"csrfmiddlewaretoken": token[1], **fields}
            answer = self.web.post(
                self.base + action, data=form, headers={"Origin": self.base}, timeout=15, allow_redirects=False
            )
        except requests.RequestException:
            return False
        return answer.status_code < 500


def forget_broker(folder: Path) -> None:
    """The broker loses everything that it held."""
    for queue in (folder / "broker").glob("*"):
        shutil.rmtree(queue, ignore_errors=True)
        queue.mkdir(exist_ok=True)


def main() -> int:
    """The command."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--kills", type=int, default=200)
    cli.add_argument("--meetings", type=int, default=67, help="three letters each")
    cli.add_argument("--pause", type=float, default=4.0, help="seconds between two kills, at most")
    cli.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    cli.add_argument("--docs", action="store_true", help="write what came of it into docs/chaos.md")
    asked = cli.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        return run(Path(name), asked)


def run(folder: Path, asked: argparse.Namespace) -> int:
    """One run in an empty folder."""
    from bench.chaos.servers import calendar_server, mail_server

    chance, port = random.Random(asked.seed), free_port()
    with (
        mail_server(random.Random(asked.seed + 1)) as mail,
        calendar_server(folder, random.Random(asked.seed + 2)) as calendar,
    ):
        for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_BACKEND", "IMAP_URL"):
            os.environ.pop(name, None)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bench.chaos.settings",
            DATA_DIR=str(folder),
            BASE_URL=f"http://127.0.0.1:{port}",
            EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
            CALENDAR_INSIDE=calendar.url,
            URLLIB3_NO_OVERRIDE="1",
        )
        import django

        django.setup()
        from django.core.management import call_command

        from bench.chaos import story
        from scheduler.celery import app

        app.conf.task_always_eager = False
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        table = story.begin(meetings=asked.meetings, calendar=calendar.url)
        person = Person(port, story.cookie_of(table))
        calendar.moody = True
        house = House(folder, port)
        try:
            for part in house.words:
                house.start(part)
            kills = _kill(house, person, chance, asked=asked, folder=folder)
            mail.moody = calendar.moody = False
            house.look_after()
            _settle_down(house, person)
            found = story.verdict(mail.accepted, calendar.events())
        finally:
            house.end()
        print(f"the mail server took {len(mail.accepted)} mails over {mail.connections} connections", flush=True)
        for line in found.wrong[:20]:
            print(f"wrong: {line}")
        if found.wrong:
            print((folder / "log").read_text(errors="replace")[-3000:])
    last = {
        "letters": found.letters,
        "kills": kills,
        "exactly_once": found.exactly_once,
        "events_exactly_once": found.events_exactly_once,
    }
    if asked.docs:
        write_between("chaos.md", "run", f"Seed {asked.seed}:\n\n```\n{json.dumps(last)}\n```")
    print(json.dumps(last))
    return 0 if found.exactly_once and found.events_exactly_once else 1


def _kill(house: House, person: Person, chance: random.Random, *, asked: argparse.Namespace, folder: Path) -> int:
    """Fix the dates one by one, at the pace of the kills; gives how many there were."""
    from bench.chaos import story

    stop = threading.Event()
    todo = story.open_polls()
    done, fixed = [0], [0]

    def behind() -> bool:
        """Whether fewer dates are fixed than there were kills for."""
        return bool(fixed[0] < len(todo) * (done[0] - 1) / asked.kills)

    def fix_dates() -> None:
        for number, (poll, option) in enumerate(todo):
            while not stop.is_set() and done[0] < asked.kills * number / max(len(todo), 1) * 0.9:
                time.sleep(0.2)
            page = f"/prikker/{poll}/vast/{option}/"
            while not stop.is_set() and not person.press(page, page, toch="1"):
                time.sleep(0.3)
            fixed[0] = number + 1

    people = threading.Thread(target=fix_dates, daemon=True)
    people.start()
    for number in range(1, asked.kills + 1):
        time.sleep(chance.uniform(0.1, asked.pause))
        patience = time.monotonic() + WAIT_FOR_PEOPLE
        while behind() and time.monotonic() < patience:
            house.look_after()
            time.sleep(0.1)
        house.look_after()
        victim = chance.choice(list(house.words))
        house.kill(victim)
        if chance.random() < 0.1:
            forget_broker(folder)
        house.start(victim)
        done[0] = number
        if number % 20 == 0:
            print(f"{number:4} kills; still to do: {story.left() or 'nothing'}", flush=True)
    people.join(timeout=180)
    stop.set()
    return done[0]


def _settle_down(house: House, person: Person) -> None:
    """Leave it alone until nothing waits; what a server refused for good is sent again by staff, as the page offers."""
    from bench.chaos import story

    ends = time.monotonic() + PATIENCE
    said = ""
    while (left := story.left()) and time.monotonic() < ends:
        house.look_after()
        for poll, option in story.open_polls():
            page = f"/prikker/{poll}/vast/{option}/"
            person.press(page, page, toch="1")
        for letter in story.failed_letters():
            person.press("/post/?stand=failed", f"/post/{letter}/opnieuw/")
        if left != said:
            print(f"waiting for {left}", flush=True)
            said = left
        time.sleep(3)


if __name__ == "__main__":
    sys.exit(main())
