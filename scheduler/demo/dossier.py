"""What the demo's cases have on file: an observation, a groeidocument, LDOS, a TLV request, absence, clocks, safety."""

from __future__ import annotations

import datetime as dt

from planning.cases.models import Authority, Case, Party
from planning.dossier import services as dossier
from planning.dossier.models import (
    AbsenceKind,
    ClockKind,
    DocumentKind,
    FollowUp,
    LdosState,
    LegalGround,
    Place,
    PupilHeard,
)
from planning.handover import services as handover
from planning.people import selectors as people
from planning.people.access import actor_of_person
from planning.people.models import Person
from planning.people.roles import Role
from scheduler.demo.cases import DAY, Story
from scheduler.demo.papers import groeidocument

# What the casusregisseur had to write for the OZA beside what was in the case.
OZA = {
    "schoolloopbaan": "Sinds groep 1 op deze school.",
    "gedaan": "Een vaste plek, een dagplanning en korte opdrachten.",
    "zienswijze_leerling": "Wil graag weten wat er komt.",
    "behoeften": "Korte opdrachten, een vaste plek en rust bij het lezen.",
    "evaluatie": "Over een half jaar, in een kort overleg met dezelfde mensen.",
}

# Nobody but the IB and the teacher may ever read this: the tests look for it everywhere else.
SAFETY_WORDS = "Kwam met een blauwe plek binnen en schrok van een harde stem."


def fill(*, now: dt.datetime) -> int:
    """Put it on file; gives how many cases have something."""
    story = Story(now=now)
    cases = {str(case.pupil_name): case for case in Case.objects.select_related("school")}
    coordinator = Person.objects.get(email="coordinator@demo.example")
    dossier.change_deadlines(
        actor=actor_of_person(coordinator, today=story.today),
        last_days="1 maart\n1 mei",
        weeks=8,
        holidays_count=True,
        ldos="https://ldos.example/dossier/{reference}",
        now=now - 200 * DAY,
    )
    everything(story, cases["Bram-Lou"])
    observed(story, cases["Quirijn"])
    away(story, cases["Imane"])
    special_place(story, cases["Amaniel"])
    unsafe(story, cases["Jelmer"])
    return 5


def everything(story: Story, case: Case) -> None:
    """Observation reported back, two versions of a groeidocument, LDOS with an OZA that waits, and clocks."""
    now = story.now
    row = dossier.ask_observation(
        actor=story.actor,
        case=case,
        person=story.gw,
        role=Role.GW,
        question="Hoe begint Bram-Lou aan een taak, en wat helpt dan?",
        now=now - 60 * DAY,
    )
    dossier.answer_observation(observation_id=row.pk, planned_on=story.today - 52 * DAY, actor=None, now=now - 58 * DAY)
    dossier.finish_observation(
        observation_id=row.pk,
        done_on=story.today - 52 * DAY,
        findings="Begint goed als de opdracht kort is en voor hem ligt.",
        actor=None,
        now=now - 51 * DAY,
    )
    dossier.report_back(actor=story.actor, observation=row, on=story.today - 30 * DAY, now=now - 29 * DAY)
    dossier.add_version(
        actor=story.actor,
        case=case,
        kind=DocumentKind.GROEIDOCUMENT,
        title="",
        on=story.today - 70 * DAY,
        place=Place.LINK,
        url="https://delinde.example/groei/70",
        made_by=story.ib.name,
        now=now - 70 * DAY,
    )
    on = story.today - 33 * DAY
    document = dossier.add_version(
        actor=story.actor,
        case=case,
        kind=DocumentKind.GROEIDOCUMENT,
        title="",
        on=on,
        place=Place.FILE,
        url="",
        made_by=story.ib.name,
        upload=dossier.Upload(name="Groeidocument.pdf", data=groeidocument(on=on, school=case.school.name)),
        now=now - 33 * DAY,
    )
    readings = dossier.ask_to_read(
        actor=story.actor,
        document=document,
        persons=[story.teacher],
        parties=list(Party.objects.filter(case=case)),
        before=story.today + 9 * DAY,
        now=now - 4 * DAY,
    )
    dossier.say_read_by_link(reading_id=readings[0].pk, now=now - 3 * DAY)
    dossier.record_registration(
        actor=story.actor,
        case=case,
        state=LdosState.REGISTERED,
        reference="WB-2041",
        on=story.today - 68 * DAY,
        now=now - 68 * DAY,
    )
    handover.prepare(actor=story.actor, case=case, texts=OZA, now=now - 2 * DAY)
    handover.save_answers(actor=story.actor, case=case, texts={"gedaan": "Ook kort samen lezen."}, now=now - 1 * DAY)
    dossier.start_clock(
        actor=story.actor, case=case, kind=ClockKind.ZORGPLICHT, since=story.today - 45 * DAY, now=now - 44 * DAY
    )
    in_the_opp(story, case)


