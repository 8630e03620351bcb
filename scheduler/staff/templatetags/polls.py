"""`{% load polls %}`: what the pages of a poll look up and say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django import template

from scheduler.design.parts import part_name

register = template.Library()


@register.filter
def for_key(found: Mapping[object, object], key: object) -> object:
    """The value of a mapping for a key that is a variable, or None."""
    return found.get(key)


@register.filter
def day_parts(parts: Collection[str]) -> str:
    """Day parts in words: "maandag ochtend, dinsdag na school"."""
    return ", ".join(part_name(part) for part in parts)
