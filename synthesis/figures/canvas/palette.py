"""A picture in at most 256 colours, so that its file is small and no reader sees a difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLOURS = 256  # a byte each
EXACT = 64  # the most frequent ones are kept as they are: all areas of one colour
MOST_COLOURS = 16_384  # a picture with more is no drawing, but a photograph or a gradient


def reduce_colours(picture: Image.Image) -> Image.Image:
    """An RGB drawing with a palette.

    The most frequent colours stay exact. Of the rest, which are the soft edges of letters and
    lines, those farthest from all taken so far are taken next, so that the largest change is as
    small as can be: in the book's figures below 10 of 255. The same picture gives the same palette.

    Returns
    -------
    PIL.Image.Image
        Of mode “P”; the picture itself where it has too many colours to be a drawing.
    """
    counted = picture.getcolors(MOST_COLOURS)
    if counted is None:
        return picture
    counted.sort(key=lambda pair: (-pair[0], pair[1]))
    colours = np.array([colour for _, colour in counted], dtype=np.uint8)
    chosen, nearest = _choose(colours.astype(np.float32))
    # One number a pixel: blue, green, red and nothing, as they stand in memory.
    pixels = np.frombuffer(picture.tobytes("raw", "BGRX"), dtype="<u4")
    table = np.zeros(1 << 24, dtype=np.uint8)  # touched only where the picture has a colour
    table[_keys(colours)] = nearest
    indices = table[pixels]
    reduced = Image.frombytes("P", picture.size, indices.tobytes())
    reduced.putpalette(colours[chosen].tobytes())
    return reduced


def _keys(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Each colour as the number that its pixels have; last axis red, green, blue."""
    red, green, blue = (colours[..., place].astype(np.uint32) for place in range(3))
    return np.asarray(blue | green << 8 | red << 16, dtype=np.uint32)


def _choose(colours: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Which colours are taken, of all by frequency, and for each the place of its nearest."""
    number = len(colours)
    if number <= COLOURS:
        return np.arange(number), np.arange(number, dtype=np.uint8)
    chosen = np.zeros(COLOURS, dtype=np.intp)
    nearest = np.zeros(number, dtype=np.uint8)
    distances = np.full(number, np.inf, dtype=np.float32)
    for place in range(COLOURS):
        chosen[place] = place if place < EXACT else distances.argmax()
        away = ((colours - colours[chosen[place]]) ** 2).sum(axis=1)
        closer = away < distances
        distances[closer] = away[closer]
        nearest[closer] = place
    return chosen, nearest
