"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.signals import views

urlpatterns = [
    path("", views.signal_list, name="signals"),
    path("nieuw/", views.signal_new, name="signal-new"),
    path("wegwijzer/", views.aid, name="signal-aid"),
    path("<uuid:signal_id>/", views.signal_page, name="signal"),
    path("<uuid:signal_id>/oppakken/", views.take, name="signal-take"),
    path("<uuid:signal_id>/afhandelen/", views.settle, name="signal-settle"),
    path("<uuid:signal_id>/heropenen/", views.reopen, name="signal-reopen"),
]
