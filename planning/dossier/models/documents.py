"""The groeidocument and other documents: versions, where they are, and who has read them (R92). No file is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from planning.cases.models import Case, Party
from planning.dossier.models.together import together
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class DocumentKind(models.TextChoices):
    """What is referred to."""

    GROEIDOCUMENT = "groeidocument", _("groeidocument")
    OPP = "opp", _("OPP")
    REPORT = "verslag", _("verslag of onderzoek")
    OTHER = "ander", _("ander stuk")


class Place(models.TextChoices):
    """Where it is."""

    LINK = "link", _("op een webadres")
    LDOS = "ldos", _("in LDOS")
    PARNASSYS = "parnassys", _("in ParnasSys of het leerlingvolgsysteem")
    PAPER = "papier", _("op papier bij school")


class Document(TenantModel):
    """One version of one document. `number` counts per kind and case from 1; `on` is the date on the document.

    Title, maker and address go only to readers with a ground, asked at every look; the title stays with the school.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=14, choices=DocumentKind.choices)
    number = models.PositiveSmallIntegerField()
    title = EncryptedCharField(max_length=120, null=True, blank=True)
    on = models.DateField()
    place = models.CharField(max_length=10, choices=Place.choices)
    url = EncryptedCharField(max_length=500, null=True, blank=True)  # an address can hold a name
    made_by = EncryptedCharField(max_length=120)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "number"], name="document_version_once"),
            models.CheckConstraint(
                condition=Q(place="link", url__isnull=False) | (~Q(place="link") & Q(url__isnull=True)),
                name="document_link_has_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Reading(TenantModel):
    """Somebody who is asked to read a version before a day, or who has read it without being asked.

    Reading is said by the reader with a click ("ik heb het gelezen"), never seen by opening a page (S1).
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    before = models.DateField(null=True, blank=True)  # the last day to have read it
    reminded_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # the ground went: the link is dead

    class Meta:
        ordering = ["created_at"]
        constraints = [
            together("reading_asked_by", "asked_at", "asked_by", "before"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, party__isnull=True) | Q(person__isnull=True, party__isnull=False),
                name="reader_is_person_or_party",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | Q(read_at__isnull=False), name="reading_asked_or_read"
            ),
            models.UniqueConstraint(fields=["document", "person"], name="person_reads_once"),
            models.UniqueConstraint(fields=["document", "party"], name="party_reads_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
