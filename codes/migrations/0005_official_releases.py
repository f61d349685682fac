import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0004_code_texts"),
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_release", models.CharField(max_length=20)),
                ("last_release", models.CharField(max_length=20)),
                ("title", models.TextField(blank=True)),
                ("short_title", models.CharField(blank=True, max_length=100)),
                ("is_billable", models.BooleanField(blank=True, null=True)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="codes.code"
                    ),
                ),
            ],
            options={
                "ordering": ["code", "-last_release", "-id"],
            },
        ),
        migrations.CreateModel(
            name="FeeIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("modifier", models.CharField(blank=True, max_length=2)),
                ("release", models.CharField(max_length=20)),
                ("status", models.CharField(blank=True, max_length=2)),
                ("pctc", models.CharField(blank=True, max_length=2, verbose_name="PC/TC")),
                ("global_days", models.CharField(blank=True, max_length=4)),
                ("multiple", models.CharField(blank=True, max_length=2)),
                ("bilateral", models.CharField(blank=True, max_length=2)),
                ("assistant", models.CharField(blank=True, max_length=2)),
                ("co_surgeon", models.CharField(blank=True, max_length=2)),
                ("team", models.CharField(blank=True, max_length=2)),
                ("is_na_non_facility", models.BooleanField(default=False)),
                ("is_na_facility", models.BooleanField(default=False)),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fee_indicators", to="codes.code"
                    ),
                ),
            ],
            options={
                "ordering": ["code", "modifier"],
            },
        ),
        migrations.CreateModel(
            name="LicensedDescriptor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("licence", models.CharField(max_length=300)),
                (
                    "code",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="licensed", to="codes.code"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="PayerNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("payer", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("url", models.URLField(max_length=500)),
                ("noted_on", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="payer_notes", to="codes.code"
                    ),
                ),
            ],
            options={
                "ordering": ["code", "payer"],
            },
        ),
        migrations.AddConstraint(
            model_name="coderelease",
            constraint=models.UniqueConstraint(
                fields=("code", "first_release"), name="one_text_per_code_and_first_release"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeindicator",
            constraint=models.UniqueConstraint(
                fields=("code", "modifier"), name="one_fee_indicator_per_code_and_modifier"
            ),
        ),
    ]
