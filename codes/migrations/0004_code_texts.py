from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0003_place_effective_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="code",
            name="clinical_context",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="code",
            name="description",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="code",
            name="is_reviewed",
            field=models.BooleanField(default=False, verbose_name="texts reviewed by a coder"),
        ),
        migrations.AddField(
            model_name="code",
            name="modifier_notes",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="code",
            name="sources",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
