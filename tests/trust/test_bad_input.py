"""Whatever somebody puts in whatever field: an answer in words, never a crash, and never their markup as ours."""

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.guests import Guest
from tests.trust.forms import Form, forms_of
from tests.trust.test_tenants_and_roles import staff_addresses
from tests.trust.walk import ids_of

pytestmark = pytest.mark.django_db

MARKUP = "<script>alert('x')</script>"
NUL, LONG, LONE_SURROGATE = "a\x00b", "Ω" * 30_000, "a\ud800b"
NO_SUCH_ID = "00000000-0000-4000-8000-000000000000"
# What goes wrong in a field is of its sort; what is of another sort is tried once. As many of each, so that a form with
# fields of all sorts is sent no more often than one with a single field.
BAD = {
    "text": ("", MARKUP + "\u202eمرحبا👩\u200d👧", NUL, LONG, LONE_SURROGATE, "9" * 25),
    "number": ("", MARKUP, NUL, "9" * 25, "-1", "1e999"),
    "moment": ("", MARKUP, NUL, "9" * 25, "2027-02-30", "0000-00-00T25:61"),
    "choice": ("", MARKUP, NUL, LONG, LONE_SURROGATE, NO_SUCH_ID),
}


def as_bytes(value: str) -> str:
    """What a browser cannot send arrives as bytes that are no UTF-8."""
    return "a\udc80b".encode("utf-8", "surrogateescape").decode("latin-1") if value == LONE_SURROGATE else value


def try_everything(client: Client, page: str, forms: Iterable[Form]) -> int:
    """Send each of these forms of a page with every bad value in each of its fields; nothing of it stays."""
    tried = 0
    for form in forms:
        address = urljoin(page, form.action)
        for turn in range(len(BAD["text"])):
            data = form.fixed | {name: as_bytes(BAD[sort][turn]) for name, sort in form.typed.items()}
            with transaction.atomic():
                answer = client.post(address, data)
                transaction.set_rollback(True)
            tried += 1
            assert answer.status_code in {200, 302, 303, 403, 404, 405, 409, 413, 422, 429}, (address, turn)
            if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
                assert MARKUP not in answer.content.decode(), (address, turn)
    return tried


def kind_of(form: Form, *, page: str) -> tuple[str, frozenset[str]]:
    """Where it goes and what it asks: ten agreements on a page have the same form ten times, as have two people."""
    address = resolve(urlsplit(urljoin(page, form.action)).path)
    return address.view_name, frozenset({*form.fixed, *form.typed})


def test_every_form_of_staff(demo):
    """Whoever has it first sends it; who may not is refused in `test_tenants_and_roles`."""
    ids = ids_of(demo.swv_id)
    seen: set[tuple[str, frozenset[str]]] = set()
    tried = dict.fromkeys(["ib@demo.example", "coordinator@demo.example", "fg@demo.example"], 0)
    for email in tried:
        client = Client()
        client.force_login(demo.user(email))
        for row in staff_addresses():
            path = row.path(ids)
            answer = client.get(path) if path is not None else None
            if answer is None or answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            kinds = {kind_of(form, page=path): form for form in forms_of(answer.content.decode())}
            fresh = [form for kind, form in kinds.items() if kind not in seen]
            seen.update(kinds)
            tried[email] += try_everything(client, path, fresh)
    assert min(tried.values()) > 0, tried
    assert sum(tried.values()) > 500


def test_every_form_of_guests(demo):
    tried = 0
    for link in demo.guest_addresses():
        client = Guest()
        answer = client.get(link, follow=True)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = answer.redirect_chain[-1][0] if answer.redirect_chain else link
            tried += try_everything(client, page, forms_of(answer.content.decode()))
        bare = Client().get(link, follow=True)  # and the forms of the code, where there is one before it
        if "/code/" in (door := bare.redirect_chain[-1][0] if bare.redirect_chain else ""):
            tried += try_everything(bare.client, door, forms_of(bare.content.decode()))
    assert tried > 30


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a zip", b"a;b;c\n1;2;3", b"\x00" * 100_000], ids=["empty", "zip", "csv", "nul"]
)
def test_a_file_that_is_no_workbook(demo, content):
    client = Client()
    client.force_login(demo.user("coordinator@demo.example"))
    form = forms_of(client.get("/mensen/inlezen/").content.decode())[0]
    data: dict[str, object] = {**form.fixed, **{name: SimpleUploadedFile("x.xlsx", content) for name in form.typed}}
    answer = client.post("/mensen/inlezen/", data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() or "notice" in answer.content.decode()
