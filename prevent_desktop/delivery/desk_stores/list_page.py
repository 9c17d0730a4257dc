"""A page of a list of objects, as S3-compatible storage gives it (ListObjectsV2 in the Amazon S3 API Reference): XML, read as a stranger's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_plus
from xml.parsers import expat

from prevent_desktop.delivery.clock import aware
from prevent_desktop.delivery.mailboxes.bucket import Listed

LARGEST = 8 * 1024 * 1024
"""Bytes: a thousand keys of a thousand letters, each written as three."""
_DEEPEST = 8
_PARTS = frozenset({"Key", "Size", "ETag", "LastModified"})
_OF_ALL = frozenset({"IsTruncated", "NextContinuationToken"})


@dataclass(frozen=True, slots=True)
class ListPage:
    """The objects, with whole keys, and by what the next page is asked for; empty where this is the last."""

    objects: tuple[Listed, ...]
    more: str


@dataclass(slots=True)
class _Reading:
    """What the parser has come to. A document type is refused, and with it every entity of its own."""

    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    one: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    objects: list[Listed] = field(default_factory=list)

    def start(self, name: str, _attributes: object) -> None:
        self.path.append(name.rpartition(" ")[2])
        self.text.clear()
        if len(self.path) > _DEEPEST:
            raise ValueError("too deep")

    def end(self, _name: str) -> None:
        match self.path:
            case ["ListBucketResult", "Contents", part] if part in _PARTS:
                self.one[part] = "".join(self.text)
            case ["ListBucketResult", "Contents"]:
                self.objects.append(_listed(self.one))
                self.one = {}
            case ["ListBucketResult", part] if part in _OF_ALL:
                self.told[part] = "".join(self.text)
        self.path.pop()
        self.text.clear()

    def refuse(self, *_told: object) -> None:
        raise ValueError("a document type")


def read_page(untrusted: bytes) -> ListPage:
    """The page. ValueError where it is none."""
    reading, parser = _Reading(), expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reading.text.append, reading.refuse
    try:
        parser.Parse(untrusted, True)
        goes_on = reading.told.get("IsTruncated") == "true"
        return ListPage(tuple(reading.objects), reading.told["NextContinuationToken"] if goes_on else "")
    except (expat.ExpatError, KeyError) as error:
        raise ValueError("no list") from error


def _listed(one: dict[str, str]) -> Listed:
    moment = datetime.fromisoformat(one["LastModified"])
    return Listed(
        key=unquote_plus(one["Key"], errors="strict"),
        size=int(one["Size"]),
        etag=one["ETag"].strip('"'),
        written_at=aware(moment),
    )
