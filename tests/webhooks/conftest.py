"""An address that is told, on this machine."""

import pytest

from tests.webhooks.receiver import listening


@pytest.fixture
def receiver(settings):
    with listening() as server:
        settings.WEBHOOK_INSIDE = [server.origin]
        yield server
