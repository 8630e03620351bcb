"""Addresses of these pages."""

from django.urls import path

from scheduler.staff.insight import across, board, director, numbers

urlpatterns = [
    path("cijfers/", numbers.page, name="numbers"),
    path("cijfers/vanaf/", numbers.threshold, name="numbers-threshold"),
    path("cijfers/cijfers.csv", numbers.csv, name="numbers-csv"),
    path("cijfers/cijfers.xlsx", numbers.xlsx, name="numbers-xlsx"),
    path("casussen/beeld/", board.page, name="board"),
    path("mijn-scholen/", across.page, name="across"),
    path("mijn-school/", director.page, name="own-school"),
]
