"""Commands that work on the book and its data package: check, build, references."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

book_app = typer.Typer()
LOCKED = 3  # another run holds the lock


@contextmanager
def _one_sentence_each() -> Iterator[None]:
    """Defects and failures as plain lines on standard error, exit code 1, no traceback."""
    from synthesis.build.build import BuildError
    from synthesis.files.lock import LockedError
    from synthesis.package.defects import DataError

    try:
        yield
    except DataError as error:
        for defect in error.defects:
            typer.echo(str(defect), err=True)
        raise typer.Exit(1) from None
    except BuildError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except LockedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(LOCKED) from None


@book_app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the data package; the book's by default.")
    ] = None,
) -> None:
    """Validate a data package: one line for each defect, exit code 1 when there is any."""
    with _one_sentence_each():
        from synthesis.files.project import DATA_FOLDER
        from synthesis.package.dataset import load

        dataset = load(folder or DATA_FOLDER)
        rows = sum(len(dataset.table(table)) for table in dataset.schema.tables)
        typer.echo(
            f"Sound: {len(dataset.schema.tables)} tables, {rows:,} rows, "
            f"{len(dataset.analyses)} declared analyses, digest {dataset.short_digest}."
        )


@book_app.command()
def build(
    data: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Another data package; the book's own by default."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the site goes; _build/html or _build/own/NAME/html by default."),
    ] = None,
) -> None:
    """Build the site; does nothing when no input has changed."""
    with _one_sentence_each():
        from synthesis.build.build import build as build_site
        from synthesis.build.build import site_folder
        from synthesis.files.project import ROOT

        with _progress() as tell:
            failed = build_site(ROOT, data, out, tell)
        page = (out or site_folder(ROOT, data)).absolute() / "index.html"
        shown = page.relative_to(ROOT) if page.is_relative_to(ROOT) else page
        typer.echo(f"Up to date: {shown}" if failed is None else f"Built: {shown}")
        for sentence in failed or ():
            typer.echo(f"Replaced by a sentence on the page: {sentence}", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal; nothing in continuous integration or when standard error is piped."""
    from synthesis.build.build import tell_nobody

    if os.environ.get("CI") or not sys.stderr.isatty():
        yield tell_nobody
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("Building"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, what="")

        def tell(what: str, done: int, of: int) -> None:
            progress.update(task, completed=done, total=of, what=what)

        yield tell


@book_app.command()
def references() -> None:
    """Print data/references.bib as made from trials.csv."""
    with _one_sentence_each():
        from synthesis.package.bibliography import make_bibliography
        from synthesis.package.dataset import load

        sys.stdout.write(make_bibliography(load()))


@book_app.command()
def slugs() -> None:
    """Add the names that the built book publishes for the first time to book/slugs.csv."""
    from synthesis import __version__
    from synthesis.build.build import site_folder
    from synthesis.edition.name_register import (
        SLUGS,
        RegisterError,
        check_published,
        new_names,
        published_names,
        read_register,
        write_names,
    )
    from synthesis.files.atomic import write_safely
    from synthesis.files.project import ROOT

    site = site_folder(ROOT, None)
    try:
        register, published = read_register(ROOT / "book"), published_names(site)
        if not published:
            raise RegisterError("The book has not been built yet; run `make book` first.")
        defects = check_published(register, published)
        if defects:
            raise RegisterError("\n".join(defects))
    except RegisterError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    added = new_names(register, published)
    if added:
        text = write_names(register, published, __version__)
        write_safely(ROOT / "book" / SLUGS, text.encode())
    typer.echo(f"{len(added)} new names, {len(published)} in all: book/{SLUGS}.")
