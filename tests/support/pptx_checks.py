"""What PowerPoint wants of a file, so that it opens without the offer to repair it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
# Relations that a part has without naming them in its text.
SILENT = ("slideLayout", "slideMaster", "notesSlide", "notesMaster", "theme", "slide")
SILENT_OF_FILE = ("presProps", "viewProps", "tableStyles", "theme")
# Order of children as the schemas of ISO/IEC 29500 give it, for the elements that are written.
ORDER = {
    f"{P}presentation": (
        *("sldMasterIdLst", "notesMasterIdLst", "sldIdLst", "sldSz", "notesSz"),
        *("defaultTextStyle", "extLst"),
    ),
    f"{P}sp": ("nvSpPr", "spPr", "style", "txBody", "extLst"),
    f"{P}pic": ("nvPicPr", "blipFill", "spPr", "style", "extLst"),
    f"{P}spPr": ("xfrm", "prstGeom", "noFill", "solidFill", "ln"),
    f"{P}txBody": ("bodyPr", "lstStyle", "p"),
    f"{P}cNvPr": ("hlinkClick", "extLst"),
    f"{P}cSld": ("bg", "spTree", "extLst"),
    f"{P}sld": ("cSld", "clrMapOvr", "timing", "extLst"),
    f"{A}p": ("pPr", "r", "fld", "br", "endParaRPr"),
    f"{A}pPr": ("lnSpc", "spcBef", "spcAft", "buNone", "tabLst", "defRPr"),
    f"{A}lvl1pPr": ("lnSpc", "spcBef", "spcAft", "buNone", "buFont", "buChar", "defRPr"),
    f"{A}rPr": ("ln", "solidFill", "latin", "hlinkClick", "extLst"),
    f"{A}hlinkClick": ("extLst",),
}


def check_file(content: bytes) -> None:
    """Fail where PowerPoint would find the file faulty."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in names}
    assert len(set(names)) == len(names)
    assert names[0] == "[Content_Types].xml"
    xml = {n: ElementTree.fromstring(c) for n, c in parts.items() if not n.endswith(".png")}
    _check_content_types(parts, xml)
    relations = {name: dict(_relations(name, xml)) for name in ["", *names]}
    _check_relations(parts, xml, relations)
    for name, root in xml.items():
        _check_order(name, root)
        if re.match(r"ppt/(slides|slideLayouts|slideMasters|notes\w+)/\w+\.xml", name):
            ids = [element.get("id") for element in root.iter(f"{P}cNvPr")]
            assert len(set(ids)) == len(ids), name
            assert all(int(i) > 0 for i in ids), name
    _check_presentation(xml, relations)


def _relations(name: str, xml: dict) -> Iterator[tuple[str, tuple[str, str]]]:
    """Id, kind and target of each relation of a part, "" for the file; addresses as they are."""
    folder, base = posixpath.split(name)
    root = xml.get(posixpath.join(folder, "_rels", f"{base}.rels"))
    seen = set()
    for relation in () if root is None else root.iter(RELATIONSHIP):
        key, target = relation.get("Id"), relation.get("Target")
        assert key not in seen
        seen.add(key)
        kind = relation.get("Type").rsplit("/", 1)[1]
        if relation.get("TargetMode") == "External":
            assert re.fullmatch(r"https?://\S+", target), target
            yield key, (kind, target)
        else:
            yield key, (kind, posixpath.normpath(posixpath.join(folder, target)).lstrip("/"))


def _check_content_types(parts: dict, xml: dict) -> None:
    types = xml["[Content_Types].xml"]
    defaults = {element.get("Extension") for element in types.iter(f"{TYPES}Default")}
    overrides = [element.get("PartName")[1:] for element in types.iter(f"{TYPES}Override")]
    assert len(set(overrides)) == len(overrides)
    assert set(overrides) <= set(parts)
    for name in parts:
        assert name in overrides or name.rsplit(".", 1)[1] in defaults, name
        if name.startswith("ppt/") and name.endswith(".xml"):
            assert name in overrides, name


def _check_relations(parts: dict, xml: dict, relations: dict) -> None:
    for name, known in relations.items():
        inside = [target for _, target in known.values() if not target.startswith("http")]
        assert set(inside) <= set(parts), name
        if name not in xml:
            continue
        used = {
            value
            for element in xml[name].iter()
            for key, value in element.attrib.items()
            if key.startswith(R)
        }
        assert used <= set(known), name
        silent = SILENT_OF_FILE if name == "ppt/presentation.xml" else SILENT
        for key in set(known) - used:
            assert known[key][0] in silent, (name, known[key])
    reached, waiting = {""}, [""]
    while waiting:
        for _, target in relations.get(waiting.pop(), {}).values():
            if target in parts and target not in reached:
                reached.add(target)
                waiting.append(target)
    lost = {n for n in parts if n not in reached and not n.endswith(".rels")}
    assert lost == {"[Content_Types].xml"}


def _check_order(name: str, root: ElementTree.Element) -> None:
    for element in root.iter():
        if element.tag in ORDER:
            order = ORDER[element.tag]
            places = [order.index(child.tag.rsplit("}", 1)[1]) for child in element]
            if element.tag == f"{A}p":  # runs and fields in any order
                places = [1 if place in (1, 2, 3) else place for place in places]
            assert places == sorted(places), (name, element.tag, places)


def _check_presentation(xml: dict, relations: dict) -> None:
    name = "ppt/presentation.xml"
    root, known = xml[name], relations[name]
    slides = list(root.iter(f"{P}sldId"))
    ids = [int(slide.get("id")) for slide in slides]
    assert len(set(ids)) == len(ids)
    assert all(256 <= number < 2**31 for number in ids)
    targets = [known[slide.get(f"{R}id")][1] for slide in slides]
    assert len(set(targets)) == len(targets)
    assert set(targets) == {n for n in xml if re.fullmatch(r"ppt/slides/\w+\.xml", n)}
    masters = [int(master.get("id")) for master in root.iter(f"{P}sldMasterId")]
    layouts = [
        int(layout.get("id")) for part in xml.values() for layout in part.iter(f"{P}sldLayoutId")
    ]
    assert len(set(masters + layouts)) == len(masters + layouts)
    assert min(masters + layouts) >= 2**31
    (notes_master,) = root.iter(f"{P}notesMasterId")
    assert known[notes_master.get(f"{R}id")][0] == "notesMaster"
    listed = [int(slide.get("id")) for slide in root.iter(f"{P14}sldId")]
    assert listed in ([], ids)
    keys = [section.get("id") for section in root.iter(f"{P14}section")]
    assert len(set(keys)) == len(keys)
