"""Who and when belong together: a check that both are there or neither."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


def together(name: str, *fields: str) -> models.CheckConstraint:
    """All of these fields are filled, or none of them."""
    none, every = Q(), Q()
    for field in fields:
        none &= Q(**{f"{field}__isnull": True})
        every &= Q(**{f"{field}__isnull": False})
    return models.CheckConstraint(condition=none | every, name=name)
