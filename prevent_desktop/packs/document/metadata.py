"""What a pack says of itself: title, language, XMP, output intent, how to open it (ISO 32000-1, 14.3; ISO 16684-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.data_files import resources
from prevent_desktop.packs.content import PackContent

NAMESPACE = "https://prevent-desktop.example/ns/pack/1.0/"
PRODUCER = "Prevent Desktop"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pack="{namespace}">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <xmp:CreateDate>{at}</xmp:CreateDate>
   <xmp:ModifyDate>{at}</xmp:ModifyDate>
   <xmp:CreatorTool>{producer}</xmp:CreatorTool>
   <pdf:Producer>{producer}</pdf:Producer>
   <pdfuaid:part>1</pdfuaid:part>
{entries}  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a document says of itself. `entries` are our own facts (names in the manner of ``PackId``, and texts)."""

    title: str
    author: str
    language: str
    at: datetime
    entries: Mapping[str, str] = field(default_factory=dict)


def about_pack(content: PackContent) -> About:
    """The title that a reader's window shows has no name of a person in it."""
    return About(
        title=f"{content.title} {short_pack_id(content.pack_id)}",
        author=content.sender.organisation,
        language=content.language,
        at=content.signed_at,
        entries={
            "PackId": content.pack_id,
            "AuditHead": content.audit_head,
            **({} if content.correction is None else {"Corrects": content.correction.pack_id}),
            **({} if content.answer_by is None else {"AnswerBy": content.answer_by.isoformat()}),
        },
    )


def _xmp(about: About) -> bytes:
    values = {
        "title": about.title,
        "author": about.author,
        "language": about.language,
        "at": about.at.isoformat(timespec="seconds"),
        "producer": PRODUCER,
        "namespace": NAMESPACE,
    }
    entries = "".join(
        f"   <pack:{name}>{escape(text)}</pack:{name}>\n" for name, text in about.entries.items()
    )
    return _XMP.format(**{name: escape(value) for name, value in values.items()}, entries=entries).encode()


def pdf_date(at: datetime) -> str:
    """A PDF date string (ISO 32000-1, 7.9.4)."""
    offset = f"{at:%z}"
    return f"D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def describe(pdf: Pdf, about: About) -> None:
    """Write all of it into `pdf`."""
    root = pdf.Root
    root.Lang = String(about.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseNone
    root.Metadata = Stream(pdf, _xmp(about), Type=Name.Metadata, Subtype=Name.XML)
    root.OutputIntents = Array([_output_intent(pdf)])
    _fill_info(pdf, about)


def _fill_info(pdf: Pdf, about: About) -> None:
    info = pdf.docinfo
    for name in list(info.keys()):
        del info[name]
    info.Title = String(about.title)
    info.Author = String(about.author)
    info.Creator = info.Producer = String(PRODUCER)
    info.CreationDate = info.ModDate = String(pdf_date(about.at))
    for name, text in about.entries.items():
        info[f"/{name}"] = String(text)


def _output_intent(pdf: Pdf) -> Dictionary:
    """All colours are sRGB (IEC 61966-2-1)."""
    profile = Stream(pdf, (resources() / "colour" / "srgb.icc").read_bytes(), N=3, Alternate=Name.DeviceRGB)
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
