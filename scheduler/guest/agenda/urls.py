"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.agenda.views import agenda

urlpatterns = [path("agenda/", agenda, name="agenda")]
