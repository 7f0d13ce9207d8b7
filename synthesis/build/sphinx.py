"""Make the pages from the chapters that have been run: jupyter-book in a process of its own."""

from __future__ import annotations

import os
import re
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import yaml

from synthesis.build.processes import settle_in, start_server

TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class PagesError(Exception):
    """jupyter-book complained; the message holds its complaints."""


def make_pages(root: Path, staging: Path, bibliography: Path, footer: str) -> Path:
    """Make the pages of the book in a staging folder.

    Parameters
    ----------
    root
        The project's folder, with `book/`, `_config.yml` and `_toc.yml`.
    staging
        Where to work; its `_build/.jupyter_cache` holds the chapters that have been run.
    bibliography
        The references of the data package.
    footer
        HTML for the foot of every page.

    Returns
    -------
    Path
        The folder of the pages.

    Raises
    ------
    PagesError
        jupyter-book failed or warned.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    # The chapters have just been run into a cache of this build's own (see execute.py).
    config["execute"]["execute_notebooks"] = "cache"
    config["bibtex_bibfiles"] = [_from_folder(bibliography, root / "book")]
    # The theme's own options, which _config.yml sets, take the place of those of `html`.
    config["sphinx"]["config"]["html_theme_options"]["extra_footer"] = footer
    (staging / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    pages = staging / "_build" / "html"
    settings = {
        "sourcedir": str(root / "book"),
        "outputdir": str(pages),
        "path_config": str(staging / "_config.yml"),
        "noconfig": True,
        "confoverrides": {
            "external_toc_path": (root / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        "warningiserror": True,
        "keep_going": True,
    }
    log = staging / "jupyter-book.log"
    process = start_server().Process(target=_work, args=(settings, root, log), daemon=True)
    process.start()
    try:
        process.join()
    finally:
        process.terminate()
    code = process.exitcode
    if code:
        raise PagesError(f"jupyter-book ended with code {code}.\n{_complaints(log)}")
    return pages


def _from_folder(path: Path, folder: Path) -> str:
    try:
        return os.path.relpath(path, folder)
    except ValueError:  # on another drive of Windows, which a whole path names
        return str(path)


def _complaints(log: Path) -> str:
    lines = TERMINAL_COLOUR.sub("", log.read_text(encoding="utf-8")).splitlines()
    marked = [line for line in lines if re.search(r"WARNING:|CRITICAL:|ERROR|[Ee]rror:", line)]
    return "\n".join(marked or lines[-20:])


def _work(settings: dict[str, Any], root: Path, log: Path) -> None:
    from jupyter_book.sphinx import build_sphinx  # type: ignore[import-untyped]

    settle_in()
    os.chdir(root)
    with (
        log.open("w", encoding="utf-8") as stream,
        redirect_stdout(stream),
        redirect_stderr(stream),
    ):
        try:
            result = build_sphinx(**settings)
        except BaseException:
            traceback.print_exc()
            raise SystemExit(1) from None
    raise SystemExit(result if isinstance(result, int) else 1)
