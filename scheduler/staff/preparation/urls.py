"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.preparation import views

urlpatterns = [
    path("<uuid:meeting_id>/voorbereiding/", views.preparation, name="preparation"),
    path("<uuid:meeting_id>/voorbereiding/mijn/", views.own, name="preparation-own"),
    path(
        "<uuid:meeting_id>/voorbereiding/bellen/<uuid:participant_id>/",
        views.by_telephone,
        name="preparation-telephone",
    ),
    path("<uuid:meeting_id>/voorbereiding/herinner/", views.remind, name="preparation-remind"),
]
