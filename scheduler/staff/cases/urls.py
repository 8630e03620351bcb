"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.cases import acts, consent, pages

urlpatterns = [
    path("", pages.case_list, name="cases"),
    path("nieuw/", pages.case_new, name="case-new"),
    path("<uuid:case_id>/", pages.case_page, name="case"),
    path("<uuid:case_id>/toestemming/", consent.ask, name="consent-ask"),
    path("<uuid:case_id>/antwoord/<uuid:request_id>/", consent.record, name="consent-record"),
    path("<uuid:case_id>/ouder/", acts.guardian_new, name="guardian-new"),
    path("<uuid:case_id>/ouder/<uuid:party_id>/", acts.guardian, name="guardian"),
    path("<uuid:case_id>/meedenken/", acts.involve, name="involve"),
    path("<uuid:case_id>/casusregisseur/", acts.casusregisseur, name="casusregisseur"),
    path("<uuid:case_id>/stap/", acts.step, name="case-step"),
    path("<uuid:case_id>/afsluiten/", acts.close, name="case-close"),
    path("<uuid:case_id>/taak/<uuid:task_id>/klaar/", acts.task_done, name="task-done"),
]
