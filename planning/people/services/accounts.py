"""What can happen to people: accounts. Schools, roles and hours come in by the workbook (`importing`)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import Person, User


class HasAccount(DomainError):
    """One account a person."""

    code = "has_account"
    message = _("Deze persoon heeft al een account.")


@transaction.atomic
def make_account(*, actor: Actor, person: Person, now: dt.datetime) -> User:
    """Give a person an account without a password, and a letter that says how to choose one. Raises HasAccount."""
    actor.require(Right.MANAGE_PEOPLE)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id is not None:
        raise HasAccount
    # The same person may work for two SWVs: one account, found by its address.
    user = User.objects.filter(email=person.email.lower()).first() or User.objects.create_user(person.email)
    person.user = user
    person.save(update_fields=["user"])
    outbox.post(
        Letter(
            tenant_id=person.swv_id,
            key=f"account:{person.pk}",
            template="account_made",
            recipient=Recipient(key=str(person.pk), name=person.name, address=person.email),
            context={"name": person.name, "url": f"{settings.BASE_URL}/account/password/reset/"},
        ),
        now=now,
    )
    audit.record(swv_id=person.swv_id, by=actor.by, action="account.make", on=person, now=now)
    return user


def post_password_reset(*, user: User, url: str, now: dt.datetime) -> bool:
    """The letter with the way to a new password; False for an account that belongs to nobody of an SWV."""
    with scopes_disabled():
        person = Person.objects.filter(user=user).order_by("created_at").first()
    if person is None:
        return False
    with scope(swv=person.swv_id):
        outbox.post(
            Letter(
                tenant_id=person.swv_id,
                key=f"password:{user.pk}:{now.timestamp():.0f}",
                template="password_reset",
                recipient=Recipient(key=str(person.pk), name=person.name, address=user.email),
                context={"name": person.name, "url": url},
            ),
            now=now,
        )
    return True
