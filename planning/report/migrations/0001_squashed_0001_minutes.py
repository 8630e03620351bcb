"""All tables of this room as they stand after 0001_minutes, which made the same in more steps, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('report', '0001_minutes')]

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
                    name='NotTold',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField()),
                        ('reason', encrypted_fields.fields.EncryptedTextField(verbose_name='reden')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='not_told', to='cases.case')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at'],
                    },
                ),
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('composed_at', models.DateTimeField()),
                        ('revision', models.PositiveIntegerField(default=1)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='cases.case')),
                        ('composed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='meetings.meeting')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['composed_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Version',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField()),
                        ('number', models.PositiveSmallIntegerField()),
                        ('names_the_pupil', models.BooleanField()),
                        ('changed', models.CharField(blank=True, max_length=200)),
                        ('why', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='report.report')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='minutes_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Receipt',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('sent_at', models.DateTimeField()),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                        ('stopped_at', models.DateTimeField(blank=True, null=True)),
                        ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.party')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='report.report')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='report.version')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('party__isnull', True), ('person__isnull', False)), models.Q(('party__isnull', False), ('person__isnull', True)), _connector='OR'), name='receipt_of_person_or_party'), models.UniqueConstraint(fields=('report', 'person'), name='person_gets_minutes_once'), models.UniqueConstraint(fields=('report', 'party'), name='party_gets_minutes_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Standpoint',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('text', encrypted_fields.fields.EncryptedTextField(verbose_name='zienswijze')),
                        ('at', models.DateTimeField()),
                        ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standpoints', to='report.receipt')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standpoints', to='report.version')),
                    ],
                    options={
                        'ordering': ['at'],
                    },
                ),
                migrations.CreateModel(
                    name='VersionPart',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('key', models.CharField(choices=[('present', 'Wie waren er?'), ('strengths', 'Wat gaat goed, wat kan beter?'), ('pupil', 'Wat wil de leerling?'), ('parents', 'Wat willen de ouders?'), ('teacher', 'Wat heeft de leerkracht nodig?'), ('factors', 'Wat helpt, en wat zit in de weg?'), ('picture', 'Ons beeld samen'), ('goals', 'Wat willen we bereiken?'), ('offer', 'Wat past bij welk doel?'), ('decisions', 'Wat is er besloten?'), ('agreements', 'Wie doet wat?'), ('onwards', 'Hoe gaat het verder?'), ('family', 'Kort, voor u als ouder'), ('simple', 'Voor jou')], max_length=10)),
                        ('text', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('for_members', models.BooleanField(default=False)),
                        ('for_parents', models.BooleanField(default=False)),
                        ('for_pupil', models.BooleanField(default=False)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='report.version')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='version_part_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('key', models.CharField(choices=[('present', 'Wie waren er?'), ('strengths', 'Wat gaat goed, wat kan beter?'), ('pupil', 'Wat wil de leerling?'), ('parents', 'Wat willen de ouders?'), ('teacher', 'Wat heeft de leerkracht nodig?'), ('factors', 'Wat helpt, en wat zit in de weg?'), ('picture', 'Ons beeld samen'), ('goals', 'Wat willen we bereiken?'), ('offer', 'Wat past bij welk doel?'), ('decisions', 'Wat is er besloten?'), ('agreements', 'Wie doet wat?'), ('onwards', 'Hoe gaat het verder?'), ('family', 'Kort, voor u als ouder'), ('simple', 'Voor jou')], max_length=10)),
                        ('text', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('for_members', models.BooleanField(default=False)),
                        ('for_parents', models.BooleanField(default=False)),
                        ('for_pupil', models.BooleanField(default=False)),
                        ('by_hand', models.BooleanField(default=False)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='report.report')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(fields=('report', 'key'), name='draft_once_per_part')],
                    },
                ),
            ],
        ),
    ]
