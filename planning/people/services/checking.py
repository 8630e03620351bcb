"""Before a row is kept: every field in its own words, and nothing of another SWV."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.plaintext import one_line
from planning.errors import DomainError, Text
from planning.people.access import Actor, NotAllowed
from planning.people.tenancy import TenantModel


class NotRight(DomainError):
    """Something filled in cannot be; `fields` says what and where."""

    code: ClassVar[str] = "not_right"
    status: ClassVar[int] = 422
    message = _("Er klopt iets niet in wat u invulde.")


def wrong(name: str, reason: Text) -> NotRight:
    """The refusal of one field."""
    return NotRight(reason, fields={name: reason})


def same_swv(actor: Actor, *rows: TenantModel | None) -> None:
    """Raise NotAllowed for a row of another SWV: a second net under the scope (S6)."""
    if any(row is not None and row.swv_id != actor.swv_id for row in rows):
        raise NotAllowed


def check(row: TenantModel, *, twice: dict[str, Text] | None = None) -> None:
    """Raise NotRight when the row breaks a rule of its table. `twice`: the words for a field that exists already.

    Every text is first made one line without control characters: it ends up in letters and calendars (S10).
    """
    for column in row._meta.concrete_fields:
        if isinstance(column, models.CharField):
            setattr(row, column.attname, one_line(str(getattr(row, column.attname))))
    try:
        row.clean_fields()
    except ValidationError as error:
        raise NotRight(fields={name: texts[0] for name, texts in error.message_dict.items()}) from error
    for name, reason in (twice or {}).items():
        same = type(row)._default_manager.filter(**{f"{name}__iexact": getattr(row, name)}).exclude(pk=row.pk)
        if same.exists():
            raise wrong(name, reason)
