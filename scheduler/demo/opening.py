"""What comes before and at the beginning of the demo's cases: signals, an application, short questions, the way on."""

from __future__ import annotations

import datetime as dt

from planning.cases import selectors
from planning.cases import services as cases
from planning.cases.models import (
    Authority,
    Care,
    Case,
    Comes,
    ConsultationOutcome,
    Heard,
    Knows,
    Met,
    SignalSource,
    SignalWay,
    Subject,
    Topic,
)
from planning.people.access import Actor, actor_of_person
from planning.people.models import Person, School
from planning.people.roles import Role

DAY = dt.timedelta(days=1)
# How the demo's route is walked: what each step ended with. What must be seen to before the next step is seen to.
PATH = {1: "report", 2: "to-sot", 3: "hia", 4: "arrangement", 5: "evaluate", 6: "finish"}


def walk(*, actor: Actor, case: Case, to: int, now: dt.datetime) -> None:
    """Along the route to a step, each step ended in its own way."""
    case.refresh_from_db()
    while case.step < to:
        _see_to(actor=actor, case=case, now=now)
        cases.move_on(actor=actor, case=case, outcome=PATH[case.step], now=now)
        case.refresh_from_db()


def _see_to(*, actor: Actor, case: Case, now: dt.datetime) -> None:
    page = selectors.begin_page(case, actor=actor, now=now)
    if page.triage_needed and page.triage is None:
        reason = "Op school en thuis loopt hetzelfde vast."
        cases.say_triage(actor=actor, case=case, answer=Care.BOTH, reason=reason, now=now)
    for line in page.conditions:
        if line.word is None:
            cases.answer_condition(
                actor=actor,
                case=case,
                key=line.condition.key,
                answer=Met.YES,
                explanation="Besproken in het zorgteam.",
                now=now,
            )


def explain(*, actor: Actor, case: Case, now: dt.datetime) -> None:
    """The parents hear what the meeting is for, before their consent is asked (R60)."""
    cases.record_conversation(
        actor=actor,
        case=case,
        subject=Subject.PURPOSE,
        on=now.date(),
        parties=list(case.parties.all()),
        others="",
        agreed="Uitgelegd wat het overleg is, wie er kunnen komen en dat nee zeggen mag.",
        now=now,
    )


def tell_all(*, now: dt.datetime) -> None:
    """Signals in every state, an application at Team Jeugd, two short questions; and a case that has it all."""
    school = School.objects.get(name="De Linde")
    ib, jp = Person.objects.get(email="ib@demo.example"), Person.objects.get(email="jp@demo.example")
    actor, youth = (actor_of_person(one, today=now.date()) for one in (ib, jp))
    _signals(actor=actor, school=school, now=now)
    _case_with_everything(actor=actor, school=school, now=now)
    _applications(youth=youth, school=school, now=now)
    _questions(actor=actor, school=school, now=now)


def _signal(name: str, source: SignalSource, story: str, *, day: dt.date, know: Knows) -> cases.SignalData:
    return cases.SignalData(
        source=source,
        heard_on=day,
        pupil_name=name,
        pupil_initial="G",
        pupil_group="6",
        story=story,
        parents_know=know,
        questions=cases.StartQuestions(support="Rust in de klas."),
        adjusted="Een plek vooraan en kortere opdrachten.",
    )


def _signals(*, actor: Actor, school: School, now: dt.datetime) -> None:
    told = (
        ("Wietske", SignalSource.PARENTS, "Wil 's ochtends niet naar school.", Knows.YES, SignalWay.OWN_SUPPORT),
        ("Torben", SignalSource.TEACHER, "Werkt alleen nog als iemand ernaast zit.", Knows.YES, SignalWay.TAKEN),
        ("Noortje", SignalSource.VC, "Acht keer ziek gemeld sinds de zomer.", Knows.UNKNOWN, None),
    )
    for number, (name, source, story, know, way) in enumerate(told):
        then = now - (12 - 4 * number) * DAY
        data = _signal(name, source, story, day=then.date(), know=know)
        signal = cases.write_signal(actor=actor, school=school, data=data, now=then)
        if way == SignalWay.TAKEN:
            cases.take_signal(actor=actor, signal=signal, now=then + DAY)
        elif way is not None:
            reason = "De leerkracht en de ouders proberen eerst een vast begin van de dag."
            cases.settle_signal(actor=actor, signal=signal, way=way, reason=reason, now=then + DAY)


