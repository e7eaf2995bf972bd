from django.db import migrations, models


def follow(apps, schema_editor):
    """What was made of a decision on an action follows that, as what was undertaken in an answer does already.

    In the order they were made, so that what an action follows in turn is known when another is to follow it.
    """
    Action = apps.get_model("actions", "Action")
    through = Action.follows.through
    made = Action.objects.select_related("outcome", "undertaking__question").order_by("pk")
    for action in made.filter(models.Q(outcome__action__isnull=False) | models.Q(undertaking__question__action__isnull=False)):
        before = action.undertaking and action.undertaking.question.action_id
        before = before or action.outcome.action_id
        earlier = through.objects.filter(from_action=before).values_list("to_action", flat=True)
        there = set(through.objects.filter(from_action=action).values_list("to_action", flat=True))
        missing = {before, *earlier} - there
        through.objects.bulk_create(through(from_action=action, to_action_id=pk) for pk in sorted(missing))


class Migration(migrations.Migration):
    dependencies = [("actions", "0010_packs_show_outcomes")]

    operations = [
        migrations.AlterField(
            model_name="action",
            name="follows",
            field=models.ManyToManyField(
                blank=True,
                editable=False,
                help_text="The action that the question or the decision was on, and all that it follows in turn.",
                related_name="followed_by",
                to="actions.action",
            ),
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
