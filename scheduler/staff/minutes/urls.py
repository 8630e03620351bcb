"""Addresses of these pages, below that of a meeting."""

from django.urls import path

from scheduler.staff.minutes import ending, reading, views

record = "<uuid:meeting_id>/verslag/"

urlpatterns = [
    path(record, views.page, name="record"),
    path(f"{record}stand/", views.stand, name="record-stand"),
    path(f"{record}aanwezig/", views.attendance, name="record-attendance"),
    path(f"{record}erbij/", views.join, name="record-join"),
    path(f"{record}doel/", views.goal, name="record-goal"),
    path(f"{record}doel/weg/", views.drop_goal, name="record-goal-drop"),
    path(f"{record}besluit/", ending.decide, name="record-decide"),
    path(f"{record}besluit/weg/", ending.take_back, name="record-take-back"),
    path(f"{record}afspraak/", ending.agreement, name="record-agreement"),
    path(f"{record}volgende/", ending.next_meeting, name="record-next"),
    path(f"{record}terugkijken/", ending.look_back, name="record-look-back"),
    path(f"{record}regie/", ending.regie, name="record-regie"),
    path(f"{record}regie/splits/", ending.split_regie, name="record-regie-split"),
    path(f"{record}oordeel/", ending.judge, name="record-judge"),
    path(f"{record}meelezen/", reading.read_along, name="record-read-along"),
    path(f"{record}vast/", views.fix, name="record-fix"),
    path(f"{record}<str:topic>/", views.note, name="record-note"),
]
