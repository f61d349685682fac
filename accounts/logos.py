"""What an employer's logo becomes: its pixels drawn anew, and nothing else of what was sent.

The size is read from the header and judged before a pixel is decoded, so a small file cannot unpack into a large one.
"""

import io
import struct
import warnings
import zlib
from typing import NamedTuple

from PIL import Image, ImageOps

from core.errors import DomainError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 4_000  # a side
LEAST_PIXELS = 112  # a side; smaller ones search engines show to nobody
RATIOS = (0.75, 2.5)  # width to height, as the markup of a job asks
SHOWN = 600
PNG_ENOUGH = 100 * 1024
TYPES = {"png": "image/png", "webp": "image/webp"}


class Drawn(NamedTuple):
    data: bytes
    kind: str
    width: int
    height: int


def redraw(data: bytes) -> Drawn:
    """A PNG, or a WebP where that would be large. DomainError says what to do about anything else."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html", b"<!--")):
        raise DomainError("This is a drawing in text (SVG) or a web page, which can carry scripts. Export it as PNG.")
    broken = DomainError("This is not a picture we can read. Choose a PNG, JPEG, WebP or GIF file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        _check_size(*image.size)
        image.load()
        return _draw(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise _too_large() from None
    # Pillow raises many plain kinds of error on bytes that only look like a picture.
    except (OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, EOFError) as error:
        raise broken from error
    except (struct.error, zlib.error, MemoryError) as error:
        raise broken from error


def _too_large() -> DomainError:
    return DomainError(f"This picture is too large: at most {MOST_PIXELS:,} pixels a side. Save it smaller.")


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MOST_PIXELS:
        raise _too_large()
    if min(width, height) < LEAST_PIXELS:
        raise DomainError(f"This picture is too small: at least {LEAST_PIXELS} pixels a side.")


def _draw(image: Image.Image) -> Drawn:
    low, high = RATIOS
    if not low <= image.width / image.height <= high:
        raise DomainError("A logo is between three quarters as wide as high and two and a half times as wide.")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    image = image.convert(mode)
    image.thumbnail((SHOWN, SHOWN))
    clean = Image.new(mode, image.size)  # without what the file said about camera, place and programs
    clean.paste(image)
    png, webp = io.BytesIO(), io.BytesIO()
    clean.save(png, "PNG", optimize=True)
    if png.tell() <= PNG_ENOUGH:
        return Drawn(png.getvalue(), "png", *clean.size)
    clean.save(webp, "WEBP", quality=85)
    return Drawn(webp.getvalue(), "webp", *clean.size)
