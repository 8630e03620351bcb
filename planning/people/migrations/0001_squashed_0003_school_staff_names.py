"""All tables of this room as they stand after 0003_school_staff_names, for a database that has none of them yet."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_role_privacy_officer'), ('people', '0003_school_staff_names')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='SWV',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=120, unique=True, verbose_name='naam')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mailadres')),
                        ('settings', models.JSONField(blank=True, default=dict)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'verbose_name': 'samenwerkingsverband',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('name', models.CharField(max_length=120, verbose_name='naam')),
                        ('kind', models.CharField(choices=[('school', 'school'), ('bestuur', 'schoolbestuur'), ('swv', 'samenwerkingsverband'), ('gemeente', 'gemeente'), ('ggd', 'GGD / JGZ'), ('rbl', 'Regionaal Bureau Leren'), ('zorg', 'zorgaanbieder'), ('ander', 'anders')], max_length=20, verbose_name='soort')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'name'), name='organisation_name_once_per_swv')],
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mailadres')),
                        ('is_active', models.BooleanField(default=True)),
                        ('is_staff', models.BooleanField(default=False)),
                        ('date_joined', models.DateTimeField(auto_now_add=True)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'verbose_name': 'account',
                    },
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('first_name', models.CharField(max_length=60, verbose_name='voornaam')),
                        ('last_name', models.CharField(max_length=80, verbose_name='achternaam')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mailadres')),
                        ('phone', models.CharField(blank=True, max_length=30, verbose_name='telefoon')),
                        ('languages', models.JSONField(blank=True, default=list, verbose_name='talen')),
                        ('max_meetings_per_day', models.PositiveSmallIntegerField(default=2, verbose_name='overleggen per dag')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='people.organisation')),
                        ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='persons', to=settings.AUTH_USER_MODEL)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['last_name', 'first_name'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'email'), name='person_email_once_per_swv'), models.UniqueConstraint(fields=('swv', 'user'), name='one_person_per_account_and_swv')],
                    },
                ),
                migrations.CreateModel(
                    name='School',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('name', models.CharField(max_length=120, verbose_name='naam')),
                        ('sector', models.CharField(choices=[('PO', 'primair onderwijs'), ('VO', 'voortgezet onderwijs')], max_length=2, verbose_name='sector')),
                        ('brin', models.CharField(max_length=6, validators=[django.core.validators.RegexValidator('^\\d\\d[A-Z]{2}(\\d\\d)?$', 'Een BRIN is bijvoorbeeld 12AB of 12AB00.')], verbose_name='BRIN')),
                        ('holiday_region', models.CharField(choices=[('Noord', 'Noord'), ('Midden', 'Midden'), ('Zuid', 'Zuid')], max_length=6, verbose_name='vakantieregio')),
                        ('street', models.CharField(blank=True, max_length=120, verbose_name='straat en nummer')),
                        ('town', models.CharField(max_length=80, verbose_name='plaats')),
                        ('latitude', models.FloatField(verbose_name='breedtegraad')),
                        ('longitude', models.FloatField(verbose_name='lengtegraad')),
                        ('phone', models.CharField(blank=True, max_length=30, verbose_name='telefoon')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schools', to='people.organisation')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('staff_names', models.BooleanField(default=False, verbose_name="collega's noemen in uitnodigingen")),
                    ],
                    options={
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'brin'), name='school_brin_once_per_swv')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleHolding',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('role', models.CharField(choices=[('leerkracht', 'leerkracht / docent'), ('ib', 'intern begeleider'), ('oc', 'ondersteuningscoördinator'), ('vc', 'verzuimcoördinator'), ('directeur', 'directeur'), ('leerkrachtspecialist', 'leerkrachtspecialist'), ('ab', 'ambulant begeleider'), ('orthopedagoog', 'orthopedagoog'), ('smw', 'schoolmaatschappelijk werker'), ('gw', 'gedragswetenschapper'), ('trajectbegeleider', 'trajectbegeleider'), ('schoolcoach', 'schoolcoach expertise en dienstverlening'), ('tc', 'transfercoach'), ('jp', 'jeugdprofessional'), ('ja', 'jeugdarts'), ('verpleegkundige', 'jeugdverpleegkundige'), ('lpa', 'leerplichtambtenaar'), ('wijkagent', 'wijkagent'), ('ozc', 'onderwijszorgconsulent'), ('notulist', 'notulist'), ('coordinator', 'coördinator van het samenwerkingsverband'), ('fg', 'functionaris gegevensbescherming')], max_length=24, verbose_name='rol')),
                        ('valid_from', models.DateField(verbose_name='vanaf')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='tot en met')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holdings', to='people.person')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holdings', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['role'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='holding_ends_after_it_begins'), models.UniqueConstraint(fields=('person', 'role', 'school', 'valid_from'), name='holding_once_per_school'), models.UniqueConstraint(condition=models.Q(('school__isnull', True)), fields=('person', 'role', 'valid_from'), name='holding_once_per_swv')],
                    },
                ),
                migrations.CreateModel(
                    name='FreeDay',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('first', models.DateField(verbose_name='eerste dag')),
                        ('last', models.DateField(verbose_name='laatste dag')),
                        ('kind', models.CharField(choices=[('studiedag', 'studiedag'), ('vrij', 'eigen vrije dag'), ('open', 'toch school (wijkt af van de regio)')], max_length=10, verbose_name='soort')),
                        ('label', models.CharField(blank=True, max_length=80, verbose_name='naam')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='free_days', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['first'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='free_day_ends_after_it_begins'), models.UniqueConstraint(fields=('school', 'first', 'kind'), name='free_day_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Deputy',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('valid_from', models.DateField(verbose_name='vanaf')),
                        ('valid_to', models.DateField(verbose_name='tot en met')),
                        ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stands_in_for', to='people.person')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deputies', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['valid_from'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='deputy_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('person', models.F('deputy')), _negated=True), name='nobody_stands_in_for_himself')],
                    },
                ),
                migrations.CreateModel(
                    name='AuditEvent',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField(db_index=True)),
                        ('actor_kind', models.CharField(max_length=10)),
                        ('actor', models.CharField(max_length=64)),
                        ('action', models.CharField(max_length=60)),
                        ('object_type', models.CharField(max_length=40)),
                        ('object_id', models.CharField(max_length=64)),
                        ('detail', models.JSONField(blank=True, default=dict)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-at'],
                    },
                ),
                migrations.CreateModel(
                    name='ApiKey',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('name', models.CharField(max_length=80, verbose_name='naam')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('scopes', models.JSONField(default=list)),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Absence',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('start', models.DateTimeField(verbose_name='van')),
                        ('end', models.DateTimeField(verbose_name='tot')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['start'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='absence_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkingHours',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('weekday', models.PositiveSmallIntegerField(verbose_name='weekdag')),
                        ('start', models.TimeField(verbose_name='van')),
                        ('end', models.TimeField(verbose_name='tot')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='working_hours', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['weekday', 'start'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='hours_end_after_they_begin'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='hours_on_a_weekday'), models.UniqueConstraint(fields=('person', 'weekday', 'start'), name='hours_once')],
                    },
                ),
            ],
        ),
    ]
