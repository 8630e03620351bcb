"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.languages import views

urlpatterns = [
    path("talen/", views.languages, name="languages"),
    path("talen/<slug:language_code>/", views.language, name="language"),
]
