"""Slides kept between the chapters that make them and the deck that holds them all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from synthesis.exports.slides.powerpoint import SlideContent

STORE = "slides"


def store_slides(folder: Path, slug: str, slides: Iterable[SlideContent]) -> None:
    """Keep the slides of a figure in `folder`/slides."""
    place = folder / STORE
    place.mkdir(parents=True, exist_ok=True)
    words = []
    for number, slide in enumerate(slides):
        (place / f"{slug}-{number}.png").write_bytes(slide.picture)
        words.append({k: v for k, v in asdict(slide).items() if k != "picture"})
    (place / f"{slug}.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")


def stored_slides(folder: Path, slug: str) -> tuple[SlideContent, ...]:
    """The slides of a figure that :func:`store_slides` kept."""
    place = folder / STORE
    words = json.loads((place / f"{slug}.json").read_text(encoding="utf-8"))
    return tuple(
        SlideContent(picture=(place / f"{slug}-{number}.png").read_bytes(), **word)
        for number, word in enumerate(words)
    )
