"""What a pack says of itself: title, language, XMP, output intent, how to open it (ISO 32000-1, 14.3; ISO 16684-1)."""

from __future__ import annotations

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
   <pack:id>{pack_id}</pack:id>
   <pack:auditHead>{audit_head}</pack:auditHead>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def document_title(content: PackContent) -> str:
    """The title that a reader's window shows: no name of a person in it."""
    return f"{content.title} {short_pack_id(content.pack_id)}"


def _xmp(content: PackContent) -> bytes:
    values = {
        "title": document_title(content),
        "author": content.sender.organisation,
        "language": content.language,
        "at": content.signed_at.isoformat(timespec="seconds"),
        "producer": PRODUCER,
        "pack_id": content.pack_id,
        "audit_head": content.audit_head,
        "namespace": NAMESPACE,
    }
    return _XMP.format(**{name: escape(value) for name, value in values.items()}).encode()


def pdf_date(at: datetime) -> str:
    """A PDF date string (ISO 32000-1, 7.9.4)."""
    offset = f"{at:%z}"
    return f"D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def describe(pdf: Pdf, content: PackContent) -> None:
    """Write all of it into `pdf`."""
    root = pdf.Root
    root.Lang = String(content.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseNone
    root.Metadata = Stream(pdf, _xmp(content), Type=Name.Metadata, Subtype=Name.XML)
    root.OutputIntents = Array([_output_intent(pdf)])
    _fill_info(pdf, content)


def _fill_info(pdf: Pdf, content: PackContent) -> None:
    info = pdf.docinfo
    for name in list(info.keys()):
        del info[name]
    date = String(pdf_date(content.signed_at))
    info.Title = String(document_title(content))
    info.Author = String(content.sender.organisation)
    info.Creator = info.Producer = String(PRODUCER)
    info.CreationDate = info.ModDate = date
    info.PackId = String(content.pack_id)
    info.AuditHead = String(content.audit_head)


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
