"""All tables of this room as they stand after 0001_initial, which made the same in more steps, for a database that has none of them yet."""

import django.db.models.deletion
import encrypted_fields.fields
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('privacy', '0001_initial')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0007_opening'),
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Correction',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('field', models.CharField(max_length=40)),
                        ('before', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('after', encrypted_fields.fields.EncryptedTextField(blank=True, null=True)),
                        ('why', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='waarom')),
                        ('at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='cases.case')),
                        ('corrected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-at'],
                    },
                ),
                migrations.CreateModel(
                    name='DeletionReport',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('number', models.PositiveIntegerField()),
                        ('started_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField()),
                        ('by_kind', models.CharField(max_length=10)),
                        ('by_id', models.CharField(blank=True, max_length=64)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-number'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'number'), name='deletion_report_numbered_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DeletionLine',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('category', models.CharField(max_length=20)),
                        ('kind', models.CharField(max_length=60)),
                        ('act', models.CharField(max_length=10)),
                        ('count', models.PositiveIntegerField()),
                        ('ground', models.CharField(max_length=40)),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='privacy.deletionreport')),
                    ],
                    options={
                        'ordering': ['category', 'kind'],
                    },
                ),
                migrations.CreateModel(
                    name='LogReview',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('month', models.DateField()),
                        ('at', models.DateTimeField()),
                        ('entries', models.PositiveIntegerField()),
                        ('refused', models.PositiveIntegerField()),
                        ('chain_whole', models.BooleanField()),
                        ('remark', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat viel op')),
                        ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['-month', '-at'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'month', 'reviewer'), name='month_reviewed_once_by_a_person'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='review_is_of_a_month')],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionNotice',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('category', models.CharField(max_length=20)),
                        ('told_at', models.DateTimeField()),
                        ('due_on', models.DateField()),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retention_notices', to='cases.case')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['due_on'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'category'), name='told_once_per_case_and_category')],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionTerm',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('category', models.CharField(max_length=20)),
                        ('days', models.PositiveIntegerField(verbose_name='dagen')),
                        ('reason', models.TextField(blank=True, verbose_name='reden')),
                        ('set_at', models.DateTimeField()),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retention_terms', to='people.school')),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['category'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'category'), name='one_term_per_school_and_category')],
                    },
                ),
                migrations.CreateModel(
                    name='Statement',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('field', models.CharField(blank=True, max_length=40)),
                        ('text', encrypted_fields.fields.EncryptedTextField(verbose_name='zienswijze')),
                        ('at', models.DateTimeField()),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='cases.case')),
                        ('giver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='cases.party')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['at'],
                    },
                ),
                migrations.CreateModel(
                    name='SubjectRequest',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('case_reference', models.CharField(max_length=8)),
                        ('kind', models.CharField(choices=[('copy', 'inzage of kopie'), ('who_looked', 'wie heeft het dossier bekeken'), ('correction', 'verbeteren of aanvullen'), ('restriction', 'bevriezen'), ('erasure', 'wissen')], max_length=12)),
                        ('received_on', models.DateField(verbose_name='ontvangen op')),
                        ('due_on', models.DateField()),
                        ('extended_at', models.DateTimeField(blank=True, null=True)),
                        ('extended_reason', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='waarom langer')),
                        ('state', models.CharField(choices=[('open', 'loopt'), ('granted', 'gedaan'), ('partly', 'deels gedaan'), ('refused', 'afgewezen')], default='open', max_length=10)),
                        ('handled_at', models.DateTimeField(blank=True, null=True)),
                        ('answer', encrypted_fields.fields.EncryptedTextField(blank=True, null=True, verbose_name='wat is er geantwoord')),
                        ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='privacy_requests', to='cases.case')),
                        ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('requester', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='privacy_requests', to='cases.party')),
                        ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.school')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['due_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('handled_at__isnull', True), ('handled_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('handled_at__isnull', False), ('handled_by__isnull', False)), _connector='OR'), name='handled_request_says_who_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('extended_at__isnull', True), ('extended_reason__isnull', True)), models.Q(('extended_at__isnull', False), ('extended_reason__isnull', False)), _connector='OR'), name='extended_request_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessChain',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('day', models.DateField()),
                        ('before', models.CharField(blank=True, max_length=64)),
                        ('head', models.CharField(max_length=64)),
                        ('first', models.PositiveIntegerField()),
                        ('count', models.PositiveIntegerField()),
                        ('erased_at', models.DateTimeField(blank=True, null=True)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['first'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'first'), name='access_chain_once'), models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='access_chain_holds_something')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessEntry',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('at', models.DateTimeField()),
                        ('actor_kind', models.CharField(max_length=10)),
                        ('actor', models.CharField(max_length=64)),
                        ('role', models.CharField(blank=True, max_length=60)),
                        ('school', models.UUIDField(blank=True, null=True)),
                        ('case_reference', models.CharField(blank=True, max_length=8)),
                        ('action', models.CharField(choices=[('see', 'bekeken'), ('list', 'lijst bekeken'), ('change', 'gewijzigd'), ('export', 'kopie gemaakt')], max_length=10)),
                        ('object_type', models.CharField(blank=True, max_length=40)),
                        ('object_id', models.CharField(blank=True, max_length=64)),
                        ('page', models.CharField(max_length=60)),
                        ('purpose', models.CharField(max_length=30)),
                        ('result', models.CharField(choices=[('allowed', 'toegelaten'), ('refused', 'geweigerd'), ('failed', 'mislukt')], max_length=10)),
                        ('source', models.CharField(choices=[('page', 'pagina'), ('link', 'persoonlijke link'), ('api', 'koppeling')], max_length=10)),
                        ('seal', models.CharField(max_length=64)),
                        ('number', models.PositiveIntegerField(blank=True, null=True)),
                        ('hash', models.CharField(blank=True, max_length=64)),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'verbose_name_plural': 'access entries',
                        'ordering': ['-at'],
                        'indexes': [models.Index(fields=['swv', 'at'], name='access_by_day'), models.Index(fields=['swv', 'case_reference', 'at'], name='access_by_case')],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'number'), name='access_numbered_once'), models.CheckConstraint(condition=models.Q(models.Q(('hash', ''), ('number__isnull', True)), models.Q(('number__isnull', False), models.Q(('hash', ''), _negated=True)), _connector='OR'), name='chained_entry_has_a_hash')],
                    },
                ),
            ],
        ),
    ]
