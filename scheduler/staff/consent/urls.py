"""Addresses of these pages, below /casussen/."""

from django.urls import path

from scheduler.staff.consent import acts, asking, pages, people, proof, settings

urlpatterns = [
    path("toestemming-regels/", settings.swv_rules, name="consent-rules-swv"),
    path("toestemming-regels/<uuid:school_id>/", settings.school_rules, name="consent-rules"),
    path("<uuid:case_id>/toestemming/", pages.consent, name="consent"),
    path("<uuid:case_id>/toestemming/vragen/", asking.ask, name="consent-ask"),
    path("<uuid:case_id>/toestemming/formulier/<uuid:party_id>/", asking.paper_form, name="consent-form"),
    path("<uuid:case_id>/toestemming/invullen/<uuid:party_id>/", asking.fill_in, name="consent-fill-in"),
    path("<uuid:case_id>/toestemming/grond/<uuid:involved_id>/", acts.ground, name="ground-set"),
    path("<uuid:case_id>/toestemming/grond/<uuid:ground_id>/einde/", acts.ground_end, name="ground-end"),
    path("<uuid:case_id>/toestemming/oneens/", acts.dispute, name="dispute"),
    path("<uuid:case_id>/toestemming/oneens/<uuid:dispute_id>/opheffen/", acts.dispute_lift, name="dispute-lift"),
    path("<uuid:case_id>/toestemming/bewijs/", proof.page, name="proof"),
    path("<uuid:case_id>/toestemming/bewijs.json", proof.as_json, name="proof-json"),
    path("<uuid:case_id>/toestemming/bewijs.pdf", proof.as_pdf, name="proof-pdf"),
    path("<uuid:case_id>/leerling/", people.pupil, name="pupil"),
    path("<uuid:case_id>/ouder/", people.guardian_new, name="guardian-new"),
    path("<uuid:case_id>/ouder/<uuid:party_id>/", people.guardian, name="guardian"),
    path("<uuid:case_id>/ouder/<uuid:party_id>/tijden/", people.times, name="guardian-times"),
    path("<uuid:case_id>/meedenken/", people.involve, name="involve"),
]
