"""The guest door: /u/<token> becomes a cookie for /g/<link id>/…; /agenda/ is a feed, /tafel/ takes a code."""

from django.urls import include, path

from scheduler.guest.door import enter
from scheduler.guest.meetings.feed import feed

app_name = "guest"
urlpatterns = [
    path("u/<str:token>", enter, name="enter"),
    path("", include("scheduler.guest.table.urls")),
    path("agenda/<str:token>.ics", feed, name="feed"),
    path("g/<uuid:link_id>/", include("scheduler.guest.consent.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.polls.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.meetings.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.agenda.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.preparation.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.followup.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.dossier.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.pupil.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.report.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.code.urls")),
]
