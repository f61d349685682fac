from django.db import migrations

from listings.search import index


def create(apps, schema_editor):
    index.create(schema_editor.connection)


def drop(apps, schema_editor):
    index.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """FTS5 on SQLite, a tsvector under GIN on PostgreSQL. Filled after the migrations, with the triggers."""

    dependencies = [("listings", "0005_search_change")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
