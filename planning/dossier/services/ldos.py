"""LDOS: the registration for the SOT by the IB (R91), and the OZA upload with its receipt (R116, R117)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from integrations.ldos.reference import InvalidReference
from integrations.ldos.reference import reference as ldos_reference
from planning.cases.models import Case
from planning.dossier.models import LdosEntry, LdosState, OzaUpload
from planning.dossier.services import ground
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor

UPLOAD = "dossier_upload"


class WrongReference(DomainError):
    """Not a number of LDOS."""

    code = "ldos_wrong_reference"
    status = 422
    message = _("Dit is geen nummer van LDOS: 3 tot 20 letters, cijfers en streepjes.")


class CasusregisseurFirst(DomainError):
    """R116: the casusregisseur fills in the OZA, so there must be one."""

    code = "oza_casusregisseur_first"
    message = _("Wijs eerst de casusregisseur aan.")
    hint = _("De casusregisseur vult het deskundigenadvies OZA in; de IB'er of OC zet het in LDOS.")


class NothingToUpload(DomainError):
    """An upload follows what was prepared."""

    code = "oza_nothing_prepared"
    message = _("Er staat geen OZA klaar om in LDOS te zetten.")


@transaction.atomic
def record_registration(
    *, actor: Actor, case: Case, state: LdosState, reference: str, on: dt.date, now: dt.datetime
) -> LdosEntry:
    """A step of the registration in LDOS, each a new row (R91). A registration that is done has its number.

    Raises NotAllowed, CaseClosed, WrongReference, FutureDay, StrangeDay.
    """
    case = ground.locked_case(case.pk, actor=actor)
    ground.happened(on, field="on", now=now)
    number = _number(reference) if reference.strip() or state == LdosState.REGISTERED else None
    entry = LdosEntry.objects.create(
        swv_id=case.swv_id,
        case=case,
        state=state,
        reference=number,
        on=on,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="ldos.register", on=entry, now=now, state=str(state))
    return entry


@transaction.atomic
def prepare_oza(*, actor: Actor, case: Case, on: dt.date, now: dt.datetime) -> OzaUpload:
    """The casusregisseur has filled in the OZA (R116): IB or OC gets the task to upload it (R117).

    One that still waited is superseded by it. The casusregisseur may be of another organisation. Raises NotAllowed,
    CaseClosed, CasusregisseurFirst, FutureDay.
    """
    case = ground.locked_case(case.pk, actor=actor, led=True)
    if case.casusregisseur is None:
        raise CasusregisseurFirst
    ground.happened(on, field="on", now=now)
    for earlier in case.oza_uploads.filter(uploaded_at__isnull=True, superseded_at__isnull=True):
        earlier.superseded_at = now
        earlier.save(update_fields=["superseded_at"])
        ground.task_done(case, object_id=earlier.pk, now=now)
    upload = OzaUpload.objects.create(
        swv_id=case.swv_id,
        case=case,
        prepared_by=case.casusregisseur,
        prepared_on=on,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    ground.task_for(case.opened_by, case=case, code=UPLOAD, object_id=upload.pk, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="oza.prepare", on=upload, now=now)
    return upload


@transaction.atomic
def record_upload(*, actor: Actor, case: Case, receipt: str, on: dt.date, now: dt.datetime) -> OzaUpload:
    """IB or OC has uploaded it: number and date of the receipt, and by whom (R117).

    Raises NotAllowed, CaseClosed, NothingToUpload, WrongReference, FutureDay, StrangeDay.
    """
    case = ground.locked_case(case.pk, actor=actor)
    upload = case.oza_uploads.filter(uploaded_at__isnull=True, superseded_at__isnull=True).first()
    if upload is None:
        raise NothingToUpload
    upload.uploaded_on = ground.happened(on, field="on", now=now, not_before=upload.prepared_on)
    upload.receipt = _number(receipt, field="receipt")
    upload.uploaded_by_id, upload.uploaded_at = actor.person_id, now
    upload.save(update_fields=["uploaded_on", "receipt", "uploaded_by", "uploaded_at"])
    ground.task_done(case, object_id=upload.pk, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="oza.upload", on=upload, now=now)
    return upload


def _number(text: str, *, field: str = "reference") -> str:
    try:
        return ldos_reference(text)
    except InvalidReference as error:
        raise WrongReference(fields={field: WrongReference.message}) from error
