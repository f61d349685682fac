import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0005_official_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guest", models.CharField(blank=True, max_length=32, null=True, unique=True)),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_reader",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CodeView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "system",
                    models.CharField(
                        choices=[
                            ("cpt", "CPT"),
                            ("hcpcs", "HCPCS"),
                            ("cdt", "CDT"),
                            ("icd10cm", "ICD-10-CM"),
                            ("icd10pcs", "ICD-10-PCS"),
                            ("msdrg", "MS-DRG"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=8)),
                ("opened_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="views", to="codes.codereader"
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="codereader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guest__isnull", True), ("user__isnull", False)),
                    models.Q(("guest__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="a_code_reader_is_a_guest_or_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="codeview",
            constraint=models.UniqueConstraint(
                fields=("reader", "system", "code"), name="one_view_per_reader_and_code"
            ),
        ),
    ]
