"""Addresses of these pages, below that of a meeting."""

from django.urls import path

from scheduler.staff.minutes import views

record = "<uuid:meeting_id>/verslag/"

urlpatterns = [
    path(record, views.page, name="record"),
    path(f"{record}stand/", views.stand, name="record-stand"),
    path(f"{record}aanwezig/", views.attendance, name="record-attendance"),
    path(f"{record}doel/", views.goal, name="record-goal"),
    path(f"{record}doel/weg/", views.drop_goal, name="record-goal-drop"),
    path(f"{record}vast/", views.fix, name="record-fix"),
    path(f"{record}<str:topic>/", views.note, name="record-note"),
]
