"""A data folder that nobody is changing and that leads nowhere else; a reader touches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from synthesis.files.atomic import ForeignJournalError, InterruptedChangeError, await_writer
from synthesis.files.lock import LockedError
from synthesis.package.data_folder import typed_here
from synthesis.package.defects import DataError, Defect


def await_data(folder: Path) -> None:
    """Wait until nobody is changing a data folder; nothing in it is touched.

    Raises
    ------
    DataError
        Another run does not end, or a change was interrupted and stands half written.
    """
    try:
        await_writer(folder)
    except LockedError as error:
        expected = f"a package that nobody is changing: {error}"
    except ForeignJournalError as error:
        expected = f"a package that nobody is changing: {error}"
    except InterruptedChangeError as error:
        command = typed_here("data", "finish", "--data", str(folder))
        expected = f"a package that nobody is changing: {error}; this finishes it: {command}"
    else:
        return
    raise DataError([Defect(folder.name, None, None, None, expected)]) from None


def link_defects(paths: Iterable[Path]) -> Iterator[Defect]:
    """Files that are links out of their folder: whoever packed them would have others published."""
    for path in paths:
        if path.is_symlink() and path.resolve().parent != path.parent.resolve():
            yield Defect(path.name, None, None, None, "a file of the folder itself, not a link out")
