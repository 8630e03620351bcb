"""Addresses of these pages, below that of a case."""

from django.urls import path

from scheduler.staff.handover import opp, oza

OZA, OPP = "<uuid:case_id>/oza/", "<uuid:case_id>/opp/"

urlpatterns = [
    path(OZA, oza.page, name="oza"),
    path(f"{OZA}<uuid:oza_version_id>/oza.pdf", oza.as_pdf, name="oza-pdf"),
    path(f"{OZA}<uuid:oza_version_id>/oza.csv", oza.as_csv, name="oza-csv"),
    path(OPP, opp.page, name="opp"),
    path(f"{OPP}opp.pdf", opp.as_pdf, name="opp-pdf"),
    path(f"{OPP}opp.docx", opp.as_docx, name="opp-docx"),
]
