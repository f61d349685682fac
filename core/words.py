"""Words as they are compared, whatever marks their letters bear."""

import re
import unicodedata
from functools import lru_cache

OTHERS = re.compile(r"[^\x00-\x7f]")


def without_accents(text: str) -> str:
    """Each letter as the plain one that bears its marks: as long as it was, so that places in it stay what they are.

    What is one sign for several letters, or stands for another letter (½, ™), stays: so does the text index.
    """
    return text if text.isascii() else OTHERS.sub(lambda match: plain(match[0]), text)


@lru_cache(maxsize=1_024)
def plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]
