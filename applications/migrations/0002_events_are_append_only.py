from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [AppendOnly("ApplicationEvent")]
