from django.db import migrations


class Migration(migrations.Migration):
    """Nothing to alter: the triggers of the search are made anew after every migration, and they know more columns."""

    dependencies = [
        ("listings", "0009_a_report_may_speak_of_money"),
    ]

    operations = []
