from django.db import migrations

from listings.search import index


def create(apps, schema_editor):
    index.create(schema_editor.connection)


class Migration(migrations.Migration):
    """PostgreSQL reads words without their accents from now on, as SQLite always did. Filled anew after it."""

    dependencies = [("listings", "0010_marks_of_employers_are_followed")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop, elidable=True)]
