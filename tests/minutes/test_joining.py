"""The parents say yes while people sit there already: who is at the table takes part after all, nobody else does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from planning.agenda.models import AgendaGuest
from planning.cases import gate
from planning.cases import services as cases
from planning.cases.gate import NoGround
from planning.cases.models import Answer, CaseState, ConsentRequest, Domain, Party, PartyKind
from planning.followup.services import CaseIsClosed
from planning.meetings.models import Hold
from planning.minutes import selectors, services
from planning.minutes.models import Attendance, DecisionOutcome
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.report import services as report
from planning.report.models import Receipt
from tests.agenda.conftest import sot, told
from tests.factories import make_staff
from tests.meetings.table import NOW, at
from tests.report.day import AFTER, BEGUN, begin, decide, fix, write
from tests.words import words

__all__ = ["sot", "told"]


def sits(meeting):
    return {row.person_id or row.party_id for row in meeting.participants.filter(removed_at__isnull=True)}


def key(person):
    return f"person:{person.pk}"


def names(found):
    return {one.name for one in found}


@pytest.fixture
def part(sot):
    """The JP sits at the SOT; of this pupil's part the parents kept the JP out, and now they say yes."""
    sot.table.consent()
    say(sot.table, sot.table.jp, Answer.NO)
    return begin(sot, sot.propose(sot.table.case))


def say(table, person, answer=Answer.YES, *, now=BEGUN):
    """Both parents answer the newest question about this person, which is asked when there is none."""
    about = ConsentRequest.objects.filter(case=table.case, involved__person=person).order_by("-round")
    if not about.exists():
        table.consent(person, answer=answer, now=now)
        return
    for parent in (table.mother, table.father):
        table.say(about.filter(giver=parent).first(), answer, now=now)


def yes(sot, *, now=BEGUN):
    say(sot.table, sot.table.jp, now=now)


def bring(sot, part, who, *, actor=None, now=BEGUN):
    return services.bring_in(actor=actor or sot.actor, meeting=part, who=who, now=now)


def company(sot, part, *, actor=None, now=BEGUN):
    return selectors.company_of(part, actor=actor or sot.actor, now=now)


def test_who_gets_a_ground_at_the_table_takes_part(sot, part):
    jp = sot.table.jp
    assert jp.pk not in sits(part)
    assert names(company(sot, part).out) == {"Joost Jp"}
    yes(sot)
    assert (names(company(sot, part).welcome), company(sot, part).out) == ({"Joost Jp"}, ())
    letters, holds = OutgoingLetter.objects.count(), Hold.objects.count()
    row = bring(sot, part, key(jp))
    assert (row.person, row.role, jp.pk in sits(part)) == (jp, "jp", True)
    assert Attendance.objects.get(participant=row).there
    assert (OutgoingLetter.objects.count(), Hold.objects.count()) == (letters, holds)  # nobody is asked anything
    assert bring(sot, part, key(jp)) == row
    assert AuditEvent.objects.filter(action="meeting.sit_down").count() == 1
    assert company(sot, part).welcome == ()


def test_without_a_ground_nobody_takes_part(sot, part):
    with pytest.raises(NoGround):
        bring(sot, part, key(sot.table.jp))
    with pytest.raises(services.NotAtThisTable):
        bring(sot, part, key(make_staff(sot.table.swv, Role.COACH, None, "Sanne Vreemd")))
    for odd in ("", "person:", "person:None", "party:None", "onzin"):
        with pytest.raises(services.NotAtThisTable):
            bring(sot, part, odd)
    assert sot.table.jp.pk not in sits(part)


def test_what_the_pages_say_is_not_what_counts(sot, part):
    """The page was open when the parents took it back once more."""
    yes(sot)
    assert company(sot, part).welcome
    say(sot.table, sot.table.jp, Answer.WITHDRAWN, now=at(17, 9, 20))
    with pytest.raises(NoGround):
        bring(sot, part, key(sot.table.jp), now=at(17, 9, 21))


def test_with_a_broken_gate_nobody_takes_part(sot, part, monkeypatch):
    """S19."""
    yes(sot)

    def broken(*_args, **_more):
        raise RuntimeError("the gate is broken")

    monkeypatch.setattr(gate, "grounds_of", broken)
    with pytest.raises(RuntimeError):
        bring(sot, part, key(sot.table.jp))
    assert sot.table.jp.pk not in sits(part)


def test_whose_consent_went_is_told_apart_and_gets_nothing(sot):
    """On the list of this part from the beginning; taken back while they talk. The minutes ask the gate anew."""
    sot.table.consent()
    part = begin(sot, sot.propose(sot.table.case))
    write(sot, part)
    assert company(sot, part).out == ()
    say(sot.table, sot.table.jp, Answer.WITHDRAWN, now=BEGUN)
    assert names(company(sot, part).out) == {"Joost Jp"}
    with pytest.raises(NoGround):
        bring(sot, part, key(sot.table.jp))
    decide(sot, part, DecisionOutcome.NO)
    services.fix_record(actor=sot.actor, meeting=part, now=AFTER)
    fix(sot, part)
    report.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    assert not Receipt.objects.filter(person=sot.table.jp).exists()


def test_who_came_in_gets_the_minutes(sot, part):
    yes(sot)
    bring(sot, part, key(sot.table.jp))
    write(sot, part)
    fix(sot, part)
    report.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    assert Receipt.objects.filter(person=sot.table.jp).exists()


