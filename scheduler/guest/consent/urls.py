"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.consent import views

urlpatterns = [path("toestemming/", views.consent, name="consent")]
