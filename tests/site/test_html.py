from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

import synthesis.site
from synthesis.site.machinery.html import Html, render

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '" onload="x'
HOSTILE = f"{ATTRIBUTE}>{SCRIPT}' onclick='y"
RATING = SimpleNamespace(
    level=HOSTILE, reasons=HOSTILE, overall=HOSTILE, suggested=SimpleNamespace(level=HOSTILE)
)
LINK = SimpleNamespace(address=HOSTILE, text=HOSTILE)
LICENCE = SimpleNamespace(name=HOSTILE, address=HOSTILE)
RECORD = dict.fromkeys(
    (
        "trial_id",
        "trial_name",
        "phase",
        "role",
        "design_detail",
        "severity",
        "background",
        "identifiers",
    ),
    HOSTILE,
)
FIGURE = SimpleNamespace(
    **dict.fromkeys(
        ("slug", "alt", "finding", "caption", "title", "page", "kind", "code"), HOSTILE
    ),
    drugs=[HOSTILE],
    outcomes=[HOSTILE],
    caveats=[HOSTILE],
    size=(HOSTILE, HOSTILE),
)
EDITION = SimpleNamespace(
    **dict.fromkeys(("title", "version", "digest", "short_digest", "data_name"), HOSTILE),
    released=date(2026, 11, 21),
    authors=[HOSTILE],
    licence=LICENCE,
    licence_name=HOSTILE,
    rights=HOSTILE,
)
CHOICE = SimpleNamespace(code=HOSTILE, text=HOSTILE, number=1)
# Whole pages load the book's own scripts and hold JSON for search engines.
OWN_SCRIPTS = {"../_static/theme.js", "../_static/book.js"}
READING = SimpleNamespace(
    kind=HOSTILE,
    tier=HOSTILE,
    meaning=HOSTILE,
    often=HOSTILE,
    second=HOSTILE,
    place=HOSTILE,
    locator=HOSTILE,
    notes=HOSTILE,
    file=HOSTILE,
    row=HOSTILE,
)
ROW = SimpleNamespace(id=HOSTILE, cells=[HOSTILE, HOSTILE], below=HOSTILE)
VALUES = {
    "analysis": {
        "identifier": HOSTILE,
        "title": HOSTILE,
        "summary": HOSTILE,
        "pools": HOSTILE,
    },
    "answer": {"sentence": HOSTILE, "address": HOSTILE, "label": HOSTILE},
    "bias_line": {"outcome": HOSTILE, "lights": [(HOSTILE, [HOSTILE])]},
    "certainty": {"rating": RATING, "by": HOSTILE, "parts": HOSTILE},
    "course": dict.fromkeys(
        (
            *("identifier", "open", "title", "effect", "size", "figure", "sentences"),
            *("differences", "counts", "unusable"),
        ),
        HOSTILE,
    ),
    "core_cell": {"found": SimpleNamespace(effect=HOSTILE, rating=RATING)},
    "claim": {
        "claim": SimpleNamespace(id=HOSTILE, claim=HOSTILE, limits=HOSTILE, tested_as=HOSTILE),
        "related": [SimpleNamespace(address=HOSTILE, text=HOSTILE)],
        "kind": HOSTILE,
        "verdict": HOSTILE,
        "summary": HOSTILE,
        "said_by": HOSTILE,
        "said": [LINK],
        "figure": Html(""),
        "findings": HOSTILE,
    },
    "claim_line": {"claim": SimpleNamespace(id=HOSTILE, claim=HOSTILE, tested_as=HOSTILE)},
    "clinicians": {
        "notes": [
            SimpleNamespace(
                id=HOSTILE, claim=HOSTILE, tested_as=HOSTILE, kind=HOSTILE, verdict=HOSTILE
            ),
        ],
    },
    "citation": {"text": HOSTILE},
    "citation_block": dict.fromkeys(("identifier", "kind", "label", "text"), HOSTILE),
    "citation_files": {
        "files": [SimpleNamespace(address=HOSTILE, saved_as=HOSTILE, text=HOSTILE)],
        "title": HOSTILE,
    },
    "citation_ways": {"shown": [HOSTILE], "folded": [HOSTILE], "files": HOSTILE},
    "code": {"text": HOSTILE},
    "code_beside": {"calls": [(HOSTILE, HOSTILE)]},
    "desk_row": dict.fromkeys(("read", "depends", "kind", "place", "file", "command"), HOSTILE),
    "desk_trial": dict.fromkeys(("identifier", "summary", "sources", "table"), HOSTILE),
    "edition_line": {"edition": EDITION, "up": HOSTILE},
    "figure": {
        "figure": FIGURE,
        **dict.fromkeys(("wide", "narrow", "bar"), HOSTILE),
        "wide_size": (HOSTILE, HOSTILE),
        "narrow_size": (HOSTILE, HOSTILE),
    },
    "figure_bar": dict.fromkeys(("slug", "title", "address", "page", "citation", "stamp"), HOSTILE),
    "figure_moved": {
        "redirect": SimpleNamespace(name=HOSTILE, to=HOSTILE, reason=HOSTILE),
        "edition": EDITION,
    },
    "figure_page": {
        "figure": FIGURE,
        **dict.fromkeys(
            ("kind", "number", "address", "picture", "release", "linked_data", "edition_line"),
            HOSTILE,
        ),
        "edition": EDITION,
        "downloads": [
            SimpleNamespace(
                **dict.fromkeys(("text", "about", "address", "saved_as", "size"), HOSTILE)
            )
        ],
        "citations": [(HOSTILE, HOSTILE, HOSTILE)],
        "fields": [
            dict.fromkeys(("name", "column", "title", "type", "unit", "description"), HOSTILE)
        ],
        "data_rows": [[HOSTILE]],
        "analyses": [
            SimpleNamespace(
                **dict.fromkeys(("id", "question", "description", "anchor", "code"), HOSTILE)
            )
        ],
        "source_rows": [
            SimpleNamespace(
                **dict.fromkeys(("trial", "arm", "what", "when", "count"), HOSTILE),
                source=SimpleNamespace(reading=READING, links=[LINK], record=HOSTILE),
            )
        ],
        "places": [LINK],
        "history": [SimpleNamespace(**dict.fromkeys(("name", "now", "before", "change"), HOSTILE))],
        "previous": FIGURE,
        "following": FIGURE,
    },
    "gallery": {
        "chapters": [(HOSTILE, HOSTILE, [FIGURE])],
        "numbers": {},
        "kinds": [CHOICE],
        "drugs": [CHOICE],
        "responses": [CHOICE],
        "harms": [CHOICE],
        "total": HOSTILE,
        "file_name": HOSTILE,
    },
    "failed_cell": {"reason": HOSTILE},
    "means": dict.fromkeys(
        (
            "caution",
            "effect",
            "effects",
            "figure",
            "identifier",
            "means",
            "open",
            "sentences",
            "size",
            "standardised",
            "title",
        ),
        HOSTILE,
    ),
    "missing": {"sentence": HOSTILE},
    "folded": {"summary": HOSTILE, "content": HOSTILE},
    "judgements": {"tables": [HOSTILE], "nothing": HOSTILE},
    "league_cell": {"value": HOSTILE, "interval": HOSTILE, "clear": True},
    "licences": {"licence": LICENCE, "code": LICENCE, "data_name": HOSTILE},
    "light": dict.fromkeys(("sign", "colour", "word"), HOSTILE),
    "link": {"text": HOSTILE, "address": HOSTILE},
    "list": {"items": [HOSTILE], "kind": HOSTILE},
    "network": {
        **dict.fromkeys(
            (
                "absolute_league",
                "active",
                "against_active",
                "against_reference",
                "coherence",
                "consistency",
                "contributions",
                "graph",
                "held_back",
                "unreported",
                "identifier",
                "influence",
                "league",
                "ranking",
                "reference",
                "splits",
                "spread",
                "table_active",
                "table_reference",
                "transitivity",
                "trials",
                "warning",
            ),
            HOSTILE,
        ),
        "cautions": [HOSTILE],
        "choices": [{"summary": HOSTILE, "content": HOSTILE}],
    },
    "nothing": {"question": HOSTILE},
    "opening": {
        "question": HOSTILE,
        "data_used": HOSTILE,
        "takeaways": [HOSTILE],
        "version": HOSTILE,
        "digest": HOSTILE,
        "short_digest": HOSTILE,
    },
    "plain": {"text": HOSTILE},
    "plan_name": {"text": HOSTILE, "question": HOSTILE},
    "pool": {
        "anchor": HOSTILE,
        "level": 3,  # from the code, never from data
        "cautions": [HOSTILE],
        "open": HOSTILE,
        "name": HOSTILE,
        "effect": HOSTILE,
        "size": HOSTILE,
        "figure": HOSTILE,
        "bias": HOSTILE,
        "note": HOSTILE,
        "heterogeneity": HOSTILE,
        "rating": RATING,
        "by": HOSTILE,
        "trials": HOSTILE,
        "sensitivity": HOSTILE,
    },
    "reading": {"reading": READING, "links": [LINK], "record": HOSTILE},
    "reading_list": dict.fromkeys(("address", "file", "published", "command"), HOSTILE),
    "shared_dose": {
        "analysis": SimpleNamespace(id=HOSTILE, title=HOSTILE),
        "told": HOSTILE,
        "figure": HOSTILE,
        "steps": HOSTILE,
    },
    "table": {
        "caption": HOSTILE,
        "header": [HOSTILE, HOSTILE],
        "rows": [ROW],
        "classes": HOSTILE,
        "identifier": HOSTILE,
        "anchor": HOSTILE + "-other",
        "slug": HOSTILE,
        "bar": HOSTILE,
    },
    "table_bar": dict.fromkeys(("address", "slug", "name", "stamp"), HOSTILE),
    "topic": {"topic": HOSTILE, "title": HOSTILE},
    "trial": {
        "trial": RECORD,
        "background": HOSTILE,
        "patients": HOSTILE,
        "ages": HOSTILE,
        "arms": [HOSTILE],
        "links": [LINK],
        "registry": HOSTILE,
        "report": HOSTILE,
        "used": [HOSTILE],
        "reason": HOSTILE,
        "reading": HOSTILE,
    },
    "verdict": {"kind": HOSTILE, "verdict": HOSTILE},
}


