"""A safety signal: the steps of the meldcode, and that nobody else finds a trace of it (R153)."""

import re
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django_scopes import scopes_disabled

from notifications.outbox.models import OutgoingLetter
from notifications.reminders.models import Reminder
from planning.cases.models import Task
from planning.dossier import services
from planning.dossier.models import LegalGround, SafetyAccess, SafetySignal, SafetyStep
from planning.dossier.selectors import safety as selectors
from planning.people.access import Actor, NotAllowed
from planning.people.roles import Role
from tests.dossier.file import DAY
from tests.factories import make_actor, make_staff

pytestmark = pytest.mark.django_db
WORDS = "Blauweplek"


def begin(file, actor: Actor | None = None, **more) -> SafetySignal:
    data = {
        "legal_ground": LegalGround.MELDCODE,
        "reason": "Vragen maakt het onveilig.",
        "on": file.today,
        "note": WORDS,
        "now": file.later(),
    }
    return services.start_signal(actor=actor or file.actor, case=file.case, **{**data, **more})


def step(file, signal, number, *, actor=None, note="Overlegd.", decision=""):
    return services.take_step(
        actor=actor or file.actor,
        signal=signal,
        number=number,
        on=file.today,
        note=note,
        decision=decision,
        now=file.later(),
    )


@pytest.mark.parametrize("role", [Role.JP, Role.JA, Role.LPA])
def test_partners_who_are_thought_of_may_start_and_strangers_not(file, role):
    person = make_staff(file.swv, role, file.school)
    actor = make_actor(person, today=file.today)
    with pytest.raises(services.NotYours):
        begin(file, actor)
    from planning.cases.services import add_involved

    add_involved(actor=file.actor, case=file.case, person=person, role=role, now=file.later())
    signal = begin(file, actor)
    assert (signal.started_role, signal.legal_ground) == (role, "meldcode")
    ((_case, name),) = selectors.cases_to_signal(actor, now=file.later())
    assert name == f"Leerling {file.case.reference}"  # no consent, no name


def test_ib_and_oc_may_and_others_may_not(file):
    assert begin(file).started_role == Role.IB
    assert begin(file, file.colleague).started_role == Role.OC
    for person in (file.gw, file.coach):
        with pytest.raises(NotAllowed):
            begin(file, make_actor(person, today=file.today))


def test_a_ground_a_reason_and_facts_are_needed(file):
    for empty in ("reason", "note"):
        with pytest.raises(services.WordsNeeded):
            begin(file, **{empty: "  "})
    with pytest.raises(services.FutureDay):
        begin(file, on=file.today + DAY)


def test_the_five_steps(file):
    signal = begin(file)
    with pytest.raises(services.WrongStep):
        step(file, signal, 4)
    step(file, signal, 2)
    with pytest.raises(services.TalkOrReason):
        step(file, signal, 4, note=" ")
    step(file, signal, 4, note="Praten is niet veilig.")
    with pytest.raises(services.DecisionNeeded):
        step(file, signal, 5)
    with pytest.raises(services.WrongStep):
        services.close_signal(actor=file.actor, signal=signal, now=file.later())
    assert step(file, signal, 5, decision="melden").decision == "melden"
    services.close_signal(actor=file.actor, signal=signal, now=file.later())
    with pytest.raises(services.SignalClosed):
        step(file, signal, 3)


def test_only_who_started_or_is_named_opens_it(file):
    signal = begin(file)
    assert selectors.signal_of(file.colleague, signal.pk) is None
    with pytest.raises(services.NotYours):
        step(file, signal, 2, actor=file.colleague)
    with pytest.raises(services.NotOfTheSchool):
        services.name_person(actor=file.actor, signal=signal, person=file.gw, now=file.later())
    for _ in (1, 2):
        services.name_person(actor=file.actor, signal=signal, person=file.oc, now=file.later())
    assert SafetyAccess.objects.count() == 1
    assert selectors.signal_of(file.colleague, signal.pk) == signal
    step(file, signal, 2, actor=file.colleague)
    with pytest.raises(services.NotYours):  # only who started it takes access back
        services.end_access(actor=file.colleague, signal=signal, person=file.oc, now=file.later())
    services.end_access(actor=file.actor, signal=signal, person=file.oc, now=file.later())
    assert selectors.signal_of(file.colleague, signal.pk) is None


def test_no_machine_opens_it(file):
    import dataclasses

    signal = begin(file)
    machine = dataclasses.replace(file.actor, machine=True)
    assert selectors.signal_of(machine, signal.pk) is None
    assert selectors.signal_lines(machine, now=file.later()) == []


