"""The groeidocument and other documents: versions, where they are, and who has read them (R92)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from planning.cases.models import Case, Party
from planning.dossier.models.shelf import Shelf, random_name
from planning.dossier.models.together import together
from planning.dossier.rules.files import Format
from planning.people.models import Person
from planning.people.tenancy import TenantModel


class DocumentKind(models.TextChoices):
    """What is referred to. Of the first two a case has one, in versions; of the others as many as there are."""

    GROEIDOCUMENT = "groeidocument", _("groeidocument")
    OPP = "opp", _("OPP")
    REPORT = "verslag", _("verslag of onderzoek")
    OTHER = "ander", _("ander stuk")

    @property
    def one_of_a_kind(self) -> bool:
        """Whether what is added is always a new version of the one that is there."""
        return self in {DocumentKind.GROEIDOCUMENT, DocumentKind.OPP}


class Place(models.TextChoices):
    """Where it is."""

    LINK = "link", _("op een webadres")
    LDOS = "ldos", _("in LDOS")
    PARNASSYS = "parnassys", _("in ParnasSys of het leerlingvolgsysteem")
    PAPER = "papier", _("op papier bij school")
    FILE = "bestand", _("bij Aan tafel")


class Document(TenantModel):
    """One version of one document. `piece` counts the documents of a kind in a case, `number` the versions of each.

    `on` is the date on the document. Title, maker, address and file go only to readers with a ground, asked at every
    look; the title stays with the school. A file that was taken back is gone; that it was there stays.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=14, choices=DocumentKind.choices)
    piece = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    title = EncryptedCharField(max_length=120, null=True, blank=True)
    on = models.DateField()
    place = models.CharField(max_length=10, choices=Place.choices)
    url = EncryptedCharField(max_length=500, null=True, blank=True)  # an address can hold a name
    file = models.FileField(storage=Shelf(), upload_to=random_name, max_length=100, blank=True, default="")
    filename = EncryptedCharField(max_length=120, null=True, blank=True)  # a name can hold a name
    format = models.CharField(max_length=4, choices=[(one.value, one.upper()) for one in Format], blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)  # bytes, as a reader gets them
    sha256 = models.CharField(max_length=64, blank=True)  # of the same bytes: another file in its place is noticed
    made_by = EncryptedCharField(max_length=120)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # the file was taken back

    class Meta:
        ordering = ["kind", "piece", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "piece", "number"], name="document_piece_version_once"),
            together("document_taken_back_by", "withdrawn_at", "withdrawn_by"),
            models.CheckConstraint(
                condition=(~Q(place="bestand") & Q(file="", format="", sha256="", size__isnull=True))
                | Q(place="bestand", file="", filename__isnull=True, withdrawn_at__isnull=False)
                | Q(place="bestand", withdrawn_at__isnull=True, filename__isnull=False, size__isnull=False)
                & ~Q(file="")
                & ~Q(format="")
                & ~Q(sha256=""),
                name="document_file_whole_or_gone",
            ),
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
