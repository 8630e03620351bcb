"""P3: what is said about a pupil is encrypted at rest, and the key can be changed."""

import base64
import hashlib
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from encrypted_fields.fields import EncryptedFieldMixin

from planning.cases.models import Case
from planning.privacy import services
from planning.privacy.subjects import subjects

pytestmark = pytest.mark.django_db

# Plain text columns of tables about a pupil, each with why it may be read on the disk.
PLAIN = {
    "cases.Case.reference": "the alias: says nothing",
    "cases.Case.route": "the name of a shipped route",
    "cases.Case.consent_head": "a hash",
    "cases.Party.language": "a language code",
    "cases.ConsentRequest.scope": "codes of kinds of data",
    "cases.ExpertTold.role": "a code of a role",
    "cases.Applicant.language": "a language code",
    "cases.StepMove.route": "the name of a route",
    "cases.StepMove.outcome": "a code of the route",
    "cases.StepMove.decision": "a code of the route",
    "cases.StepMove.overridden": "codes of conditions",
    "cases.ConditionWord.key": "a code of the route",
    "cases.CircumstanceWord.key": "a code of the route",
    "cases.ConsentDecision.user_agent": "a browser's name, wiped after 90 days",
    "cases.ConsentDecision.previous_hash": "a hash",
    "cases.ConsentDecision.hash": "a hash",
    "cases.Task.code": "the name of a text on screen",
    "cases.Task.object_key": "an id",
    "meetings.Meeting.reference": "a neutral code",
    "meetings.Meeting.location": "a place: checked on names when it is saved, and it stands in calendars",
    "meetings.Meeting.video": "a web address: checked on names when it is saved, and it stands in calendars",
    "agenda.AgendaEvent.uid": "a random id",
    "meetings.Meeting.uid": "a random id",
    "meetings.KeptMail.key": "a hash",
    "meetings.KeptMail.trust": "a code",
    "polls.DatePoll.decision": "a code of the route",
    "polls.PollNote.parts": "codes of day parts",
    "polls.KnownTimes.parts": "codes of day parts",
    "polls.TableRound.code": "a random code, for an hour",
    "handover.OzaAnswer.field": "the key of a question",
    "handover.OzaVersion.hash": "a hash",
    "dossier.TlvRequest.sent_to": "the committee",
    "dossier.TlvPiece.key": "the name of a piece",
    "followup.Progress.reported_by": "an id",
    "minutes.NoteVersion.pen": "a random id of an open page",
    "followup.Evaluation.method": "how is looked back: checked on names when it is saved",
    "report.Version.changed": "codes of parts",
    "privacy.Correction.field": "the name of a column",
    "privacy.Statement.field": "the name of a column",
    "privacy.RetentionNotice.category": "a code",
    "privacy.SubjectRequest.case_reference": "the alias",
    "dossier.Document.sha256": "a hash of the file",
    "outbox.OutgoingLetter.key": "ids",
    "outbox.OutgoingLetter.template": "a code",
    "outbox.OutgoingLetter.recipient_key": "an id",
    "outbox.OutgoingLetter.recipient_name": "whom a letter is for, never about whom; 90 days",
    "outbox.OutgoingLetter.address": "where a letter went: who mends an address looks for it; 90 days",
    "outbox.OutgoingLetter.language": "a language code",
    "outbox.OutgoingLetter.subject": "a neutral text of ours (P1)",
    "outbox.OutgoingLetter.sender_name": "the school",
    "outbox.OutgoingLetter.reply_to": "staff",
    "outbox.OutgoingLetter.message_id": "a random id",
    "outbox.OutgoingLetter.last_word": "the mail server's answer; 90 days",
    "links.PersonalLink.digest": "a hash",
    "links.PersonalLink.purpose": "a code",
    "links.PersonalLink.person_key": "an id",
    "links.PersonalLink.object_key": "an id",
    "links.DoorCode.reader_key": "an id",
    "links.DoorCode.digest": "a keyed hash",
    "links.DoorCode.asker": "a hash",
    "links.DoorCode.door": "a hash",
}
ALSO = ("privacy.SubjectRequest", "outbox.OutgoingLetter", "links.PersonalLink", "links.DoorCode")


def plain_texts():
    tables = [subject.model for subject in subjects()] + [apps.get_model(label) for label in ALSO]
    for model in tables:
        for field in model._meta.concrete_fields:
            text = isinstance(field, (models.CharField, models.TextField, models.JSONField))
            if text and not isinstance(field, EncryptedFieldMixin) and not field.choices:
                yield f"{model._meta.label}.{field.name}"


def test_every_plain_text_about_a_pupil_is_allowed_with_a_reason():
    """A new free text: make it an Encrypted…Field. A code or an id: say here why it may be plain."""
    assert set(plain_texts()) - set(PLAIN) == set()


def test_nothing_is_allowed_that_is_not_there():
    assert set(PLAIN) - set(plain_texts()) == set()


def forget_keys():
    for _model, field in services.encrypted_columns():
        for name in ("keys", "f"):
            field.__dict__.pop(name, None)


@pytest.fixture
def with_keys(settings):
    def use(*keys):
        settings.SALT_KEY = list(keys)
        forget_keys()

    yield use
    settings.SALT_KEY = ["demo-field-key"]
    forget_keys()


def test_all_fields_share_keys_and_they_are_those_the_library_would_work_out(with_keys, settings):
    with_keys("nieuw", "demo-field-key")
    worked_out = [
        base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", settings.SECRET_KEY.encode(), salt, 100_000))
        for salt in (b"nieuw", b"demo-field-key")
    ]
    shared = [field.keys for _model, field in services.encrypted_columns()]
    assert len(shared) > 100
    assert all(keys == worked_out for keys in shared)


def raw():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pupil_name FROM cases_case")
        return cursor.fetchone()[0]


def test_the_key_changes_and_the_old_one_can_go(story, with_keys):
    with_keys("nieuw", "demo-field-key")
    assert str(Case.objects.get().pupil_name) == "Kanarie"  # the old key is still readable
    before = raw()
    with pytest.raises(CommandError):
        call_command("rotate_field_key", "--check", stdout=StringIO())
    said = StringIO()
    call_command("rotate_field_key", stdout=said)
    assert "cases.Case.pupil_name: 1" in said.getvalue()
    assert raw() != before
    with_keys("nieuw")
    assert str(Case.objects.get().pupil_name) == "Kanarie"
    call_command("rotate_field_key", "--check", stdout=StringIO())
    with_keys("demo-field-key")
    assert str(Case.objects.get().pupil_name) != "Kanarie"  # the old key opens nothing any more


def test_a_missing_key_stops_before_anything_is_lost(story, with_keys):
    before = raw()
    with_keys("heel-andere")
    with pytest.raises(CommandError, match="FIELD_KEY"):
        call_command("rotate_field_key", stdout=StringIO())
    assert raw() == before


def test_changing_twice_is_no_harm(story, with_keys):
    with_keys("nieuw", "demo-field-key")
    services.rotate_field_keys()
    services.rotate_field_keys()
    with_keys("nieuw")
    assert str(Case.objects.get().pupil_name) == "Kanarie"
