from django.db import migrations

from codes.models.places import city_key


def fill(apps, schema_editor):
    Place = apps.get_model("codes", "Place")
    for pk, city in Place.objects.values_list("pk", "city"):
        Place.objects.filter(pk=pk).update(key=city_key(city))


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0008_places_keep_what_was_loaded"),
    ]

    operations = [
        # The keys go with their column.
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
