import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0006_code_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("city", models.CharField(max_length=80)),
                ("zip", models.CharField(blank=True, db_index=True, max_length=5, verbose_name="ZIP code")),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("source", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="codes.state"
                    ),
                ),
            ],
            options={
                "ordering": ["state", "city", "zip"],
            },
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["latitude", "longitude"], name="places_by_point"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(fields=("state", "city", "zip"), name="one_place_per_city_and_zip"),
        ),
    ]
