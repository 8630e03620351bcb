"""A second real CalDAV server over HTTP: Xandikos, Debian's package, a process of its own that keeps Git repositories.

Where it is not installed the tests say so. In continuous integration it must be there (`.ci/run` installs it).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from integrations.calendars.caldav.client import Account
from tests.integrations.radicale import Server

PROGRAM = shutil.which("xandikos")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Xandikos(Server):
    """The same handle as for Radicale; there is no door in front of it, and it asks nobody for a password."""

    @property
    def account(self) -> Account:
        return Account(url=f"{self.url}/gw/", username="gw", password="geheim", inside=frozenset({self.url}))

    @property
    def calendar(self) -> str:
        return f"{self.url}/gw/calendars/calendar/"


@pytest.fixture
def xandikos(tmp_path: Path) -> Iterator[Xandikos]:
    if PROGRAM is None:
        if os.environ.get("CI"):
            pytest.fail("xandikos is not installed, and continuous integration must have it")
        pytest.skip("xandikos is not installed (apt-get install xandikos): no second CalDAV server to try")
    port = _free_port()
    home = tmp_path / "xandikos"
    process = subprocess.Popen(
        [
            PROGRAM,
            "-d",
            str(home),
            "-l",
            "127.0.0.1",
            "-p",
            str(port),
            "--defaults",
            "--current-user-principal",
            "/gw/",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    found = Xandikos(url=f"http://127.0.0.1:{port}")
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                requests.get(found.url, timeout=2)
                break
            except requests.ConnectionError:
                assert process.poll() is None, "xandikos ended by itself"
                assert time.monotonic() < deadline, "xandikos does not answer"
                time.sleep(0.1)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=10)
