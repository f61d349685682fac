from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0007_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="place",
            name="confidence",
            field=models.CharField(
                choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")], default="high", max_length=6
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="loaded",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="place",
            name="key",
            field=models.CharField(default="", editable=False, max_length=80),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["key", "state"], name="places_by_name"),
        ),
    ]
