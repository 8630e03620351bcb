"""P3, P4: what is written about a pupil before there is a case is kept as carefully, and goes too."""

import datetime as dt

import pytest
from encrypted_fields.fields import EncryptedFieldMixin

from planning.cases.models import Signal, SignalAct
from planning.privacy import erasing, services
from planning.privacy.models import AccessEntry
from planning.privacy.subjects import BEFORE_A_CASE, subject_of_id
from tests.privacy.test_pages import client_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def signal(story, **more):
    fields = {"state": "done", "held_by": story.ib, "held_since": story.now, "written_at": story.now, **more}
    return Signal.objects.create(
        swv=story.swv,
        school=story.school,
        source="teacher",
        heard_on=story.today,
        pupil_name="Kanarie",
        story="Een lang verhaal.",
        parents_know="yes",
        written_by=story.ib,
        **fields,
    )


def test_a_settled_signal_goes_after_its_term_and_an_open_one_stays(story):
    signal(story)
    waiting = signal(story, state="new", held_by=None, held_since=None)
    services.delete_what_is_over(swv_id=story.swv.pk, by=story.actor.by, now=story.now + 364 * DAY)
    assert Signal.objects.count() == 2
    services.delete_what_is_over(swv_id=story.swv.pk, by=story.actor.by, now=story.now + 366 * DAY)
    assert Signal.objects.get() == waiting


def test_a_signal_that_became_a_case_goes_with_it(story):
    row = signal(story)
    SignalAct.objects.bulk_create(
        [SignalAct(swv=story.swv, signal=row, way="case", case=story.case, by=story.ib, at=story.now)]
    )
    services.delete_what_is_over(swv_id=story.swv.pk, by=story.actor.by, now=story.now + 500 * DAY)
    assert Signal.objects.get() == row  # the case still runs
    assert erasing.empty(story.case)["cases.Signal"] >= 1
    assert not Signal.objects.exists()


def test_a_look_at_a_signal_is_a_row_without_an_alias(story):
    row = signal(story)
    assert client_of(story.ib).get(f"/signalen/{row.pk}/").status_code == 200
    found = AccessEntry.objects.get(object_type="cases.signal")
    assert (found.object_id, found.case_reference) == (str(row.pk), "")


def test_everything_is_encrypted_before_there_is_a_case():
    for name in BEFORE_A_CASE:
        fields = subject_of_id(name).model._meta.concrete_fields
        assert any(isinstance(field, EncryptedFieldMixin) for field in fields)
