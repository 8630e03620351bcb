"""R153: of a safety signal nobody finds a trace but who started it and who was named; walked over everything."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django_scopes import scope, scopes_disabled

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.dossier import services
from planning.dossier.models import LegalGround, SafetySignal
from planning.people import keys
from planning.people.models import AuditEvent
from scheduler.demo.dossier import SAFETY_WORDS
from tests.guests import Guest
from tests.trust.test_machines import READS, ask, key_of
from tests.trust.walk import addresses, ids_of

pytestmark = pytest.mark.django_db

CANARY = "Kanarievogeltje"


def plain(answer) -> str:
    if answer.streaming:
        return str(answer.status_code)
    text = answer.content.decode("utf-8", "replace")
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"|\d+ms|[\d:]{5,8}Z', "", text)


def guests_of(demo) -> list[tuple[Guest, str]]:
    """A browser behind every link, through its own door (S4), and the page it came to."""
    found = []
    for link in demo.guest_addresses():
        guest = Guest()
        found.append((guest, guest.get(link, follow=True).redirect_chain[-1][0]))
    return found


def everything_others_see(demo, guests, emails, ids, secret) -> dict[str, str]:
    """Every page of every guest, of these people, and every read of the API."""
    found: dict[str, str] = {}
    cache.clear()
    found |= {f"guest {page}": plain(guest.get(page)) for guest, page in guests}
    for address in demo.feed_addresses():
        found[f"feed {address}"] = re.sub(r"DTSTAMP:\S+", "", plain(Client().get(address)))
    for row in READS:
        found[f"api {row.path}"] = plain(ask(row, ids, secret))
    for email in emails:
        client = Client()
        client.force_login(demo.user(email))
        for row in addresses():
            path = row.path(ids)
            if path and hasattr(row.view, "door_right"):
                answer = client.get(path)
                if answer.get("Content-Type", "").startswith(("text/", "application/json")):
                    found[f"{email} {path}"] = plain(answer)
    return found


def test_no_page_letter_feed_or_answer_changes_by_a_new_signal(demo):
    """Not by its words, and not by counting either: before and after are the same to the letter."""
    others = ["oc@demo.example", "jp@demo.example"]
    _key, secret = key_of(demo.swv_id, *keys.GRANTABLE)
    ids = ids_of(demo.swv_id)
    guests = guests_of(demo)
    with scopes_disabled():
        theirs = SafetySignal.objects.get(pk=ids["safety_id"])
        letters = OutgoingLetter.objects.count()
    before = everything_others_see(demo, guests, others, ids, secret)
    with scope(swv=demo.swv_id):
        services.start_signal(
            actor=demo.actor("ib@demo.example"),
            case=theirs.case,
            legal_ground=LegalGround.VITAL,
            reason=CANARY,
            on=theirs.started_at.date(),
            note=CANARY,
            now=theirs.started_at,
        )
    after = everything_others_see(demo, guests, others, ids, secret)
    changed = [name for name, text in after.items() if before[name] != text]
    assert changed == []
    assert len(after) > 60
    with scopes_disabled():
        assert OutgoingLetter.objects.count() == letters
    assert not any(CANARY in text or SAFETY_WORDS in text for text in {**before, **after}.values())


def test_no_letter_and_no_audit_line_holds_its_words(demo):
    with scopes_disabled():
        rows = OutgoingLetter.objects.filter(body__isnull=False)  # without: recalled, and gone
        letters = "\n".join(Body.from_json(str(row.body)).text + row.subject for row in rows)
        lines = str(list(AuditEvent.objects.values_list("detail", flat=True)))
    for words in ("blauwe plek", "Veilig Thuis", "meldcode"):
        assert words.lower() not in letters.lower()
        assert words.lower() not in lines.lower()


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("ib@demo.example", 200),
        ("oc@demo.example", 404),
        ("jp@demo.example", 404),
        ("gw@demo.example", 404),
        ("directeur@demo.example", 404),
        ("coordinator@demo.example", 404),
    ],
)
def test_only_who_started_it_or_was_named_opens_it(demo, email, status):
    client = Client()
    client.force_login(demo.user(email))
    answer = client.get(f"/meldcode/{ids_of(demo.swv_id)['safety_id']}/")
    assert answer.status_code == status
    assert (SAFETY_WORDS in answer.content.decode()) is (status == 200)
