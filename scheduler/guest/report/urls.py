"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.report import views

urlpatterns = [
    path("notulen/", views.report, name="report"),
    path("notulen/verslag.pdf", views.pdf, name="report-pdf"),
]