def test_every_template_is_tried():
    folder = Path(synthesis.site.__file__).parent / "templates"
    assert {path.stem for path in folder.iterdir()} == set(VALUES)


@pytest.mark.parametrize("template", VALUES)
def test_hostile_values_stay_text(template):
    soup = BeautifulSoup(render(f"{template}.html", **VALUES[template]).text, "html.parser")
    for script in soup.find_all("script"):
        own = script.get("src") in OWN_SCRIPTS
        assert own or (script.get("type") == "application/ld+json" and "<" not in script.text)
    handlers = [name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")]
    assert handlers == []
    attributes = [str(value) for tag in soup.find_all() for value in tag.attrs.values()]
    assert SCRIPT in soup.get_text() or any(SCRIPT in value for value in attributes)


@pytest.mark.parametrize(
    ("template", "changes"),
    [("trial", {"used": []}), ("list", {"kind": ""}), ("table", {"anchor": HOSTILE, "bar": ""})],
)
def test_hostile_values_stay_text_in_the_other_branch(template, changes):
    html = render(f"{template}.html", **(VALUES[template] | changes)).text
    assert "<script" not in html
    assert SCRIPT in BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.parametrize("template", VALUES)
def test_a_value_that_is_not_given_is_an_error(template):
    with pytest.raises(UndefinedError):
        render(f"{template}.html")


def test_finished_html_is_not_escaped_again():
    piece = render("code.html", text="a < b")
    assert render("plain.html", text=piece).text.strip() == "<p><code>a &lt; b</code></p>"


def test_html_shows_as_text_without_a_browser():
    piece = Html("<p>Odds\n ratio <b>5.79</b> &lt; 6</p>")
    assert repr(piece) == str(piece) == "Odds ratio 5.79 < 6"
    assert piece._repr_html_() == piece.text


def test_pieces_add_up_in_order():
    assert (Html("<p>a</p>") + Html("<p>b</p>")).text == "<p>a</p>\n<p>b</p>"
