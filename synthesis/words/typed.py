"""Commands as they are typed: those that messages, pages and files print are made here."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

IN_PROJECT = ".venv/bin/python"


def command_line(*words: str, python: str = IN_PROJECT, windows: bool = False) -> str:
    """A command of this package that runs as it is printed.

    Parameters
    ----------
    *words
        The command, its arguments and options; quoted where a shell needs it.
    python
        The interpreter. The default runs from the folder of the project and is the same on every
        machine, as pages and stored files must be; messages use :func:`name_python`.
    windows
        Whether to quote as the shells of Windows do.
    """
    join = subprocess.list2cmdline if windows else shlex.join
    return join([python, "-m", "synthesis", *words])


def name_python(root: Path, prefix: str = sys.prefix, executable: str = sys.executable) -> str:
    """How the running interpreter is typed where the user stands.

    The project's own environment is named by its place, seen from the present folder; any other
    interpreter by its name where the shell finds it by that, else by its full path.

    Parameters
    ----------
    root
        Folder of the project.
    prefix, executable
        Of the interpreter, as `sys` has them.
    """
    running, own = Path(executable), root / ".venv"
    if own.exists() and own.samefile(prefix):
        # Of the environment, not of the file: a link in it may lead to another interpreter.
        inside = own / running.parent.name / running.name.removesuffix(".exe")
        try:
            return os.path.relpath(inside)
        except ValueError:  # another drive of Windows
            return str(inside)
    found = shutil.which(running.name)
    return running.name if found and Path(found).parent == running.parent else executable
