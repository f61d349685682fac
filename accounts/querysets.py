from django.db import models

from accounts.workflow import EDITORS, Role


class EmployerQuerySet(models.QuerySet):
    def public(self):
        """Employers a visitor may see."""
        return self.filter(suspended_at=None)

    def named(self):
        """Without the rows that collect a feed's postings whose employer was not named."""
        return self.filter(unnamed_source="")

    def claimable(self):
        """Who came in with an import, or lost its last owner: on the board, named, and nobody acts for it."""
        return self.public().named().filter(claimed_at=None, memberships=None)

    def proven(self):
        """Employers who answered a mail at their own domain and stand on the board."""
        return self.public().exclude(proven_domain="")

    def seen_by(self, user):
        """Employers whose desk this person may enter, in any role."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()

    def editable_by(self, user):
        """Employers for whom this person may post and answer."""
        return self._with_role(user, EDITORS)

    def owned_by(self, user):
        return self._with_role(user, [Role.OWNER])

    def _with_role(self, user, roles):
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=roles)


class BlockQuerySet(models.QuerySet):
    def against(self, employer, reader=None):
        """What hides people from this employer, and from one reader of it by the domain of the reader's address."""
        domains = set(employer.domains)
        if reader is not None:
            domains |= set(with_parents(reader.email.rpartition("@")[2].lower()))
        return self.filter(models.Q(employer=employer) | models.Q(domain__in=domains))


def with_parents(host: str) -> list[str]:
    """www.mercy.example is of mercy.example, too."""
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]
