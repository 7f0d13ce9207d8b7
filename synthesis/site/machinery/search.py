"""Tables that sort and search in the browser, without a network and without a server."""

from __future__ import annotations

import re
from typing import Any

import itables.options
import pandas as pd
from itables import to_html_datatable
from itables.javascript import generate_init_offline_itables_html

from synthesis.site.machinery.html import Html
from synthesis.site.machinery.tables import Row, render_table

# The library credits and links its own site; the book's pages name no other host.
LIBRARY_LINK = re.compile(r"<a href=[\"']?https://itables\.org[^>]*>(.*?)</a>", re.DOTALL)
LIBRARY_LOGO = re.compile(r"<svg.*?</svg>", re.DOTALL)
LIBRARY_NOTICE = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
NO_SCRIPT = (
    "<noscript>Searching the table below needs JavaScript; it stands there whole.</noscript>"
)
LIBRARY_SCRIPT = re.compile(r'<script type="module">.*?</script>', re.DOTALL)
LIBRARY_HEADING = r"<table><thead>"
LIBRARY_START = "new ITable(table, dt_args);"
# The library replaces what stands in the table. Its caption, which has the table's number, stays,
# and the first cell of a row stays the header of the row.
OWN_START = """\
dt_args.caption = table.caption.innerHTML;
                dt_args.columnDefs = [{
                    targets: 0, cellType: "th",
                    createdCell: (cell) => { cell.scope = "row"; }
                }];
                new ITable(table, dt_args);"""
# Thousands of rows do not flash by before the library shows the first ten of them; where it does
# not come, they are shown again.
HIDE_ROWS = """\
<script>
(() => {
  const rows = document.getElementById("IDENTIFIER").tBodies[0];
  rows.hidden = true;
  window.addEventListener("load", () => setTimeout(() => { rows.hidden = false; }, 3000));
})();
</script>"""


def load_search() -> Html:
    """The table library itself, once on each page that has a searchable table."""
    text = generate_init_offline_itables_html(itables.options.dt_bundle)
    own = LIBRARY_NOTICE.sub(NO_SCRIPT, LIBRARY_LOGO.sub("", text))
    return Html(LIBRARY_LINK.sub(r"\1", own))


def searchable(frame: pd.DataFrame, caption: str, slug: str) -> Html:
    """A frame as a searchable table; every cell is escaped and shown as text.

    The whole table stands in the page, so it can be read and printed without JavaScript; the
    library then takes its place. Its id is “table-SLUG”, `slug` as in `show_table`.
    """
    identifier = f"table-{slug}"
    rows = [Row(cells) for cells in frame.itertuples(index=False, name=None)]
    table = render_table(caption, list(frame.columns), rows, slug, "book-search")
    # A slug holds nothing that could end the string in the script.
    return table + Html(HIDE_ROWS.replace("IDENTIFIER", identifier)) + _script(frame, identifier)


def _script(frame: pd.DataFrame, identifier: str) -> Html:
    text = to_html_datatable(
        frame,
        table_id=identifier,
        connected=False,
        showIndex=False,
        allow_html=False,
        maxBytes=0,
        classes="display compact book-search",
        style="table-layout:auto;width:auto;margin:auto;caption-side:top",
        display_logo_when_loading=False,
    )
    script = LIBRARY_LINK.sub(r"\1", _only(LIBRARY_SCRIPT.findall(text)))
    for part in (LIBRARY_HEADING, LIBRARY_START):
        _only(re.findall(re.escape(part), script))
    heading, rest = script.split(LIBRARY_HEADING, 1)
    columns, rest = rest.split("</thead>", 1)
    columns = columns.replace("<th>", r"<th scope=\"col\">")
    own = f"{heading}{LIBRARY_HEADING}{columns}</thead>{rest}"
    return Html(own.replace(LIBRARY_START, OWN_START))


def _only(found: list[str]) -> str:
    if len(found) != 1:
        raise RuntimeError("The library of searchable tables writes its pages in another way now.")
    return found[0]


def plain_number(value: Any) -> Any:
    """A number without needless decimals; nothing for a missing one."""
    if pd.isna(value):
        return ""
    return int(value) if float(value).is_integer() else float(value)
