
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0023_directory_owners_alone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('code', models.CharField(max_length=8, primary_key=True, serialize=False)),
                ('choice', models.TextField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='PackOpens',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('language', models.CharField(max_length=20)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'language'), name='one_count_a_month_and_language')],
            },
        ),
        migrations.CreateModel(
            name='FavouritePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.UUIDField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='favourite_pages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'page'), name='a_page_is_a_favourite_once')],
            },
        ),
        migrations.CreateModel(
            name='PackCard',
            fields=[
                ('key', models.CharField(editable=False, max_length=20, primary_key=True, serialize=False)),
                ('version', models.CharField(db_index=True, max_length=8)),
                ('made_of', models.JSONField()),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='guidance.pack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pack', 'version'), name='one_card_a_version')],
            },
        ),
    ]
