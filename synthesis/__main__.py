"""Lets ``python -m synthesis`` run the command line."""

from synthesis.commands.cli import run

if __name__ == "__main__":
    run()
