from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0006_text_index"),
    ]

    operations = [
        # Filled by `load_reference` and `import_places`, which know where the places are.
        migrations.AddField(
            model_name="listing",
            name="latitude",
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="listing",
            name="longitude",
            field=models.FloatField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["latitude", "longitude"],
                name="listing_open_point",
            ),
        ),
    ]
