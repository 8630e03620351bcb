"""Every free text about a pupil, and who may come to read it (C8, R55): checked, or for eyes with a ground only."""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.cases import services
from planning.cases.models import CaseState
from planning.cases.naming import NamesThePupil
from planning.cases.services.nameless import known_words, require_nobody
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff

# People without a ground can read it: what would give a pupil away is refused when it is saved.
CHECKED = {
    "cases.Consultation": {"question", "moments", "place", "answer"},  # by `identifying` and `nameless`
    "followup.Agreement": {
        "what",
        "goal",
        "result",
        "financing",
    },  # by `naming`
    "yearplan.SignOff": {"reason"},  # by `nameless`
    "yearplan.Reply": {"reason"},
}
# Stays with the school of the pupil, and with who leads the case there.
SCHOOL = {
    "cases.Signal": {*"story question_support question_organise question_evaluate adjusted parents_said".split()},
    "cases.SignalAct": {"reason"},
    "cases.Case": {
        *"question_support question_organise question_evaluate casusregisseur_reason closing_reason".split()
    },
    "cases.Triage": {"reason"},
    "report.NotTold": {"reason"},
    "cases.ConditionWord": {"explanation"},
    "cases.StepMove": {"reason"},
    "cases.Conversation": {"others", "agreed"},
    "cases.TrajectRequest": {"why", "answer"},
    "cases.OtherGround": {"reason"},
    "cases.Dispute": {"reason", "lifted_reason"},
    "cases.Freeze": {"reason"},
    "polls.PollNote": {"remark"},
    "meetings.KeptMail": {"text"},  # and what fits no school with who looks after the SWV's post
    "followup.Agreement": {"withdrawn_why"},
    "dossier.Absence": {"note"},
    "dossier.LpaJudgement": {"note"},
    "dossier.Clock": {"apart_reason", "heard"},
    "dossier.TlvRequest": {"pupil_words", "exception_reason"},
    "dossier.SafetySignal": {"reason"},  # and only who may see the signal (R153)
    "dossier.SafetyStep": {"note"},
}
# Read outside the school too, and the door asks the gate at every look: by name, with a ground.
GROUND = {
    "cases.Regie": {"reason"},
    "cases.RegieOffer": {"reason"},
    "cases.CasusregisseurTerm": {"reason"},
    "cases.Scaling": {"reason"},
    "dossier.Observation": {"question", "findings"},
    "agenda.AgendaItem": {
        "help_question",
        "tried",
        "needs",
        "goals",
        "conclusion",
    },  # about no pupil: everybody at the table, checked by `nameless`
    "followup.Progress": {"remark"},
    "minutes.Note": {"text"},
    "minutes.NoteVersion": {"text"},
    # For LDOS, with the name: prepared and taken along only while the SOT has consent (tests/handover).
    "handover.OzaAnswer": {"text"},
    "handover.OzaVersion": {"content"},
    "followup.Goal": {"what"},
    "minutes.Decision": {"words"},
    "followup.Response": {"note"},
    # Without consent for the SOT it names nobody, and is checked by `naming` (tests/report); else only with a ground.
    "report.VersionPart": {"text"},
    "report.Version": {"why"},
    "report.Draft": {"text"},  # who composes
    "report.Standpoint": {"text"},  # its writer, the school, and who sat at the table with a ground
    "followup.Evaluation": {"reason"},
    "followup.GoalResult": {"words"},
    "followup.AftercareContact": {"words"},
    # Professionals, and parents in own words: for who is at the table with a ground (tests/preparation).
    "preparation.Preparation": set("good better ask points whom can task action need result term money".split()),
    "dossier.Document": {"title", "url", "made_by", "filename"},  # the title stays with the school
}
# Between a JP and the school, both chosen by the parents: nothing of it goes further (R46).
PARENTS_CHOSE = {
    "cases.Application": {"question_support", "question_organise", "question_evaluate"},
    "cases.ApplicationAct": {"reason"},
}
# The family's own words and what was shown to them; they and the school read it.
FAMILY = {"cases.ConsentDecision": {"shown"}, "cases.PupilWord": {"tell", "goes_well", "whom"}}
# Requests by who it is about, for the school and its privacy officer.
PRIVACY = {
    "privacy.SubjectRequest": {"extended_reason", "answer"},
    "privacy.Correction": {"before", "after", "why"},
    "privacy.Statement": {"text"},
    "privacy.LogReview": {"remark"},
}
# About no pupil: texts of the house, and what a machine says.
NOBODY = {
    "cases.ConsentText": {"text"},
    "regions.RouteDraft": {"text", "text_before"},
    "privacy.RetentionTerm": {"reason"},
    "regions.RouteVersion": {"text"},
    "yearplan.YearPlan": {"published_without"},  # on no page
    "yearplan.SolverRun": {"error"},
}
ROOMS = {
    *("cases", "dossier", "meetings", "agenda", "preparation", "polls", "yearplan", "followup", "minutes"),
    *("privacy", "regions", "handover", "report"),
}


