"""Who a case is about and who is thought of: guardians and the pupil (C11), and professionals (R56)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from planning.cases.models.case import Case
from planning.people.models import Organisation, Person
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class PartyKind(models.TextChoices):
    """What somebody is to the pupil."""

    GUARDIAN = "guardian", _("ouder of verzorger")
    PUPIL = "pupil", _("leerling")


class Authority(models.TextChoices):
    """Gezag, as far as the school knows."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    UNKNOWN = "unknown", _("niet bekend")


class Party(TenantModel):
    """A parent, guardian or the pupil: each with an own address, language and links (C11)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=10, choices=PartyKind.choices, default=PartyKind.GUARDIAN)
    name = EncryptedCharField(_("naam"), max_length=120)
    email = EncryptedCharField(_("e-mailadres"), max_length=254, null=True, blank=True)
    phone = EncryptedCharField(_("telefoon"), max_length=30, null=True, blank=True)
    language = models.CharField(_("taal"), max_length=10, default="nl")
    authority = models.CharField(_("gezag"), max_length=10, choices=Authority.choices, default=Authority.UNKNOWN)

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return str(self.id)


class Involved(TenantModel):
    """A professional whose help is thought of for this case: asked to the table only with a ground (house rule 4)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="involved")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "involved"
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="involved_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"
