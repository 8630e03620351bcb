"""The virus scanner over its own protocol, well and unwell: no answer is never a yes (S19)."""

import os
import socket
import threading
from dataclasses import replace

import pytest

from integrations.clamd.client import Scanner, ScannerAway, scanner_at, version_of, virus_in
from integrations.connections.scanner import EICAR, check_scanner
from integrations.connections.types import Level
from tests.clamd import clamd


@pytest.fixture
def server():
    with clamd() as made:
        yield made


def quick(server) -> Scanner:
    return replace(scanner_at(server.url), seconds=1.0)


def test_clean_and_not(server):
    large = os.urandom(300_000)
    assert virus_in(large, scanner=quick(server)) == ""
    assert server.seen == [large]  # whole, in the pieces of the protocol
    assert virus_in(b"x" * 70_000 + EICAR, scanner=quick(server)) == "Eicar-Test-Signature"
    assert virus_in(b"", scanner=quick(server)) == ""
    assert version_of(quick(server)).startswith("ClamAV 1.")


@pytest.mark.parametrize(
    "mood", ["silent", "half", "drips", "floods", "another server", "error", "rubbish", "hangs up", "small"]
)
def test_no_answer_is_no_yes(server, mood):
    server.mood = mood
    with pytest.raises(ScannerAway):
        virus_in(b"x" * 500_000, scanner=quick(server))


def test_nobody_there(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    for scanner in (Scanner(host="127.0.0.1", port=port, seconds=1), Scanner(path=str(tmp_path / "none"), seconds=1)):
        with pytest.raises(ScannerAway):
            virus_in(b"x", scanner=scanner)


def test_a_socket_on_this_machine(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()

        def answer() -> None:
            line, _ = door.accept()
            with line:
                while not line.recv(65_536).endswith(b"\0\0\0\0"):
                    pass
                line.sendall(b"stream: OK\0")

        threading.Thread(target=answer, daemon=True).start()
        assert virus_in(b"hallo", scanner=scanner_at(f"unix://{path}")) == ""


@pytest.mark.parametrize("url", ["", "http://x", "tcp://", "unix://", "3310", "tcp://host:poort"])
def test_an_address_that_is_none(url):
    with pytest.raises(ValueError, match=r"tcp|Port"):
        scanner_at(url)


def test_the_port_that_is_meant():
    assert scanner_at("tcp://clamd") == Scanner(host="clamd", port=3310)
    assert scanner_at("tcp://clamd:99").port == 99


def test_an_administrator_sees_how_it_is(server):
    (fine,) = check_scanner(quick(server))
    assert fine.level == Level.OK
    server.mood = "blind"
    (blind,) = check_scanner(quick(server))
    assert (blind.level, blind.code) == (Level.WRONG, "clamd_blind")
    server.mood = "hangs up"
    (away,) = check_scanner(quick(server))
    assert (away.level, away.code) == (Level.WRONG, "clamd_away")
