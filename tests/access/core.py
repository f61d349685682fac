from core.mail import STOP_SALT, signing
from tests.access import Row

EVERYBODY = (200,) * 8

ROWS: dict[str, Row] = {
    "core:mail_stop": (
        lambda scene: [signing.dumps(["somebody@people.test", "alerts/new_jobs"], salt=STOP_SALT)],
        "get",
        EVERYBODY,
    ),
}
