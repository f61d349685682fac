import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_closing_and_exports"), ("codes", "0007_places")]

    operations = [
        migrations.CreateModel(
            name="SpecialtyExperience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("years", models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["specialty__name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="has_no_credential",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="home_place",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="pay_floor",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="pay_floor_unit",
            field=models.CharField(
                blank=True, choices=[("hour", "per hour"), ("day", "per day"), ("year", "per year")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="place",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="codes.place"
            ),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="terms",
            field=models.ManyToManyField(blank=True, related_name="candidate_profiles", to="codes.term"),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("private", "Private"),
                    ("verified", "Verified employers I apply to"),
                    ("applied", "Employers I apply to"),
                ],
                default="private",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="wanted_work",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="work_authorisation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("authorised", "I may work in the United States for any employer"),
                    ("sponsored", "I need an employer to sponsor me"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="work_states",
            field=models.ManyToManyField(blank=True, related_name="wanted_by_profiles", to="codes.state"),
        ),
        migrations.AddField(
            model_name="candidateprofile",
            name="years",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="years of coding"),
        ),
        migrations.AddField(
            model_name="heldcredential",
            name="checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="heldcredential",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.employer",
            ),
        ),
        migrations.AddField(
            model_name="heldcredential",
            name="number",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddConstraint(
            model_name="candidateprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pay_floor", None), models.Q(("pay_floor_unit", ""), _negated=True), _connector="OR"
                ),
                name="a_pay_floor_has_its_unit",
            ),
        ),
        migrations.AddField(
            model_name="specialtyexperience",
            name="profile",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="experience", to="accounts.candidateprofile"
            ),
        ),
        migrations.AddField(
            model_name="specialtyexperience",
            name="setting",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.term"
            ),
        ),
        migrations.AddField(
            model_name="specialtyexperience",
            name="specialty",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.specialty"
            ),
        ),
        migrations.AddConstraint(
            model_name="specialtyexperience",
            constraint=models.UniqueConstraint(
                fields=("profile", "specialty", "setting"), name="one_row_per_specialty_and_setting"
            ),
        ),
        migrations.AddConstraint(
            model_name="specialtyexperience",
            constraint=models.UniqueConstraint(
                condition=models.Q(("setting", None)),
                fields=("profile", "specialty"),
                name="one_row_per_specialty_without_setting",
            ),
        ),
    ]
