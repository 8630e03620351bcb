"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.code.views import code

urlpatterns = [path("code/", code, name="code")]
