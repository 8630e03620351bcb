"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.meetings.subscribing import subscribe
from scheduler.guest.meetings.views import calendar, invitation

urlpatterns = [
    path("uitnodiging/", invitation, name="invitation"),
    path("uitnodiging/overleg.ics", calendar, name="invitation-calendar"),
    path("agenda/volgen/", subscribe, name="subscribe"),
]
