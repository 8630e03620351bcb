"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.consultations import views

urlpatterns = [
    path("", views.consultation_list, name="consultations"),
    path("nieuw/", views.consultation_new, name="consultation-new"),
    path("<uuid:consultation_id>/", views.consultation_page, name="consultation"),
    path("<uuid:consultation_id>/antwoord/", views.answer, name="consultation-answer"),
    path("<uuid:consultation_id>/moment/", views.plan, name="consultation-plan"),
    path("<uuid:consultation_id>/afronden/", views.close, name="consultation-close"),
]
