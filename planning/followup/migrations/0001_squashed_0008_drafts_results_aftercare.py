"""All tables of this room as they stand after 0008_drafts_results_aftercare, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('followup', '0001_initial'), ('followup', '0002_initial'), ('followup', '0003_initial'), ('followup', '0004_agreements_live'), ('followup', '0005_evaluation_decided_at'), ('followup', '0006_evaluation_choice'), ('followup', '0007_goals'), ('followup', '0008_drafts_results_aftercare')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0007_opening'),
        ('meetings', '0001_squashed_0006_kept_mail'),
        ('people', '0001_squashed_0003_school_staff_names'),
        ('preparation', '0001_squashed_0002_by_telephone'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Evaluation',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('on', models.DateField(verbose_name='evaluatiedatum')),
                        ('method', models.CharField(blank=True, max_length=120, verbose_name='hoe')),
                        ('state', models.CharField(choices=[('planned', 'gepland'), ('proposed', 'overleg voorgesteld'), ('held', 'gehouden'), ('cancelled', 'vervallen')], default='planned', max_length=10)),
                        ('outcome', models.CharField(blank=True, choices=[('continue', 'doorgaan'), ('adjust', 'doorgaan, met een andere aanpak'), ('back', 'terug naar stap 3'), ('scale_down', 'doorgaan met minder hulp'), ('aftercare', 'nazorg'), ('close', 'afronden')], max_length=10)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='cases.case')),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='evaluation', to='meetings.meeting')),
                        ('next_meeting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposed_by_evaluation', to='meetings.meeting')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('asked_at', models.DateTimeField(blank=True, null=True)),
                        ('chosen_at', models.DateTimeField(blank=True, null=True)),
                        ('chosen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('goals_fit', models.CharField(blank=True, choices=[('yes', 'ja'), ('no', 'nee'), ('unsure', 'weten we nog niet')], max_length=6)),
                        ('needs_fit', models.CharField(blank=True, choices=[('yes', 'ja'), ('no', 'nee'), ('unsure', 'weten we nog niet')], max_length=6)),
                        ('reason', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('support_fit', models.CharField(blank=True, choices=[('yes', 'ja'), ('no', 'nee'), ('unsure', 'weten we nog niet')], max_length=6)),
                    ],
                    options={
                        'ordering': ['on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'proposed'), _negated=True), ('next_meeting__isnull', False), _connector='OR'), name='proposal_has_a_meeting'), models.CheckConstraint(condition=models.Q(models.Q(('chosen_at__isnull', True), ('chosen_by__isnull', True)), models.Q(('chosen_at__isnull', False), ('chosen_by__isnull', False)), _connector='OR'), name='choice_of_people_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Goal',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('what', encrypted_fields.fields.EncryptedTextField(verbose_name='doel')),
                        ('set_at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='cases.case')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='meetings.meeting')),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='followup.goal')),
                    ],
                    options={
                        'ordering': ['set_at', 'created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='goal_ended_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Agreement',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('what', encrypted_fields.fields.EncryptedTextField(verbose_name='wat')),
                        ('due', models.DateField(verbose_name='klaar op')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='cases.case')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='meetings.meeting')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='meetings.participant')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('asked_late', models.PositiveSmallIntegerField(default=0)),
                        ('bridging', models.BooleanField(default=False, verbose_name='overbrugging tot de hulp begint')),
                        ('financing', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='hoe wordt het betaald')),
                        ('goal', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='doel')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True)),
                        ('result', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat is er dan bereikt')),
                        ('for_goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agreements', to='followup.goal')),
                        ('withdrawn_why', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='waarom vervallen')),
                    ],
                    options={
                        'ordering': ['due'],
                    },
                ),
                migrations.CreateModel(
                    name='Progress',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('state', models.CharField(choices=[('open', 'nog niet begonnen'), ('started', 'begonnen'), ('going', 'gaat goed'), ('stuck', 'loopt vast'), ('done', 'klaar')], max_length=10)),
                        ('remark', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('at', models.DateTimeField()),
                        ('reported_by', models.CharField(max_length=64)),
                        ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='followup.agreement')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'verbose_name_plural': 'progress',
                        'ordering': ['at'],
                    },
                ),
                migrations.CreateModel(
                    name='Response',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField()),
                        ('kind', models.CharField(choices=[('talk', 'gesproken'), ('reconvene', 'weer bij elkaar geroepen'), ('escalate', 'voorgelegd aan de onderwijszorgconsulent')], max_length=10)),
                        ('note', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='followup.agreement')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.meeting')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at'],
                    },
                ),
                migrations.CreateModel(
                    name='AftercareContact',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('on', models.DateField(verbose_name='contactmoment')),
                        ('asked', models.PositiveSmallIntegerField(default=0)),
                        ('held_at', models.DateTimeField(blank=True, null=True)),
                        ('goes_well', models.BooleanField(null=True)),
                        ('words', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aftercare_contacts', to='cases.case')),
                        ('held_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['on'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'on'), name='one_contact_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('goes_well__isnull', True), ('held_at__isnull', True), ('held_by__isnull', True)), models.Q(('goes_well__isnull', False), ('held_at__isnull', False), ('held_by__isnull', False)), _connector='OR'), name='contact_held_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('let_go_at', models.DateTimeField(blank=True, null=True)),
                        ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drafts', to='followup.agreement')),
                        ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='carried', to='followup.agreement')),
                        ('let_go_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='meetings.meeting')),
                        ('preparation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='preparation.preparation')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'before'), name='carried_once_to_a_meeting'), models.CheckConstraint(condition=models.Q(models.Q(('before__isnull', False), ('preparation__isnull', True)), models.Q(('before__isnull', True), ('preparation__isnull', False)), _connector='OR'), name='draft_from_one_source'), models.CheckConstraint(condition=models.Q(models.Q(('let_go_at__isnull', True), ('let_go_by__isnull', True)), models.Q(('agreement__isnull', True), ('let_go_at__isnull', False), ('let_go_by__isnull', False)), _connector='OR'), name='draft_let_go_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='GoalResult',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('reached', models.CharField(choices=[('yes', 'bereikt'), ('partly', 'deels bereikt'), ('no', 'niet bereikt'), ('early', 'te vroeg om te zeggen')], max_length=6)),
                        ('words', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='followup.evaluation')),
                        ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='followup.goal')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(fields=('evaluation', 'goal'), name='goal_looked_at_once')],
                    },
                ),
            ],
        ),
    ]
