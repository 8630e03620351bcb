"""HTTP to an address that a user typed: only outward, only to that origin, no redirects, not too much, not too long.

S8 and S9. The host is resolved here and the connection goes to the address that was checked, so that a second answer of
the DNS changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from integrations.calendars.seam import CalendarTrouble

if TYPE_CHECKING:
    from requests.models import Response

MAX_ANSWER = 8 * 1024 * 1024
"""Bytes; a year of free/busy is under 100 kB."""

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5, 15, 60.0
_CHUNK = 64 * 1024

# Not global in effect, though Python calls some of them so: translation to IPv4, 6to4 and its relays.
_NEVER = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "192.88.99.0/24"))


def is_outside(address: str) -> bool:
    """Whether an IP address is on the public internet: is_global, not multicast, not a translated one (S8)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NEVER)


def origin(url: str, *, inside: frozenset[str] = frozenset()) -> str:
    """The origin ("https://host:443") of an address we may connect to.

    https on port 443 without a user name; `inside` are origins an administrator allows besides, such as a server of the
    SWV's own network. Raises CalendarTrouble.
    """
    try:
        parts = urlsplit(url)
        host, port, user = parts.hostname, parts.port, parts.username
    except ValueError as error:
        raise CalendarTrouble("forbidden_address", "the address cannot be read", retry=False) from error
    found = f"{parts.scheme}://{host}:{port or {'https': 443, 'http': 80}.get(parts.scheme, 0)}"
    plain = bool(host) and user is None and parts.password is None
    if not plain or (found not in inside and (parts.scheme != "https" or port not in {None, 443})):
        raise CalendarTrouble("forbidden_address", "only https addresses on port 443 without a user name", retry=False)
    return found


def _connected(connection: HTTPConnection, *, inside: bool) -> socket.socket:
    """A socket to the host of `connection`: only to a public address, unless its origin was allowed."""
    try:
        found = socket.getaddrinfo(connection.host.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NewConnectionError(connection, "the name is unknown") from error
    if not inside and not all(is_outside(str(address[0])) for *_rest, address in found):
        raise CalendarTrouble("forbidden_address", "the host is not on the public internet", retry=False)
    try:
        return socket.create_connection((str(found[0][4][0]), connection.port), timeout=CONNECT_SECONDS)
    except OSError as error:
        raise NewConnectionError(connection, "no connection") from error


class _InsideHTTP(HTTPConnection):
    """Plain http exists for allowed origins only."""

    def _new_conn(self) -> socket.socket:
        return _connected(self, inside=True)


class _InsideHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self, inside=True)


class _OutsideHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self, inside=False)


class _Connections:
    """The open connections of one session, so that all can be cut.

    A time-out per read does not stop a server that sends a byte now and then: the libraries read on for a whole piece.
    """

    def __init__(self) -> None:
        self._open: list[socket.socket] = []  # a connection lets go of its socket while its answer is read
        self.cut_off = False

    def pools(self, *, inside: bool) -> dict[str, type[HTTPConnectionPool]]:
        """Pools per scheme whose connections are remembered here."""
        https = _InsideHTTPS if inside else _OutsideHTTPS
        pools: dict[str, type[HTTPConnectionPool]] = {"https": self._pool(HTTPSConnectionPool, https)}
        if inside:
            pools["http"] = self._pool(HTTPConnectionPool, _InsideHTTP)
        return pools

    def _pool(self, base: type[HTTPConnectionPool], connection: type[HTTPConnection]) -> type[HTTPConnectionPool]:
        opened = self._open

        def connect(self: HTTPConnection) -> None:
            connection.connect(self)
            opened.append(self.sock)

        remembered = type(connection.__name__, (connection,), {"connect": connect})
        return type(f"{connection.__name__}Pool", (base,), {"ConnectionCls": remembered})

    def cut(self) -> None:
        """End whatever is being read or written; the reader then finds an end."""
        self.cut_off = True
        for sock in self._open:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    def __init__(self, *, inside: bool, connections: _Connections) -> None:
        self._inside, self._connections = inside, connections
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **_more: object) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block)
        self.poolmanager.pool_classes_by_scheme = self._connections.pools(inside=self._inside)


class GuardedSession(requests.Session):
    """A session for one origin. Raises CalendarTrouble for all that the guard refuses and for a network that fails.

    Takes the place of a library's own session; `timeout` and `allow_redirects` of the caller are not heard. All
    requests together may last `seconds`, one of them TOTAL_SECONDS.
    """

    def __init__(self, url: str, *, inside: frozenset[str] = frozenset(), seconds: float | None = None) -> None:
        super().__init__()
        self._until = None if seconds is None else time.monotonic() + seconds
        self._connections = _Connections()
        self._inside = inside
        self._origin = origin(url, inside=inside)
        self.trust_env = False  # no proxy and no .netrc of this machine
        adapter = _Adapter(inside=self._origin in inside, connections=self._connections)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, method: str | bytes, url: str | bytes, *_args: object, **kwargs: object) -> Response:
        """One request to our origin, its answer read within bounds."""
        address = url.decode() if isinstance(url, bytes) else url
        if origin(address, inside=self._inside) != self._origin:
            raise CalendarTrouble("odd_answer", "the server points to another host", retry=False)
        data, headers, auth = kwargs.get("data"), kwargs.get("headers"), kwargs.get("auth")
        seconds = TOTAL_SECONDS if self._until is None else min(TOTAL_SECONDS, self._until - time.monotonic())
        if seconds <= 0:
            raise CalendarTrouble("unreachable", "too slow", retry=True)
        watch = threading.Timer(seconds, self._connections.cut)
        watch.daemon = True
        watch.start()
        try:
            response = super().request(
                method.decode() if isinstance(method, bytes) else method,
                address,
                data=data if isinstance(data, str | bytes) else None,
                headers={str(k): str(v) for k, v in headers.items()} if isinstance(headers, Mapping) else None,
                auth=auth if callable(auth) else None,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            )
            response._content = _bounded(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            if self._connections.cut_off:
                raise CalendarTrouble("unreachable", "too slow", retry=True) from None
            # Its text may hold the address with everything in it.
            raise CalendarTrouble("unreachable", f"no answer: {type(error).__name__}", retry=True) from None
        finally:
            watch.cancel()
        if self._connections.cut_off:  # an answer without a length ends where it is cut
            raise CalendarTrouble("unreachable", "too slow", retry=True)
        if 300 <= response.status_code < 400 and response.status_code != 304:
            raise CalendarTrouble("odd_answer", "the server redirects; give its own address", retry=False)
        return response


def _bounded(response: Response) -> bytes:
    """The body, at most MAX_ANSWER bytes."""
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_content(_CHUNK):
        size += len(piece)
        if size > MAX_ANSWER:
            response.close()
            raise CalendarTrouble("odd_answer", "the answer is too large", retry=False)
        pieces.append(piece)
    return b"".join(pieces)
