from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_resume_access_has_a_reason"),
    ]

    operations = [
        AppendOnly("resumeaccess"),
    ]
