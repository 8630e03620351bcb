"""What comes before a case: a signal at school (R41), and parents who applied at Team Jeugd (R46)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.cases.models.acts import Act
from planning.cases.models.case import Case
from planning.cases.models.parties import Authority
from planning.people.models import Person, School
from planning.people.tenancy import TenantModel


class SignalSource(models.TextChoices):
    """Who noticed first (R41, R90, R152)."""

    PARENTS = "parents", _("ouders of verzorgers")
    TEACHER = "teacher", _("leerkracht of docent")
    PUPIL = "pupil", _("de leerling zelf")
    VC = "vc", _("verzuimcoördinator: zorgelijk verzuim")
    LPA = "lpa", _("leerplichtambtenaar")
    JP = "jp", _("jeugdprofessional")
    OUTSIDE = "outside", _("een organisatie buiten de school")


class Knows(models.TextChoices):
    """Whether the parents know of it."""

    YES = "yes", _("ja")
    NO = "no", _("nee")
    UNKNOWN = "unknown", _("weet ik niet")


class SignalState(models.TextChoices):
    """Where a signal is in the inbox."""

    NEW = "new", _("nieuw")
    IN_HAND = "in_hand", _("in behandeling")
    DONE = "done", _("afgehandeld")


class Signal(TenantModel):
    """Something about a pupil that somebody noticed, written down in two minutes (R41, R84).

    Everything about the pupil is encrypted (P3); the name is the calling name and one letter, as in a case (P10). Its
    texts stay with the school and who wrote it; what the school then writes about it, with the school alone.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="signals")
    source = models.CharField(max_length=10, choices=SignalSource.choices)
    source_name = EncryptedCharField(max_length=120, null=True, blank=True)
    heard_on = models.DateField()
    pupil_name = EncryptedCharField(max_length=60)
    pupil_initial = EncryptedCharField(max_length=5, null=True, blank=True)
    pupil_group = EncryptedCharField(max_length=20, null=True, blank=True)
    story = EncryptedTextField()
    question_support = EncryptedTextField(null=True, blank=True)
    question_organise = EncryptedTextField(null=True, blank=True)
    question_evaluate = EncryptedTextField(null=True, blank=True)
    adjusted = EncryptedTextField(null=True, blank=True)  # what the teacher has changed already (R51)
    parents_said = EncryptedTextField(null=True, blank=True)
    parents_know = models.CharField(max_length=10, choices=Knows.choices)
    state = models.CharField(max_length=10, choices=SignalState.choices, default=SignalState.NEW)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    held_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    held_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", held_by__isnull=True, held_since__isnull=True)
                | (~Q(state="new") & Q(held_by__isnull=False, held_since__isnull=False)),
                name="signal_in_hand_has_a_holder",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class SignalWay(models.TextChoices):
    """What is done with a signal. The last four end it; each but taking it up needs a reason or a case."""

    TAKEN = "taken", _("in behandeling genomen")
    REOPENED = "reopened", _("heropend")
    CASE = "case", _("het is een casus geworden")
    CONSULTATION = "consultation", _("eerst een vraag zonder naam aan een deskundige")
    OWN_SUPPORT = "own_support", _("de school helpt zelf verder")
    NOTHING = "nothing", _("er is nu niets nodig")


class SignalAct(Act):
    """One thing that was done with a signal. A consultation is not linked: it has no pupil (R43)."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="acts")
    way = models.CharField(max_length=14, choices=SignalWay.choices)
    reason = EncryptedTextField(null=True, blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="signal_acts")

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(way="case"), name="signal_act_with_a_case_is_the_case"
            ),
            models.CheckConstraint(
                condition=Q(way__in=["taken", "case"]) | Q(reason__isnull=False), name="signal_act_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.way


class ApplicationState(models.TextChoices):
    """How far an application at Team Jeugd is on its way to the school (R46)."""

    PREPARING = "preparing", _("nog bij de JP")
    ANNOUNCED = "announced", _("aangekondigd, zonder gegevens")
    OFFERED = "offered", _("overgedragen, wacht op de school")
    ACCEPTED = "accepted", _("overgenomen door de school")
    RETURNED = "returned", _("teruggegeven")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class Application(TenantModel):
    """A pupil whose parents applied at Team Jeugd: the JP's, until the school takes it over (R46).

    Not a case: before the parents' yes the school may know that there is an application, and nothing else (R54, P9).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="applications")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.PREPARING)
    pupil_name = EncryptedCharField(max_length=60)
    pupil_initial = EncryptedCharField(max_length=5)
    pupil_group = EncryptedCharField(max_length=20, null=True, blank=True)
    pupil_birth_month = EncryptedCharField(max_length=7, null=True, blank=True)
    question_support = EncryptedTextField(null=True, blank=True)
    question_organise = EncryptedTextField(null=True, blank=True)
    question_evaluate = EncryptedTextField(null=True, blank=True)
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="application")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="accepted", case__isnull=False) | (~Q(state="accepted") & Q(case__isnull=True)),
                name="accepted_application_has_a_case",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Heard(models.TextChoices):
    """How the parents said it."""

    TALK = "talk", _("in een gesprek")
    PAPER = "paper", _("op papier")
    PHONE = "phone", _("per telefoon")


class Applicant(TenantModel):
    """A parent or guardian in an application, and what this one says of handing it over to the school."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="applicants")
    name = EncryptedCharField(max_length=120)
    email = EncryptedCharField(max_length=254, null=True, blank=True)
    phone = EncryptedCharField(max_length=30, null=True, blank=True)
    language = models.CharField(max_length=10, default="nl")
    authority = models.CharField(max_length=10, choices=Authority.choices, default=Authority.UNKNOWN)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return str(self.id)


class ApplicantWord(Act):
    """Yes or no of one parent to the hand-over, as the JP heard it. The newest counts; all are kept (C3)."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="words")
    agrees = models.BooleanField()
    heard = models.CharField(max_length=10, choices=Heard.choices)

    class Meta:
        ordering = ["at", "created_at"]

    def __str__(self) -> str:
        return "yes" if self.agrees else "no"


class ApplicationAct(Act):
    """One step of a hand-over: announced, offered, taken over, given back, withdrawn."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="acts")
    state = models.CharField(max_length=10, choices=ApplicationState.choices)
    reason = EncryptedTextField(null=True, blank=True)

    class Meta:
        ordering = ["at", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(reason__isnull=False), name="given_back_with_a_reason"
            )
        ]

    def __str__(self) -> str:
        return self.state
