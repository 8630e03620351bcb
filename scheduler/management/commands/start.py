"""`manage.py start`: everything on this machine under one parent, which stops it all on Ctrl-C."""

from __future__ import annotations

import os
import shlex
import socket
import sys
import threading
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from honcho.manager import Manager

from planning.people.models import SWV
from scheduler.demo.cast import LOGINS, PASSWORD

HOST = "127.0.0.1"
TRIES = 50  # ports looked at from the wanted one on


def free_port(wanted: int) -> int:
    """The wanted port, or the next free one."""
    for port in range(wanted, wanted + TRIES):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    msg = f"Tussen poort {wanted} en {wanted + TRIES} is niets vrij."
    raise OSError(msg)


class Command(BaseCommand):
    """Migrate, load the demo on first start, then web server, the two workers and beat."""

    help = "Start alles op deze computer: webserver, worker en beat. Ctrl-C stopt alles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the port to begin looking at."""
        parser.add_argument("--port", type=int, default=urlsplit(settings.BASE_URL).port or 8000)

    def handle(self, *args: object, **options: object) -> None:
        """Prepare, then hand over to the parent process manager until it ends."""
        del args
        self._prepare()
        port = free_port(int(str(options["port"])))
        address = f"http://{HOST}:{port}"
        manager = self._processes(port=port, address=address)
        threading.Thread(target=self._announce, args=(address,), daemon=True).start()
        manager.loop()
        self.stdout.write("Alles is gestopt.")
        if manager.returncode not in (0, 130, 143, None):  # 130 and 143: Ctrl-C and a polite kill
            sys.exit(manager.returncode)

    def _prepare(self) -> None:
        self.stdout.write("Database bijwerken …")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Stijl en plaatjes klaarzetten …")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO and not SWV.objects.exists():
            self.stdout.write("Eerste start: het demo-samenwerkingsverband wordt gemaakt …")
            call_command("load_demo", verbosity=1, stdout=self.stdout)

    def _processes(self, *, port: int, address: str) -> Manager:
        python = shlex.quote(sys.executable)
        # The letters must point at the address that is really served.
        env = {**os.environ, "BASE_URL": address if settings.DEMO else settings.BASE_URL, "PYTHONUNBUFFERED": "1"}
        root = str(Path(settings.BASE_DIR))
        celery = f"{python} -m celery --quiet -A scheduler"
        # Each worker its own name: RabbitMQ refuses a second one that is called the same.
        worker = f"{celery} worker --loglevel warning --without-gossip --without-mingle --pool threads"
        queues = shlex.quote(",".join(settings.SOLVER_QUEUES))
        manager = Manager()
        for name, command in {
            "web": f"{python} -m gunicorn scheduler.wsgi --bind {HOST}:{port} --threads 8 --log-level warning "
            "--graceful-timeout 3",
            "worker": f"{worker} --hostname letters@%h --concurrency 4",
            "solver": f"{worker} --hostname solver@%h --concurrency 1 --queues {queues}",
            "beat": f"{celery} beat --loglevel warning",
            **({"mail": f"{python} manage.py read_mail"} if settings.IMAP_URL else {}),
        }.items():
            manager.add_process(name, f"exec {command}", env=env, cwd=root)
        return manager

    def _announce(self, address: str) -> None:
        """Say where it is once the first page is really served."""
        for _ in range(120):
            time.sleep(0.5)
            try:
                with urllib.request.urlopen(f"{address}/account/login/", timeout=5) as answer:  # noqa: S310
                    if answer.status == 200:
                        break
            except (URLError, OSError):
                continue
        lines = ["", f"  Aan tafel staat klaar op {address}", ""]
        if settings.DEMO:
            lines += [f"  Demo-accounts (wachtwoord: {PASSWORD})"]
            lines += [f"    {login.email:<26} {login.name}, {login.role}" for login in LOGINS]
            named = address.replace(HOST, "localhost")
            lines += ["", f"  Alle verstuurde post: {address}/demo/post/"]
            lines += [f"  Een passkey proberen? Dat kan alleen op {named}", "  Stoppen: Ctrl-C", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
