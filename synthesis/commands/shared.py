"""What the groups of commands share: options, exit codes, failures as plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from synthesis.files.project import DATA_FOLDER

# The table of exit codes is in the README.
DEFECTS = 1  # of the data package; also a build that failed, or a part of it
BAD_INPUT = 2  # as for wrong usage
LOCKED = 3  # another run is at work


class UsageError(Exception):
    """A command that cannot be carried out as it was given; the message says why."""


@contextmanager
def one_sentence_each(
    *refused: type[Exception], failed: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Every known failure as plain lines on standard error and an exit code, no traceback.

    Parameters
    ----------
    *refused
        Errors that say why an input cannot be used: exit code 2, beside wrong usage and files
        that cannot be read or written.
    failed
        Errors that say what went wrong on the way: exit code 1, beside defects of the data.
    """
    from synthesis.files.atomic import InterruptedChangeError
    from synthesis.files.lock import LockedError
    from synthesis.package.defects import DataError

    defective: tuple[type[Exception], ...] = (DataError, InterruptedChangeError, *failed)
    unusable: tuple[type[Exception], ...] = (UsageError, *refused)
    try:
        yield
    except defective as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(DEFECTS) from None
    except LockedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(LOCKED) from None
    except unusable as error:
        for line in str(error).splitlines():
            typer.echo(f"Error: {line}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        # With its folder: a file of the program’s own, such as .lock, says little by itself.
        place = Path(error.filename) if isinstance(error.filename, str) else None
        name = str(Path(place.parent.name) / place.name) if place else "a file"
        reason = error.strerror or type(error).__name__
        typer.echo(f"Error: {name} cannot be read or written: {reason}.", err=True)
        raise typer.Exit(BAD_INPUT) from None


def _refuse_other_folder(folder: Path) -> Path:
    from synthesis.package.schema import read_schema

    with one_sentence_each():
        read_schema(folder)
    return folder


DataOption = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="FOLDER",
        callback=_refuse_other_folder,
        show_default="the book's own data",
        help="Folder of the data package.",
    ),
]
OWN_DATA = DATA_FOLDER  # the default wherever DataOption is
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Check and show everything; write nothing.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON; effects are on the model scale.")
]


def printed_command(*words: str | Path, data: Path = OWN_DATA) -> str:
    """A command for a message: it runs as printed where the user stands, on the same data."""
    from synthesis.package.data_folder import typed_here

    if data != OWN_DATA:
        words = (*words, "--data", data)
    return typed_here(*map(str, words))
