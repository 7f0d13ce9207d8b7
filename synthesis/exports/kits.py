"""What a reader takes away whole: all results as one zip file, all figures as one deck."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from synthesis.edition.citation import book_part, cite_text
from synthesis.edition.edition import Edition
from synthesis.exports.slides.powerpoint import DocumentFacts, SlideContent, write_deck
from synthesis.exports.tables.estimate_table import EstimateRow, ResultRecords, group_by_analysis
from synthesis.exports.zips import write_zip
from synthesis.figures.drawn_data import SIGNIFICANT
from synthesis.files.csv_export import write_csv
from synthesis.package.public_files import public_bytes

RESULTS, ALL_RESULTS, DECK = "results.json", "all-results.zip", "deck.pptx"
COLUMNS = {
    "analysis": "id of the declared analysis (data/analyses.toml)",
    "kind": "pool, network, dose, harm or mean",
    "treatment, comparator": "codes of what is compared (data/arms.csv, regimen); doses as numbers",
    "choice": "primary, or the other choice of method or trials",
    "measure, method": "OR, RR or RD; of means MD or SMD; and how it was estimated",
    "estimate, ci_low, ci_high": "natural scale: ratios, or differences of shares or means",
    "pi_low, pi_high": "prediction interval, same scale",
    "model_estimate, model_se": "scale of the model: logarithms for ratios",
    "k, patients": "trials and patients behind it; for a network those of the whole network",
    "tau2, i2": "spread between trials on the scale of the model; I2 in percent",
    "imputed_rows": "rows of the primary analysis that are imputed percentages without a count",
}


def results_json(records: ResultRecords, rows: Sequence[EstimateRow], edition: Edition) -> str:
    """Every result as JSON: by kind with all details, and every estimate by analysis id.

    `rows` are those of :func:`synthesis.exports.tables.estimate_table.tabulate_estimates`.
    """
    content: dict[str, Any] = {
        "digest": edition.digest,
        "version": edition.version,
        "licence": edition.licence_name,
        "citation": cite_text(edition, book_part(edition)),
        "estimates": group_by_analysis(rows),
        **records,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def estimates_csv(rows: Sequence[EstimateRow]) -> str:
    """The estimates as CSV, floats with ten significant digits."""
    header = [field.name for field in fields(EstimateRow)]
    return write_csv(header, ([_cell(cell) for cell in astuple(row)] for row in rows))


def _cell(value: Any) -> Any:
    return f"{value:.{SIGNIFICANT}g}" if isinstance(value, float) else value


def write_all_results(
    target: Path,
    rows: Sequence[EstimateRow],
    results: str,
    edition: Edition,
    data: Iterable[Path],
    site: Path,
    licence: str,
) -> None:
    """Write all-results.zip.

    Parameters
    ----------
    target
        The zip file.
    rows
        Every estimate.
    results
        As :func:`results_json` gives them.
    data
        The files of the data package; what else lies in its folder is nobody's to publish.
    site
        The site, whose figures and tables have their data written already.
    licence
        The text of the project's licence file, which says nothing of somebody else's data.
    """
    entries = {
        "README.md": _readme(rows, edition).encode(),
        "estimates.csv": estimates_csv(rows).encode(),
        "results.json": results.encode(),
        **({} if edition.data_name else {"LICENSE": licence.encode()}),
        **{f"data/{path.name}": public_bytes(path) for path in data},
        **dict(_drawn_files(site)),
    }
    named = [(f"{edition.file_name}-results/{name}", entries[name]) for name in sorted(entries)]
    write_zip(named, target, level=6)


def _drawn_files(site: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((site / "figures").glob("*/data.*")):
        yield f"figures/{path.parent.name}{path.suffix}", path.read_bytes()
    for path in sorted((site / "tables").glob("*/table.csv")):
        yield f"tables/{path.parent.name}.csv", path.read_bytes()


def _readme(rows: Sequence[EstimateRow], edition: Edition) -> str:
    analyses = len({row.analysis for row in rows})
    columns = "\n".join(f"- `{name}`: {text}" for name, text in COLUMNS.items())
    return f"""# All results

{edition.title}, version {edition.version} of {edition.released.isoformat()}.
Digest of the data: {edition.digest}

- `estimates.csv`: {len(rows):,} estimates of {analyses} declared analyses, one a line.
- `results.json`: the same by analysis id, and every result with its details.
- `data/`: the data package; `datapackage.json` describes each field, every row says where it was
  read. A text that a spreadsheet would run as a formula has an apostrophe before it.
- `figures/`: what each figure draws, as CSV with units and as JSON with descriptions.
- `tables/`: the tables of the book as they are shown.

Columns of `estimates.csv`:

{columns}

How to cite: {cite_text(edition, book_part(edition))}

{_terms(edition)}
"""


def _terms(edition: Edition) -> str:
    if edition.data_name or edition.licence is None:
        return f"Licence: {edition.rights}"
    return f"""Licence: {edition.licence.name} for text, figures and the arrangement of the data
({edition.licence.address}); MIT for code. The numbers in `data/` are facts reported by the
publications and registries named in their rows; `data/published_meta_analyses.csv` and
`data/regulatory.csv` hold results and wordings of others, named there."""


def deck_facts(edition: Edition) -> DocumentFacts:
    """The properties of the deck."""
    return DocumentFacts(
        title=edition.title,
        author="; ".join(edition.authors),
        subject="Every figure of the book as a slide",
        keywords=", ".join((*edition.keywords, "meta-analysis")),
        rights=edition.rights,
        released=edition.released,
        version=edition.version_and_data,
    )


def make_deck(
    sections: Mapping[str, Sequence[SlideContent]], citation: Sequence[str], edition: Edition
) -> bytes:
    """Every figure as a slide, by chapter, with contents and how to cite."""
    return write_deck(list(sections.items()), citation, deck_facts(edition))
