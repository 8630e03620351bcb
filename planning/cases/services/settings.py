"""A school's or SWV's own rules of consent: who must say yes, the pupil from 12, the notice, the period (domain §2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.ages import FromTwelve
from planning.cases.models import Case, CaseState, ConsentSettings
from planning.cases.services.minding import mind
from planning.cases.signals import consent_changed
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School


@dataclass(frozen=True, slots=True)
class ConsentRules:
    """The rules as they are filled in. `months`: None is the end of the school year."""

    one_is_enough: bool = False
    from_twelve: str = FromTwelve.OPINION
    tell_other_guardian: bool = False
    months: int | None = None
    renew_weeks: int = 4


class WrongRules(DomainError):
    """A period or number of weeks that cannot be."""

    code = "wrong_consent_rules"
    status = 422
    message = _("Kijk de regels na: geldig van 1 tot en met 12 maanden, verlengen 2 tot en met 8 weken van tevoren.")


@transaction.atomic
def save_consent_rules(
    *, actor: Actor, school: School | None, rules: ConsentRules, now: dt.datetime
) -> ConsentSettings:
    """Keep the rules of one school, or of the SWV for the schools that have none of their own.

    They hold at once for every running case: who has no ground by them leaves at once, in the same transaction. A
    school's by who may set consent aside there, the SWV's by who manages its people. Raises NotAllowed, WrongRules.
    """
    if school is not None:
        actor.require(Right.OVERRIDE_CONSENT, school_id=school.pk)
    else:
        actor.require(Right.MANAGE_PEOPLE)
    months_ok = rules.months is None or 1 <= rules.months <= 12
    if not months_ok or not 2 <= rules.renew_weeks <= 8 or rules.from_twelve not in set(FromTwelve):
        raise WrongRules
    row, _made = ConsentSettings.objects.select_for_update().get_or_create(
        school=school, defaults={"swv_id": actor.swv_id}
    )
    values = {
        "one_is_enough": rules.one_is_enough,
        "from_twelve": str(rules.from_twelve),
        "tell_other_guardian": rules.tell_other_guardian,
        "months": rules.months,
        "renew_weeks": rules.renew_weeks,
    }
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_by_id, row.changed_at = actor.person_id, now
    row.save()
    audit.record(swv_id=actor.swv_id, by=actor.by, action="consent.rules", on=row, now=now, fields=",".join(changed))
    if changed:
        _look_again(school, now=now)
    return row


def _look_again(school: School | None, *, now: dt.datetime) -> None:
    """Every running case that these rules are for; one that its school's own rules cover loses nothing by it."""
    cases = Case.objects.filter(state=CaseState.OPEN).select_related("school")
    for case in cases if school is None else cases.filter(school=school):
        consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
        mind(case, now=now)
