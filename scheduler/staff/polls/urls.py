"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.polls import views

urlpatterns = [
    path("nieuw/<uuid:meeting_id>/", views.poll_new, name="poll-new"),
    path("<uuid:poll_id>/", views.poll_page, name="poll"),
    path("<uuid:poll_id>/vast/<uuid:option_id>/", views.settle, name="poll-settle"),
    path("<uuid:poll_id>/namens/<uuid:participant_id>/", views.answer_for, name="poll-answer-for"),
    path("<uuid:poll_id>/opnieuw/<uuid:participant_id>/", views.send_again, name="poll-send-again"),
    path("<uuid:poll_id>/stop/", views.stop, name="poll-stop"),
]