def test_every_free_text_is_somebodys():
    known = {
        f"{table}.{field}"
        for group in (CHECKED, SCHOOL, GROUND, PARENTS_CHOSE, FAMILY, PRIVACY, NOBODY)
        for table, fields in group.items()
        for field in fields
    }
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.get_fields()
        if isinstance(field, (models.TextField, EncryptedTextField))
        or (isinstance(field, EncryptedCharField) and model._meta.label == "dossier.Document")
    }
    assert there - known == set(), "who reads these? Call the check where it may be people without a ground"
    assert known - there == set()


def test_names_of_the_schools_own_pupils_are_refused_and_may_be_a_false_alarm(story):
    texts = {"reason": "Dan is Kanarie jarig, en Mirte ook.", "other": "niets"}
    with pytest.raises(NamesThePupil) as refusal:
        require_nobody(actor=story.actor, school=story.school, texts=texts, now=story.now)
    assert list(refusal.value.fields) == ["reason"]
    assert [hit.word for hit in refusal.value.words["reason"]] == ["Kanarie", "Mirte"]
    require_nobody(actor=story.actor, school=story.school, texts=texts, now=story.now, kept=True)
    assert AuditEvent.objects.get(action="school.words_kept").detail == {"fields": "reason", "words": 2}


def test_a_signal_names_somebody_too(story):
    services.write_signal(
        actor=story.actor,
        school=story.school,
        data=services.SignalData(
            source="teacher", heard_on=story.today, pupil_name="Wendelien", story="Stil.", parents_know="yes"
        ),
        now=story.now,
    )
    assert known_words({"a": "wendelien"}, actor=story.actor, school_id=story.school.pk)


def test_only_what_the_writer_may_see_is_looked_for(story):
    gw = make_actor(make_staff(story.swv, Role.GW, story.school), today=story.today)
    elsewhere = make_school(story.swv)
    other = make_actor(make_staff(story.swv, Role.IB, elsewhere), today=story.today)
    for actor, school in ((gw, story.school), (other, story.school), (other, elsewhere), (story.actor, elsewhere)):
        assert known_words({"a": "Kanarie"}, actor=actor, school_id=school.pk) == {}
    story.case.state = CaseState.CLOSED
    story.case.closed_at = story.now
    story.case.save()
    assert known_words({"a": "Kanarie"}, actor=story.actor, school_id=story.school.pk) == {}


def test_the_same_number_of_queries_for_many_pupils(story, django_assert_max_num_queries):
    for number in range(6):
        story.another_case("ouder", pupil=f"Kind{number}")
    with django_assert_max_num_queries(3):
        known_words({"a": "Kind3 kan dan niet"}, actor=story.actor, school_id=story.school.pk)


def test_who_wrote_a_signal_from_outside_does_not_read_why_the_school_dealt_with_it(story):
    jp = make_staff(story.swv, Role.JP, story.school, account=True)
    signal = services.write_signal(
        actor=make_actor(jp, today=story.today),
        school=story.school,
        data=services.SignalData(
            source="jp", heard_on=story.today, pupil_name="Wendelien", story="Stil.", parents_know="yes"
        ),
        now=story.now,
    )
    services.settle_signal(
        actor=story.actor, signal=signal, way="own_support", reason="De ouders gaan uit elkaar.", now=story.now
    )
    pages = {}
    for person in (jp, story.ib):
        browser = Client()
        browser.force_login(person.user)
        pages[person] = browser.get(f"/signalen/{signal.pk}/").content.decode()
    assert "uit elkaar" in pages[story.ib]
    assert "uit elkaar" not in pages[jp]
    assert "Wendelien" in pages[jp]
