"""Build the site: aside, then swapped in whole; skipped when no input has changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import yaml

from synthesis.dataset import VALIDATED_VARIABLE, load
from synthesis.execute import ChapterError, run_chapters
from synthesis.records import collect_results
from synthesis.site.publish import FIGURES_VARIABLE

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ("_config.yml", "_toc.yml", "requirements.txt", "CITATION.cff")
INPUT_FOLDERS = ("book", "data", "synthesis")
STAMP = ".inputs"
THEBE_SCRIPT = re.compile(r"\s*<script>const THEBE_JS_URL.*?</script>")
TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PAGES = (
    *("index", "trials", "easi75", "itch"),
    *("network", "network-itch", "network-iga", "network-easi90", "network-topical", "headtohead"),
    *("thousand", "dose", "choices", "safety"),
    *("opinions", "claims"),
    *("methods", "dictionary", "numbers", "references"),
)


class BuildError(Exception):
    """The site could not be built; the message says what failed."""


def input_files(root: Path) -> Iterator[Path]:
    """Every file the site depends on, in a fixed order."""
    for name in INPUTS:
        yield root / name
    for folder in INPUT_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                yield path


def digest_inputs(root: Path) -> str:
    """SHA-256 over names and bytes of all inputs, and the Python version that runs them."""
    digest = hashlib.sha256(sys.version.encode())
    for path in input_files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(root: Path, digest: str) -> bool:
    """Whether the site in `_build/html` was made from inputs with this digest."""
    stamp = root / "_build" / "html" / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == digest


def build(root: Path = ROOT) -> bool:
    """Build `_build/html` from scratch unless it is current.

    Returns
    -------
    bool
        Whether anything was built.

    Raises
    ------
    DataError
        The data package has defects; nothing is touched.
    BuildError
        A chapter failed or a page is missing; the last good site stays in place.
    """
    digest = digest_inputs(root)
    if is_current(root, digest):
        return False
    dataset = load(root / "data")
    staging = root / "_build" / "staging"
    shutil.rmtree(staging, ignore_errors=True)
    figures = staging / "figures"
    figures.mkdir(parents=True)
    environment = {
        FIGURES_VARIABLE: str(figures),
        VALIDATED_VARIABLE: dataset.digest,
        "IPYTHONDIR": str(_write_kernel_settings(staging)),
    }
    with _environment(environment):
        try:
            run_chapters(root / "book", staging / "_build" / ".jupyter_cache")
        except ChapterError as error:
            raise BuildError(str(error)) from None
        _run_jupyter_book(root, staging)
    site = staging / "_build" / "html"
    missing = [page for page in PAGES if not (site / f"{page}.html").exists()]
    if missing:
        raise BuildError(f"The build made no {', '.join(missing)}.html.")
    _strip_thebe(site)
    shutil.move(figures, site / "figures")
    content = {"digest": dataset.digest, **collect_results(dataset)}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (site / "results.json").write_text(text, encoding="utf-8")
    (site / STAMP).write_text(digest, encoding="utf-8")
    _swap_in(site, root / "_build" / "html")
    shutil.rmtree(staging)
    return True


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    # The kernels' debugger warns about frozen modules; nobody debugs a build.
    os.environ.update(values, PYDEVD_DISABLE_FILE_VALIDATION="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _write_kernel_settings(staging: Path) -> Path:
    # A profile of the build's own: the user's start-up files stay out of the results, and the
    # kernels do not warn that they listen on this machine.
    profile = staging / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    settings = "c = get_config()\nc.IPKernelApp.log_level = 'ERROR'\n"
    (profile / "ipython_kernel_config.py").write_text(settings, encoding="utf-8")
    return profile.parent


def _run_jupyter_book(root: Path, staging: Path) -> None:
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    # The chapters have just been run into a cache of this build's own (see execute.py).
    config["execute"]["execute_notebooks"] = "cache"
    build_config = staging / "_config.yml"
    build_config.write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        str(root / "book"),
        f"--config={build_config}",
        f"--toc={root / '_toc.yml'}",
        f"--path-output={staging}",
        "--warningiserror",
        "--nitpick",
        "--keep-going",
    ]
    log = staging / "jupyter-book.log"
    with log.open("w", encoding="utf-8") as stream:
        done = subprocess.run(command, cwd=root, check=False, stdout=stream, stderr=stream)
    if done.returncode:
        raise BuildError(f"jupyter-book ended with code {done.returncode}.\n{_complaints(log)}")


def _complaints(log: Path) -> str:
    lines = TERMINAL_COLOUR.sub("", log.read_text(encoding="utf-8")).splitlines()
    marked = [line for line in lines if re.search(r"WARNING:|ERROR|[Ee]rror:", line)]
    return "\n".join(marked or lines[-20:])


def _strip_thebe(site: Path) -> None:
    # jupyter-book always names the address of a live-code library, twice, which the browser
    # reports as an error; the book does not offer live code and must name no other host.
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(THEBE_SCRIPT.sub("", text), encoding="utf-8")


def _swap_in(new: Path, current: Path) -> None:
    old = current.with_name("html.old")
    shutil.rmtree(old, ignore_errors=True)
    if current.exists():
        current.rename(old)
    new.rename(current)
    shutil.rmtree(old, ignore_errors=True)
