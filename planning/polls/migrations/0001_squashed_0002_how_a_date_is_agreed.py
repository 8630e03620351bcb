"""All tables of this room as they stand after 0002_how_a_date_is_agreed, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('polls', '0001_initial'), ('polls', '0002_how_a_date_is_agreed')]

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
                    name='KnownTimes',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('parts', models.JSONField(default=list)),
                        ('at', models.DateTimeField()),
                        ('party', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='known_times', to='cases.party')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'verbose_name_plural': 'known times',
                    },
                ),
                migrations.CreateModel(
                    name='DatePoll',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('state', models.CharField(choices=[('open', 'open'), ('settled', 'datum gekozen'), ('cancelled', 'gestopt')], default='open', max_length=10)),
                        ('deadline', models.DateTimeField(verbose_name='antwoord uiterlijk')),
                        ('settles_itself', models.BooleanField(default=False, verbose_name='datum vanzelf vastzetten als iedereen kan')),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='polls', to='meetings.meeting')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('decision', models.CharField(blank=True, max_length=40, verbose_name='besluit dat u wilt nemen')),
                        ('urgent', models.BooleanField(default=False, verbose_name='spoed: antwoord binnen uren')),
                    ],
                    options={
                        'ordering': ['-created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('meeting',), name='one_open_poll_per_meeting'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'settled'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='settled_poll_says_when')],
                    },
                ),
                migrations.CreateModel(
                    name='PollOption',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('start', models.DateTimeField()),
                        ('end', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='polls.datepoll')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('closed_why', models.CharField(blank=True, choices=[('taken', 'bezet door een ander overleg'), ('lost', 'iemand die erbij moet zijn, kan niet')], max_length=10)),
                    ],
                    options={
                        'ordering': ['start'],
                        'constraints': [models.UniqueConstraint(fields=('poll', 'start'), name='option_once'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='option_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), models.Q(('closed_why', ''), _negated=True), _connector='OR'), name='closed_option_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='PollAnswer',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('choice', models.CharField(choices=[('yes', 'ja'), ('ifneeded', 'als het moet'), ('no', 'nee')], max_length=10)),
                        ('at', models.DateTimeField()),
                        ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                        ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='poll_answers', to='meetings.participant')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='polls.polloption')),
                    ],
                    options={
                        'ordering': ['at'],
                        'constraints': [models.UniqueConstraint(fields=('option', 'participant'), name='one_answer_per_option')],
                    },
                ),
                migrations.CreateModel(
                    name='PollNote',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('remark', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('none_of_these', models.BooleanField(default=False)),
                        ('call_me', models.BooleanField(default=False)),
                        ('interpreter', models.BooleanField(default=False)),
                        ('at', models.DateTimeField()),
                        ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='poll_notes', to='meetings.participant')),
                        ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='polls.datepoll')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('parts', models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        'ordering': ['at'],
                        'constraints': [models.UniqueConstraint(fields=('poll', 'participant'), name='one_note_per_poll')],
                    },
                ),
                migrations.CreateModel(
                    name='TableRound',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('code', models.CharField(max_length=8)),
                        ('opened_at', models.DateTimeField()),
                        ('until', models.DateTimeField()),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('poll', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='table_round', to='polls.datepoll')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('code',), name='table_code_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TableSeat',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField()),
                        ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.participant')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='polls.tableround')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'participant'), name='table_seat_once')],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='DatePoll',
            name='chosen',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='polls.polloption'),
        ),
    ]
