"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.dossier import views

urlpatterns = [
    path("observatie/", views.observation, name="observation"),
    path("stuk/", views.document, name="document"),
    path("stuk/bestand/", views.document_file, name="document-file"),
    path("stukken/<uuid:reading_id>/", views.meeting_document, name="meeting-document"),
    path("stukken/<uuid:reading_id>/bestand/", views.meeting_document_file, name="meeting-document-file"),
]
