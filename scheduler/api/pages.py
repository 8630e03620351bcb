"""Lists come in pages: `limit` and `offset` in, `items` and `count` out."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from ninja.pagination import PaginationBase
from pydantic import Field


class Pages(PaginationBase):
    """At most 200 rows a page; an offset past the end is an empty page."""

    class Input(Schema):
        """Which page."""

        limit: int = Field(default=50, ge=1, le=200)
        offset: int = Field(default=0, ge=0, le=1_000_000)

    class Output(Schema):
        """One page and how many rows there are in all."""

        items: list[Any]
        count: int

    def paginate_queryset(self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any) -> dict[str, Any]:
        """Cut one page out of a queryset or a list."""
        del request, params
        count = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        rows = queryset[pagination.offset : pagination.offset + pagination.limit]
        return {"items": list(rows), "count": count}
