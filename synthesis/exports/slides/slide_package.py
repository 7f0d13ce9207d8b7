"""A package of python-pptx that takes as long for each slide however many there are.

python-pptx looks through the whole package for the next free name of a part and for a picture that
is there already; over 240 slides that is most of the time. Here names are counted and pictures are
found by their hash.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO

from pptx.opc.packuri import PackURI
from pptx.package import Package
from pptx.parts.image import Image, ImagePart
from pptx.presentation import Presentation

from synthesis.exports.slides.slide_template import make_template
from synthesis.exports.zips import write_zip

LEVEL = 6  # of compression: the words are small beside the pictures


class CountingPackage(Package):
    """A package that remembers which names are taken; parts are added to it, never removed."""

    def __init__(self, pkg_file: str | IO[bytes]) -> None:
        super().__init__(pkg_file)
        self._last: dict[str, int] = {}
        self._pictures: dict[str, ImagePart] = {}

    def next_partname(self, tmpl: str) -> PackURI:
        """The next free name, such as “/ppt/notesSlides/notesSlide7.xml”."""
        if tmpl not in self._last:
            self._last[tmpl] = (super().next_partname(tmpl).idx or 1) - 1
        self._last[tmpl] += 1
        return PackURI(tmpl % self._last[tmpl])

    def next_image_partname(self, ext: str) -> PackURI:
        """The next free name of a picture."""
        return self.next_partname(f"/ppt/media/image%d.{ext}")

    def get_or_add_image_part(self, image_file: str | IO[bytes]) -> ImagePart:
        """The part that holds this picture, once for all slides that show it."""
        image = Image.from_file(image_file)
        if image.sha1 not in self._pictures:
            self._pictures[image.sha1] = ImagePart.new(self, image)
        return self._pictures[image.sha1]


def open_template() -> Presentation:
    """A new presentation of the house design, without slides."""
    package = CountingPackage.open(io.BytesIO(make_template()))
    return package.presentation_part.presentation


def save_slides(slides: Presentation) -> bytes:
    """The presentation as a file; the same slides give the same bytes.

    The pictures are taken out for it, as python-pptx would compress what is compressed already;
    `slides` is of no use afterwards.
    """
    pictures: dict[str, bytes] = {}
    for part in tuple(slides.part.package.iter_parts()):
        if isinstance(part, ImagePart):
            pictures[part.partname.membername] = part.blob
            part.blob = b""
    buffer = io.BytesIO()
    slides.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        names = package.namelist()
        return write_zip(
            ((name, pictures.get(name) or package.read(name)) for name in names), level=LEVEL
        )
