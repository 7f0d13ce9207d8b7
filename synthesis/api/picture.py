"""A drawing that shows itself in Jupyter."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PNG_DPI = 160  # sharp on screens with two dots a pixel


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A drawing: shown by Jupyter, saved with :meth:`save`, changed through ``figure``."""

    figure: Figure

    def save(self, path: str | Path, **options: Any) -> None:
        """Write it to a file; the ending (.png, .svg, .pdf) says what kind."""
        from synthesis.figures.canvas.style import house_style

        with house_style():
            self.figure.savefig(path, **options)

    def png(self) -> bytes:
        """The bytes of a PNG file."""
        from synthesis.figures.canvas.style import house_style

        buffer = io.BytesIO()
        with house_style():
            self.figure.savefig(buffer, format="png", dpi=PNG_DPI)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png()

    def __repr__(self) -> str:
        width, height = self.figure.get_size_inches()
        return f"Picture of {width:.1f} by {height:.1f} inches; .figure is matplotlib's."
