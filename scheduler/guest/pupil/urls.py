"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.pupil import views

urlpatterns = [path("leerling/", views.pupil, name="pupil")]
