"""All tables of this room as they stand after 0006_role_privacy_officer, for a database that has none of them yet."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('yearplan', '0001_initial'), ('yearplan', '0002_rounds'), ('yearplan', '0003_attempts'), ('yearplan', '0004_by_hand'), ('yearplan', '0005_checkpoint'), ('yearplan', '0006_role_privacy_officer')]

    initial = True

    dependencies = [
        ('meetings', '0001_squashed_0006_kept_mail'),
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='YearPlan',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('school_year', models.PositiveSmallIntegerField(verbose_name='schooljaar')),
                        ('first_day', models.DateField(verbose_name='eerste dag')),
                        ('last_day', models.DateField(verbose_name='laatste dag')),
                        ('state', models.CharField(choices=[('draft', 'regels'), ('proposed', 'voorstel'), ('published', 'gepubliceerd')], default='draft', max_length=10)),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('published_without', models.TextField(blank=True, verbose_name='reden om zonder akkoord te publiceren')),
                        ('revision', models.PositiveSmallIntegerField(default=0)),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('agree_until', models.DateField(blank=True, null=True, verbose_name='akkoord uiterlijk op')),
                        ('copied_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='yearplan.yearplan')),
                        ('not_copied', models.JSONField(blank=True, default=list)),
                        ('wishes_closed_at', models.DateTimeField(blank=True, null=True)),
                        ('wishes_until', models.DateField(blank=True, null=True, verbose_name='wensen uiterlijk op')),
                    ],
                    options={
                        'ordering': ['-school_year'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'school_year'), name='one_plan_per_year'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='published_plan_says_when_and_who'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='plan_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='Series',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('kind', models.CharField(choices=[('SOT', 'SOT'), ('SOT-BREED', 'brede SOT'), ('GROEP', 'groepsbespreking'), ('LEERLING', 'leerlingbespreking'), ('SPARRING', 'GW in gesprek met directeur en IB'), ('OC', 'regionaal OC-overleg'), ('THUIS', 'thuiszitterstafel')], default='SOT', max_length=10, verbose_name='soort overleg')),
                        ('count', models.PositiveSmallIntegerField(default=6, verbose_name='aantal overleggen')),
                        ('minutes', models.PositiveSmallIntegerField(default=120, verbose_name='duur in minuten')),
                        ('starts', models.JSONField(default=list, verbose_name='begintijden')),
                        ('prefer_weekday', models.PositiveSmallIntegerField(default=1, verbose_name='liefst op')),
                        ('prefer_start', models.CharField(default='09:00', max_length=5, verbose_name='liefst om')),
                        ('min_gap_days', models.PositiveSmallIntegerField(default=21, verbose_name='minste dagen ertussen')),
                        ('max_gap_days', models.PositiveSmallIntegerField(default=84, verbose_name='meeste dagen ertussen')),
                        ('dates_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series', to='yearplan.yearplan')),
                        ('never_between', models.JSONField(blank=True, default=list, verbose_name='vrije periodes')),
                        ('never_on', models.JSONField(blank=True, default=list, verbose_name='nooit op')),
                        ('wished_at', models.DateTimeField(blank=True, null=True)),
                        ('wished_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                    options={
                        'verbose_name_plural': 'series',
                        'ordering': ['school__name', 'kind'],
                        'constraints': [models.UniqueConstraint(fields=('plan', 'school', 'kind'), name='one_series_per_school_and_kind'), models.CheckConstraint(condition=models.Q(('max_gap_days__gte', models.F('min_gap_days'))), name='gaps_in_order'), models.CheckConstraint(condition=models.Q(('minutes__gte', 15), ('minutes__lte', 480)), name='series_length_is_sane'), models.CheckConstraint(condition=models.Q(('count__lte', 40)), name='series_count_is_sane'), models.CheckConstraint(condition=models.Q(('prefer_weekday__lte', 4)), name='series_prefers_a_school_weekday'), models.CheckConstraint(condition=models.Q(('wished_at__isnull', True), ('wished_by__isnull', False), _connector='OR'), name='wishes_say_whose')],
                    },
                ),
                migrations.CreateModel(
                    name='PlannedMeeting',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('start', models.DateTimeField(blank=True, null=True)),
                        ('pinned', models.BooleanField(default=False)),
                        ('reasons', models.JSONField(blank=True, default=list)),
                        ('meeting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='planned_as', to='meetings.meeting')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned', to='yearplan.series')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('series', 'number'), name='number_once'), models.CheckConstraint(condition=models.Q(('start__isnull', False), ('pinned', False), _connector='OR'), name='pinned_meeting_has_a_date')],
                    },
                ),
                migrations.CreateModel(
                    name='SeriesMember',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('role', models.CharField(choices=[('leerkracht', 'leerkracht / docent'), ('ib', 'intern begeleider'), ('oc', 'ondersteuningscoördinator'), ('vc', 'verzuimcoördinator'), ('directeur', 'directeur'), ('leerkrachtspecialist', 'leerkrachtspecialist'), ('ab', 'ambulant begeleider'), ('orthopedagoog', 'orthopedagoog'), ('smw', 'schoolmaatschappelijk werker'), ('gw', 'gedragswetenschapper'), ('trajectbegeleider', 'trajectbegeleider'), ('schoolcoach', 'schoolcoach expertise en dienstverlening'), ('tc', 'transfercoach'), ('jp', 'jeugdprofessional'), ('ja', 'jeugdarts'), ('verpleegkundige', 'jeugdverpleegkundige'), ('lpa', 'leerplichtambtenaar'), ('wijkagent', 'wijkagent'), ('ozc', 'onderwijszorgconsulent'), ('notulist', 'notulist'), ('coordinator', 'coördinator van het samenwerkingsverband'), ('fg', 'functionaris gegevensbescherming')], max_length=24)),
                        ('required', models.BooleanField(default=True, verbose_name='verplicht')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series_memberships', to='people.person')),
                        ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='yearplan.series')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-required', 'role'],
                        'constraints': [models.UniqueConstraint(fields=('series', 'person'), name='member_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SignOff',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('side', models.CharField(choices=[('school', 'school (IB of OC)'), ('swv', 'samenwerkingsverband (GW of TC)')], max_length=10)),
                        ('verdict', models.CharField(choices=[('agreed', 'akkoord'), ('change', 'andere datum gevraagd')], max_length=10)),
                        ('reason', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('planned', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='yearplan.plannedmeeting')),
                        ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to='yearplan.series')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('refused', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ['at', 'created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'change'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='asking_for_change_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='SolverRun',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('state', models.CharField(choices=[('waiting', 'wacht'), ('running', 'rekent'), ('done', 'klaar'), ('failed', 'mislukt'), ('stopped', 'gestopt')], default='waiting', max_length=10)),
                        ('time_limit', models.PositiveSmallIntegerField(default=20, verbose_name='rekentijd in seconden')),
                        ('phase', models.CharField(blank=True, max_length=40)),
                        ('placed', models.PositiveIntegerField(default=0)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('score', models.FloatField(blank=True, null=True)),
                        ('bound', models.FloatField(blank=True, null=True)),
                        ('seconds', models.FloatField(default=0)),
                        ('curve', models.JSONField(blank=True, default=list)),
                        ('started_at', models.DateTimeField(blank=True, null=True)),
                        ('beat_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('stop_asked', models.BooleanField(default=False)),
                        ('error', models.TextField(blank=True)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='yearplan.yearplan')),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('checkpoint', models.JSONField(blank=True, null=True)),
                        ('moved', models.PositiveIntegerField(blank=True, null=True)),
                        ('moved_bound', models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ['-created_at'],
                        'indexes': [models.Index(fields=['state'], name='runs_to_do')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('plan',), name='one_run_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('beat_at__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='running_run_shows_life'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'running']), ('ended_at__isnull', False), _connector='OR'), name='ended_run_says_when')],
                    },
                ),
                migrations.CreateModel(
                    name='CounterDate',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('start', models.DateTimeField()),
                        ('sign_off', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counter_dates', to='yearplan.signoff')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['start'],
                        'constraints': [models.UniqueConstraint(fields=('sign_off', 'start'), name='counter_date_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reply',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('reason', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('chosen', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='yearplan.counterdate')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('sign_off', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reply', to='yearplan.signoff')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('chosen__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='refusing_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='Variant',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('made_at', models.DateTimeField()),
                        ('dates', models.JSONField(default=dict)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='yearplan.yearplan')),
                        ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='variants', to='yearplan.solverrun')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='variant_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='HandChange',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('action', models.CharField(choices=[('move', 'verzet'), ('swap', 'gewisseld'), ('pin', 'vastgezet'), ('unpin', 'losgelaten')], max_length=8)),
                        ('before', models.JSONField()),
                        ('after', models.JSONField()),
                        ('asked_since', models.JSONField(default=dict)),
                        ('at', models.DateTimeField()),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_changes', to='yearplan.yearplan')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-at', '-created_at'],
                        'indexes': [models.Index(fields=['plan', 'person', 'undone_at'], name='hand_changes_to_undo')],
                    },
                ),
            ],
        ),
    ]