def test_it_makes_no_letter_no_task_and_no_bell(file):
    before = [model.objects.count() for model in (OutgoingLetter, Task, Reminder)]
    signal = begin(file)
    step(file, signal, 2)
    services.name_person(actor=file.actor, signal=signal, person=file.oc, now=file.later())
    assert [model.objects.count() for model in (OutgoingLetter, Task, Reminder)] == before


def test_its_words_are_not_readable_in_the_database(file):
    from django.db import connection

    begin(file)
    with connection.cursor() as cursor:
        for table in ("dossier_safetysignal", "dossier_safetystep"):
            cursor.execute(f"SELECT * FROM {table}")
            assert WORDS not in str(cursor.fetchall())


def staff(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def plain(answer) -> str:
    """A page without what differs at every opening: the token of its forms and the nonce of its scripts."""
    text = answer.content.decode()
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|csrf-token" content)="[^"]*"', "", text)


def guests_of(file) -> dict[str, tuple[Client, str]]:
    """Browsers of the reader, the observer and the parent, each through its own door (S4)."""
    found = {
        "parent reads": file.open_link("document_read", "mirte@ouders.example"),
        "observer": file.open_link("observation_ask"),
        "parent consents": file.enter("mirte"),
    }
    assert [client.get(page).status_code for client, page in found.values()] == [200] * 3
    return found


def pages_of_others(file, guests) -> dict[str, str]:
    """What a colleague of the same school, a GW and both parents see of everything about this case."""
    found: dict[str, str] = {}
    case = f"/casussen/{file.case.pk}/"
    paths = ["/", "/casussen/", case, f"{case}dossier/", f"{case}dossier/stukken/", f"{case}dossier/tlv/"]
    paths += [
        f"{case}dossier/ldos/",
        f"{case}dossier/verzuim/",
        "/meldcode/",
        "/meldcode/nieuw/",
        "/post/",
        "/overleggen/",
    ]
    for person in (file.oc, file.gw):
        client = staff(person)
        found |= {f"{person.last_name} {path}": plain(client.get(path)) for path in paths}
    found |= {name: plain(client.get(page)) for name, (client, page) in guests.items()}
    return found


def test_no_page_of_anybody_else_changes_by_it(file):
    file.observation()
    document = file.document()
    services.ask_to_read(
        actor=file.actor,
        document=document,
        parties=list(file.case.parties.all()),
        before=file.today + DAY,
        now=file.later(),
    )
    guests = guests_of(file)
    before = pages_of_others(file, guests)
    assert len(before) == 27
    signal = begin(file)
    step(file, signal, 2)
    assert pages_of_others(file, guests) == before
    own = staff(file.ib)
    assert WORDS in own.get(f"/meldcode/{signal.pk}/").content.decode()
    # Nor does the page of the case of the one who started it: somebody may look over a shoulder.
    assert "Blauw" not in own.get(f"/casussen/{file.case.pk}/dossier/").content.decode()


def test_what_one_may_not_open_is_as_if_it_were_not_there(file):
    signal = begin(file)
    client = staff(file.oc)
    there, nowhere = client.get(f"/meldcode/{signal.pk}/"), client.get(f"/meldcode/{uuid.uuid4()}/")
    assert (there.status_code, plain(there)) == (404, plain(nowhere))
    posted = client.post(f"/meldcode/{signal.pk}/", {"act": "step", "number": 2, "on": file.today, "note": "x"})
    assert posted.status_code == 404
    with scopes_disabled():
        assert SafetyStep.objects.count() == 1


def test_the_pages_of_who_may(file):
    client = staff(file.ib)
    data = {"case": str(file.case.pk), "legal_ground": "meldcode", "reason": "x", "on": file.today, "note": WORDS}
    assert client.post("/meldcode/nieuw/", {**data, "note": ""}).status_code == 422
    answer = client.post("/meldcode/nieuw/", data)
    assert answer.status_code == 302
    page = answer["Location"]
    assert client.post(page, {"act": "step", "number": 2, "on": file.today, "note": "Overlegd."}).status_code == 302
    # Step 3 left out without a word why: the form stands with its error, nothing is lost.
    wrong = client.post(page, {"act": "skip", "number": 4, "on": file.today, "note": ""})
    assert wrong.status_code == 422
    assert client.post(page, {"act": "name", "person": str(file.oc.pk)}).status_code == 302
    assert staff(file.oc).get(page).status_code == 200
    assert client.post(page, {"act": f"end-{file.oc.pk}"}).status_code == 302
    assert staff(file.oc).get(page).status_code == 404
    assert client.post(page, {"act": "wat dan ook"}).status_code == 302


@pytest.mark.parametrize("half", [{"number": 6}, {"decision": "melden"}, {"number": 5}])
def test_the_database_keeps_the_steps(file, half):
    signal = begin(file)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafetyStep.objects.filter(signal=signal).update(**half)
