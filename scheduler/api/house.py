"""/api/v1: one API, a router a room, the same services as the pages."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.throttling import AuthRateThrottle

from scheduler.api import agenda, agreements, cases, evaluations, meetings, people, polls, problems, yearplans
from scheduler.api.door import ApiKeyAuth

api = NinjaAPI(
    title="Aan tafel",
    version="1",
    urls_namespace="api-1",
    description="Errors are problem details (RFC 9457) with a stable `code`. Times are ISO 8601 with an offset.",
    auth=ApiKeyAuth(),
    throttle=[AuthRateThrottle("1200/m")],
    docs_url=None,  # its pages fetch scripts from elsewhere; the schema is at openapi.json
)
problems.install(api)
api.add_router("", people.router, tags=["people"])
api.add_router("/year-plans", yearplans.router, tags=["year plans"])
api.add_router("/cases", cases.router, tags=["cases"])
api.add_router("/meetings", meetings.router, tags=["meetings"])
api.add_router("/meetings", agenda.router, tags=["agenda"])
api.add_router("/polls", polls.router, tags=["polls"])
api.add_router("/agreements", agreements.router, tags=["agreements"])
api.add_router("/agreements/evaluations", evaluations.router, tags=["evaluations"])
