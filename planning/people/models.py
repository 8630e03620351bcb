"""Tables of the people room: SWV, organisations, schools, persons, roles, hours, accounts, API keys, audit."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planning.people.roles import Affiliation, Role
from planning.people.tenancy import TenantModel


class SWV(models.Model):
    """A samenwerkingsverband: the tenant. Not scoped itself; everything else is scoped by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("naam"), max_length=120, unique=True)
    email = models.EmailField(_("e-mailadres"), blank=True)
    settings = models.JSONField(default=dict, blank=True)  # regional settings are data (house rule 8)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("samenwerkingsverband")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Make an account; without a password it can only be entered by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account of a professional. Parents, pupils and externals have none; they act by personal links (R155)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mailadres"), unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)  # Django's own meaning (no admin site is installed)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.email


class Organisation(TenantModel):
    """A school board, municipality, GGD, RBL, care provider or the SWV itself."""

    name = models.CharField(_("naam"), max_length=120)
    kind = models.CharField(_("soort"), max_length=20, choices=Affiliation.choices)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["swv", "name"], name="organisation_name_once_per_swv")]

    def __str__(self) -> str:
        return self.name


class Sector(models.TextChoices):
    """Primary or secondary education."""

    PO = "PO", _("primair onderwijs")
    VO = "VO", _("voortgezet onderwijs")


class HolidayRegion(models.TextChoices):
    """The region of the school holidays (Regeling vaststelling schoolvakanties)."""

    NORTH = "Noord", _("Noord")
    MIDDLE = "Midden", _("Midden")
    SOUTH = "Zuid", _("Zuid")


class School(TenantModel):
    """A school (vestiging) with its place on the map, in degrees (WGS 84)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(_("naam"), max_length=120)
    sector = models.CharField(_("sector"), max_length=2, choices=Sector.choices)
    brin = models.CharField(
        _("BRIN"),
        max_length=6,
        validators=[RegexValidator(r"^\d\d[A-Z]{2}(\d\d)?$", _("Een BRIN is bijvoorbeeld 12AB of 12AB00."))],
    )
    holiday_region = models.CharField(_("vakantieregio"), max_length=6, choices=HolidayRegion.choices)
    street = models.CharField(_("straat en nummer"), max_length=120, blank=True)
    town = models.CharField(_("plaats"), max_length=80)
    latitude = models.FloatField(_("breedtegraad"))
    longitude = models.FloatField(_("lengtegraad"))
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    # Whether invitations to the school's own staff say which colleagues come; guests never read it (P2).
    staff_names = models.BooleanField(_("collega's noemen in uitnodigingen"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["swv", "brin"], name="school_brin_once_per_swv")]

    def __str__(self) -> str:
        return self.name


class Person(TenantModel):
    """A professional: has roles, working hours and perhaps an account. `languages` are codes, best first."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="persons")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="persons")
    first_name = models.CharField(_("voornaam"), max_length=60)
    last_name = models.CharField(_("achternaam"), max_length=80)
    email = models.EmailField(_("e-mailadres"))
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    languages = models.JSONField(_("talen"), default=list, blank=True)
    max_meetings_per_day = models.PositiveSmallIntegerField(_("overleggen per dag"), default=2)

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(fields=["swv", "email"], name="person_email_once_per_swv"),
            models.UniqueConstraint(fields=["swv", "user"], name="one_person_per_account_and_swv"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class RoleHolding(TenantModel):
    """A person holds a role at a school, or for the whole SWV (school empty), from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holdings")
    role = models.CharField(_("rol"), max_length=24, choices=Role.choices)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="holdings")
    valid_from = models.DateField(_("vanaf"))
    valid_to = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="holding_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["person", "role", "school", "valid_from"], name="holding_once_per_school"),
            models.UniqueConstraint(
                fields=["person", "role", "valid_from"], condition=Q(school__isnull=True), name="holding_once_per_swv"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()}"


class WorkingHours(TenantModel):
    """A stretch of the working week, in local time; weekday 0 is Monday. Several stretches a day are allowed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(_("weekdag"))
    start = models.TimeField(_("van"))
    end = models.TimeField(_("tot"))

    class Meta:
        ordering = ["weekday", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="hours_end_after_they_begin"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
            models.UniqueConstraint(fields=["person", "weekday", "start"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.weekday} {self.start}–{self.end}"


class Absence(TenantModel):
    """When a person cannot come: absent or busy elsewhere. No reason is kept: nobody needs it (P10)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    start = models.DateTimeField(_("van"))
    end = models.DateTimeField(_("tot"))

    class Meta:
        ordering = ["start"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="absence_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.person} {self.start:%d-%m-%Y}"


class Deputy(TenantModel):
    """Who stands in for whom, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stands_in_for")
    valid_from = models.DateField(_("vanaf"))
    valid_to = models.DateField(_("tot en met"))

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="deputy_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_stands_in_for_himself"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} voor {self.person}"


class FreeDayKind(models.TextChoices):
    """How a school's own calendar differs from its region's."""

    STUDY = "studiedag", _("studiedag")
    FREE = "vrij", _("eigen vrije dag")
    OPEN = "open", _("toch school (wijkt af van de regio)")


class FreeDay(TenantModel):
    """A stretch of days on which this school differs from the calendar of its region, both days included (U8)."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="free_days")
    first = models.DateField(_("eerste dag"))
    last = models.DateField(_("laatste dag"))
    kind = models.CharField(_("soort"), max_length=10, choices=FreeDayKind.choices)
    label = models.CharField(_("naam"), max_length=80, blank=True)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="free_day_ends_after_it_begins"),
            models.UniqueConstraint(fields=["school", "first", "kind"], name="free_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.first}"


class ApiKey(TenantModel):
    """A key of a machine. Only the SHA-256 of its secret is kept; scopes are the rights it was given."""

    name = models.CharField(_("naam"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AuditEvent(TenantModel):
    """Who did what to which row, when (P6). Codes and ids only: no content, no names, no tokens. Append-only."""

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10)  # person, guest, machine, system
    actor = models.CharField(max_length=64)  # the person's, party's or key's id
    action = models.CharField(max_length=60)  # e.g. case.open
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
