"""Time of publishing every figure of the book in every form, on two cores.

Run with ``pytest benchmarks``. The file is outside ``testpaths``; times are no test.
"""

import gc
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from synthesis.analyses.run import Results
from synthesis.build.processes import GARBAGE_THRESHOLD
from synthesis.build.run_chapter import run_chapter
from synthesis.build.run_chapters import notebooks
from synthesis.edition.edition import Edition, read_edition
from synthesis.exports import figure_files
from synthesis.exports.figure_files import FigureFiles, make_figure_files
from synthesis.figures.publication import Publication
from synthesis.files.project import ROOT
from synthesis.package.dataset import load
from synthesis.site.machinery import publish
from synthesis.site.machinery.handover import Handover

CORES = 2
NOTHING = FigureFiles({}, (), (1, 1), (1, 1))


@pytest.fixture(scope="module")
def edition() -> Edition:
    return read_edition(load().digest)


@pytest.fixture(scope="module")
def publications(
    tmp_path_factory: pytest.TempPathFactory, edition: Edition
) -> Iterator[list[Publication]]:
    """What the chapters publish, caught before any file is made."""
    caught: list[Publication] = []

    def catch(publication: Publication, *_: Any) -> FigureFiles:
        caught.append(publication)
        return NOTHING

    folder = tmp_path_factory.mktemp("published")
    handover = Handover(Results(load()), edition, folder, "page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "make_figure_files", catch)
        for path in notebooks(ROOT / "book"):
            patch.chdir(path.parent)
            assert run_chapter(path, handover).errors == ()
        yield caught


def publish_all(publications: list[Publication], edition: Edition, folder: Path) -> None:
    """Make and write the files of every figure, the figures shared between two processes."""
    context: Any = multiprocessing.get_context("fork")
    workers = [
        context.Process(target=_publish, args=(publications[core::CORES], edition, folder))
        for core in range(CORES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0


def _publish(publications: list[Publication], edition: Edition, folder: Path) -> None:
    # As in the processes of the chapters.
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    for publication in publications:
        made = make_figure_files(publication, edition, "page")
        place = folder / f"{os.getpid()}-{publication.slug}"
        place.mkdir()
        for name, content in made.files.items():
            (place / name).write_bytes(content)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_publish_every_figure(
    benchmark: Any, publications: list[Publication], edition: Edition, tmp_path: Path
) -> None:
    assert len(publications) > 150
    benchmark.pedantic(publish_all, args=(publications, edition, tmp_path), rounds=1)


@pytest.mark.parametrize("kind", ["forest", "overview", "harms", "ranking", "pictograph"])
def test_publish_one_figure(
    benchmark: Any, publications: list[Publication], edition: Edition, kind: str
) -> None:
    chosen = next(p for p in publications if p.kind == kind)
    assert benchmark(figure_files.make_figure_files, chosen, edition, "page").files
