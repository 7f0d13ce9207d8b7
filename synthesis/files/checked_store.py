"""Files kept under a key made of all they were made from; what was damaged is not there.

An entry is one file: the digest of all that follows, an index, and the contents. It is written
beside its place and renamed into it, so that no reader meets half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DIGEST_LENGTH = 64  # characters of a SHA-256 in hexadecimal digits
BUILDS_KEPT = 4  # entries that none of as many builds asked for are removed
STARTED, HALF = "started-", ".half"


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
    waiting
        Where what is put waits for :meth:`settle`, on the same disk; until then it is not there.
    fresh
        What was kept before is ignored, and replaced by what is made now.
    """

    folder: Path
    waiting: Path
    fresh: bool = False

    def get(self, key: str) -> dict[str, bytes] | None:
        """The files of an entry by name; None where there is none that is whole."""
        if self.fresh:
            return None
        path = _place(self.folder, key)
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
        with suppress(OSError):
            self.waiting.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.waiting, suffix=HALF)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_pack(files))
                Path(name).replace(self.waiting / key)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def settle(self) -> None:
        """Put what waits in its place."""
        with suppress(OSError):
            for path in sorted(self.waiting.glob("*")):
                if path.suffix != HALF:
                    place = _place(self.folder, path.name)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(place)

    def begin(self) -> None:
        """Note that a build begins: what it and the one before ask for is not pruned."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, _ = tempfile.mkstemp(dir=self.folder, prefix=STARTED)
        os.close(handle)

    def prune(self) -> None:
        """Remove what the last builds did not ask for."""
        times = {path: path.stat().st_mtime_ns for path in self.folder.glob(f"{STARTED}*")}
        kept = sorted(times, key=lambda path: times[path])[-BUILDS_KEPT:]
        for path in set(times) - set(kept):
            path.unlink(missing_ok=True)
        oldest = min((times[path] for path in kept), default=0)
        if len(times) < BUILDS_KEPT:
            return
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                if path.stat().st_mtime_ns < oldest:
                    path.unlink()


def _place(folder: Path, key: str) -> Path:
    return folder / key[:2] / key


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
