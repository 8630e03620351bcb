"""The machine door."""

from django.urls import path

from scheduler.api.house import api

urlpatterns = [path("v1/", api.urls)]