def test_who_came_for_the_point_is_at_the_table_too(sot):
    """A partner who was expected for this pupil, and only gets the parents' yes in the room."""
    coach = make_staff(sot.table.swv, Role.COACH, None, "Cora Coach")
    cases.add_involved(actor=sot.actor, case=sot.table.case, person=coach, role=Role.COACH, now=NOW)
    say(sot.table, coach, Answer.NO)
    item = sot.propose(sot.table.case)
    AgendaGuest.objects.create(swv_id=sot.table.swv.pk, item=item, person=coach, role=Role.COACH)
    part = begin(sot, item)
    assert (coach.pk in sits(part), names(company(sot, part).out)) == (False, {"Cora Coach"})
    say(sot.table, coach, now=BEGUN)
    assert bring(sot, part, key(coach)).role == Role.COACH


def test_of_this_pupil_only(sot, part):
    other = begin(sot, sot.propose(sot.others[0]))
    yes(sot)
    assert names(company(sot, other).welcome) == set()
    before = sits(other)
    bring(sot, part, key(sot.table.jp))
    assert sits(other) == before


def test_the_pupil_walks_in(sot, part):
    pupil = Party.objects.create(
        swv_id=sot.table.swv.pk, case=sot.table.case, kind=PartyKind.PUPIL, name="Zeb", language="nl"
    )
    assert "Zeb" in names(company(sot, part).others)
    assert bring(sot, part, f"party:{pupil.pk}").party == pupil
    stranger = sot.others[0].parties.first()
    with pytest.raises(services.NotAtThisTable):
        bring(sot, part, f"party:{stranger.pk}")


def test_who_else_belongs_to_the_case_sees_the_school_only(sot, part):
    """P9: a casusregisseur from elsewhere is told who sits there, not who else is thought of."""
    cases.appoint_casusregisseur(
        actor=sot.actor,
        case=sot.table.case,
        person=sot.table.gw,
        leading_domain=Domain.EDUCATION,
        reason="Kent het gezin.",
        now=NOW,
    )
    part.case.refresh_from_db()
    yes(sot)
    gw = sot.who(sot.table.gw)
    assert sot.teacher.name in names(company(sot, part).others)
    assert (company(sot, part, actor=gw).others, names(company(sot, part, actor=gw).welcome)) == ((), {"Joost Jp"})
    with pytest.raises(services.NotAtThisTable):
        bring(sot, part, key(sot.teacher), actor=gw)
    assert bring(sot, part, key(sot.table.jp), actor=gw)
    assert bring(sot, part, key(sot.teacher))


def test_only_who_writes_there_and_only_while_it_is_open(sot, part):
    yes(sot)
    with pytest.raises(NotAllowed):
        bring(sot, part, key(sot.table.jp), actor=sot.who(sot.vc))
    write(sot, part)
    decide(sot, part, DecisionOutcome.NO)
    services.fix_record(actor=sot.actor, meeting=part, now=AFTER)
    with pytest.raises(services.RecordIsFixed):
        bring(sot, part, key(sot.table.jp), now=AFTER)
    assert sot.table.jp.pk not in sits(part)


def test_not_in_a_case_that_stands_still(sot, part):
    yes(sot)
    freeze = cases.freeze_case(actor=sot.actor, case=sot.table.case, reason="Bezwaar.", now=BEGUN)
    with pytest.raises(cases.CaseFrozen):
        bring(sot, part, key(sot.table.jp))
    freeze.delete()
    type(sot.table.case).objects.filter(pk=sot.table.case.pk).update(state=CaseState.CLOSED, closed_at=BEGUN)
    with pytest.raises(CaseIsClosed):
        bring(sot, part, key(sot.table.jp))


def test_the_same_queries_for_any_table(sot, part, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        company(sot, part)
    for number in range(3):
        person = make_staff(sot.table.swv, Role.SMW, sot.table.school, f"Extra {number}")
        sot.meeting.participants.create(swv_id=sot.table.swv.pk, person=person, role=Role.SMW, required=False)
    with django_assert_num_queries(len(few)):
        assert len(company(sot, part).welcome) == 3


@pytest.fixture
def ib(sot, monkeypatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: BEGUN)
    client = Client()
    client.force_login(sot.table.ib.user)
    return client


def test_the_screen_says_who_may_and_who_may_not(sot, part, ib):
    here = f"/overleggen/{part.pk}/verslag/"
    page = words(ib.get(here).content.decode())
    assert "Doet niet mee, want er is nu geen toestemming: Joost Jp (JP)" in page
    refused = ib.post(f"{here}erbij/", {"who": key(sot.table.jp)})
    assert refused.status_code == 422
    assert "Voor deze persoon is geen toestemming" in words(refused.content.decode())
    stamp = ib.get(f"{here}stand/").json()["more"]
    yes(sot)
    assert ib.get(f"{here}stand/").json()["more"] != stamp  # an open page hears that somebody said something
    page = words(ib.get(here).content.decode())
    assert "Joost Jp (JP) zit aan tafel en mag nu meedoen." in page
    assert "Doet niet mee" not in page
    answer = ib.post(f"{here}erbij/", {"who": key(sot.table.jp)})
    assert (answer.status_code, answer["Location"]) == (302, f"{here}#aanwezig")
    page = words(ib.get(here).content.decode())
    assert "Deze persoon doet nu mee." in page
    assert "mag nu meedoen" not in page
    assert "Tea Teacher" in page
    assert ib.post(f"{here}erbij/", {"who": ""}).status_code == 422
