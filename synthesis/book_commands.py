"""Commands that work on the book and its data package: check, build, references."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

book_app = typer.Typer()


@contextmanager
def _one_sentence_each() -> Iterator[None]:
    """Defects and failures as plain lines on standard error, exit code 1, no traceback."""
    from synthesis.build import BuildError
    from synthesis.defects import DataError

    try:
        yield
    except DataError as error:
        for defect in error.defects:
            typer.echo(str(defect), err=True)
        raise typer.Exit(1) from None
    except BuildError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@book_app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the data package; the book's by default.")
    ] = None,
) -> None:
    """Validate a data package: one line for each defect, exit code 1 when there is any."""
    with _one_sentence_each():
        from synthesis.dataset import DATA_FOLDER, load

        dataset = load(folder or DATA_FOLDER)
        rows = sum(len(dataset.table(table)) for table in dataset.schema.tables)
        typer.echo(
            f"Sound: {len(dataset.schema.tables)} tables, {rows:,} rows, "
            f"{len(dataset.analyses)} declared analyses, digest {dataset.short_digest}."
        )


@book_app.command()
def build() -> None:
    """Build the site in _build/html; does nothing when no input has changed."""
    with _one_sentence_each():
        from synthesis.build import ROOT
        from synthesis.build import build as build_site

        changed = build_site()
        page = (ROOT / "_build" / "html" / "index.html").relative_to(ROOT)
        typer.echo(f"Built: {page}" if changed else f"Up to date: {page}")


@book_app.command()
def references() -> None:
    """Print data/references.bib as made from trials.csv."""
    with _one_sentence_each():
        from synthesis.dataset import load
        from synthesis.references import make_bibliography

        sys.stdout.write(make_bibliography(load()))
