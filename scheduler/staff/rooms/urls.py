"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.rooms import views

urlpatterns = [
    path("<uuid:school_id>/ruimtes/", views.rooms, name="rooms"),
    path("<uuid:school_id>/ruimtes/nieuw/", views.room_new, name="room-new"),
    path("ruimtes/<uuid:room_id>/", views.room, name="room"),
    path("ruimtes/<uuid:room_id>/wijzigen/", views.room_edit, name="room-edit"),
    path("ruimtes/<uuid:room_id>/weg/", views.room_retire, name="room-retire"),
    path("ruimtes/<uuid:room_id>/agendalink/", views.room_feed, name="room-feed"),
]
