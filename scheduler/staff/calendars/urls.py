"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.calendars import own_feed, views

urlpatterns = [
    path("", views.calendars, name="calendars"),
    path("koppelen/", views.connect, name="calendar-connect"),
    path("link/", own_feed.own_feed, name="own-feed"),
    path("lezen/", views.connect_feed, name="calendar-feed"),
    path("microsoft/", views.connect_microsoft, name="calendar-microsoft"),
    path("<uuid:account_id>/kiezen/", views.choose, name="calendar-choose"),
    path("<uuid:account_id>/loskoppelen/", views.disconnect, name="calendar-disconnect"),
]
