"""Lets ``python -m synthesis`` run the command line."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line; without its packages, say in one sentence what to install."""
    try:
        from synthesis.commands.cli import run as run_commands
    except ModuleNotFoundError as error:
        sys.exit(
            f"The commands need {error.name}, which a plain installation leaves out; install "
            "synthesis[book]."
        )
    run_commands()


if __name__ == "__main__":
    run()
