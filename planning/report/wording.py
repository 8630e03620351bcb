"""What the parts of the minutes are called, for staff and for guests in their own language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """The parts of the minutes, in the order of the conversation (R99–R103), then what is for one audience only."""

    PRESENT = "present", _("Wie waren er?")
    STRENGTHS = "strengths", _("Wat gaat goed, wat kan beter?")
    PUPIL = "pupil", _("Wat wil de leerling?")
    PARENTS = "parents", _("Wat willen de ouders?")
    TEACHER = "teacher", _("Wat heeft de leerkracht nodig?")
    FACTORS = "factors", _("Wat helpt, en wat zit in de weg?")
    PICTURE = "picture", _("Ons beeld samen")
    GOALS = "goals", _("Wat willen we bereiken?")
    OFFER = "offer", _("Wat past bij welk doel?")
    DECISIONS = "decisions", _("Wat is er besloten?")
    AGREEMENTS = "agreements", _("Wie doet wat?")
    ONWARDS = "onwards", _("Hoe gaat het verder?")
    FAMILY = "family", _("Kort, voor u als ouder")
    SIMPLE = "simple", _("Voor jou")
