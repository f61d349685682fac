from django.core.management.base import BaseCommand

from applications import services


class Command(BaseCommand):
    help = "Erase résumés their owners removed, once no application keeps them. Runs every night; may run twice."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{services.erase_resumes()} résumés erased.")
