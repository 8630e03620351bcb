"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.preparation.views import preparation

urlpatterns = [path("voorbereiding/", preparation, name="preparation")]
