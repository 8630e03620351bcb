"""All tables of this room as they stand after 0001_own_routes, which made the same in more steps, for a database that has none of them yet."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from planning.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [('regions', '0001_own_routes')]

    initial = True

    dependencies = [
        ('people', '0001_squashed_0003_school_staff_names'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='RouteDraft',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('key', models.CharField(max_length=40)),
                        ('based_on', models.CharField(max_length=40)),
                        ('based_on_version', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(max_length=120, verbose_name='naam')),
                        ('text', models.TextField()),
                        ('text_before', models.TextField(blank=True)),
                        ('revision', models.PositiveIntegerField(default=1)),
                        ('saved_at', models.DateTimeField()),
                        ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['title', 'key'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'key'), name='own_route_key_once_per_swv'), models.CheckConstraint(condition=models.Q(('key__startswith', 'eigen-')), name='own_route_key_is_no_shipped_key'), models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='own_route_revision_counts_up')],
                    },
                ),
                migrations.CreateModel(
                    name='RouteVersion',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('key', models.CharField(max_length=40)),
                        ('version', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(max_length=120, verbose_name='naam')),
                        ('sector', models.CharField(max_length=10)),
                        ('text', models.TextField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('abbreviations', models.JSONField(default=dict)),
                        ('published_at', models.DateTimeField()),
                        ('draft', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='regions.routedraft')),
                        ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'ordering': ['key', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('swv', 'key', 'version'), name='route_version_once'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='route_version_counts_from_one'), models.CheckConstraint(condition=models.Q(('key__startswith', 'eigen-')), name='version_of_an_own_route')],
                    },
                ),
                migrations.CreateModel(
                    name='RouteChoice',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('keys', models.JSONField(default=list)),
                        ('defaults', models.JSONField(default=dict)),
                        ('chosen_at', models.DateTimeField()),
                        ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('swv', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.swv')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('swv',), name='one_choice_of_routes_per_swv')],
                    },
                ),
            ],
        ),
    ]
