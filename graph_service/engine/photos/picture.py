"""A photo drawn anew: its pixels and nothing else. Runs in the sealed process only."""

import io
import struct

from PIL import Image, ImageCms, ImageOps, features

LONGEST = 1600
"""Pixels of the longest side."""
MOST_PIXELS = 110_000_000
"""What the largest phones take; a decompression bomb announces more before it is read."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""What is read: every other decoder of the library stays unreached."""

_QUALITY = 84
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, struct.error)
"""What decoders raise on damaged files; anything else ends this process, and the parent says the same."""


class UnreadableError(Exception):
    """Not a photo that can be read."""


class TooManyPixelsError(Exception):
    """More pixels than are read."""


def redraw(data: bytes) -> bytes:
    """A photo as a JPEG in sRGB, upright, on white, at most `LONGEST` pixels, without any metadata.

    Raises:
        UnreadableError: it is no photo, or a damaged one.
        TooManyPixelsError: it announces more than `MOST_PIXELS`.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return _jpeg(_upright(_reduced(image)))
    except Image.DecompressionBombError as error:
        raise TooManyPixelsError from error
    except _BROKEN as error:
        raise UnreadableError from error


def _reduced(image: Image.Image) -> Image.Image:
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixelsError
    # A JPEG is decoded at the nearest fraction of its size: a quarter of the memory, or less.
    image.draft(None, (LONGEST, LONGEST))
    image.load()
    plain = _in_srgb(_on_white(image), image.info.get("icc_profile"))
    plain.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    plain.info = {"exif": exif} if (exif := image.info.get("exif")) else {}
    return plain


def _on_white(image: Image.Image) -> Image.Image:
    """The first frame without transparency, in the colours of its own profile."""
    if not image.has_transparency_data:
        return image.convert("RGB") if image.mode not in ("RGB", "L", "CMYK") else image.copy()
    layer = image.convert("RGBA")
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and features.check("littlecms2"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile that is damaged, or of another kind of colour: the numbers are taken as they stand.
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN:
        # Damaged metadata tell no orientation.
        return image


def _jpeg(image: Image.Image) -> bytes:
    # Onto a new picture: what the file said beside its pixels hangs from the old one.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()
