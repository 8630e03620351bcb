"""What a worker of its own does in the tests of crashes: `python -m tests.notifications.worker VERB [LETTER]`."""

import datetime as dt
import os
import signal
import sys
from uuid import UUID

import django


def main(verb: str, *rest: str) -> None:
    """post, post_and_die: write the letter of the tests; deliver: send one."""
    django.setup()
    from django.db import transaction

    from notifications.outbox import services
    from tests.notifications.conftest import make_letter

    now = dt.datetime.fromisoformat(os.environ["NOW"])
    if verb == "deliver":
        print(services.deliver(UUID(rest[0]), now=now))
        return
    with transaction.atomic():
        if verb == "post_and_die":
            # The first thing after the commit, before anybody is told of the letter.
            transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        services.post(make_letter(), now=now)
    print("posted")


if __name__ == "__main__":
    main(*sys.argv[1:])
