from django.core.management.base import BaseCommand

from listings import services


class Command(BaseCommand):
    help = "Ends every listing whose last moment has passed. The worker does it each minute; running it twice is safe."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{services.expire_due()} expired")
