from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_blocks")]

    operations = [
        migrations.AddField(
            model_name="resume",
            name="is_default",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="resume",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("user",), name="one_default_resume_per_person"
            ),
        ),
    ]
