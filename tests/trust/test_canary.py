"""Nothing about a pupil leaves the house for who has no ground: names, groups, birth months, parents, every free text.

Everything is found by walking: every address, every letter with its parts, every task, the log. A new way out is
looked at without being named here (P1, P2, C8, C11, R55).
"""

import logging
from urllib.parse import unquote

import pytest
from celery.signals import task_prerun
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django_scopes import scope, scopes_disabled

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Case, ConsentRequest, Party
from planning.cases.services import PupilData
from planning.dossier.models import SafetyAccess
from planning.meetings.models import Participant
from planning.people import keys
from planning.people.models import AuditEvent
from planning.privacy.models import AccessEntry, DeletionLine
from planning.privacy.subjects import subjects
from scheduler.demo.cast import LOGINS
from scheduler.logs import RedactTokens
from tests.guests import Guest
from tests.trust.canaries import at_the_sot, canaries, leaks, not_of, read, readable, text_of, with_a_ground
from tests.trust.test_machines import READS, ask, key_of
from tests.trust.walk import addresses, ids_of

pytestmark = pytest.mark.django_db

# The demo's mailbox shows everybody every letter, in the demo only.
DEMO_ONLY = {"demo-letters", "demo-letter", "demo-letter-html", "demo-letter-source", "demo-letter-attachment"}


@pytest.fixture
def wanted(demo):
    return canaries(demo.swv_id)


def parts_of(letter):
    """Everything of a letter that leaves, or stands in the outbox."""
    body = Body.from_json(str(letter.body))
    yield from (letter.subject, letter.key, letter.sender_name, letter.reply_to, letter.last_word, body.text, body.html)
    if body.calendar:
        yield read(body.calendar.content, "text/calendar")
    for file in body.attachments:
        yield file.filename
        yield read(file.content, file.content_type if hasattr(file, "content_type") else "")


def test_no_letter_tells_anything_but_the_receivers_own_name(demo, wanted):
    with scope(swv=demo.swv_id):
        letters = list(OutgoingLetter.objects.filter(body__isnull=False))  # without: recalled, and gone
        parents = {str(row.pk): row for row in Party.objects.all()}
        seats = {str(row.pk): row.party_id for row in Participant.objects.filter(party__isnull=False)}
    assert len(letters) > 50
    assert {letter.template for letter in letters} >= {"consent_ask", "poll_invite", "invitation", "agreement_owner"}
    for letter in letters:
        own = letter.recipient_key if letter.recipient_key in parents else str(seats.get(letter.recipient_key, ""))
        # A pupil may have a parent's mailbox: the address that a letter goes to is no news there.
        shared = letter.address if own else ""
        foreign = {row for row in wanted if str(row.party_id) != own and row.text != shared}
        assert leaks("\n".join(parts_of(letter)), foreign) == set(), letter.template
        envelope = f"{letter.recipient_name}\n{letter.address}"
        assert leaks(envelope, foreign) == set(), letter.template


def test_no_calendar_tells_anything(demo, wanted):
    with scope(swv=demo.swv_id):
        letters = list(OutgoingLetter.objects.filter(body__isnull=False))
    calendars = [Body.from_json(str(letter.body)).calendar for letter in letters]
    found = [read(one.content, "text/calendar") for one in calendars if one]
    assert len(found) > 5
    found += [text_of(Client().get(address)) for address in demo.feed_addresses()]
    for link in demo.guest_addresses():
        client = Client()
        page = client.get(link)["Location"]
        if page.endswith("uitnodiging/"):
            found.append(text_of(client.get(page + "overleg.ics")))
    own = {row for row in wanted if row.kind != "parent"}
    for text in found:
        assert leaks(text, own) == set()


@pytest.mark.parametrize("email", [login.email for login in LOGINS if not login.email.startswith("ib@")])
def test_no_page_or_file_tells_who_has_no_ground(demo, pages_of, wanted, email):
    """Every address, with the ids of every case in turn where it has one: text, headers, cookies, files."""
    client = Client()
    client.force_login(demo.user(email))
    with scope(swv=demo.swv_id):
        actor = demo.actor(email)
        person_id = actor.person_id
        # A director and a teacher work at the school, and yet see no case by that (R16): only whom they sit with, and
        # the signal about safety in which they were named (R153).
        if email in {"directeur@demo.example", "leerkracht@demo.example"}:
            seats = Participant.objects.filter(person=person_id, removed_at__isnull=True, meeting__case__isnull=False)
            named = SafetyAccess.objects.filter(person=person_id, ended_at__isnull=True)
            known = {
                *seats.values_list("meeting__case_id", flat=True),
                *named.values_list("signal__case_id", flat=True),
            }
        else:
            known = with_a_ground(person_id)
        own_ids = [ids_of(demo.swv_id), *_ids_per_case()]
        sot = at_the_sot(person_id)
    told = not_of(wanted, known)
    # Who agreed to the SOT, agreed to its core: on the agenda, and nowhere else.
    told_at_the_sot = not_of(wanted, known | sot)
    assert told_at_the_sot
    answers = dict(pages_of(email))  # what has no row of one case is what it was, whichever case's turn it is
    answered = 0
    for row in addresses():
        if row.name in DEMO_ONLY or row.route.startswith(("api/", "g/", "u/", "agenda/")):
            continue
        right = getattr(row.view, "door_right", None)
        # Without its right the door is shut before anything is looked up: one case in the address is enough.
        turns = own_ids if right is None or actor.may_somewhere(right) else own_ids[:1]
        paths = (row.path({**own_ids[0], **ids}) for ids in turns)
        for path in dict.fromkeys(path for path in paths if path is not None):
            answer = answers.get(path) or client.get(path)
            answered += answer.status_code == 200
            forbidden = told_at_the_sot if row.name in {"agenda", "agenda-item"} else told
            assert leaks(text_of(answer), forbidden) == set(), (path, answer.status_code)
    assert answered > 10


