"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.followup import evaluating, stuck, views

urlpatterns = [
    path("", views.overview, name="followup"),
    path("overleg/<uuid:meeting_id>/", views.after_meeting, name="after-meeting"),
    path("overleg/<uuid:meeting_id>/concept/", views.draft, name="agreement-draft"),
    path("overleg/<uuid:meeting_id>/doel/", views.goal, name="goal-change"),
    path("overleg/<uuid:meeting_id>/vertel/", views.tell, name="family-tell"),
    path("overleg/<uuid:meeting_id>/evaluatie/", views.plan_evaluation, name="evaluation-plan"),
    path("evaluatie/<uuid:evaluation_id>/", evaluating.page, name="evaluation"),
    path("evaluatie/<uuid:evaluation_id>/wie/", evaluating.choose, name="evaluation-choose"),
    path("evaluatie/<uuid:evaluation_id>/voorstel/", evaluating.propose, name="evaluation-propose"),
    path("evaluatie/<uuid:evaluation_id>/datum/", evaluating.send, name="evaluation-poll"),
    path("evaluatie/<uuid:evaluation_id>/besluit/", evaluating.decide, name="evaluation-decide"),
    path("afspraak/<uuid:agreement_id>/", stuck.page, name="agreement"),
    path("afspraak/<uuid:agreement_id>/gesproken/", stuck.talk, name="agreement-talk"),
    path("afspraak/<uuid:agreement_id>/bij-elkaar/", stuck.reconvene, name="agreement-reconvene"),
    path("afspraak/<uuid:agreement_id>/voorleggen/", stuck.scale_up, name="agreement-escalate"),
    path("afspraak/<uuid:agreement_id>/stand/", views.progress, name="agreement-progress"),
    path("afspraak/<uuid:agreement_id>/vervalt/", views.withdraw, name="agreement-withdraw"),
    path("afspraak/<uuid:agreement_id>/toch/", views.take_up_again, name="agreement-take-up"),
]
