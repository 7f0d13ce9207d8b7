"""HTML from templates; everything that comes from data is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


@dataclass(frozen=True)
class Html:
    """A piece of a page; notebooks show it as HTML, or as its bare text without a browser."""

    text: str

    def _repr_html_(self) -> str:
        return self.text

    def __str__(self) -> str:
        reader = _TextOnly()
        reader.feed(self.text)
        return " ".join(" ".join(reader.parts).split())

    __repr__ = __str__

    def __html__(self) -> str:
        return self.text

    def __add__(self, other: Html) -> Html:
        return Html(f"{self.text}\n{other.text}")


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def show_missing(sentence: str) -> Html:
    """What stands on a page where the data package cannot give a result."""
    return render("missing.html", sentence=sentence)


@cache
def environment() -> Environment:
    """The templates of `synthesis/site/templates/`, each read and compiled once."""
    return Environment(
        loader=PackageLoader("synthesis.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> Html:
    """Fill a template of `synthesis/site/templates/`; values are escaped, `Html` is not."""
    return Html(environment().get_template(template).render(**values))
