"""Photos through the sealed process: pixels come out, nothing else does, and what is no photo is refused."""

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from graph_service.engine.photos.photos import MOST_BYTES, Photos
from graph_service.errors import BodyTooLarge, UnreadablePhoto
from graph_service.settings import read_settings

SECRET = "Camille Exemple, 1 place de l’Essai"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def photos() -> Iterator[Photos]:
    """One decoder process, as contributors share it."""
    opened = Photos(read_settings())
    yield opened
    opened.close()


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", orientation: int = 1) -> bytes:
    """A photo, red on its left half and blue on its right one, with every kind of metadata in it."""
    image = Image.new(mode, size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B] = orientation, SECRET, SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 7.0, 12.3), 3: "W", 4: (1.0, 12.0, 45.6)})
    out, profile = io.BytesIO(), ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"comment": SECRET.encode()} if kind == "JPEG" else {}
    image.save(out, kind, exif=exif, xmp=XMP, icc_profile=profile, **more)
    return out.getvalue()


def segments(jpeg: bytes) -> set[int]:
    """The markers of a JPEG before its pixels."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return found


def seen(jpeg: bytes) -> Image.Image:
    """A JPEG, decoded here."""
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    assert image.format == "JPEG"
    return image


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    """Whether a pixel is about a colour, as JPEG keeps it."""
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_is_left(photos: Photos, kind: str) -> None:
    sent = picture(kind)
    assert b"Camille" in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    made = photos.reencode(sent)
    assert b"Camille" not in made
    # APP0 (JFIF) alone: no APP1 (EXIF, XMP), no APP2 (ICC), no comment.
    assert {marker for marker in segments(made) if marker >= 0xE0} == {0xE0}
    assert set(seen(made).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "progressive",
        "progression",
    }


def test_a_marker_of_metadata_would_be_seen() -> None:
    assert 0xE1 in segments(picture("JPEG"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_stands_upright(photos: Photos, kind: str) -> None:
    # 6: turn it a quarter clockwise; what was left comes to the top.
    image = seen(photos.reencode(picture(kind, orientation=6)))
    assert image.size == (40, 60)
    assert near(image, (20, 8), (255, 0, 0))
    assert near(image, (20, 52), (0, 0, 255))


def test_a_large_photo_is_reduced_and_keeps_its_proportions(photos: Photos) -> None:
    assert seen(photos.reencode(picture("JPEG", (4000, 2000)))).size == (1600, 800)
    assert seen(photos.reencode(picture("PNG", (500, 2000)))).size == (400, 1600)


def test_what_is_transparent_becomes_white(photos: Photos) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert near(seen(photos.reencode(out.getvalue())), (10, 10), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_colours_become_plain_ones(photos: Photos, mode: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), (200, 200, 200)).convert(mode).save(out, "JPEG")
    image = seen(photos.reencode(out.getvalue()))
    assert image.mode == "RGB"
    assert near(image, (10, 10), (200, 200, 200))


def test_of_an_animation_the_first_frame_is_kept(photos: Photos) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP"):
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:])
        assert near(seen(photos.reencode(out.getvalue())), (10, 10), (255, 0, 0))


def test_what_hides_behind_a_photo_does_not_come_out(photos: Photos) -> None:
    made = photos.reencode(picture("JPEG") + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in made
    assert b"PK\x03\x04" not in made


def bomb() -> bytes:
    """A PNG of 900 million pixels in some kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    rows = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + rows


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        SVG,
        b"<html><script>1</script></html>",
        picture("JPEG")[:-400],
        picture("PNG")[:-60],
        bomb(),
    ],
    ids=["nothing", "start", "svg", "html", "cut-jpeg", "cut-png", "bomb"],
)
def test_what_is_no_photo_is_refused_in_both_languages(photos: Photos, data: bytes) -> None:
    with pytest.raises(UnreadablePhoto) as refused:
        photos.reencode(data)
    assert refused.value.status == 422
    assert "photo" in refused.value.detail.fr
    assert refused.value.detail.fr != refused.value.detail.en


def test_a_photo_over_the_limit_is_refused_with_the_limit(photos: Photos) -> None:
    with pytest.raises(BodyTooLarge, match="5 MB") as refused:
        photos.reencode(picture("JPEG") + bytes(MOST_BYTES))
    assert "5 Mo" in refused.value.detail.fr
    assert photos.reencode(picture("JPEG") + bytes(MOST_BYTES - len(picture("JPEG"))))


def test_more_memory_than_the_cap_is_a_refusal_and_the_next_photo_passes(photos: Photos) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10_400, 10_400)).save(out, "PNG", compress_level=1)
    with pytest.raises(UnreadablePhoto, match="pixels"):
        photos.reencode(out.getvalue())
    assert photos.reencode(picture("JPEG"))


@FEW
@given(
    data=st.binary(max_size=2000), start=st.sampled_from([b"", picture("JPEG")[:200], picture("PNG")[:60], b"GIF89a"])
)
def test_any_bytes_are_a_photo_or_a_refusal(photos: Photos, data: bytes, start: bytes) -> None:
    try:
        made = photos.reencode(start + data)
    except UnreadablePhoto:
        return
    assert seen(made)
