"""Files kept under a key made of all they were made from; what was damaged is not there.

An entry is one file: the digest of all that follows, an index, and the contents. It is written
beside its place and renamed into it, so that no reader meets half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DIGEST_LENGTH = 64  # characters of a SHA-256 in hexadecimal digits
BUILDS_KEPT = 2  # entries that none of as many builds asked for are removed
STARTED = "started-"


def digest_texts(*texts: str) -> str:
    """SHA-256 of some texts, told apart: two are not the same as their sum."""
    digest = hashlib.sha256()
    for text in texts:
        content = text.encode()
        digest.update(b"%d\0" % len(content))
        digest.update(content)
    return digest.hexdigest()


@dataclass(frozen=True)
class CheckedStore:
    """Entries by key in a folder.

    Parameters
    ----------
    folder
        Where they are kept; made when the first is put.
    fresh
        What was kept before is ignored, and replaced by what is made now.
    """

    folder: Path
    fresh: bool = False

    def get(self, key: str) -> dict[str, bytes] | None:
        """The files of an entry by name; None where there is none that is whole."""
        if self.fresh:
            return None
        path = self._place(key)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        found = _unpack(content)
        if found is None:
            path.unlink(missing_ok=True)
        return found

    def put(self, key: str, files: Mapping[str, bytes]) -> None:
        """Keep files by name; a disk that is full keeps nothing and stops nobody."""
        path = self._place(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_pack(files))
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)

    def begin(self) -> None:
        """Note that a build begins: what it and the one before ask for is not pruned."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, _ = tempfile.mkstemp(dir=self.folder, prefix=STARTED)
        os.close(handle)

    def prune(self) -> None:
        """Remove what the last builds did not ask for, and what killed ones left half written."""
        times = {path: path.stat().st_mtime_ns for path in self.folder.glob(f"{STARTED}*")}
        kept = sorted(times, key=lambda path: times[path])[-BUILDS_KEPT:]
        for path in set(times) - set(kept):
            path.unlink(missing_ok=True)
        oldest = min((times[path] for path in kept), default=0)
        for path in self.folder.glob("*/*"):
            half = path.suffix == ".new"
            if half or (len(times) >= BUILDS_KEPT and path.stat().st_mtime_ns < oldest):
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key


def _pack(files: Mapping[str, bytes]) -> bytes:
    index = json.dumps([[name, len(content)] for name, content in files.items()]).encode()
    rest = b"".join((b"%d\n" % len(index), index, *files.values()))
    return hashlib.sha256(rest).hexdigest().encode() + rest


def _unpack(content: bytes) -> dict[str, bytes] | None:
    view = memoryview(content)
    rest = view[DIGEST_LENGTH:]
    if hashlib.sha256(rest).hexdigest().encode() != view[:DIGEST_LENGTH]:
        return None
    length, _, _ = bytes(rest[:24]).partition(b"\n")
    start = len(length) + 1
    place = start + int(length)
    files = {}
    for name, size in json.loads(bytes(rest[start:place])):
        files[name] = bytes(rest[place : place + size])
        place += size
    return files
