import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from jobboard.demo import build, clearing
from jobboard.demo.people import PASSWORD, personas


class Command(BaseCommand):
    help = "Fills an empty board with invented employers, people and listings; `demo clear` takes them away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", nargs="?", choices=("build", "clear"), default="build")
        parser.add_argument("--listings", type=int, default=build.LISTINGS, help="open listings to make")
        parser.add_argument("--seed", type=int, default=build.SEED, help="another seed, another board")

    def handle(self, *args: Any, act: str, listings: int, seed: int, **options: Any) -> None:
        started = time.monotonic()
        if act == "clear":
            self.clear()
        else:
            self.build(listings, seed)
        self.stdout.write(f"{time.monotonic() - started:.1f} seconds.")

    def build(self, listings: int, seed: int) -> None:
        if not build.build(listings=listings, seed=seed, say=lambda line: self.stdout.write(f"  {line}")):
            self.stdout.write("The demo board stands already; nothing was changed.")
            return
        for label, count in build.summary().items():
            self.stdout.write(f"  {label:<24}{count:>7}")
        self.stdout.write(f"Personas (password {PASSWORD}): {', '.join(one.email for one in personas())}")

    def clear(self) -> None:
        for name, count in clearing.clear(say=lambda line: self.stdout.write(f"  {line}")).items():
            self.stdout.write(f"  {name:<32}{count:>7}")
        self.stdout.write("The demo is gone.")
