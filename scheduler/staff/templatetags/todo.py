"""`{% load todo %}`: what a task says, and where it is done."""

from __future__ import annotations

from django import template

from planning.cases.models import Task
from planning.errors import Text
from scheduler.staff import todo

register = template.Library()


@register.filter
def todo_text(task: Task) -> Text:
    """What the task says to do."""
    return todo.text_of(task)


@register.filter
def todo_url(task: Task) -> str:
    """The page where it is done."""
    return todo.url_of(task)


@register.filter
def todo_brief(task: Task) -> str:
    """What somebody else reads of the task."""
    return todo.brief_of(task.code)
