"""A picture is decoded and written anew: what was hidden in it, and where it was taken, does not come along."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from planning.dossier.rules.files.kinds import Fault, Format, Refused

MAX_PIXELS = 50_000_000  # a phone of today makes 12 to 50 million
_QUALITY = 90


def written_anew(data: bytes, kind: Format) -> bytes:
    """The same picture, upright, without EXIF, place, comments or trailing bytes. Raises Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit below is lower than the library's warning
            with Image.open(io.BytesIO(data), formats=[kind.upper()]) as picture:
                return _pixels_of(picture, kind)
    except Refused:
        raise
    except Exception as wrong:
        # The library raises many kinds for broken bytes; whatever it is, we cannot show the picture.
        raise Refused(Fault.BROKEN) from wrong


def _pixels_of(picture: Image.Image, kind: Format) -> bytes:
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused(Fault.BOMB)
    if kind is Format.PNG and getattr(picture, "is_animated", False):
        raise Refused(Fault.NOT_ALLOWED)
    picture.load()
    return _bytes_of(ImageOps.exif_transpose(picture), kind)


def _bytes_of(picture: Image.Image, kind: Format) -> bytes:
    modes = {"L", "RGB"} if kind is Format.JPEG else {"L", "LA", "RGB", "RGBA"}
    see_through = "A" in picture.mode or "transparency" in picture.info
    if picture.mode not in modes:
        picture = picture.convert("RGBA" if see_through and kind is Format.PNG else "RGB")
    fresh = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # only the pixels
    out = io.BytesIO()
    if kind is Format.JPEG:
        fresh.save(out, "JPEG", quality=_QUALITY)
    else:
        fresh.save(out, "PNG", optimize=False)
    return out.getvalue()
