"""All tables of this room as they stand after 0003_decisions, for a database that has none of them yet.

Without the empty `minutes_goal` that 0002_goals_move leaves behind for a server of the release before it: such a server
has never worked on a database that begins here, and nothing else knows the table.
"""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('minutes', '0001_begin'), ('minutes', '0002_goals_move'), ('minutes', '0003_decisions')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0007_opening'),
        ('followup', '0001_squashed_0008_drafts_results_aftercare'),
        ('meetings', '0001_squashed_0006_kept_mail'),
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Record',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('begun_at', models.DateTimeField()),
                        ('fixed_at', models.DateTimeField(blank=True, null=True)),
                        ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='cases.case')),
                        ('fixed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='meetings.meeting')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('next_meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.meeting')),
                    ],
                    options={
                        'ordering': ['begun_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('fixed_at__isnull', True), ('fixed_by__isnull', True)), models.Q(('fixed_at__isnull', False), ('fixed_by__isnull', False)), _connector='OR'), name='record_fixed_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Note',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('topic', models.CharField(choices=[('strengths', 'Wat gaat goed, wat kan beter?'), ('pupil', 'Wat wil de leerling?'), ('parents', 'Wat willen de ouders?'), ('teacher', 'Wat heeft de leerkracht nodig?'), ('factors', 'Wat helpt, en wat zit in de weg?'), ('picture', 'Ons beeld samen'), ('offer', 'Wat past bij welk doel?')], max_length=10)),
                        ('text', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat is gezegd')),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('changed_at', models.DateTimeField()),
                        ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='minutes.record')),
                        ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='cases.party')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('party', None)), fields=('record', 'topic'), name='note_once_per_topic'), models.UniqueConstraint(fields=('record', 'topic', 'party'), name='note_once_per_parent')],
                    },
                ),
                migrations.CreateModel(
                    name='Attendance',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('there', models.BooleanField()),
                        ('noted_at', models.DateTimeField()),
                        ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='meetings.participant')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='minutes.record')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(fields=('record', 'participant'), name='attendance_once')],
                    },
                ),
                migrations.CreateModel(
                    name='NoteVersion',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('revision', models.PositiveIntegerField()),
                        ('text', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat er stond')),
                        ('pen', models.CharField(blank=True, max_length=36)),
                        ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='minutes.note')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['revision'],
                        'constraints': [models.UniqueConstraint(fields=('note', 'revision'), name='version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('kind', models.CharField(choices=[('talk', 'vervolg'), ('arrangement', 'keuze van arrangement'), ('mandate', 'besluit met mandaat'), ('tlv', 'TLV aanvragen')], max_length=12)),
                        ('outcome', models.CharField(choices=[('yes', 'ja'), ('no', 'nee'), ('swv', 'arrangement van het samenwerkingsverband'), ('care', 'jeugdhulp'), ('oza', 'onderwijs-zorgarrangement (OZA)'), ('municipality', 'hulp via de gemeente'), ('school', 'door de school zelf')], max_length=12)),
                        ('words', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat is besloten')),
                        ('role', models.CharField(blank=True, choices=[('leerkracht', 'leerkracht / docent'), ('ib', 'intern begeleider'), ('oc', 'ondersteuningscoördinator'), ('vc', 'verzuimcoördinator'), ('directeur', 'directeur'), ('leerkrachtspecialist', 'leerkrachtspecialist'), ('ab', 'ambulant begeleider'), ('orthopedagoog', 'orthopedagoog'), ('smw', 'schoolmaatschappelijk werker'), ('gw', 'gedragswetenschapper'), ('trajectbegeleider', 'trajectbegeleider'), ('schoolcoach', 'schoolcoach expertise en dienstverlening'), ('tc', 'transfercoach'), ('jp', 'jeugdprofessional'), ('ja', 'jeugdarts'), ('verpleegkundige', 'jeugdverpleegkundige'), ('lpa', 'leerplichtambtenaar'), ('wijkagent', 'wijkagent'), ('ozc', 'onderwijszorgconsulent'), ('notulist', 'notulist'), ('coordinator', 'coördinator van het samenwerkingsverband'), ('fg', 'functionaris gegevensbescherming')], max_length=24)),
                        ('at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('for_goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='followup.goal')),
                        ('mandated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='minutes.record')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at', 'created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['talk', 'tlv']), ('withdrawn_at__isnull', True)), fields=('record', 'kind'), name='one_answer_stands'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'mandate'), ('mandated_by__isnull', False), models.Q(('role', ''), _negated=True)), models.Q(models.Q(('kind', 'mandate'), _negated=True), ('mandated_by__isnull', True), ('role', '')), _connector='OR'), name='mandate_is_somebodys')],
                    },
                ),
            ],
        ),
    ]
