"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.followup import views

urlpatterns = [
    path("afspraak/", views.agreement, name="agreement"),
    path("vervolg/", views.following, name="following"),
]
