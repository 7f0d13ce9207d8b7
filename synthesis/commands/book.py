"""The group `book`: build the site, keep the results of a release, register names."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from synthesis import __version__
from synthesis.commands.progress import show_progress
from synthesis.commands.shared import (
    DEFECTS,
    OWN_DATA,
    DataOption,
    one_sentence_each,
    printed_command,
)
from synthesis.files.project import ROOT

book_app = typer.Typer(
    help="The site, the results of a release, the names that stay.", no_args_is_help=True
)


@book_app.command()
def build(
    data: DataOption = OWN_DATA,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the site goes; _build/html or _build/own/NAME/html by default."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Make everything anew; use nothing of earlier builds.")
    ] = False,
    chapter: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Make the page of one chapter, for looking only."),
    ] = None,
    run_chapters: Annotated[
        bool,
        typer.Option(
            "--run-chapters", help="Run the chapters of another data package; they are programs."
        ),
    ] = False,
) -> None:
    """Build the site; does nothing when no input has changed."""
    from synthesis.build.input_digests import digest_sources
    from synthesis.build.processes import start_server

    # Before the rest is imported: the digest is of what will be, and the server imports meanwhile.
    sources = digest_sources(ROOT)
    start_server()
    from synthesis.build.build import BuildError, site_folder
    from synthesis.build.build import build as build_site

    if chapter is not None:
        _show_chapter(chapter, data, out, fresh, sources, run_chapters)
        return
    notes: list[str] = []
    with one_sentence_each(failed=(BuildError,)), show_progress("Building") as tell:
        failed = build_site(ROOT, data, out, tell, notes.append, fresh, sources, run_chapters)
    page = (out or site_folder(ROOT, data)).absolute() / "index.html"
    typer.echo(f"{'Up to date' if failed is None else 'Built'}: {_shorten(page)}")
    for sentence in notes:
        typer.echo(sentence, err=True)
    _tell_failed(failed or ())


def _show_chapter(
    chapter: str, data: Path, out: Path | None, fresh: bool, sources: str, run_chapters: bool
) -> None:
    from synthesis.build.preview import preview_chapter
    from synthesis.build.stage import BuildError

    if out is not None:
        raise typer.BadParameter("One chapter has a place of its own; leave out --out.")
    with one_sentence_each(failed=(BuildError,)), show_progress(f"Making {chapter}") as tell:
        page, failed = preview_chapter(chapter, ROOT, data, tell, fresh, sources, run_chapters)
    typer.echo(f"For looking only: {_shorten(page)}")
    typer.echo("The site stays as it is; the other chapters stand there without their results.")
    _tell_failed(failed)


def _shorten(page: Path) -> Path:
    return page.relative_to(ROOT) if page.is_relative_to(ROOT) else page


def _tell_failed(failed: tuple[str, ...]) -> None:
    for sentence in failed:
        typer.echo(f"Replaced by a sentence on the page: {sentence}", err=True)
    if failed:
        raise typer.Exit(DEFECTS)


@book_app.command()
def release(
    source: Annotated[
        str, typer.Argument(help="A data folder or a git revision; “.” is the working tree.")
    ] = ".",
    version: Annotated[
        str, typer.Option(help="The version that these results are released as.")
    ] = __version__,
    rows: Annotated[
        bool, typer.Option("--rows", help="The rows behind the results instead of them.")
    ] = False,
) -> None:
    """Print the results of a version, kept as releases/VERSION.json.

    The rows behind them (--rows) are kept beside as releases/VERSION.rows.json: by them a later
    version tells which rows moved its results.
    """
    from synthesis.commands.versions import STEPS_OF_A_SIDE, run_side
    from synthesis.living.releases import write_release, write_rows
    from synthesis.living.versions import SideError, open_side

    with one_sentence_each(SideError), ExitStack() as stack:
        side = stack.enter_context(open_side(source))
        if side.folder is None:
            raise SideError(f"“{source}” is a file of released results already.")
        tell = stack.enter_context(show_progress("starting", STEPS_OF_A_SIDE))
        made = run_side(side, None, tell)
        if rows and made.entering:
            typer.echo(write_rows(version, made.estimates.digest, made.entering), nl=False)
        else:
            typer.echo(write_release(version, made.estimates), nl=False)


@book_app.command()
def names() -> None:
    """Register names that are published for the first time. They go to book/slugs.csv."""
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

    with one_sentence_each(failed=(RegisterError,)):
        register = read_register(ROOT / "book")
        published = published_names(site_folder(ROOT, None), register.redirects)
        if not published:
            command = printed_command("book", "build")
            raise RegisterError(f"The book has not been built yet; first: {command}")
        defects = check_published(register, published)
        if defects:
            raise RegisterError("\n".join(defects))
        added = new_names(register, published)
        if added:
            text = write_names(register, published, __version__)
            write_safely(ROOT / "book" / SLUGS, text.encode())
        typer.echo(f"{len(added)} new names, {len(published)} in all: book/{SLUGS}.")


@book_app.command()
def references(data: DataOption = OWN_DATA) -> None:
    """Print references.bib as made from trials.csv."""
    with one_sentence_each():
        from synthesis.package.bibliography import make_bibliography
        from synthesis.package.dataset import load

        sys.stdout.write(make_bibliography(load(data)))
