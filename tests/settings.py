"""The product's settings with what a test run needs: fast hashing, files in a temporary folder, no demo."""

import atexit
import os
import shutil
import tempfile

os.environ["LOCAL"] = "1"
os.environ.pop("DEMO", None)
os.environ.pop("DEBUG", None)
os.environ["SECRET_KEY"] = "only-for-tests"
_folder = tempfile.mkdtemp(prefix="crosswalk-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_folder}/db.sqlite3"
os.environ.pop("CACHE_URL", None)
os.environ.pop("EMAIL_URL", None)

from jobboard.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if "pool" in DATABASES["default"].get("OPTIONS", {}):  # noqa: F405
    DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405  # test databases come and go
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"  # noqa: F405  # nobody mourns a test's row
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: browser tests read it from the server's thread as production does.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}  # noqa: F405
