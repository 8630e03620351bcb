"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.polls import live, opening, own, views

urlpatterns = [
    path("", own.own_polls, name="own-polls"),
    path("nieuw/<uuid:meeting_id>/", opening.poll_new, name="poll-new"),
    path("<uuid:poll_id>/", views.poll_page, name="poll"),
    path("<uuid:poll_id>/meer/", opening.more, name="poll-more"),
    path("<uuid:poll_id>/besluit/", views.aim, name="poll-aim"),
    path("<uuid:poll_id>/vast/<uuid:option_id>/", views.settle, name="poll-settle"),
    path("<uuid:poll_id>/namens/<uuid:participant_id>/", views.answer_for, name="poll-answer-for"),
    path("<uuid:poll_id>/opnieuw/<uuid:participant_id>/", views.send_again, name="poll-send-again"),
    path("<uuid:poll_id>/intrekken/<uuid:participant_id>/", views.revoke, name="poll-revoke"),
    path("<uuid:poll_id>/tafel/", live.live, name="poll-live"),
    path("<uuid:poll_id>/tafel/<uuid:participant_id>/", live.free_seat, name="poll-free-seat"),
    path("<uuid:poll_id>/stop/", views.stop, name="poll-stop"),
]
