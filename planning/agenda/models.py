"""Tables of an agenda: its points, who comes for a point, and by when is handed in."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from planning.agenda.rules import states
from planning.agenda.rules.states import State
from planning.cases.models import Case, Party
from planning.meetings.models import Meeting, PartStat
from planning.people.models import Person, School
from planning.people.roles import Role
from planning.people.tenancy import TenantModel


class ItemKind(models.TextChoices):
    """What a point is about."""

    PUPIL = "pupil", _("leerling")
    GROUP = "group", _("groep of klas")
    OTHER = "other", _("ander onderwerp")


class ItemState(models.TextChoices):
    """`rules.states.State`, with what it is called."""

    PROPOSED = State.PROPOSED.value, _("voorgesteld")
    PLANNED = State.PLANNED.value, _("op de agenda")
    CARRIED = State.CARRIED.value, _("doorgeschoven")
    TAKEN_BACK = State.TAKEN_BACK.value, _("teruggenomen")
    DISCUSSED = State.DISCUSSED.value, _("besproken")


class AgendaItem(TenantModel):
    """One point: of the agenda of a SOT, or waiting for one (`meeting` is null): R88–R90, R152.

    About a pupil it hangs on the case, whose name stands nowhere in it; its texts go to people with a ground only. A
    point about a group or something else has a title that names nobody, and so have its texts. `order` counts within
    the meeting; the slots follow from it (`rules.slots`) and are not stored, so that they move with the meeting.

    `part` is where it was spoken of, once it was the turn of this pupil: the record and the minutes hang on it. What
    came of another point says `conclusion`; of a group first what it `needs` and which `goals` are set (R98). On
    `look_back_on` it is proposed anew, as a point that `follows` this one.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="agenda_items")
    kind = models.CharField(max_length=6, choices=ItemKind.choices)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_items")
    title = EncryptedCharField(_("onderwerp"), max_length=120, null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minuten"), default=20)
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.PROPOSED)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    help_question = EncryptedTextField(_("hulpvraag"), null=True, blank=True)
    tried = EncryptedTextField(_("wat is al gedaan"), null=True, blank=True)
    part = models.OneToOneField(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="point")
    needs = EncryptedTextField(_("wat heeft de groep nodig"), null=True, blank=True)
    goals = EncryptedTextField(_("wat willen we bereiken"), null=True, blank=True)
    conclusion = EncryptedTextField(_("wat is afgesproken"), null=True, blank=True)
    look_back_on = models.DateField(_("wanneer kijken we terug"), null=True, blank=True)
    follows = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followed_by")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order", "proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="pupil", case__isnull=False, title__isnull=True)
                | (~Q(kind="pupil") & Q(case__isnull=True, title__isnull=False)),
                name="agenda_item_has_a_case_or_a_title",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=states.SHORTEST, minutes__lte=states.LONGEST),
                name="agenda_item_length_is_sane",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, handed_in_by__isnull=True)
                | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="agenda_item_handed_in_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="pupil", conclusion__isnull=True) | ~Q(kind="pupil") & Q(part__isnull=True),
                name="agenda_item_has_a_part_or_a_conclusion",
            ),
            models.CheckConstraint(
                condition=Q(kind="group") | Q(needs__isnull=True, goals__isnull=True),
                name="agenda_item_of_a_group_has_needs",
            ),
            models.CheckConstraint(
                condition=~Q(kind="pupil") | Q(look_back_on__isnull=True, follows__isnull=True),
                name="agenda_item_of_a_pupil_is_evaluated",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["proposed", "planned", "carried"]),
                name="pupil_waits_for_one_sot",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "order"], name="agenda_of_a_meeting"),
            models.Index(fields=["school", "state"], name="agenda_of_a_school"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def says_something(self) -> bool:
        """Whether something was written down of a point that is about no pupil."""
        return bool(self.conclusion or self.needs or self.goals or self.look_back_on)


class AgendaGuest(TenantModel):
    """Somebody who comes for one point (R66): a parent or pupil of the case, a teacher, a partner, a member in a hurry.

    `arrives` and `leaves` are times on a Dutch clock, on the day of the meeting, for who cannot be there all of it.
    `told_start` and `told_end` are the stretch that the newest letter said, over all points of this person that day.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    arrives = models.TimeField(_("kan vanaf"), null=True, blank=True)
    leaves = models.TimeField(_("kan tot"), null=True, blank=True)
    told_start = models.DateTimeField(null=True, blank=True)  # when this person was last told to come
    told_end = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, party__isnull=True) | Q(person__isnull=True, party__isnull=False),
                name="agenda_guest_is_person_or_party",
            ),
            models.CheckConstraint(
                condition=Q(arrives__isnull=True) | Q(leaves__isnull=True) | Q(leaves__gt=F("arrives")),
                name="agenda_guest_leaves_after_arriving",
            ),
            models.CheckConstraint(
                condition=Q(told_start__isnull=True, told_end__isnull=True) | Q(told_end__gt=F("told_start")),
                name="agenda_guest_told_a_stretch",
            ),
            models.UniqueConstraint(fields=["item", "person"], name="person_once_per_agenda_item"),
            models.UniqueConstraint(fields=["item", "party"], name="party_once_per_agenda_item"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AgendaEvent(TenantModel):
    """What stands in the calendar of somebody who comes for points of one SOT: one entry, whatever the points.

    The UID never changes and `sequence` rises with every letter (RFC 5545 §3.8.4.7, §3.8.7.4), also after it was off:
    then `start` and `end` are empty. `revised_at` is the DTSTAMP of the newest. Nothing of the pupil is in it (P2).
    `partstat` is what the person's calendar answered to the newest, "" as long as it is silent.
    """

    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_events")
    uid = models.CharField(max_length=80)
    sequence = models.PositiveIntegerField(default=0)
    start = models.DateTimeField(null=True, blank=True)
    end = models.DateTimeField(null=True, blank=True)
    revised_at = models.DateTimeField()
    partstat = models.CharField(max_length=12, choices=PartStat.choices, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, party__isnull=True) | Q(person__isnull=True, party__isnull=False),
                name="agenda_event_is_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(end__gt=F("start")),
                name="agenda_event_is_a_stretch",
            ),
            models.UniqueConstraint(fields=["uid"], name="agenda_event_uid_once"),
            models.UniqueConstraint(fields=["meeting", "person"], name="agenda_event_once_per_person"),
            models.UniqueConstraint(fields=["meeting", "party"], name="agenda_event_once_per_party"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AgendaSettings(TenantModel):
    """How many days before a SOT is handed in: of one school, or with no school of the whole SWV. No row: a week."""

    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_settings")
    days_before = models.PositiveSmallIntegerField(
        _("dagen van tevoren"),
        default=states.DAYS_BEFORE,
        validators=[MinValueValidator(states.FEWEST_DAYS), MaxValueValidator(states.MOST_DAYS)],
    )

    class Meta:
        verbose_name_plural = "agenda settings"
        constraints = [
            models.UniqueConstraint(fields=["swv", "school"], name="agenda_settings_once_per_school"),
            models.UniqueConstraint(
                fields=["swv"], condition=Q(school__isnull=True), name="agenda_settings_once_per_swv"
            ),
            models.CheckConstraint(
                condition=Q(days_before__lte=states.MOST_DAYS), name="agenda_is_handed_in_within_weeks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before} dagen"
