"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.followup import views

urlpatterns = [
    path("", views.overview, name="followup"),
    path("overleg/<uuid:meeting_id>/", views.after_meeting, name="after-meeting"),
    path("overleg/<uuid:meeting_id>/evaluatie/", views.plan_evaluation, name="evaluation-plan"),
    path("evaluatie/<uuid:evaluation_id>/voorstel/", views.propose_evaluation, name="evaluation-propose"),
    path("evaluatie/<uuid:evaluation_id>/besluit/", views.decide, name="evaluation-decide"),
    path("afspraak/<uuid:agreement_id>/stand/", views.progress, name="agreement-progress"),
    path("afspraak/<uuid:agreement_id>/vervalt/", views.withdraw, name="agreement-withdraw"),
]
