"""A figure drawn in all its forms, without facts and words around it; kept for the next build.

Facts and the words of slides name the version of the data, which changes with every cell. What is
drawn changes only where the figure does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure
from PIL import Image

from synthesis.figures.canvas.palette import reduce_colours
from synthesis.figures.canvas.style import DPI
from synthesis.figures.files.render import draw_pdf, draw_picture, draw_png, draw_svg, render_body
from synthesis.figures.publication import Publication
from synthesis.files.checked_store import CheckedStore, digest_texts
from synthesis.files.value_digest import NoDigestError, digest_value

PNG_DPI = 2 * DPI
QUICK = 1  # zlib: what is kept for this machine alone may be large
Inches = tuple[float, float]


@dataclass(frozen=True)
class DrawingStore:
    """Where drawn forms are kept between builds.

    Parameters
    ----------
    store
        Holds them.
    sources
        Digest of all that drawings depend on beside what they are given: this package, other
        packages, the vocabulary of the data.
    """

    store: CheckedStore
    sources: str


@dataclass(frozen=True)
class PageForms:
    """The forms for pages and print, each as matplotlib gives it; sizes in inches."""

    wide: str
    narrow: str
    png: bytes
    pdf: bytes
    wide_size: Inches
    narrow_size: Inches
    slides: int


@dataclass(frozen=True)
class Drawer:
    """Draws a publication, each form when it is first asked for, or takes it from the store."""

    publication: Publication
    kept: DrawingStore | None = None

    @cached_property
    def key(self) -> str:
        """The key of the drawing; empty where it cannot be kept."""
        if self.kept is None:
            return ""
        try:
            drawn = digest_value((self.publication.draw, self.publication.slides))
        except NoDigestError:
            return ""
        return digest_texts("drawing", self.kept.sources, drawn)

    @cached_property
    def pages(self) -> PageForms:
        """The forms for pages and print."""
        files = self._find(self.key)
        if files is None:
            files = self._draw_pages()
            self._keep(self.key, files)
        told = json.loads(files["sizes.json"])
        return PageForms(
            wide=files["wide.svg"].decode(),
            narrow=files["narrow.svg"].decode(),
            png=files["wide.png"],
            pdf=files["wide.pdf"],
            wide_size=(told["wide"][0], told["wide"][1]),
            narrow_size=(told["narrow"][0], told["narrow"][1]),
            slides=told["slides"],
        )

    def bodies(self, rooms: Sequence[tuple[int, int]]) -> tuple[Image.Image, ...]:
        """The drawings of the slides, each as large as it fits into its room in pixels."""
        key = digest_texts("bodies", self.key, repr(list(rooms))) if self.key else ""
        files = self._find(key)
        if files is not None:
            names = [_body_name(number) for number in range(len(rooms))]
            return tuple(Image.open(io.BytesIO(files[name])).convert("RGB") for name in names)
        drawn = [render_body(each, *room) for each, room in zip(self._slides, rooms, strict=True)]
        if key:
            self._keep(key, {_body_name(n): _pack_picture(body) for n, body in enumerate(drawn)})
        return tuple(drawn)

    @cached_property
    def _slides(self) -> tuple[Figure, ...]:
        return self.publication.slides()

    def _draw_pages(self) -> dict[str, bytes]:
        wide, narrow = self.publication.draw("wide"), self.publication.draw("narrow")
        sizes = {
            "wide": [float(length) for length in wide.get_size_inches()],
            "narrow": [float(length) for length in narrow.get_size_inches()],
            "slides": len(self._slides),
        }
        return {
            "wide.svg": draw_svg(wide).encode(),
            "narrow.svg": draw_svg(narrow).encode(),
            "wide.png": draw_png(reduce_colours(draw_picture(wide, PNG_DPI)), PNG_DPI),
            "wide.pdf": draw_pdf(wide),
            "sizes.json": json.dumps(sizes).encode(),
        }

    def _find(self, key: str) -> dict[str, bytes] | None:
        return self.kept.store.get(key) if self.kept is not None and key else None

    def _keep(self, key: str, files: dict[str, bytes]) -> None:
        if self.kept is not None and key:
            self.kept.store.put(key, files)


def _body_name(number: int) -> str:
    return f"{number}.png"


def _pack_picture(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format="png", compress_level=QUICK)
    return buffer.getvalue()
