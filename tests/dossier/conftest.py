"""The case every test of this room begins with."""

import copy

import pytest
from django_scopes import scope

from tests.dossier.file import File
from tests.kept import kept


@pytest.fixture(scope="module")
def told_file(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, File) as made:
        yield made


@pytest.fixture
def file(told_file, db):
    made = copy.deepcopy(told_file)
    with scope(swv=made.swv.pk):
        yield made
