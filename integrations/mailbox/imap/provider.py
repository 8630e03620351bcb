"""Reading a mailbox until it is empty, and waiting for more. Nothing is marked before it was taken for good."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from integrations.mailbox.imap.client import Account, Connection, MailboxTrouble
from integrations.mailbox.types import Taken

log = logging.getLogger(__name__)

IDLE_SECONDS = 25 * 60  # RFC 2177 section 3: a server may hang up after 29 minutes
POLL_SECONDS = 60.0
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0
ROUNDS = 20  # of 500 mails, in one go

Take = Callable[[bytes], Taken]
"""Takes one mail for good, in a transaction of its own. May raise: then it stays."""


@dataclass(slots=True)
class Read:
    """What came of one look: how many mails were taken, were known already, and could not be taken now."""

    taken: int = 0
    known: int = 0
    left: int = 0
    stuck: set[str] = field(default_factory=set)


def drain(connection: Connection, take: Take) -> Read:
    """Take every mail that is new. One that cannot be taken stays unmarked, and does not hold up the others.

    Raises MailboxTrouble; what was taken until then is taken.
    """
    read = Read()
    for _ in range(ROUNDS):
        waiting = [uid for uid in connection.new() if uid not in read.stuck]
        if not waiting:
            break
        for uid in waiting:
            raw = connection.fetch(uid)
            if raw is None:
                read.stuck.add(uid)  # gone, or moved by another reader
                continue
            try:
                what = take(raw)
            except Exception as trouble:  # the domain's own trouble is no reason to stop reading
                log.error("mail %s stays in the mailbox: %s", uid, type(trouble).__name__)  # noqa: TRY400  # no text of it
                read.stuck.add(uid)
                read.left += 1
                continue
            if what == Taken.NOBODYS:
                connection.mark_for_a_person(uid)
            connection.mark_taken(uid, move=what != Taken.NOBODYS)
            read.taken, read.known = read.taken + (what != Taken.KNOWN), read.known + (what == Taken.KNOWN)
    return read


def look(account: Account, take: Take) -> Read:
    """Connect, take what is new, hang up: what a sweep does. Raises MailboxTrouble."""
    with Connection(account) as connection:
        return drain(connection, take)


def _nobody(news: Read | MailboxTrouble) -> None:
    del news


def watch(
    account: Account,
    take: Take,
    *,
    going_on: Callable[[], bool],
    sleep: Callable[[float], None],
    idle_seconds: float = IDLE_SECONDS,
    poll_seconds: float = POLL_SECONDS,
    told: Callable[[Read | MailboxTrouble], None] = _nobody,
) -> None:
    """Read the mailbox as long as `going_on()` says so: idling where the server can, else looking every minute.

    A connection that is lost is made anew, after a wait that doubles up to five minutes. `told` hears of every look.
    """
    wait = FIRST_WAIT
    while going_on():
        try:
            with Connection(account) as connection:
                while going_on():
                    read = drain(connection, take)
                    told(read)
                    wait = FIRST_WAIT
                    if read.left:
                        sleep(poll_seconds)  # what could not be taken is tried again soon, not when other mail comes
                    elif connection.idles:
                        connection.wait(idle_seconds)
                    else:
                        sleep(poll_seconds)
        except MailboxTrouble as trouble:
            log.warning("the mailbox cannot be read: %s", trouble.code)
            told(trouble)
            if going_on():
                sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
