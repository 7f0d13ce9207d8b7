"""The command line: `python -m synthesis GROUP COMMAND`, a module of this folder for each group.

Data frames, models and the build are imported inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer

from synthesis import __version__
from synthesis.commands import book, data, model, row, trial, upkeep
from synthesis.commands.shared import BAD_INPUT, printed_command

# Each command as it was called in version 0.2.0; kept for scripts, shown nowhere.
OLD_NAMES: Mapping[str, Callable[..., None]] = {
    "new": trial.new,
    "add": trial.add,
    "remove": trial.remove,
    "import-registry": trial.import_record,
    "verify": row.verify,
    "check": data.check,
    "compare": data.compare,
    "build": book.build,
    "release-results": book.release,
    "slugs": book.names,
    "references": book.references,
    "pairwise": model.pairwise,
    "network": model.network,
    "dose": model.dose,
}

app = typer.Typer(
    name="synthesis",
    help="Evidence synthesis from arm-level tables of randomised trials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help needs no package that takes half a second to load
)
app.add_typer(trial.trial_app, name="trial")
app.add_typer(row.row_app, name="row")
app.add_typer(data.data_app, name="data")
app.add_typer(book.book_app, name="book")
app.add_typer(model.model_app, name="model")
for upkeep_command in (upkeep.migrate, upkeep.finish, upkeep.pin):
    data.data_app.command()(upkeep_command)
for old_name, command in OLD_NAMES.items():
    app.command(old_name, hidden=True)(command)


def run() -> None:
    """Run the command line; the entry point of the installed script.

    Wrong usage is one line on standard error with exit code 2, as bad input is.
    """
    try:
        sys.exit(app(standalone_mode=False))
    except typer.Abort:
        sys.exit("Interrupted.")
    except typer.TyperException as error:
        typer.echo(_tell_usage(error), err=True)
        sys.exit(BAD_INPUT)


def _tell_usage(error: typer.TyperException) -> str:
    message = error.format_message()
    if message.startswith("Usage:"):  # the help that a group shows when it stands alone
        return message
    sentence = " ".join(message.split())
    sentence += "" if sentence.endswith((".", "?")) else "."
    context = getattr(error, "ctx", None)
    path = context.command_path.removeprefix(context.find_root().command_path) if context else ""
    return f"Error: {sentence} Help: {printed_command(*path.split(), '--help')}"


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"synthesis {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Evidence synthesis from arm-level tables of randomised trials."""
