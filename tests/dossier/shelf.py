"""Real files in a folder, brought and fetched: what the tests of files say in one word."""

from urllib.parse import urljoin

import pytest
from django.core.files.storage import storages

from planning.dossier import services
from planning.dossier.models import Document, Place
from planning.dossier.services import Upload
from tests.dossier import files
from tests.dossier.file import DAY

PDF = files.pdf()
NAME = "Groeidocument Kanarie.pdf"


def below():
    return storages["documents"]


def names() -> set[str]:
    try:
        return set(below().listdir("")[1])
    except FileNotFoundError:
        return set()


@pytest.fixture(autouse=True)
def on_disk(settings, tmp_path):
    """The real thing: files in a folder."""
    place = {"location": str(tmp_path / "stukken"), "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": place},
    }


def bring(file, data: bytes = PDF, name: str = NAME, **more) -> Document:
    return file.document(place=Place.FILE, url="", upload=Upload(name=name, data=data), **more)


def ask(file, document, **who):
    return services.ask_to_read(
        actor=file.actor, document=document, before=file.today + 7 * DAY, now=file.later(), **who
    )


def fetched(client, page: str):
    return client.get(urljoin(page.partition("?")[0], "bestand/"))
