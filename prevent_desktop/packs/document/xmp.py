"""What a document says of itself as XMP (ISO 16684-1), with a description of every property that PDF/A does not know.

PDF/A-3 (ISO 19005-3, 6.6.2.3) asks for that description: an extension schema. The identifiers are made of what the
document is about and when it was made, not of chance, so that the same input gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from prevent_desktop.translation import shown_language

NAMESPACE = "https://prevent-desktop.example/ns/pack/1.0/"
PRODUCER = "Prevent Desktop"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pack="{namespace}">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <xmp:CreateDate>{at}</xmp:CreateDate>
   <xmp:ModifyDate>{at}</xmp:ModifyDate>
   <xmp:MetadataDate>{at}</xmp:MetadataDate>
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
   <xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>
   <xmpMM:InstanceID>uuid:{instance}</xmpMM:InstanceID>
   <pdf:Producer>{producer}</pdf:Producer>
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>A</pdfaid:conformance>
   <pdfuaid:part>1</pdfuaid:part>
{entries}  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag>
{schemas}   </rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_SCHEMA = """    <rdf:li rdf:parseType="Resource">
     <pdfaSchema:schema>{schema}</pdfaSchema:schema>
     <pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
     <pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
     <pdfaSchema:property><rdf:Seq>
{properties}     </rdf:Seq></pdfaSchema:property>
    </rdf:li>
"""

_PROPERTY = """      <rdf:li rdf:parseType="Resource">
       <pdfaProperty:name>{name}</pdfaProperty:name>
       <pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
       <pdfaProperty:category>{category}</pdfaProperty:category>
       <pdfaProperty:description>{about}</pdfaProperty:description>
      </rdf:li>
"""

_UA = _SCHEMA.format(
    schema="PDF/UA identification",
    namespace="http://www.aiim.org/pdfua/ns/id/",
    prefix="pdfuaid",
    properties=_PROPERTY.format(
        name="part", kind="Integer", category="internal", about="The part of ISO 14289 that the file follows"
    ),
)

_ABOUT = {
    "PackId": "The pack's own identifier",
    "AuditHead": "The head of the sender's audit chain when the document was signed",
    "Corrects": "The identifier of the pack that this one takes the place of",
    "Danger": "What the first page states about immediate danger: yes, with when 999 was called, or no",
    "Asks": "The beginning of what the receiver is asked for",
    "AnswerBy": "The day by which an answer is asked for",
    "MadeFor": "The receiver that the pack was made for, as its sender calls it",
    "MayCountersign": "The one person who may countersign, where its sender named one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a document says of itself. `entries` are our own facts (names in the manner of ``PackId``, and texts)."""

    title: str
    author: str
    at: datetime
    entries: Mapping[str, str] = field(default_factory=dict)


def xmp(about: About) -> bytes:
    """The packet. It says PDF/A-3a and PDF/UA-1: a validator says so of each kind of document in the tests."""
    document = uuid5(NAMESPACE_URL, NAMESPACE + (about.entries.get("PackId") or about.title))
    values = {
        "title": about.title,
        "author": about.author,
        "language": shown_language(),
        "at": about.at.isoformat(timespec="seconds"),
        "producer": PRODUCER,
        "namespace": NAMESPACE,
        "document": str(document),
        "instance": str(uuid5(document, about.at.isoformat())),
    }
    entries = "".join(
        f"   <pack:{name}>{_escaped(text)}</pack:{name}>\n" for name, text in about.entries.items()
    )
    return _PACKET.format(
        **{name: _escaped(value) for name, value in values.items()},
        entries=entries,
        schemas=_UA + _own_schema(about.entries),
    ).encode()


def _escaped(text: str) -> str:
    """As text in XML, without the characters that it cannot hold (XML 1.0, 2.2)."""
    return escape(_NOT_IN_XML.sub("", text))


def _own_schema(entries: Mapping[str, str]) -> str:
    """Of our own properties those that are there; each must be described in `_ABOUT`."""
    properties = "".join(
        _PROPERTY.format(name=name, kind="Text", category="external", about=_ABOUT[name]) for name in entries
    )
    if not properties:
        return ""
    return _SCHEMA.format(
        schema="Facts about a pack", namespace=NAMESPACE, prefix="pack", properties=properties
    )
