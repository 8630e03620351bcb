"""A SOT on which two pupils were spoken of, and what is done with its points."""

from __future__ import annotations

from uuid import uuid4

import pytest

from planning.agenda import services as agenda
from planning.minutes import services as record
from planning.minutes.models import DecisionKind, Topic
from planning.report import selectors, services
from planning.report.models import Receipt
from tests.agenda.conftest import clock, sot, told
from tests.meetings.table import at

__all__ = ["clock", "sot", "told"]

BEGUN = at(17, 9, 5)
AFTER = at(17, 12)
DAY = at(18).date()


@pytest.fixture
def account(sot):
    """The GW reads with an account."""
    from planning.people.models import User

    sot.table.gw.user = User.objects.create_user("gerda@swv.example", "geheim-geheim")
    sot.table.gw.save()
    return sot.table.gw


@pytest.fixture
def day(sot):
    """Two pupils were spoken of: of one the SOT was agreed to, of the other nothing was asked (R54, R55)."""
    sot.table.consent()
    return begin(sot, sot.propose(sot.table.case)), begin(sot, sot.propose(sot.others[0]))


def begin(sot, item):
    return agenda.begin_point(actor=sot.actor, item=item, now=BEGUN)


def write(sot, part, words="Rust helpt.", *, now=BEGUN):
    record.save_note(actor=sot.actor, meeting=part, topic=Topic.PICTURE, base=0, text=words, now=now)


def decide(sot, part, outcome, **more):
    return record.decide(
        actor=sot.actor, meeting=part, kind=DecisionKind.TALK, outcome=outcome, key=uuid4(), now=BEGUN, **more
    )


def fix(sot, part):
    report = services.compose(actor=sot.actor, meeting=part, now=AFTER)
    return services.fix(actor=sot.actor, meeting=part, revision=report.revision, now=AFTER)


def texts_for(part, who, *, now=AFTER):
    row = Receipt.objects.get(report__meeting=part, **who)
    found = selectors.own_part(receipt_id=row.pk, reader_key=str(row.person_id or row.party_id), now=now)
    return " ".join(piece.text for piece in found.parts) if found is not None else None
