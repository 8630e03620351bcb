"""All doors on one page. Personal links live under /u/ (with token), /g/ (swapped) and /agenda/ (feeds)."""

from django.urls import include, path

from scheduler.calls import graph_calls
from scheduler.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("allauth.urls")),
    path("api/", include("scheduler.api.urls")),
    path("vormgeving/", include("scheduler.design.urls")),
    path("koppeling/graph/", graph_calls, name="graph-calls"),
    path("", include("scheduler.guest.urls")),
    path("", include("scheduler.staff.urls")),
]

handler404 = "scheduler.errors.not_found"
handler403 = "scheduler.errors.forbidden"
handler429 = "scheduler.errors.too_many"
handler500 = "scheduler.errors.server_error"
