"""Let another person approve than the one who made the last change, in the workflows that Wagtail brings."""

import django.db.models.deletion
from django.db import migrations, models


def replace_tasks(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    ours, _created = ContentType.objects.get_or_create(app_label="home", model="secondpersonapproval")
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(active=True):
        made = apps.get_model("home", "SecondPersonApproval").objects.create(name=task.name, content_type=ours)
        made.groups.set(task.groups.all())
        apps.get_model("wagtailcore", "WorkflowTask").objects.filter(task_id=task.pk).update(task_id=made.pk)
        task.active = False
        task.save(update_fields=["active"])


def put_back(apps, schema_editor):
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask").objects
    for made in apps.get_model("home", "SecondPersonApproval").objects.all():
        task = tasks.filter(name=made.name, active=False).first()
        if task:
            apps.get_model("wagtailcore", "WorkflowTask").objects.filter(task_id=made.pk).update(task_id=task.pk)
            tasks.filter(pk=task.pk).update(active=True)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_english_changes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondPersonApproval",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these "
                        "groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval by a second person",
                "verbose_name_plural": "approvals by a second person",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.RunPython(replace_tasks, put_back),
    ]
