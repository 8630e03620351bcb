"""The guest door: /u/<token> swaps a token for a cookie, /g/<link id>/… are the pages behind it, /agenda/ is a feed."""

from django.urls import include, path

from scheduler.guest.door import enter
from scheduler.guest.meetings.feed import feed

app_name = "guest"
urlpatterns = [
    path("u/<str:token>", enter, name="enter"),
    path("agenda/<str:token>.ics", feed, name="feed"),
    path("g/<uuid:link_id>/", include("scheduler.guest.consent.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.polls.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.meetings.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.followup.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.dossier.urls")),
    path("g/<uuid:link_id>/", include("scheduler.guest.pupil.urls")),
]
