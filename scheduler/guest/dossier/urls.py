"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.dossier import views

urlpatterns = [
    path("observatie/", views.observation, name="observation"),
    path("stuk/", views.document, name="document"),
]
