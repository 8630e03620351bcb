"""P4: when its terms are over, nothing of a case is in any table or file; new tables are found by themselves."""

import datetime as dt
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Case, Party
from planning.people.models import Person
from planning.privacy import services
from planning.privacy.models import SubjectRequest
from planning.privacy.subjects import subjects

pytestmark = pytest.mark.django_db
CANARY = "kanari3"  # seven letters: it fits into the shortest text
DAY = dt.timedelta(days=1)
# The demo's application has not become a case; its tables are found and deleted like every other.
NOT_IN_THE_DEMO = {"cases.Application", "cases.Applicant", "cases.ApplicationAct"}


def texts_of(model):
    """The fields that may hold anything somebody wrote."""
    once = {name for row in model._meta.total_unique_constraints for name in row.fields} | {
        name for row in model._meta.constraints for name in getattr(row, "fields", ())
    }
    for field in model._meta.concrete_fields:
        if field.choices or field.unique or field.name in once or field.name in {"hash", "sha256"}:
            continue
        if isinstance(field, (models.CharField, models.TextField)) and (field.max_length or 99) >= len(CANARY):
            yield field.name, CANARY
        elif isinstance(field, models.JSONField):
            yield field.name, {"x": CANARY}


def write(rows, name, value):
    """Everywhere if the table lets us, else where something stands already (who and why come in pairs)."""
    try:
        with transaction.atomic():
            rows.update(**{name: value})
    except IntegrityError:
        rows.filter(**{f"{name}__isnull": False}).update(**{name: value})


def everywhere():
    """Every table that has the canary, by what its rows say and by what stands on disk."""
    found = set()
    for model in apps.get_models():
        if any(CANARY in str(row) for row in model._base_manager.values()):
            found.add(model._meta.label)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            if CANARY in str(cursor.fetchall()):
                found.add(f"{model._meta.db_table} (plain)")
    return found


def test_retention_leaves_nothing(demo):
    now = timezone.now()
    with scope(swv=demo.swv_id):
        told = set()
        ib = Person.objects.get(email="ib@demo.example")
        for case in Case.objects.all():
            SubjectRequest.objects.create(
                swv_id=demo.swv_id,
                case=case,
                school_id=case.school_id,
                case_reference=case.reference,
                requester=case.parties.first(),
                kind="copy",
                received_on=now.date(),
                due_on=now.date(),
                recorded_by=ib,
                answer=CANARY,
            )
        for subject in subjects():
            fields = dict(texts_of(subject.model))
            for case in Case.objects.all():
                keys = list(subject.rows(case.pk).values_list("pk", flat=True))
                for name, value in fields.items() if keys else ():
                    write(subject.model._default_manager.filter(pk__in=keys), name, value)
                    told.add(subject.label)
        parties = [str(pk) for pk in Party.objects.values_list("pk", flat=True)]
        OutgoingLetter.objects.filter(recipient_key__in=parties).update(
            subject=CANARY, recipient_name=CANARY, body=CANARY, state="sent", sent_at=now, last_word=CANARY
        )
        named = {subject.label for subject in subjects() if dict(texts_of(subject.model))}
        assert named - told - NOT_IN_THE_DEMO == set(), "the demo tells of no row of these: put one in"
        with scopes_disabled():
            assert len(everywhere()) >= len(told)
        Case.objects.update(state="closed", closed_at=now)
        from planning.cases.models import Freeze

        Freeze.objects.filter(lifted_at__isnull=True).update(lifted_at=now, lifted_by=ib)
    for days in (5 * 365, 5 * 365 + 15):
        services.keep_terms(now=now + days * DAY)
    with scopes_disabled():
        assert everywhere() == set()
        assert Case.objects.filter(swv=demo.swv_id).count() == 0
    assert [
        str(path)
        for path in Path(settings.DATA_DIR).rglob("*")
        if path.is_file() and "sqlite" not in path.name and CANARY.encode() in path.read_bytes()
    ] == []
