"""Addresses of these pages: short, because people type them from a screen."""

from django.urls import path

from scheduler.guest.table.views import table

urlpatterns = [path("tafel/", table, name="table")]
