"""The README names what there is."""

import pytest
from django.conf import settings

README = (settings.BASE_DIR / "README.md").read_text()
COMMANDS = sorted(
    path.stem for path in settings.BASE_DIR.glob("*/management/commands/*.py") if not path.stem.startswith("_")
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_table(command):
    rows = [line for line in README.splitlines() if line.startswith("| `")]

    assert any(f"`{command}" in row for row in rows)
