"""What a pack says of itself: title, language, XMP, output intent, how to open it (ISO 32000-1, 14.3)."""

from __future__ import annotations

from datetime import datetime

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.data_files import resources
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document.xmp import PRODUCER, About, xmp
from prevent_desktop.packs.signing_keys import NAMED_LEAD
from prevent_desktop.translation import shown_language

LONGEST_ASK = 200
"""Characters of what is asked that a list of packs shows; the rest stands on page one."""


def about_pack(content: PackContent) -> About:
    """The title that a reader's window shows has no name of a person in it."""
    return About(
        title=f"{content.title} {short_pack_id(content.pack_id)}",
        author=content.sender.organisation,
        at=content.signed_at,
        entries={
            "PackId": content.pack_id,
            "AuditHead": content.audit_head,
            "MadeFor": content.recipient_name,
            **({NAMED_LEAD: content.named_lead} if content.countersigner and content.named_lead else {}),
            **({"Corrects": replaced} if (replaced := content.takes_the_place_of) else {}),
            **({"Danger": content.stated_danger.text} if content.stated_danger.text else {}),
            **({"Asks": asks} if (asks := " ".join(content.ask.split())[:LONGEST_ASK]) else {}),
            **({} if content.answer_by is None else {"AnswerBy": content.answer_by.isoformat()}),
        },
    )


def pdf_date(at: datetime) -> str:
    """A PDF date string (ISO 32000-1, 7.9.4)."""
    offset = f"{at:%z}"
    return f"D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def describe(pdf: Pdf, about: About) -> None:
    """Write all of it into `pdf`."""
    root = pdf.Root
    root.Lang = String(shown_language())
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseNone
    root.Metadata = Stream(pdf, xmp(about), Type=Name.Metadata, Subtype=Name.XML)
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
