"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.home import views

urlpatterns = [path("", views.today, name="today")]
