"""Addresses of these pages."""

from django.urls import path

from scheduler.guest.polls.views import poll

urlpatterns = [path("datum/", poll, name="poll")]
