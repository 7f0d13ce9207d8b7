"""The commands ``compare OLD NEW`` and ``release-results``: what changed, and what was released.

The models are imported inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from synthesis import __version__
from synthesis.commands.shared import BAD_INPUT

if TYPE_CHECKING:
    from synthesis.analyses.estimates import Estimates
    from synthesis.living.versions import Side
    from synthesis.package.dataset import Dataset
    from synthesis.prose.changes import Comparison

compare_app = typer.Typer()
DEFECTS = 1
CHANGED = 1


@compare_app.command()
def compare(
    old: Annotated[
        str,
        typer.Argument(
            help="A data folder, a git revision such as v0.1.0 or HEAD~3, or a file of releases/."
        ),
    ],
    new: Annotated[str, typer.Argument(help="The same; “.” is the working tree.")] = ".",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON; effects are on the model scale.")
    ] = False,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="End with exit code 1 when anything differs.")
    ] = False,
) -> None:
    """Show which rows and which estimates differ between two versions of the data.

    Both are computed with the present code, verdicts that flipped come first, then the largest
    moves. Exit codes: 0 compared; 1 a data package has defects, or --fail-on-change found a
    change; 2 a name means nothing.
    """
    with _one_sentence_each(), ExitStack() as stack:
        from synthesis.living.versions import open_side
        from synthesis.prose.changes import as_json as values_of
        from synthesis.prose.changes import describe_comparison

        sides = [stack.enter_context(open_side(name)) for name in (old, new)]
        comparison = _compare(sides[0], sides[1])
        if as_json:
            typer.echo(json.dumps(values_of(comparison), indent=2, allow_nan=False))
        else:
            typer.echo(describe_comparison(comparison))
        if fail_on_change and comparison.any:
            raise typer.Exit(CHANGED)


@compare_app.command("release-results")
def release_results(
    source: Annotated[
        str, typer.Argument(help="A data folder or a git revision; “.” is the working tree.")
    ] = ".",
    version: Annotated[
        str, typer.Option(help="The version that these results are released as.")
    ] = __version__,
) -> None:
    """Print the results of a version, to be kept as releases/VERSION.json."""
    with _one_sentence_each(), ExitStack() as stack:
        from synthesis.living.releases import write_release
        from synthesis.living.versions import SideError, open_side

        side = stack.enter_context(open_side(source))
        if side.folder is None:
            raise SideError(f"“{source}” is a file of released results already.")
        results, _ = _run(side, None, stack.enter_context(_progress(1)))
        typer.echo(write_release(version, results), nl=False)


def _compare(old: Side, new: Side) -> Comparison:
    from synthesis.living.compare_results import compare_results
    from synthesis.living.compare_rows import compare_rows, read_package
    from synthesis.living.versions import SideError
    from synthesis.package.dataset import digest_of
    from synthesis.package.schema import read_schema
    from synthesis.prose.changes import Comparison

    computed = sum(side.folder is not None for side in (old, new))
    with _progress(computed) as tell:
        before, known = _run(old, None, tell)
        # The same bytes give the same results: they are computed once.
        after, _ = _run(new, None if known is None else (known, before), tell)
    rows = None
    if old.folder is not None and new.folder is not None:
        rows = compare_rows(read_package(old.folder), read_package(new.folder))
        for folder, results in ((old.folder, before), (new.folder, after)):
            if digest_of(folder, read_schema(folder)) != results.digest:
                raise SideError(f"The data in {folder.name} changed meanwhile; compare again.")
    return Comparison(
        old.name, before.digest, new.name, after.digest, rows, compare_results(before, after)
    )


def _run(
    side: Side, known: tuple[Dataset, Estimates] | None, tell: Callable[[str], None]
) -> tuple[Estimates, Dataset | None]:
    from synthesis.claims.estimates import collect_estimates, run_everything
    from synthesis.living.releases import read_release
    from synthesis.living.versions import SideError
    from synthesis.package.dataset import digest_of, load
    from synthesis.package.defects import DataError
    from synthesis.package.schema import read_schema

    if side.folder is None:
        assert side.release is not None
        return read_release(side.release).results, None
    tell(f"{side.name}: reading")
    try:
        if known and digest_of(side.folder, read_schema(side.folder)) == known[0].digest:
            return known[1], known[0]
        dataset = load(side.folder)
    except DataError as error:
        first, more = error.defects[0], len(error.defects) - 1
        rest = f" There are {more} more defects." if more else ""
        raise SideError(
            f"The data of “{side.name}” cannot be read with the present code: {first}{rest}",
            DEFECTS,
        ) from None
    results = run_everything(dataset, lambda step: tell(f"{side.name}: {step}"))
    return collect_estimates(results), dataset


@contextmanager
def _one_sentence_each() -> Iterator[None]:
    from synthesis.living.releases import ReleaseError
    from synthesis.living.versions import SideError
    from synthesis.package.defects import DataError

    try:
        yield
    except SideError as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(error.code) from None
    except (ReleaseError, DataError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None


@contextmanager
def _progress(sides: int) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is being done; silent when piped or in continuous integration."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    from synthesis.claims.estimates import STEPS

    console = Console(stderr=True)
    if not console.is_terminal or os.environ.get("CI"):
        yield lambda _: None
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("starting", total=sides * (1 + len(STEPS)))
        yield lambda what: progress.update(task, description=escape(what), advance=1)
