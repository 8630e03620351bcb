"""Addresses of these pages, below that of a meeting; and of the duty to tell, below that of a case."""

from django.urls import path

from scheduler.staff.report import day, files, telling, views

minutes = "overleggen/<uuid:meeting_id>/notulen/"

urlpatterns = [
    path(minutes, views.report, name="report"),
    path(f"{minutes}alle/", day.send_day, name="report-day"),
    path(f"{minutes}mijn/", views.own, name="report-own"),
    path(f"{minutes}notulen.pdf", files.pdf, name="report-pdf"),
    path(f"{minutes}notulen.docx", files.docx, name="report-docx"),
    path("casussen/<uuid:case_id>/terugkoppeling/", telling.telling, name="report-tell"),
]
