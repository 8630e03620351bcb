"""A worker of its own for the test of a crash: `python -m tests.webhooks.worker DELIVERY`."""

import datetime as dt
import os
import sys
from uuid import UUID

import django

if __name__ == "__main__":
    django.setup()
    from integrations.webhooks import services

    print(services.deliver(UUID(sys.argv[1]), now=dt.datetime.fromisoformat(os.environ["NOW"])))
