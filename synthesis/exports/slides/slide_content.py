"""What is on the slides of figures, and what their files say about themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class SlideContent:
    """What is on one slide.

    Parameters
    ----------
    title
        The finding, one or two sentences, up to about 300 characters.
    subtitle
        What it is, short.
    picture
        PNG of the drawing alone, in full resolution; about 1800 x 790 in proportion fills the
        slide best.
    alt
        The same for those who do not see the picture.
    source
        Citation for the foot.
    address
        Public address of the figure, to which the foot links; empty while the book has none.
    notes
        What to say with it: finding, caveats, full citation. Lines are paragraphs.
    """

    title: str
    subtitle: str
    picture: bytes
    alt: str
    source: str
    address: str = ""
    notes: str = ""

    def __post_init__(self) -> None:
        empty = [n for n in ("title", "subtitle", "alt", "source") if not getattr(self, n).strip()]
        if empty:
            raise ValueError(f"the slide “{self.title}” has no {' and no '.join(empty)}")
        if self.address and not ADDRESS.fullmatch(self.address):  # PowerPoint would repair it
            raise ValueError(f"the slide “{self.title}” links to no address: “{self.address}”")


@dataclass(frozen=True)
class DocumentFacts:
    """What a file says about itself.

    Parameters
    ----------
    title, author, subject
        Of the file.
    keywords
        To be found by, with commas between them.
    rights
        Whose it is and what may be done with it.
    released
        Date of the release, which is the date of the file.
    version
        Of the book and its data, such as “0.1.0, data 3f9a22c1”.
    """

    title: str
    author: str
    subject: str
    keywords: str
    rights: str
    released: date
    version: str


def distinct_titles(slides: Sequence[SlideContent], taken: Sequence[str] = ()) -> tuple[str, ...]:
    """A title for each slide, as given where no other slide has it.

    Parts of one figure, which share title and subtitle, are numbered: “(1 of 2)”. Where another
    figure shows the same finding, its title ends in “(view 2)”.

    Parameters
    ----------
    taken
        Titles of other slides of the same file.
    """
    wanted = [(tidy(content.title), tidy(content.subtitle)) for content in slides]
    views: dict[str, list[str]] = {}
    for title, subtitle in wanted:
        known = views.setdefault(title, [])
        if subtitle not in known:
            known.append(subtitle)
    number = Counter(wanted)
    used = {title.casefold() for title in taken}
    seen: dict[tuple[str, str], int] = {}
    titles = []
    for key in wanted:
        seen[key] = seen.get(key, 0) + 1
        view, parts = views[key[0]].index(key[1]) + 1, number[key]
        part = f" ({seen[key]} of {parts})" if parts > 1 else ""
        title = key[0] + (f" (view {view})" if view > 1 else "") + part
        while title.casefold() in used:
            view += 1
            title = f"{key[0]} (view {view}){part}"
        used.add(title.casefold())
        titles.append(title)
    return tuple(titles)


def tidy(text: str) -> str:
    """The text on one line; spaces that do not break stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
