"""An e-mail provider by its API through django-anymail: a Postmark double on this machine, speaking its protocol."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django_scopes import scopes_disabled

from notifications.outbox import services
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.types import CalendarPart
from tests.notifications.conftest import NOW
from tests.notifications.test_message import calendar

pytestmark = pytest.mark.django_db(transaction=True)


class _Api(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.mails.append(asked)
        code, answer = self.server.answer
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_words):
        pass


TAKEN = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "m1", "To": "ayse@ouders.example", "SubmittedAt": "x"})

INACTIVE = (
    "You tried to send to a recipient that has been marked as inactive.\n"
    "Found inactive addresses: ayse@ouders.example.\n"
    "Inactive recipients are ones that have generated a hard bounce or a spam complaint. "
)


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    server.mails, server.answer = [], TAKEN
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "t",
        "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_address[1]}/",
    }
    settings.DEMO = False
    yield server
    server.shutdown()
    server.server_close()


def row() -> OutgoingLetter:
    with scopes_disabled():
        return OutgoingLetter.objects.get()


def test_a_letter_goes_by_the_provider(provider, letter):
    services.post(letter(), now=NOW)
    assert row().state == LetterState.SENT
    (mail,) = provider.mails
    assert mail["Subject"] == "Uw afspraak met De Linde"
    assert "https://aantafel.example/u/x" in mail["TextBody"]
    assert "<a href=" in mail["HtmlBody"]
    assert {"Name": "Message-ID", "Value": row().message_id} in mail["Headers"]


def test_an_invitation_goes_as_a_file_where_the_api_knows_no_calendar(provider, letter):
    services.post(letter(calendar=CalendarPart("REQUEST", calendar()), automatic=False), now=NOW)
    assert row().state == LetterState.SENT
    (file,) = provider.mails[0]["Attachments"]
    assert file["ContentType"].replace('"', "") == "text/calendar; method=REQUEST; charset=utf-8"
    assert base64.b64decode(file["Content"]) == calendar()  # M10


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((422, {"ErrorCode": 406, "Message": INACTIVE}), LetterState.FAILED),
        ((401, {"ErrorCode": 10, "Message": "Bad or missing Server API token"}), LetterState.WAITING),
        ((429, {}), LetterState.WAITING),
        ((500, {}), LetterState.WAITING),
        ((200, {}), LetterState.WAITING),
    ],
)
def test_the_providers_no_is_told_apart(provider, letter, answer, state):
    provider.answer = answer
    services.post(letter(), now=NOW)
    assert row().state == state
    assert "/u/x" not in row().last_word


def test_a_provider_that_takes_calendars_gets_the_part(letter, settings):
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    services.post(letter(calendar=CalendarPart("REQUEST", calendar()), automatic=False), now=NOW)
    assert row().state == LetterState.SENT
