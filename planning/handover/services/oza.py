"""The OZA: filled in by the casusregisseur, and prepared as a version that never changes (R116, R117)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.ldos.fields import oza_form
from planning.cases import gate
from planning.cases.models import Case, CaseState
from planning.cases.services import CaseClosed, refuse_frozen
from planning.dossier.services import prepare_oza
from planning.errors import DomainError, Text
from planning.handover import rules
from planning.handover.models import OzaAnswer, OzaVersion
from planning.handover.selectors import answers_of, may_fill
from planning.people import audit
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Person

LONGEST = 6000  # characters of one answer


class NotYourOza(NotAllowed):
    """R116: the casusregisseur fills it in, or the IB or OC for them."""

    message = _("De casusregisseur vult het OZA in, of de IB'er of OC van de school.")


class FieldsMissing(DomainError):
    """What the SWV asks is there, before it goes to LDOS."""

    code = "oza_fields_missing"
    status = 422
    message = _("Vul dit in. Daarna kan het OZA naar LDOS.")


class TooLong(DomainError):
    """More than anybody reads."""

    code = "oza_too_long"
    status = 422
    message = _("Gebruik minder dan 6000 tekens.")


class AnsweredMeanwhile(DomainError):
    """Somebody else wrote at this question while the page was open."""

    code = "oza_answered_meanwhile"
    message = _(
        "Iemand anders schreef hier intussen iets anders. Uw tekst staat er nog. Bewaart u opnieuw, dan geldt die."
    )


@transaction.atomic
def save_answers(
    *, actor: Actor, case: Case, texts: Mapping[str, str], seen: Mapping[str, str] | None = None, now: dt.datetime
) -> None:
    """Keep what was typed at the questions. What is the same as the proposal is not kept: it goes on with its source.

    `seen` has the `rules.mark` of each answer as the page showed it: two people who fill in at once do not undo each
    other. Raises NotYourOza, NoGround, CaseClosed, CaseFrozen, TooLong, AnsweredMeanwhile.
    """
    _save(actor, _locked(actor, case, now=now), texts, seen=seen or {}, now=now)


def _save(actor: Actor, case: Case, texts: Mapping[str, str], *, seen: Mapping[str, str], now: dt.datetime) -> None:
    wrong: dict[str, Text] = {key: TooLong.message for key, text in texts.items() if len(text) > LONGEST}
    if wrong:
        raise TooLong(fields=wrong)
    kept = {row.field: row for row in OzaAnswer.objects.filter(case=case)}
    typed = _typed(texts)
    stands = {
        row.key: rules.standing(sent=typed[row.key], seen=seen.get(row.key), now=row.text)
        for row in answers_of(case, actor=actor, now=now)
        if row.key in typed
    }
    clashes = [key for key, how in stands.items() if how == rules.Standing.CLASH]
    if clashes:
        raise AnsweredMeanwhile(fields=dict.fromkeys(clashes, AnsweredMeanwhile.message))
    changed = 0
    for answer in answers_of(case, actor=actor, now=now, typed=typed):
        row = kept.get(answer.key)
        if stands.get(answer.key) != rules.Standing.NEW or not answer.typed:
            continue
        if answer.text == answer.proposed:
            changed += row is not None
            if row is not None:
                row.delete()
        elif row is None or str(row.text or "") != answer.text:
            row = row or OzaAnswer(swv_id=case.swv_id, case=case, field=answer.key)
            row.text, row.changed_by_id, row.changed_at = answer.text or None, actor.person_id, now
            row.save()
            changed += 1
    if changed:
        audit.record(swv_id=case.swv_id, by=actor.by, action="oza.fill", on=case, now=now, fields=changed)


@transaction.atomic
def prepare(
    *, actor: Actor, case: Case, texts: Mapping[str, str], seen: Mapping[str, str] | None = None, now: dt.datetime
) -> OzaVersion:
    """Keep what was typed, and seal all of it as the next version: IB or OC then puts it in LDOS (R117).

    What still waited to be uploaded is superseded. Raises NotYourOza, NoGround, CaseClosed, CaseFrozen, TooLong,
    AnsweredMeanwhile, FieldsMissing, CasusregisseurFirst.
    """
    case = _locked(actor, case, now=now)
    if not gate.may_name_pupil(case, now=now):
        raise gate.NoGround
    _save(actor, case, texts, seen=seen or {}, now=now)
    form, rows = oza_form(), answers_of(case, actor=actor, now=now)
    empty = rules.missing(form.fields, rows)
    if empty:
        raise FieldsMissing(fields=dict.fromkeys(empty, FieldsMissing.message))
    today = timezone.localdate(now)
    upload = prepare_oza(actor=actor, case=case, on=today, now=now)
    content = rules.sealed(
        [(row.key, row.name, row.text) for row in rows],
        form=form.version,
        prepared_by=str(upload.prepared_by_id),
        on=today,
    )
    last = case.oza_versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = OzaVersion.objects.create(
        swv_id=case.swv_id,
        case=case,
        upload=upload,
        number=last + 1,
        form=form.version,
        content=content,
        hash=rules.digest(content),
        made_by_id=actor.person_id,
        made_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="oza.seal", on=version, now=now, number=version.number)
    return version


def _typed(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text.replace("\r\n", "\n").strip() for key, text in texts.items()}


def _locked(actor: Actor, case: Case, *, now: dt.datetime) -> Case:
    """The open case under its lock, for who may fill in; who works elsewhere needs a ground still (house rule 4)."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur", "opened_by")
    case = rows.get(pk=case.pk)
    if actor.person_id is None or not may_fill(actor, case):
        raise NotYourOza
    if not actor.may(Right.MANAGE_CASES, school_id=case.school_id):
        gate.require(case=case, person=Person.objects.get(pk=actor.person_id), now=now)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    return case
