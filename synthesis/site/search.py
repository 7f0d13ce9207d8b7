"""Tables that sort and search in the browser, without a network and without a server."""

from __future__ import annotations

import re
from typing import Any

import itables.options
import pandas as pd
from itables import to_html_datatable
from itables.javascript import generate_init_offline_itables_html

from synthesis.site.html import Html

# The library credits and links its own site; the book's pages name no other host.
LIBRARY_LINK = re.compile(r"<a href=[\"']?https://itables\.org[^>]*>(.*?)</a>", re.DOTALL)
LIBRARY_NOTICE = re.compile(r"Loading ITables.*?\?\)", re.DOTALL)
LIBRARY_LOGO = re.compile(r"<svg.*?</svg>", re.DOTALL)


def load_search() -> Html:
    """The table library itself, once on each page that has a searchable table."""
    text = generate_init_offline_itables_html(itables.options.dt_bundle)
    return Html(LIBRARY_LINK.sub(r"\1", LIBRARY_LOGO.sub("", text)))


def searchable(frame: pd.DataFrame, caption: str, identifier: str) -> Html:
    """A frame as a searchable table; every cell is escaped and shown as text."""
    text = to_html_datatable(
        frame,
        caption=caption,
        table_id=f"table-{identifier}",
        connected=False,
        showIndex=False,
        allow_html=False,
        maxBytes=0,
        classes="display compact book-search",
        display_logo_when_loading=False,
    )
    own = LIBRARY_NOTICE.sub("The table is loading.", LIBRARY_LINK.sub(r"\1", text))
    return Html(f'<div class="table-frame">{own}</div>')


def plain_number(value: Any) -> Any:
    """A number without needless decimals; nothing for a missing one."""
    if pd.isna(value):
        return ""
    return int(value) if float(value).is_integer() else float(value)
