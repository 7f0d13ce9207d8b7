"""The register of names: kept for ever, for one thing, or redirected."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.edition.name_register import (
    Name,
    Redirect,
    Register,
    RegisterError,
    check_published,
    new_names,
    published_names,
    read_register,
    write_names,
)
from synthesis.files.project import ROOT

REDIRECT = '[[redirect]]\nfrom = "old"\nto = "new"\nreason = "Drawn anew."\n'


def write(folder: Path, slugs: str, redirects: str = "") -> Path:
    (folder / "slugs.csv").write_text(slugs, encoding="utf-8")
    (folder / "redirects.toml").write_text(redirects, encoding="utf-8")
    return folder


def register(*names: tuple[str, str], redirects: tuple[tuple[str, str], ...] = ()) -> Register:
    return Register(
        {name: Name(kind, "0.1.0") for name, kind in names},
        {name: Redirect(name, to, "Why.") for name, to in redirects},
    )


def test_the_projects_own_register_is_sound() -> None:
    own = read_register(ROOT / "book")
    assert len(own.names) > 60
    assert {"0.1.0"} <= {name.since for name in own.names.values()}


def test_names_and_redirects_are_read(tmp_path: Path) -> None:
    found = read_register(write(tmp_path, "slug,kind,since\nold,forest,0.1.0\n", REDIRECT))
    assert found.names == {"old": Name("forest", "0.1.0")}
    assert found.redirects == {"old": Redirect("old", "new", "Drawn anew.")}


@pytest.mark.parametrize(
    ("slugs", "redirects", "sentence"),
    [
        ("slug,kind\na,forest\n", "", "slugs.csv must have the columns slug, kind, since."),
        (
            "slug,kind,since\na,forest,\n",
            "",
            "slugs.csv, row 2: expected a slug, a kind, a version.",
        ),
        (
            "slug,kind,since\na,forest,1,2\n",
            "",
            "slugs.csv, row 2: expected a slug, a kind, a version.",
        ),
        (
            "slug,kind,since\na,forest,1\na,table,1\n",
            "",
            "slugs.csv, row 3: “a” stands there twice.",
        ),
        (
            "slug,kind,since\n",
            '[[redirect]]\nfrom = "a"\n',
            "redirects.toml, entry 1: expected the fields from, to, reason.",
        ),
        (
            "slug,kind,since\n",
            '[[redirect]]\nfrom = "a"\nto = 3\nreason = "b"\n',
            "redirects.toml, entry 1: to must be a text.",
        ),
        ("slug,kind,since\n", REDIRECT + REDIRECT, "redirects.toml: “old” is redirected twice."),
    ],
)
def test_a_faulty_register_is_told_in_one_sentence(
    tmp_path: Path, slugs: str, redirects: str, sentence: str
) -> None:
    with pytest.raises(RegisterError) as error:
        read_register(write(tmp_path, slugs, redirects))
    assert str(error.value) == sentence


def test_a_missing_register_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"^slugs\.csv cannot be read"):
        read_register(tmp_path)


def test_what_is_published_as_before_is_sound_and_new_names_are_welcome() -> None:
    before = register(("a", "forest"))
    published = {"a": "forest", "b": "table"}
    assert check_published(before, published) == ()
    assert new_names(before, published) == ("b",)


def test_a_name_that_went_needs_a_redirect() -> None:
    (defect,) = check_published(register(("a", "forest")), {})
    assert defect.startswith("“a” (forest) has been published and is no more: bring it back, or")
    led = register(("a", "forest"), redirects=(("a", "b"),))
    assert check_published(led, {"b": "forest"}) == ()
    withdrawn = register(("a", "forest"), redirects=(("a", ""),))
    assert check_published(withdrawn, {}) == ()


def test_a_name_is_never_used_for_something_else() -> None:
    (defect,) = check_published(register(("a", "forest")), {"a": "table"})
    assert defect.startswith("“a” was a forest and is now a table")


def test_redirects_lead_somewhere_and_from_what_went() -> None:
    led = register(("a", "forest"), ("b", "forest"), redirects=(("a", "c"), ("b", "a")))
    defects = check_published(led, {"b": "forest", "a": "forest"})
    assert "“a” is published again: take its redirect out of redirects.toml." in defects
    assert "redirects.toml: “a” leads to “c”, which nobody finds." in defects


def test_new_names_are_added_in_order_and_old_ones_keep_their_version(tmp_path: Path) -> None:
    before = register(("b", "forest"))
    text = write_names(before, {"b": "forest", "a": "table"}, "0.2.0")
    assert text == "slug,kind,since\na,table,0.2.0\nb,forest,0.1.0\n"
    again = read_register(write(tmp_path, text))
    assert write_names(again, {"a": "table"}, "0.3.0") == text


def test_published_names_are_read_from_the_folders(tmp_path: Path) -> None:
    (tmp_path / "figures" / "a").mkdir(parents=True)
    (tmp_path / "figures" / "a" / "figure.json").write_text('{"kind": "forest"}')
    for name in ("b", "desk-made-up", "changes-since-estimates", "easi75-alone-held-back"):
        (tmp_path / "tables" / name).mkdir(parents=True)
    assert published_names(tmp_path) == {"a": "forest", "b": "table"}
    assert published_names(tmp_path, ["b"]) == {"a": "forest"}
