"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.routes import pages

urlpatterns = [
    path("", pages.route_list, name="routes"),
    path("<slug:route_key>/", pages.route, name="route"),
]
