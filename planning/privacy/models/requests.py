"""What somebody who is spoken about asks of the school (art. 15-18 AVG), and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from planning.cases.models import Case, Party
from planning.people.models import Person, School
from planning.people.tenancy import TenantModel


class RequestKind(models.TextChoices):
    """What is asked."""

    COPY = "copy", _("inzage of kopie")
    WHO_LOOKED = "who_looked", _("wie heeft het dossier bekeken")
    CORRECTION = "correction", _("verbeteren of aanvullen")
    RESTRICTION = "restriction", _("bevriezen")
    ERASURE = "erasure", _("wissen")


class RequestState(models.TextChoices):
    """Where a request is."""

    OPEN = "open", _("loopt")
    GRANTED = "granted", _("gedaan")
    PARTLY = "partly", _("deels gedaan")
    REFUSED = "refused", _("afgewezen")


class SubjectRequest(TenantModel):
    """One request with its clock: due within a month, once two months longer with a reason (P5, art. 12 AVG).

    `case` is emptied when the case is deleted; the reference stays as proof that the request was dealt with.
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="privacy_requests")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    case_reference = models.CharField(max_length=8)
    requester = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.SET_NULL, related_name="privacy_requests"
    )
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    received_on = models.DateField(_("ontvangen op"))
    due_on = models.DateField()
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_reason = EncryptedTextField(_("waarom langer"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    handled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    answer = EncryptedTextField(_("wat is er geantwoord"), null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", handled_at__isnull=True, handled_by__isnull=True)
                | (~Q(state="open") & Q(handled_at__isnull=False, handled_by__isnull=False)),
                name="handled_request_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True, extended_reason__isnull=True)
                | Q(extended_at__isnull=False, extended_reason__isnull=False),
                name="extended_request_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_reference}"


class Correction(TenantModel):
    """A text about the pupil that was put right, with what stood there before: nothing vanishes silently."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40)
    before = EncryptedTextField(null=True, blank=True)
    after = EncryptedTextField(null=True, blank=True)
    why = EncryptedTextField(_("waarom"), null=True, blank=True)
    corrected_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.field} {self.at:%Y-%m-%d}"


class Statement(TenantModel):
    """The view of a parent or pupil (zienswijze), kept beside the text it is about."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statements")
    giver = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="statements")
    field = models.CharField(max_length=40, blank=True)  # which text of the case; empty: the file as a whole
    text = EncryptedTextField(_("zienswijze"))
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.id)
