"""Secrets of second factors, so that a copy of the database alone opens nobody's account.

The key comes from SECRET_KEY; the SECRET_KEY_FALLBACKS open what an earlier key closed, and the command
`rotate_factor_secrets` closes it again with the newest one before the old key is thrown away.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

__all__ = ["InvalidToken", "close", "open_closed", "renew"]
_PURPOSE = b"crosswalk: secrets of second factors"


def _lock(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))


def _locks() -> MultiFernet:
    return MultiFernet([_lock(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def close(text: str) -> str:
    return _locks().encrypt(text.encode()).decode()


def open_closed(text: str) -> str:
    """Raises InvalidToken where no key of ours closed it."""
    return _locks().decrypt(text.encode()).decode()


def renew(text: str) -> str:
    """The same secret, closed with the newest key."""
    return _locks().rotate(text.encode()).decode()
