"""`manage.py load_demo` from its first word to its last: what it says is there, and twice is once.

Nothing else runs it whole: the walks and journeys tell the story for themselves, `test_elsewhere.py` the other schools.
"""

import datetime as dt
import io
import re
from dataclasses import dataclass

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from notifications.outbox.models import OutgoingLetter
from planning.agenda.models import AgendaItem, ItemState
from planning.agenda.rules.states import Stand
from planning.agenda.selectors import waiting_of
from planning.cases.models import Case, CaseState
from planning.followup import look
from planning.followup.rules import Todo
from planning.insight.rules.picture import Place
from planning.insight.selectors.picture import picture_of
from planning.meetings.models import Meeting
from planning.people.models import SWV, User
from scheduler.demo import build
from scheduler.demo.build import AMSTERDAM
from scheduler.demo.cast import LOGINS, PASSWORD
from tests.factories import make_actor
from tests.kept import QUICK_HASHERS, kept

# A Wednesday, before the ten o'clock at which the story is told: it goes by the day before.
NOW = dt.datetime(2026, 11, 25, 8, tzinfo=AMSTERDAM)
TABLES = (SWV, User, Case, Meeting, AgendaItem, OutgoingLetter)
SAYS = (
    "scholen en mensen staan klaar",
    "de jaarplanning is gemaakt en gepubliceerd: (?P<sots>[0-9]+) overleggen",
    "het samenwerkingsverband heeft een eigen route",
    "er zijn signalen, aanmeldingen bij Team Jeugd en vragen zonder naam",
    "er lopen (?P<running>[0-9]+) casussen, in elke stap een",
    "[0-9]+ casussen hebben een dossier: observatie, stukken, termijnen, verzuim",
    "in het laatste SOT zijn (?P<discussed>[0-9]+) punten besproken",
    "op de agenda van het SOT staan, of wachten, (?P<points>[0-9]+) punten",
    "op het bureau van de IB'er liggen [0-9]+ taken",
    "op de andere scholen zijn er (?P<elsewhere>[0-9]+) casussen, van vorig schooljaar en van nu",
    "alle brieven liggen in de demo-postbus",
)


@dataclass(frozen=True)
class Loaded:
    """What the command said, and how many rows of each table there were then."""

    said: str
    rows: tuple[int, ...]


def rows():
    with scopes_disabled():
        return tuple(model._default_manager.count() for model in TABLES)


def load():
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return Loaded(out.getvalue(), rows())


@pytest.fixture(scope="module")
def kept_loaded(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, load, now=NOW) as loaded:
        yield loaded


@pytest.fixture
def loaded(kept_loaded, db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with scope(swv=build.demo_swv_id()):
        yield kept_loaded


def test_it_says_what_is_there(loaded):
    lines = loaded.said.splitlines()
    assert len(lines) == len(SAYS)
    said = {}
    for line, pattern in zip(lines, SAYS, strict=True):
        found = re.fullmatch(f"  {pattern}", line)
        assert found, line
        said |= {name: int(number) for name, number in found.groupdict().items()}
    own = Case.objects.filter(school__name="De Linde")
    assert said["elsewhere"] == Case.objects.exclude(school__name="De Linde").count()
    assert own.filter(state=CaseState.OPEN).count() >= said["running"] > 7
    assert Meeting.objects.filter(kind="SOT", case__isnull=True).count() >= said["sots"] > 100
    linde = AgendaItem.objects.filter(school__name="De Linde")
    assert linde.filter(state=ItemState.DISCUSSED).count() == said["discussed"] > 0
    assert linde.exclude(state=ItemState.DISCUSSED).count() == said["points"] > 0


def test_every_letter_is_in_the_mailbox_and_everybody_gets_in(loaded):
    assert OutgoingLetter.objects.count() > 50
    assert set(OutgoingLetter.objects.values_list("state", flat=True)) <= {"sent", "failed"}
    for login in LOGINS:
        with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
            assert User.objects.get(email=login.email).check_password(PASSWORD), login.email


def test_twice_is_once(loaded):
    again = load()
    assert again.said == "Het demo-samenwerkingsverband is er al.\n"
    assert again.rows == loaded.rows == rows()


def test_there_is_none_outside_the_demo(loaded, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="AANTAFEL_MODE=demo"):
        load()


def test_who_is_on_an_agenda_there_is_not_told_to_plan_a_sot(loaded):
    """On every running case of the school: what its page says fits what the agenda says."""
    ib = make_actor(User.objects.get(email="ib@demo.example").persons.get(), today=NOW.date())
    cases = list(Case.objects.filter(school__name="De Linde", state=CaseState.OPEN).select_related("school"))
    waiting = waiting_of([case.pk for case in cases], now=NOW)
    assert {point.stand for point in waiting.values()} >= {Stand.ON, Stand.WAITS}
    places = {card.case.pk: card for cards in picture_of(ib, now=NOW).columns.values() for card in cards}
    for case in cases:
        found = look.look_at(case, actor=ib, now=NOW)
        point = waiting.get(case.pk)
        assert found.todo not in ({Todo.PLAN, Todo.PROPOSE} if point is not None else {Todo.PUT_ON, Todo.HAND_IN})
        on = point is not None and point.stand == Stand.ON
        assert ("point" in {row.kind for row in found.coming}) == on
        assert "next" not in {fact.kind for fact in places[case.pk].facts} or point is None
        if on and places[case.pk].place == Place.PLANNED:
            assert "point_on" in {fact.kind for fact in places[case.pk].facts}


def test_the_first_page_opens(loaded):
    client = Client()
    client.force_login(User.objects.get(email="ib@demo.example"))
    assert client.get("/").status_code == 200
