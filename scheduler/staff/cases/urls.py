"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.cases import acts, begin, closing, pages, regie

urlpatterns = [
    path("", pages.case_list, name="cases"),
    path("nieuw/", pages.case_new, name="case-new"),
    path("<uuid:case_id>/", pages.case_page, name="case"),
    path("<uuid:case_id>/begin/", begin.begin, name="case-begin"),
    path("<uuid:case_id>/begin/triage/", begin.triage, name="case-triage"),
    path("<uuid:case_id>/begin/voorwaarde/", begin.condition, name="case-condition"),
    path("<uuid:case_id>/begin/omstandigheid/", begin.circumstance, name="case-circumstance"),
    path("<uuid:case_id>/begin/verder/", begin.move_on, name="case-move"),
    path("<uuid:case_id>/begin/gesprek/", begin.conversation, name="case-conversation"),
    path("<uuid:case_id>/begin/melding/", begin.tell, name="case-tell"),
    path("<uuid:case_id>/begin/school/", begin.school, name="case-receiving-school"),
    path("<uuid:case_id>/begin/traject/", begin.traject, name="case-traject"),
    path("<uuid:case_id>/begin/traject/antwoord/", begin.traject_answer, name="case-traject-answer"),
    path("<uuid:case_id>/begin/leerling/", begin.pupil_invite, name="pupil-invite"),
    path("<uuid:case_id>/begin/leerling/samen/", begin.pupil_together, name="pupil-together"),
    path("<uuid:case_id>/stap/", begin.step, name="case-step"),
    path("<uuid:case_id>/regie/", regie.page, name="case-regie"),
    path("<uuid:case_id>/regie/draag-over/", regie.hand, name="regie-hand"),
    path("<uuid:case_id>/regie/antwoord/", regie.answer, name="regie-answer"),
    path("<uuid:case_id>/regie/neem-over/", regie.take_over, name="regie-take-over"),
    path("<uuid:case_id>/regie/splits/", regie.split, name="regie-split"),
    path("<uuid:case_id>/regie/voeg-samen/", regie.join, name="regie-join"),
    path("<uuid:case_id>/casusregisseur/", regie.casusregisseur, name="casusregisseur"),
    path("<uuid:case_id>/vink/", regie.tick, name="case-tick"),
    path("<uuid:case_id>/voorleggen/", regie.escalate, name="case-escalate"),
    path("<uuid:case_id>/voorleggen/klaar/", regie.end_escalation, name="case-escalation-end"),
    path("<uuid:case_id>/schaal/", regie.scale, name="case-scale"),
    path("<uuid:case_id>/afsluiten/", closing.close, name="case-close"),
    path("<uuid:case_id>/nazorg/", closing.aftercare, name="case-aftercare"),
    path("<uuid:case_id>/nazorg/contact/", closing.contact, name="case-contact"),
    path("<uuid:case_id>/verder/", closing.go_on, name="case-go-on"),
    path("<uuid:case_id>/taak/<uuid:task_id>/klaar/", acts.task_done, name="task-done"),
    path("<uuid:case_id>/taak/<uuid:task_id>/geef-door/", acts.task_hand, name="task-hand"),
]
