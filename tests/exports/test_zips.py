"""Zip files: the same entries give the same bytes, and come out as they went in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.exports.zips import write_zip

ENTRIES = [("b/text.txt", b"text " * 100), ("a/picture.png", b"picture " * 100)]


def infos(content: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.infolist()


def test_order_date_system_and_permissions_are_fixed() -> None:
    first, second = infos(write_zip(ENTRIES))
    assert [first.filename, second.filename] == ["b/text.txt", "a/picture.png"]
    for entry in (first, second):
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.create_system == 3
        assert entry.external_attr == 0o100644 << 16


def test_what_is_compressed_already_is_stored_as_it_is() -> None:
    text, picture = infos(write_zip(ENTRIES))
    assert text.compress_type == zipfile.ZIP_DEFLATED
    assert text.compress_size < text.file_size
    assert picture.compress_type == zipfile.ZIP_STORED


def test_the_file_holds_the_bytes_returned(tmp_path: Path) -> None:
    content = write_zip(iter(ENTRIES), tmp_path / "some.zip")
    assert (tmp_path / "some.zip").read_bytes() == content == write_zip(ENTRIES)


def test_a_name_twice_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"“a\.txt” would stand twice"):
        write_zip([("a.txt", b"1"), ("a.txt", b"2")], tmp_path / "some.zip")
    assert not (tmp_path / "some.zip").exists()


@given(st.dictionaries(st.from_regex(r"[a-zé]{1,8}\.(txt|png|CSV)", fullmatch=True), st.binary()))
def test_entries_come_out_as_they_went_in(entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(write_zip(entries.items()))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == entries
