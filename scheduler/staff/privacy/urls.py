"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.privacy import case, log, requests, terms

CASE = "casussen/<uuid:case_id>/privacy/"

urlpatterns = [
    path(CASE, case.case_privacy, name="privacy-case"),
    path(f"{CASE}kopie/<uuid:party_id>/", case.copy, name="privacy-copy"),
    path(f"{CASE}verzoek/", case.request_new, name="privacy-request-new"),
    path(f"{CASE}verbeteren/", case.correct, name="privacy-correct"),
    path(f"{CASE}zienswijze/", case.statement, name="privacy-statement"),
    path(f"{CASE}bevriezen/", case.freeze, name="privacy-freeze"),
    path(f"{CASE}opheffen/", case.lift, name="privacy-lift"),
    path(f"{CASE}wissen/", case.erase, name="privacy-erase"),
    path("privacy/", requests.overview, name="privacy"),
    path("privacy/verzoek/<uuid:ask_id>/", requests.request_page, name="privacy-request"),
    path("privacy/verzoek/<uuid:ask_id>/langer/", requests.extend, name="privacy-extend"),
    path("privacy/inzagelog/", log.log_page, name="privacy-log"),
    path("privacy/inzagelog/bestand/", log.log_file, name="privacy-log-csv"),
    path("privacy/inzagelog/aftekenen/", log.sign, name="privacy-review"),
    path("privacy/bewaren/", terms.terms_page, name="privacy-terms"),
    path("privacy/bewaren/<uuid:school_id>/", terms.school_terms, name="privacy-school-terms"),
    path("privacy/verwijderd/<uuid:report_id>/", terms.report_page, name="privacy-report"),
    path("privacy/verwijderd/<uuid:report_id>/verslag.csv", terms.report_csv, name="privacy-report-csv"),
    path("privacy/verwijderd/<uuid:report_id>/verslag.pdf", terms.report_pdf, name="privacy-report-pdf"),
]
