"""The form in which the school writes down who agrees with the handelingsdeel, on the page of its clock."""

import datetime as dt

import pytest

from planning.cases.models import Authority, Party, PartyKind
from planning.dossier import services
from planning.dossier.models import OppAssent
from planning.people.roles import Role
from tests.dossier.test_clocks import TOGETHER, begin
from tests.dossier.test_safety import staff
from tests.factories import make_school, make_staff
from tests.words import words


@pytest.fixture
def opp(file):
    """An OPP that was set today: its page."""
    clock = services.stop_clock(
        actor=file.actor, clock=begin(file, file.today), on=file.today, talk=TOGETHER, now=file.later()
    )
    return f"/casussen/{file.case.pk}/dossier/termijn/{clock.pk}/"


def parents(file):
    return list(file.case.parties.filter(kind=PartyKind.GUARDIAN).order_by("created_at"))


def test_each_parent_with_authority_is_asked_and_the_newest_word_counts(file, opp):
    ib, (mirte, kees) = staff(file.ib), parents(file)
    page = words(ib.get(opp).content.decode())
    assert "Wie stemt in met het handelingsdeel?" in page
    assert page.count("nog niet gevraagd") == 2
    say = {"act": "assent", "on": file.today.isoformat()}
    assert ib.post(opp, {**say, "party": str(mirte.pk), "given": "yes"}).status_code == 302
    assert ib.post(opp, {**say, "party": str(kees.pk), "given": "no"}).status_code == 302
    page = words(ib.get(opp).content.decode())
    assert "stemt niet in" in page
    assert "Zonder instemming staat het handelingsdeel niet vast." in page
    assert ib.post(opp, {**say, "party": str(kees.pk), "given": "yes"}).status_code == 302
    page = words(ib.get(opp).content.decode())
    assert "Zonder instemming" not in page
    assert [row.given for row in OppAssent.objects.order_by("recorded_at")] == [True, False, True]
    assert {row.recorded_by for row in OppAssent.objects.all()} == {file.ib}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"party": ""}, "party"),
        ({"party": "00000000-0000-4000-8000-000000000000"}, "party"),
        ({"given": ""}, "given"),
        ({"given": "misschien"}, "given"),
        ({"on": ""}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "ahead"}, "on"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(file, opp, wrong, field):
    ib, (mirte, _kees) = staff(file.ib), parents(file)
    if wrong.get("on") == "ahead":
        wrong = {"on": (file.today + dt.timedelta(days=2)).isoformat()}
    said = {"act": "assent", "party": str(mirte.pk), "given": "yes", "on": file.today.isoformat(), **wrong}
    answer = ib.post(opp, said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert f"assent_{field}" in page
    assert "<details open>" in page
    assert not OppAssent.objects.exists()


def test_a_parent_without_authority_is_not_on_the_list(file, opp):
    _mirte, kees = parents(file)
    Party.objects.filter(pk=kees.pk).update(authority=Authority.NO)
    ib = staff(file.ib)
    assert str(kees.pk) not in ib.get(opp).content.decode()
    said = {"act": "assent", "party": str(kees.pk), "given": "yes", "on": file.today.isoformat()}
    assert ib.post(opp, said).status_code == 422
    assert not OppAssent.objects.exists()


def test_a_stranger_and_a_partner_write_nothing_down(file, opp):
    mirte, _kees = parents(file)
    said = {"act": "assent", "party": str(mirte.pk), "given": "yes", "on": file.today.isoformat()}
    stranger = make_staff(file.case.swv, Role.IB, make_school(file.case.swv), account=True)
    for person in (stranger, file.gw):
        assert staff(person).post(opp, said).status_code in {403, 404}
    assert not OppAssent.objects.exists()