def in_the_opp(story: Story, case: Case) -> None:
    """The OPP was set a year ago less two months; one parent agreed; one agreement of the last HIA is in it."""
    since = story.today - 330 * DAY
    clock = dossier.start_clock(
        actor=story.actor, case=case, kind=ClockKind.OPP, since=since, now=story.now - 330 * DAY
    )
    talk = dossier.OppTalk(with_parents=True, with_pupil=True, heard="Vertelde aan de IB'er wat in de klas helpt.")
    then = story.now - 300 * DAY
    clock = dossier.stop_clock(actor=story.actor, clock=clock, on=story.today - 300 * DAY, talk=talk, now=then)
    for party in Party.objects.filter(case=case, authority=Authority.YES).order_by("created_at")[:1]:
        dossier.record_assent(
            actor=story.actor, clock=clock, party=party, given=True, on=story.today - 299 * DAY, now=then + DAY
        )
    agreement = case.agreements.filter(withdrawn_at__isnull=True).order_by("due").first()
    if agreement is not None:
        handover.take_into_opp(
            actor=story.actor,
            case=case,
            agreements=[agreement.pk],
            on=story.today - 20 * DAY,
            now=story.now - 20 * DAY,
        )


def observed(story: Story, case: Case) -> None:
    """The GW was asked to come and look, and has not answered."""
    dossier.ask_observation(
        actor=story.actor,
        case=case,
        person=story.gw,
        role=Role.GW,
        question="Wat gebeurt er bij de overgang van buiten naar binnen?",
        now=story.now - 3 * DAY,
    )


def away(story: Story, case: Case) -> None:
    """Reported sick for weeks; the JA was asked, the LPA judged."""
    row = dossier.record_absence(
        actor=story.actor,
        case=case,
        kind=AbsenceKind.SICK,
        since=story.today - 40 * DAY,
        until=None,
        note="De leerkracht belt elke vrijdag.",
        now=story.now - 20 * DAY,
    )
    dossier.ask_mazl(actor=story.actor, absence=row, on=story.today - 18 * DAY, now=story.now - 18 * DAY)
    for lpa in people.holders(Role.LPA, on=story.today)[:1]:
        dossier.record_judgement(
            actor=story.actor,
            absence=row,
            lpa=lpa,
            on=story.today - 10 * DAY,
            unlawful=False,
            follow_up=FollowUp.CARE,
            note="",
            now=story.now - 10 * DAY,
        )


def special_place(story: Story, case: Case) -> None:
    """A TLV request whose package is half ready."""
    now = story.now
    request = dossier.decide_request(
        actor=story.actor,
        case=case,
        on=story.today - 25 * DAY,
        with_parents=True,
        pupil_heard=PupilHeard.BEFORE,
        pupil_words="Wil graag een kleinere klas.",
        now=now - 24 * DAY,
    )
    dossier.tick_package(actor=story.actor, request=request, keys={"opp", "sot"}, now=now - 20 * DAY)
    dossier.record_expert(
        actor=story.actor,
        request=request,
        number=1,
        person=story.gw,
        name="",
        role=Role.GW,
        on=story.today - 15 * DAY,
        now=now - 15 * DAY,
    )
    dossier.involve_director(
        actor=story.actor,
        request=request,
        on=story.today - 12 * DAY,
        receiving_school="Het Kompas",
        now=now - 12 * DAY,
    )


def unsafe(story: Story, case: Case) -> None:
    """A signal of the IB, of which only the teacher knows."""
    signal = dossier.start_signal(
        actor=story.actor,
        case=case,
        legal_ground=LegalGround.MELDCODE,
        reason="Vragen om toestemming kan de veiligheid schaden.",
        on=story.today - 6 * DAY,
        note=SAFETY_WORDS,
        now=story.now - 5 * DAY,
    )
    dossier.take_step(
        actor=story.actor,
        signal=signal,
        number=2,
        on=story.today - 4 * DAY,
        note="Overlegd met Veilig Thuis, zonder naam.",
        now=story.now - 4 * DAY,
    )
    dossier.name_person(actor=story.actor, signal=signal, person=story.teacher, now=story.now - 4 * DAY)
