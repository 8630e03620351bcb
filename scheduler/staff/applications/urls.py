"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.applications import views

urlpatterns = [
    path("", views.application_list, name="applications"),
    path("nieuw/", views.application_new, name="application-new"),
    path("<uuid:application_id>/", views.application_page, name="application"),
    path("<uuid:application_id>/ouder/<uuid:applicant_id>/", views.record, name="application-word"),
    path("<uuid:application_id>/aankondigen/", views.announce, name="application-announce"),
    path("<uuid:application_id>/overdragen/", views.hand_over, name="application-hand-over"),
    path("<uuid:application_id>/intrekken/", views.withdraw, name="application-withdraw"),
    path("<uuid:application_id>/overnemen/", views.take_over, name="application-take-over"),
    path("<uuid:application_id>/teruggeven/", views.give_back, name="application-give-back"),
]
