"""Colours as people with other colour vision see them, their contrast, how far they lie apart.

The simulation is that of Machado, Oliveira & Fernandes, “A Physiologically-based Model for
Simulation of Color Vision Deficiency”, IEEE Transactions on Visualization and Computer Graphics
15(6), 2009, 1291-1298, with the matrices they publish for severity 1.0, applied to linear RGB.
Contrast is that of WCAG 2; distances are Euclidean in CIE 1976 L*a*b*, white point D65.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MACHADO = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# IEC 61966-2-1: linear sRGB to CIE XYZ; the rows sum to the white point D65.
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def to_linear(colour: str) -> NDArray[np.float64]:
    """Red, green and blue of “#0072B2” as linear light between 0 and 1, shape (3,)."""
    values = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def simulate(colour: str, vision: str) -> NDArray[np.float64]:
    """A colour as linear RGB, shape (3,), seen with a key of `MACHADO`; cut to what is shown."""
    return np.clip(np.array(MACHADO[vision]) @ to_linear(colour), 0.0, 1.0)


def to_lab(linear: ArrayLike) -> NDArray[np.float64]:
    """Linear RGB, shape (3,), as CIE L*a*b*, shape (3,), L* from 0 to 100."""
    x, y, z = (XYZ @ np.asarray(linear)) / XYZ.sum(axis=1)
    f = [v ** (1 / 3) if v > (6 / 29) ** 3 else v / (3 * (6 / 29) ** 2) + 4 / 29 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(first: str, second: str, vision: str = "normal") -> float:
    """How far two colours lie apart in L*a*b*; about 2 is just noticed side by side."""
    pair = [to_lab(simulate(colour, vision)) for colour in (first, second)]
    return float(np.linalg.norm(pair[0] - pair[1]))


def least_distance(first: str, second: str) -> float:
    """The distance for those to whom the two colours are most alike."""
    return min(distance(first, second, vision) for vision in MACHADO)


def contrast(first: str, second: str = "#FFFFFF") -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted(
        (float(XYZ[1] @ to_linear(colour)) for colour in (first, second)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)
