"""Zip files whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can hold
PERMISSIONS = 0o100644 << 16
COMPRESSED_ALREADY = frozenset({".png", ".jpg", ".pdf", ".zip", ".pptx", ".xlsx"})


def write_zip(
    entries: Iterable[tuple[str, bytes]], target: Path | None = None, *, level: int = 9
) -> bytes:
    """The entries as a zip file, in the order given.

    What is compressed already, as pictures are, is stored as it is: to compress it again costs
    time and saves nothing.

    Parameters
    ----------
    entries
        Name in the zip file, with “/” between folders, and content.
    target
        Where to write it too.
    level
        Of compression, from 0 to 9.

    Raises
    ------
    ValueError
        If a name is given twice.
    """
    buffer = io.BytesIO()
    written: set[str] = set()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries:
            if name in written:
                raise ValueError(f"“{name}” would stand twice in one zip file")
            written.add(name)
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system = 3  # as on Unix, whatever this machine is
            entry.external_attr = PERMISSIONS
            stored = Path(name).suffix.lower() in COMPRESSED_ALREADY
            method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, method, level)
    content = buffer.getvalue()
    if target is not None:
        target.write_bytes(content)
    return content
