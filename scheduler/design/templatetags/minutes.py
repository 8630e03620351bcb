"""`{% load minutes %}`: the text of minutes as paragraphs and lists, and what its parts are called."""

from __future__ import annotations

from django import template

from planning.errors import Text
from planning.report import rules
from planning.report.rules import Block
from planning.report.wording import Part

register = template.Library()


@register.filter
def blocks(text: str) -> tuple[Block, ...]:
    """Plain text as blocks."""
    return rules.blocks(text)


@register.filter
def part_heading(key: str) -> Text:
    """The heading of a part."""
    return Part(key).label
