"""All tables of this room as they stand after 0002_own_events, for a database that has none of them yet."""

import django.core.validators
import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('agenda', '0001_agenda'), ('agenda', '0002_own_events')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0007_opening'),
        ('meetings', '0001_squashed_0006_kept_mail'),
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='AgendaItem',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('kind', models.CharField(choices=[('pupil', 'leerling'), ('group', 'groep of klas'), ('other', 'ander onderwerp')], max_length=6)),
                        ('title', encrypted_fields.fields.EncryptedCharField(blank=True, max_length=120, null=True, verbose_name='onderwerp')),
                        ('minutes', models.PositiveSmallIntegerField(default=20, verbose_name='minuten')),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('state', models.CharField(choices=[('proposed', 'voorgesteld'), ('planned', 'op de agenda'), ('carried', 'doorgeschoven'), ('taken_back', 'teruggenomen'), ('discussed', 'besproken')], default='proposed', max_length=10)),
                        ('proposed_at', models.DateTimeField()),
                        ('help_question', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='hulpvraag')),
                        ('tried', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat is al gedaan')),
                        ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='agenda_items', to='cases.case')),
                        ('handed_in_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agenda_items', to='meetings.meeting')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['order', 'proposed_at', 'pk'],
                        'indexes': [models.Index(fields=['meeting', 'order'], name='agenda_of_a_meeting'), models.Index(fields=['school', 'state'], name='agenda_of_a_school')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('kind', 'pupil'), ('title__isnull', True)), models.Q(models.Q(('kind', 'pupil'), _negated=True), ('case__isnull', True), ('title__isnull', False)), _connector='OR'), name='agenda_item_has_a_case_or_a_title'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 120)), name='agenda_item_length_is_sane'), models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', True), ('handed_in_by__isnull', True)), models.Q(('handed_in_at__isnull', False), ('handed_in_by__isnull', False)), _connector='OR'), name='agenda_item_handed_in_by_somebody'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'planned', 'carried'])), fields=('case',), name='pupil_waits_for_one_sot')],
                    },
                ),
                migrations.CreateModel(
                    name='AgendaGuest',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('role', models.CharField(blank=True, choices=[('leerkracht', 'leerkracht / docent'), ('ib', 'intern begeleider'), ('oc', 'ondersteuningscoördinator'), ('vc', 'verzuimcoördinator'), ('directeur', 'directeur'), ('leerkrachtspecialist', 'leerkrachtspecialist'), ('ab', 'ambulant begeleider'), ('orthopedagoog', 'orthopedagoog'), ('smw', 'schoolmaatschappelijk werker'), ('gw', 'gedragswetenschapper'), ('trajectbegeleider', 'trajectbegeleider'), ('schoolcoach', 'schoolcoach expertise en dienstverlening'), ('tc', 'transfercoach'), ('jp', 'jeugdprofessional'), ('ja', 'jeugdarts'), ('verpleegkundige', 'jeugdverpleegkundige'), ('lpa', 'leerplichtambtenaar'), ('wijkagent', 'wijkagent'), ('ozc', 'onderwijszorgconsulent'), ('notulist', 'notulist'), ('coordinator', 'coördinator van het samenwerkingsverband'), ('fg', 'functionaris gegevensbescherming')], max_length=24)),
                        ('arrives', models.TimeField(blank=True, null=True, verbose_name='kan vanaf')),
                        ('leaves', models.TimeField(blank=True, null=True, verbose_name='kan tot')),
                        ('told_start', models.DateTimeField(blank=True, null=True)),
                        ('told_end', models.DateTimeField(blank=True, null=True)),
                        ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.party')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='agenda.agendaitem')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('party__isnull', True), ('person__isnull', False)), models.Q(('party__isnull', False), ('person__isnull', True)), _connector='OR'), name='agenda_guest_is_person_or_party'), models.CheckConstraint(condition=models.Q(('arrives__isnull', True), ('leaves__isnull', True), ('leaves__gt', models.F('arrives')), _connector='OR'), name='agenda_guest_leaves_after_arriving'), models.CheckConstraint(condition=models.Q(models.Q(('told_end__isnull', True), ('told_start__isnull', True)), ('told_end__gt', models.F('told_start')), _connector='OR'), name='agenda_guest_told_a_stretch'), models.UniqueConstraint(fields=('item', 'person'), name='person_once_per_agenda_item'), models.UniqueConstraint(fields=('item', 'party'), name='party_once_per_agenda_item')],
                    },
                ),
                migrations.CreateModel(
                    name='AgendaSettings',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('days_before', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(28)], verbose_name='dagen van tevoren')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='agenda_settings', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'verbose_name_plural': 'agenda settings',
                        'constraints': [models.UniqueConstraint(fields=('swv', 'school'), name='agenda_settings_once_per_school'), models.UniqueConstraint(condition=models.Q(('school__isnull', True)), fields=('swv',), name='agenda_settings_once_per_swv'), models.CheckConstraint(condition=models.Q(('days_before__lte', 28)), name='agenda_is_handed_in_within_weeks')],
                    },
                ),
                migrations.CreateModel(
                    name='AgendaEvent',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('uid', models.CharField(max_length=80)),
                        ('sequence', models.PositiveIntegerField(default=0)),
                        ('start', models.DateTimeField(blank=True, null=True)),
                        ('end', models.DateTimeField(blank=True, null=True)),
                        ('revised_at', models.DateTimeField()),
                        ('partstat', models.CharField(blank=True, choices=[('NEEDS-ACTION', 'nog geen antwoord'), ('ACCEPTED', 'komt'), ('TENTATIVE', 'misschien'), ('DECLINED', 'kan niet')], max_length=12)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda_events', to='meetings.meeting')),
                        ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.party')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('party__isnull', True), ('person__isnull', False)), models.Q(('party__isnull', False), ('person__isnull', True)), _connector='OR'), name='agenda_event_is_of_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('end__isnull', True), ('start__isnull', True)), ('end__gt', models.F('start')), _connector='OR'), name='agenda_event_is_a_stretch'), models.UniqueConstraint(fields=('uid',), name='agenda_event_uid_once'), models.UniqueConstraint(fields=('meeting', 'person'), name='agenda_event_once_per_person'), models.UniqueConstraint(fields=('meeting', 'party'), name='agenda_event_once_per_party')],
                    },
                ),
            ],
        ),
    ]
