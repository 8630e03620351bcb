"""The case every test of this room begins with."""

import pytest
from django_scopes import scope

from tests.dossier.file import File


@pytest.fixture
def file(db):
    made = File()
    with scope(swv=made.swv.pk):
        yield made
