"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.agenda import points, views

urlpatterns = [
    path("agenda/", views.backlog, name="agenda-backlog"),
    path("agenda/inleveren/", views.days_of_swv, name="agenda-days-swv"),
    path("agenda/school/<uuid:school_id>/inleveren/", views.days, name="agenda-days"),
    path("agenda/school/<uuid:school_id>/nieuw/", points.new, name="agenda-new"),
    path("agenda/<uuid:agenda_item_id>/", points.item, name="agenda-item"),
    path("agenda/<uuid:agenda_item_id>/schuif/", points.move, name="agenda-move"),
    path("agenda/<uuid:agenda_item_id>/begin/", points.begin, name="agenda-begin"),
    path("agenda/<uuid:agenda_item_id>/komt-niet/<uuid:agenda_guest_id>/", points.guest_off, name="agenda-guest-off"),
    path("<uuid:meeting_id>/agenda/", views.agenda, name="agenda"),
    path("<uuid:meeting_id>/agenda/tijden/", views.tell_times, name="agenda-tell"),
    path("<uuid:meeting_id>/agenda/indelen/", views.lay_out, name="agenda-lay-out"),
]
