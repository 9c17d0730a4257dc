"""Routes to packs that are signed here, and to what comes in. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.translation import N_
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.route import Route


@dataclass(frozen=True)
class PreparePack(
    Route, section=NavSection.MY_WORK, title=N_("Prepare a pack"), words=N_("sign send queue share")
):
    """Check, sign and queue."""

    case_id: str


@dataclass(frozen=True)
class SendToLead(
    Route, section=NavSection.MY_WORK, title=N_("Send it to your lead"), words=N_("give hand concern desk")
):
    """Give what was recorded to the lead, and see where it is."""

    case_id: str


@dataclass(frozen=True)
class WhoSeesWhat(
    Route,
    section=NavSection.MY_WORK,
    title=N_("What each receiver sees"),
    words=N_("withhold leave out share"),
):
    """What each receiver sees of a case, and what is withheld."""

    case_id: str


@dataclass(frozen=True)
class Pack(Route, section=NavSection.PEOPLE, title=N_("Signed pack"), words=N_("pages read sent")):
    """The pages of a signed pack."""

    pack_id: str


@dataclass(frozen=True)
class Mistake(
    Route, section=NavSection.PEOPLE, title=N_("A pack has a mistake"), words=N_("correct withdraw wrong")
):
    """Who got a pack that has a mistake, and its correction."""

    pack_id: str


@dataclass(frozen=True)
class Countersign(
    Route, section=NavSection.PEOPLE, title=N_("Countersign a pack"), words=N_("lead second signature")
):
    """The vault's pack with this id, or one that was handed over, to be countersigned."""

    pack_id: str = ""


@dataclass(frozen=True)
class MoveFile(
    Route,
    section=NavSection.PEOPLE,
    title=N_("Move the file to another school"),
    words=N_("new school leaves transfer child protection file receipt"),
):
    """Send a child’s whole file to the new school, and see whether it came."""

    person_id: str


@dataclass(frozen=True)
class ReceivedPack(Route, section=NavSection.INBOX, title=N_("Received pack"), words=N_("read came in")):
    """One received pack in full."""

    received_id: str


@dataclass(frozen=True)
class ReceivedFile(
    Route,
    section=NavSection.INBOX,
    title=N_("File in a received pack"),
    words=N_("attachment letter picture look preview"),
):
    """A file inside a received pack, by its name there."""

    received_id: str
    file_name: str


@dataclass(frozen=True)
class CheckFile(
    Route, section=NavSection.OUTBOX, title=N_("Check a pack file"), words=N_("verify signature mail stick")
):
    """A pack that came as a plain file; also for whoever has no receiving desk, as a lead who got it under six words."""


@dataclass(frozen=True)
class Call(
    Route, section=NavSection.MY_WORK, title=N_("Write down a call"), words=N_("phone telephone receiver")
):
    """A call about one of our packs, to be written down."""

    pack_id: str


@dataclass(frozen=True)
class Answer(
    Route, section=NavSection.INBOX, title=N_("Answer a pack"), words=N_("reply decision outcome feedback")
):
    """An answer to a pack that came in."""

    received_id: str
    kind: AnswerKind
