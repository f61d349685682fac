from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Export, Invitation
from accounts.services import claims, employers, team
from tests.access import Row
from tests.factories import make_resume


def nothing(scene):
    return []


def desk(scene):
    return [scene["owner"].employers.get().slug]


def member(scene):
    """The owner's own row: nobody can remove or demote the last one, so the scene stays as it is."""
    return [*desk(scene), scene["owner"].memberships.get().pk]


def invitation(scene):
    employer = scene["owner"].employers.get()
    made, _ = Invitation.objects.get_or_create(
        employer=employer,
        email=f"new{Invitation.objects.count()}@mercy.example",  # one open invitation an address
        role="viewer",
        invited_by=scene["owner"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    return [employer.slug, made.pk]


def unclaimed(scene):
    return [employers.unclaimed("Lakes Hospital").slug]


def asked_for(scene):
    """The candidate's request, made once however often it is asked for: one person has one open."""
    employer = employers.unclaimed("Lakes Hospital")
    standing = employer.claims.filter(user=scene["candidate"], status="open").first()
    return standing or claims.request(employer, by=scene["candidate"], reason="I run its office.")


def claimed_for(scene):
    return [asked_for(scene).employer.slug]


def link(scene):
    return [team.token(Invitation.objects.get(pk=invitation(scene)[1]))]


def own_resume(scene):
    return [make_resume(scene["candidate"]).pk]


def export(scene):
    made = Export.objects.create(
        user=scene["candidate"],
        status="ready",
        size=4,
        expires_at=timezone.now() + timedelta(days=1),
        ready_at=timezone.now(),
    )
    made.file.save("access.zip", ContentFile(b"test"))
    return [made.pk]


ROWS: dict[str, Row] = {
    "accounts:me": (nothing, "get", (302, 302, 302, 302, 302, 302, 302, 302)),
    "accounts:profile": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:resumes": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:rename_resume": (own_resume, "post", (302, 200, 404, 404, 404, 404, 404, 404)),
    "accounts:default_resume": (own_resume, "post", (302, 302, 404, 404, 404, 404, 404, 404)),
    "accounts:hide_resume": (own_resume, "post", (302, 302, 404, 404, 404, 404, 404, 404)),
    "accounts:request_export": (nothing, "post", (302, 302, 302, 302, 302, 302, 302, 302)),
    "accounts:export": (export, "get", (302, 200, 404, 404, 404, 404, 404, 404)),
    "accounts:close_account": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:reopen_account": (nothing, "get", (302, 302, 302, 302, 302, 302, 302, 302)),
    "accounts:create_employer": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:edit_employer": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "accounts:prove_domain": (desk, "get", (302, 404, 404, 404, 200, 404, 404, 404)),
    "accounts:logo": (lambda scene: ["none.png"], "get", (404, 404, 404, 404, 404, 404, 404, 404)),
    "accounts:team": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "accounts:invite": (desk, "post", (302, 404, 404, 404, 200, 404, 404, 404)),
    "accounts:hand_over": (desk, "get", (302, 404, 404, 404, 302, 404, 404, 404)),
    "accounts:leave_team": (desk, "post", (302, 404, 302, 302, 302, 404, 404, 404)),
    "accounts:change_role": (member, "post", (302, 404, 404, 404, 302, 404, 404, 404)),
    "accounts:remove_member": (member, "post", (302, 404, 404, 404, 302, 404, 404, 404)),
    "accounts:resend_invitation": (invitation, "post", (302, 404, 404, 404, 302, 404, 404, 404)),
    "accounts:withdraw_invitation": (invitation, "post", (302, 404, 404, 404, 302, 404, 404, 404)),
    "accounts:invitation": (link, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:claim_employer": (unclaimed, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:confirm_claim": (unclaimed, "post", (302, 200, 200, 200, 200, 200, 200, 200)),
    "accounts:withdraw_claim": (claimed_for, "post", (302, 302, 404, 404, 404, 404, 404, 404)),
    "accounts:confirm_domain": (desk, "post", (302, 404, 404, 404, 200, 404, 404, 404)),
}