def _ids_per_case():
    """For every case one row of each of its tables, by the name that an address would give it."""
    from tests.trust.walk import MODELS

    names = {label: name for name, label in MODELS.items()}
    for case in Case.objects.all():
        rows = {names[one.label]: one.rows(case.pk).first() for one in subjects() if one.label in names}
        yield {name: row.pk for name, row in rows.items() if row is not None}


def test_no_answer_of_the_api_tells_anything(demo, wanted):
    _key, secret = key_of(demo.swv_id, *keys.GRANTABLE)
    with scope(swv=demo.swv_id):
        every = [ids_of(demo.swv_id), *({**ids_of(demo.swv_id), **ids} for ids in _ids_per_case())]
    for row in READS:
        for ids in every:
            cache.clear()
            answer = ask(row, ids, secret)
            assert leaks(text_of(answer), wanted) == set(), row


def test_a_guest_reads_nothing_of_another_parent(demo, wanted):
    """The own child and the own words: yes. The other parent, other children, and what staff wrote: no."""
    seen = 0
    with scopes_disabled():
        links = list(demo.guest_addresses())
    for link in links:
        client = Guest()
        answer = client.get(link, follow=True)
        seen += answer.status_code == 200
        text = text_of(answer) + "".join(path for path, _code in answer.redirect_chain)
        with scope(swv=demo.swv_id):
            reference = AccessEntry.objects.filter(actor_kind="guest").latest("at").case_reference
            own = set(Case.objects.filter(reference=reference).values_list("pk", flat=True))
        remarks = {row for row in wanted if row.kind == "polls.PollNote"}  # only the school reads those
        assert leaks(text, not_of(wanted, own) | remarks) == set(), answer.redirect_chain
        parents = {f"{row.kind}: {row.text}" for row in wanted if row.kind == "parent"}
        named = {party for name in leaks(text, wanted) & parents for party in _who(wanted, name)}
        assert len(named) <= 1, named
    assert seen >= 3


def _who(wanted, name):
    return {str(row.party_id) for row in wanted if f"{row.kind}: {row.text}" == name and row.text.count(" ")}


def test_no_address_no_log_line_and_no_task_tells_anything(demo, wanted, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(RedactTokens())
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)  # SQL is no line of ours in production
    tasks = []

    def note(sender=None, task_id=None, args=(), kwargs=None, **rest):
        tasks.append(f"{sender.name} {args!r} {kwargs!r}")

    task_prerun.connect(note)
    client = Client()
    client.force_login(demo.user("ib@demo.example"))
    ids = ids_of(demo.swv_id)
    paths = [path for row in addresses() if (path := row.path(ids)) and not path.startswith("/api/")]
    places = []
    try:
        for path in paths:
            places.append(client.get(path).headers.get("Location", ""))
        with scope(swv=demo.swv_id), django_capture_on_commit_callbacks(execute=True):
            _something_happens(demo)
    finally:
        task_prerun.disconnect(note)
        logging.getLogger("django.db.backends").setLevel(logging.NOTSET)
    tokens = [address.rsplit("/", 1)[-1] for address in demo.guest_addresses()]
    for token in tokens:
        Client().get(f"/u/{token}", follow=True)
    assert tasks, "letters were hurried along"
    assert leaks("\n".join(tasks), wanted) == set()
    assert leaks(unquote("\n".join([*paths, *places])), wanted) == set()
    assert leaks(caplog.text, wanted) == set()
    assert [token for token in tokens if token in caplog.text] == []


def _something_happens(demo):
    """A case is opened and asked about: letters go out."""
    from django.utils import timezone

    from planning.cases import services
    from planning.cases.models import Authority, Purpose
    from planning.people.models import School

    actor, now = demo.actor("ib@demo.example"), timezone.now()
    case = services.open_case(
        actor=actor,
        school=School.objects.get(name="De Linde"),
        route_key="west-brabant-po",
        pupil=PupilData(name="Zqvogeltje", initial="Q", group="zqgroep99", birth_month="2017-02"),
        guardians=[services.GuardianData(name="Zqouder", email="zqouder@ouders.example", authority=Authority.YES)],
        questions=services.StartQuestions(support="Zqvraag over iets."),
        now=now,
    )
    services.ask_consent(actor=actor, case=case, questions=[services.Question(Purpose.SOT)], now=now)
    assert ConsentRequest.objects.filter(case=case).exists()


def test_no_trail_holds_a_story(demo, wanted):
    with scopes_disabled():
        tables = [AuditEvent, AccessEntry, DeletionLine]
        text = "\n".join(str(row) for model in tables for row in model.objects.values())
    assert len(text) > 10_000
    assert leaks(text, wanted) == set()


def test_nothing_of_a_pupil_is_readable_in_the_database(demo, wanted):
    """As it lies on the disk: of every table of a case, every column."""
    for subject in subjects():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{subject.model._meta.db_table}"')
            assert readable(str(cursor.fetchall()), wanted) == set(), subject.label


def test_the_outbox_keeps_no_body_in_the_clear(demo, wanted):
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM outbox_outgoingletter")
        assert readable(str(cursor.fetchall()), wanted) == set()