def _case_with_everything(*, actor: Actor, school: School, now: dt.datetime) -> None:
    then = now - 14 * DAY
    data = _signal("Sverre", SignalSource.TEACHER, "Trekt zich terug in de groep.", day=then.date(), know=Knows.YES)
    signal = cases.write_signal(actor=actor, school=school, data=data, now=then)
    case = cases.open_case(
        actor=actor,
        school=school,
        route_key="west-brabant-po",
        pupil=cases.PupilData(name="Sverre", initial="G", group="6", birth_month="2016-09"),
        guardians=[
            cases.GuardianData(name="Ilona Grootveld", email="ilona@ouders.example", authority=Authority.YES),
        ],
        questions=cases.StartQuestions(support="Weer meedoen in de groep.", evaluate="Voor de kerst."),
        now=then + DAY,
        signal=signal,
        pupil_language="nl",
    )
    explain(actor=actor, case=case, now=then + 2 * DAY)
    cases.say_circumstance(actor=actor, case=case, key="absence", holds=False, now=then + 2 * DAY)
    walk(actor=actor, case=case, to=2, now=then + 3 * DAY)
    for person, _role in selectors.begin_page(case, actor=actor, now=now).to_tell[:1]:
        cases.tell_expert(actor=actor, case=case, person=person, now=then + 4 * DAY)
    cases.invite_pupil(actor=actor, case=case, email="leerling@school.example", language="nl", now=then + 4 * DAY)
    words = cases.OwnWords(
        goes_well="Gym en tekenen.", tell="Het is druk in de klas.", whom="Mijn juf.", comes=Comes.PARTLY
    )
    cases.say_for_pupil(actor=actor, case=case, words=words, now=then + 5 * DAY)
    guide = selectors.traject_people(case, now=now)[0][0]
    why = "We willen onderzoeken wat er in de groep mogelijk is."
    cases.ask_traject(actor=actor, case=case, person=guide, why=why, now=then + 6 * DAY)


def _applications(*, youth: Actor, school: School, now: dt.datetime) -> None:
    for number, (name, offered) in enumerate((("Ruben-Jan", False), ("Eliana", True))):
        then = now - (6 - number) * DAY
        row = cases.make_application(
            actor=youth,
            school=school,
            pupil=cases.PupilData(name=name, initial="M", group="7"),
            guardians=[cases.GuardianData(name=f"Ouder van {number + 1}", authority=Authority.YES)],
            questions=cases.StartQuestions(support="Rust thuis en op school.", organise="Samen met school kijken."),
            now=then,
        )
        if offered:
            for applicant in row.applicants.all():
                cases.record_applicant_word(
                    actor=youth, applicant=applicant, agrees=True, heard=Heard.TALK, now=then + DAY
                )
            cases.hand_over_application(actor=youth, application=row, now=then + DAY)
        else:
            cases.announce_application(actor=youth, application=row, now=then + DAY)


def _questions(*, actor: Actor, school: School, now: dt.datetime) -> None:
    people = {role: person for person, role in reversed(selectors.experts_of(school, now=now))}
    gw = actor_of_person(people[Role.GW], today=now.date())
    first = cases.ask_expert(
        actor=actor,
        school=school,
        expert=people[Role.GW],
        asked=cases.ShortQuestion(
            topic=Topic.LEARNING, question="Hoe lang proberen we een aanpak voor we iets anders doen?"
        ),
        checked=False,
        now=now - 9 * DAY,
    )
    cases.answer_consultation(
        actor=gw,
        consultation=first,
        answer="Zes tot acht weken, als u het elke week kort volgt.",
        checked=False,
        now=now - 8 * DAY,
    )
    cases.close_consultation(
        actor=actor, consultation=first, outcome=ConsultationOutcome.OWN_SUPPORT, now=now - 7 * DAY
    )
    cases.ask_expert(
        actor=actor,
        school=school,
        expert=people[Role.GW],
        asked=cases.ShortQuestion(
            topic=Topic.BEHAVIOUR,
            question="Een leerling loopt weg zodra het druk wordt. Wat kan de leerkracht doen?",
            moments="dinsdag en donderdag na half vier",
        ),
        checked=False,
        now=now - 2 * DAY,
    )
