"""Made-up slides for tests."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import date
from functools import lru_cache

from PIL import Image

from synthesis.exports.slides.powerpoint import DocumentFacts, SlideContent

FACTS = DocumentFacts(
    title="Made-up trials: an open synthesis",
    author="The authors",
    subject="Every figure of the book as a slide",
    keywords="made-up, trials",
    rights="CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    released=date(2026, 11, 21),
    version="0.1.0, data 0123abcd",
)
CITATION = (
    "The authors. Made-up trials: an open synthesis. 2026. https://example.org/book.",
    "When you show a slide, leave its source line on it.",
)


@lru_cache(maxsize=256)
def make_picture(width: int = 180, height: int = 79, shade: int = 200) -> bytes:
    """A grey PNG."""
    buffer = io.BytesIO()
    Image.new("L", (width, height), shade).save(buffer, "png")
    return buffer.getvalue()


def make_slide(number: int = 1, **changes: object) -> SlideContent:
    """A slide that differs from those of other numbers in all its words."""
    slide = SlideContent(
        title=f"Of 100 patients, about {number} more get better on the drug (95% CI 0 to 99).",
        subtitle=f"EASI-75: made-up drug {number} mg against placebo",
        picture=make_picture(shade=number % 256),
        alt=f"Forest plot of {number} trials with a diamond right of the line of no effect.",
        source=f"Made-up trials, version 0.1.0, figure made-up-{number}",
        address=f"https://example.org/figures/made-up-{number}.html",
        notes=f"Finding {number}.\n\nOne trial only.\n\nCite as: The authors. Made-up trials.",
    )
    return replace(slide, **changes)


def make_sections(chapters: int = 3, figures: int = 4) -> list[tuple[str, list[SlideContent]]]:
    """Chapters with figures."""
    return [
        (f"Chapter {c}", [make_slide(figures * c + f + 1) for f in range(figures)])
        for c in range(chapters)
    ]


if __name__ == "__main__":  # for tests that compare bytes between processes
    from synthesis.exports.slides.powerpoint import write_deck, write_slides

    sys.stdout.buffer.write(write_slides([make_slide(), make_slide()], FACTS))
    sys.stdout.buffer.write(write_deck(make_sections(), CITATION, FACTS))
