"""Real Celery workers beside the tests: processes of their own on the same database and on a real broker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from celery.exceptions import AlwaysEagerIgnored
from django.db import connection
from kombu import Connection

from scheduler.celery import app

ROOT = Path(__file__).resolve().parents[1]
# Own corners, so that nothing of a service on this machine comes in between.
BROKERS = {
    "redis": os.environ.get("TEST_WORKERS_REDIS", "redis://127.0.0.1:6379/9"),
    "rabbitmq": os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//"),
}


def database_url() -> str:
    """The test database, for another process."""
    its = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{its['NAME']}"
    user = f"{quote(its['USER'])}:{quote(its['PASSWORD'])}@" if its["USER"] else ""
    return f"postgres://{user}{its['HOST'] or 'localhost'}:{its['PORT'] or 5432}/{its['NAME']}"


def broker_or_skip(name: str) -> str:
    """The address of a broker that answers; in CI it must, elsewhere the test is skipped with the reason."""
    url = BROKERS[name]
    try:
        with Connection(url, connect_timeout=3) as link:
            link.ensure_connection(max_retries=1, timeout=3)
    except Exception as trouble:  # whatever a broker that is not there says
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"{name} does not answer: {type(trouble).__name__}")
    return url


def until(true: Callable[[], bool], *, seconds: float = 30, every: float = 0.05) -> None:
    """Wait until something is so; fails when it takes too long."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(every)


class Workers:
    """Starts workers on one broker and sends them tasks; every queue has a name of its own."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self._data = data
        self._started: list[subprocess.Popen[bytes]] = []
        self._mark = f"test-{os.getpid()}-{time.monotonic_ns()}"

    def queue(self, name: str) -> str:
        """The name of a queue that no other test uses."""
        return f"{self._mark}-{name}"

    def start(self, queue: str, **env: str) -> subprocess.Popen[bytes]:
        """A worker of its own on a queue."""
        known = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
        command = ["-m", "celery", "--quiet", "-A", "scheduler", "worker", "--pool", "solo", "--queues", queue]
        process = subprocess.Popen(
            [
                sys.executable,
                *command,
                "--hostname",
                f"{queue}@%h",
                "--loglevel",
                "info",
                "--without-gossip",
                "--without-mingle",
            ],
            cwd=ROOT,
            env={
                **known,
                "DATABASE_URL": database_url(),
                "DATA_DIR": str(self._data),
                "CELERY_BROKER_URL": self.url,
                **env,
            },
            stderr=(self._data / f"{queue}.log").open("ab"),
        )
        self._started.append(process)
        return process

    def ready(self, *queues: str) -> None:
        """Wait until the workers on these queues say so: one that is still starting would come too late."""
        for queue in queues:
            log = self._data / f"{queue}.log"
            until(lambda log=log: " ready." in log.read_text())

    def send(self, task: str, *args: str, queue: str) -> None:
        """Put a task on a queue, past the eager setting of the tests."""
        with Connection(self.url) as link, warnings.catch_warnings():
            warnings.simplefilter("ignore", AlwaysEagerIgnored)
            app.send_task(task, args=args, queue=queue, connection=link)

    def end(self) -> None:
        """End them all, and tell what they said last: it is shown when a test fails."""
        for process in self._started:
            process.kill()
            process.wait()
        for log in sorted(self._data.glob("*.log")):
            print(log.name, log.read_text()[-2000:], sep="\n")


@pytest.fixture(params=["redis", "rabbitmq"])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workers]:
    """Workers on Redis, and on RabbitMQ."""
    made = Workers(broker_or_skip(request.param), tmp_path)
    yield made
    made.end()
