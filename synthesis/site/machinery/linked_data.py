"""A figure for search engines and reference managers: schema.org as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from synthesis.edition.edition import Edition
from synthesis.site.machinery.figure_record import FigureRecord
from synthesis.site.machinery.html import Html


def describe_as_linked_data(
    record: FigureRecord,
    fields: Sequence[Mapping[str, str]],
    edition: Edition,
    based_on: Sequence[str],
) -> Html:
    """A figure as ImageObject and its data as Dataset, ready to stand in a script element.

    Parameters
    ----------
    record
        The figure.
    fields
        The fields of its data, as data.json has them.
    edition
        The book it belongs to.
    based_on
        Addresses of the records that its data come from.
    """
    base = f"{edition.address}figures/" if edition.address else ""
    files, page = f"{base}{record.slug}/", f"{base}{record.slug}.html"
    book = {
        "@type": "Book",
        "name": edition.title,
        "version": edition.version,
        "author": [_organisation(name) for name in edition.authors],
    }
    terms, people = edition.licence, "; ".join(edition.authors)
    shared = {
        **({"license": terms.address} if terms and terms.address else {}),
        "creator": [_organisation(name) for name in edition.authors],
        "datePublished": edition.released.isoformat(),
        "version": edition.version_and_data,
        "isPartOf": book,
    }
    image = {
        "@type": "ImageObject",
        "@id": page,
        "identifier": record.slug,
        "name": record.title,
        "caption": record.caption,
        "abstract": record.finding,
        "accessibilitySummary": record.alt,
        "contentUrl": f"{files}figure.png",
        "thumbnailUrl": f"{files}slide.png",
        "encodingFormat": "image/png",
        "creditText": edition.title,
        **({"copyrightNotice": f"{people}. {terms.name}"} if terms else {}),
        "acquireLicensePage": page,
        "representativeOfPage": True,
        **shared,
    }
    dataset = {
        "@type": "Dataset",
        "name": f"Data of the figure: {record.title}",
        "description": f"{record.finding} {record.caption}",
        "identifier": f"{record.slug}-data",
        "url": page,
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": field["name"],
                "description": field["description"],
                **({"unitText": field["unit"]} if field["unit"] else {}),
            }
            for field in fields
        ],
        "distribution": [
            _download(f"{files}data.csv", "text/csv"),
            _download(f"{files}data.json", "application/json"),
        ],
        "isBasedOn": list(based_on),
        **shared,
    }
    content = {"@context": "https://schema.org", "@graph": [image, dataset]}
    # A script element ends at its first “</”, and after “<!--” and “<script” not even there.
    return Html(json.dumps(content, ensure_ascii=False, indent=1).replace("<", "\\u003c"))


def _organisation(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name}


def _download(address: str, kind: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}
