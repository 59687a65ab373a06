"""Questions a parent may want to ask, with signatures, and practitioners' stories of what worked."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0025_packs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionToAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='Addresses name the question by this. It stays.', max_length=40, unique=True)),
                ('group', models.CharField(choices=[('baby', 'Crying, sleep and feeding'), ('growing', 'Playing, talking and growing'), ('parent', 'How you are'), ('help', 'Who can help')], max_length=10)),
                ('order', models.PositiveSmallIntegerField(default=100)),
                ('question', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160)),
                ('question_en', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_pl', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_lt', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_pt', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_ro', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_bg', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_ar', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_uk', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_ru', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_ga', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_tet', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_so', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_sco_ulster', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_lv', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_sk', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_hu', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_zh_hans', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_es', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_fa', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('question_ckb', models.CharField(help_text='As a parent would say it, hopeful and without blame.', max_length=160, null=True)),
                ('is_offered', models.BooleanField(default=True, verbose_name='offered')),
                ('owner', models.CharField(max_length=120, verbose_name='owner (a role)')),
                ('last_reviewed', models.DateField(blank=True, null=True)),
                ('next_review_due', models.DateField(blank=True, help_text='Left empty: a year after the last review.', null=True)),
            ],
            options={
                'verbose_name': 'question to ask',
                'verbose_name_plural': 'questions to ask',
                'ordering': ['order', 'key'],
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100)),
                ('tried', models.TextField(max_length=800, verbose_name='what I tried')),
                ('happened', models.TextField(max_length=800, verbose_name='what happened')),
                ('advice', models.TextField(max_length=500, verbose_name='what to try')),
                ('role', models.CharField(max_length=80, verbose_name='your role')),
                ('place', models.CharField(blank=True, choices=[('armagh', 'Armagh'), ('banbridge', 'Banbridge'), ('craigavon', 'Craigavon'), ('dungannon', 'Dungannon'), ('newry-mourne', 'Newry and Mourne')], max_length=20)),
                ('written_on', models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ('state', models.CharField(choices=[('waiting', 'Waits for a moderator'), ('sent-back', 'Sent back with a word'), ('approved', 'Shown'), ('taken-down', 'Taken down')], db_index=True, default='waiting', max_length=12)),
                ('word_back', models.TextField(blank=True, max_length=500, verbose_name='what to change')),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('topics', models.ManyToManyField(blank=True, limit_choices_to={'kind': 'topic'}, related_name='stories', to='guidance.door')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'stories',
                'ordering': ['-written_on', '-pk'],
                'permissions': [('moderate_story', "Can let practitioners' stories through")],
            },
        ),
        migrations.CreateModel(
            name='QuestionSignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=20)),
                ('step', models.CharField(choices=[('checked', 'Checked: the facts, the words and the sources'), ('translated', 'Translated'), ('second-read', 'Second reading by another person'), ('clinical', 'Clinical check')], max_length=20)),
                ('role', models.CharField(max_length=120, verbose_name='your role')),
                ('signed_on', models.DateField(default=django.utils.timezone.localdate)),
                ('words_digest', models.CharField(editable=False, max_length=64)),
                ('source_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to='guidance.questiontoask')),
            ],
            options={
                'verbose_name': 'signature for a question',
                'verbose_name_plural': 'signatures for questions',
                'ordering': ['-signed_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('question', 'language', 'step', 'words_digest', 'source_digest'), name='one_word_a_question_language_and_step')],
            },
        ),
    ]
