"""The kinds of record that go to and fro: packs that were sent and came, what is said to them, drafts that are shown."""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.answer import AnswerKind, AnswerRecord, Chase
from prevent_desktop.casework.file_move import FileMoveRow
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack, ReceivedStatus
from prevent_desktop.casework.record_kind import (
    OWN_ID,
    SHARED,
    TOLD_BACK,
    About,
    Action,
    Copy,
    Entered,
    Field,
    Found,
    Joins,
    Line,
    ReadAs,
    RecordKind,
    Replaces,
    SeenKind,
    Subject,
    Type,
    Whose,
    field,
    left_out,
    of_case,
)
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.row_codec import UNESCAPED, Column
from prevent_desktop.translation import _, ngettext

_SIGNED: Final = "the signed form of what stands in the copy in its parts: words that a reviewer removes would be left in it"

PACKS: Final = RecordKind(
    table="packs", name="pack", whose=Whose.CASE, reaches=TOLD_BACK, replaces=Replaces.STATE, joins=Joins.FROZEN,
    time="signed_at", moves_clock=("signed_at", "receipt_at"), sets_clock=True, kept=True,
    read_as=ReadAs(PackRecord), beginner_alone=True,
    fields=(
        field("id", Type.PACK_ID), of_case(), field("recipient_name", member="to", label=lambda: _("Receiver")),
        field("recipient_id", Type.ID, member="recipient"),
        field("signed_at", Type.TIME),
        field("status", Type.CODE, labels=lambda code: PackStatus(code).label, moves=True, label=lambda: _("Status")),
        field("page_count", Type.NUMBER, member="pages", label=lambda: _("Pages")),
        field("attachment_id", Type.ID, member="file", refers="attachments", moves=True),
        field("pdf_digest", Type.ID, member="sha256", moves=True),
        field("sealed_digest", Type.ID, member="sealed_sha256", moves=True),
        field("answer_by", Type.DATE, member="answer_asked_for_by", label=lambda: _("Answer asked for by")),
        field("receipt_at", Type.TIME, member="received_at", moves=True),
        field("receiver_reference", member="receivers_reference", moves=True, label=lambda: _("Receiver’s reference")),
        field("corrects", Type.ID, member="takes_the_place_of", refers="packs", leaves_case=True),
        field("held", Type.TEXTS, member="holds_forms", label=lambda: _("Forms in it")), *left_out(_SIGNED, "receipt", moves=True),
    ),
    title=lambda: _("Pack"), many=lambda: _("packs"), counted=lambda n: ngettext("{number} pack", "{number} packs", n),
    news=(
        ("packs", lambda n: ngettext("{number} pack", "{number} packs", n)),
        ("receipts", lambda n: ngettext("{number} receipt", "{number} receipts", n)),
    ),
    subject=Subject(title="recipient_name", is_short_id=True),
    actions=(
        Action("pack.viewed", SeenKind.LOOKED, lambda: _("Pack {thing} looked at")), Action("pack.shown", SeenKind.LOOKED, lambda: _("Pack {thing} looked at")),
        Action("pack.signed", SeenKind.SENT, lambda: _("Pack {thing} signed")),
        Action("pack.countersigned", SeenKind.SENT, lambda: _("Pack {thing} countersigned by the lead")),
        Action("pack.sealed", SeenKind.SENT, lambda: _("Pack {thing} sealed to its receiver")),
        Action("pack.queued", SeenKind.SENT, lambda: _("Pack {thing} put into the outbox")),
        Action("pack.corrected", SeenKind.SENT, lambda: _("A correction to pack {thing} signed")),
        Action("pack.sent", SeenKind.SENT, lambda: _("Pack {thing} sent, waiting for the receipt")),
        Action("pack.withdrawn", SeenKind.SENT, lambda: _("Pack {thing} taken out of the outbox")),
        Action("pack.cancelled", SeenKind.SENT, lambda: _("Pack {thing} cancelled on its way: the receiver may have a part of it")),
        Action("receipt.verified", SeenKind.SENT, lambda: _("Pack {thing} received and opened by the receiver")),
        Action("pack.handed", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} saved for the lead, sealed")),
        Action("pack.saved", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} saved to a folder, sealed")),
        Action("pack.exported", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} saved to a folder")),
        Action("pack.protected", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} saved to a folder, under a password or encrypted to a certificate")),
        Action("pack.signed-to-print", SeenKind.SENT, lambda: _("Pack {thing} signed, to be printed")),
        Action("pack.printed", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} printed")),
        Action("pack.readable-copy", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} saved to a folder as a copy that anybody can read")),
        Action("pack.protected-again", SeenKind.TAKEN_OUT, lambda: _("Pack {thing} saved to a folder again, under a new password")),
    ),
    copy=Copy(
        member="packs", place=lambda: _("A pack"), heading=lambda: _("Sent to others"),
        line=Line(
            lambda: _("Pack {id:short}, {signed_at}"),
            (
                lambda: "{to}", lambda: "{status}",
                (lambda: _("Received {received_at:moment}, reference {receivers_reference}"),
                 lambda: _("Received {received_at:moment}"), lambda: _("No receipt")),
            ),
        ),
    ),
)  # fmt: skip

FILE_MOVES: Final = RecordKind(
    table="file_moves", name="move", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="written_at",
    moves_clock=("written_at",), sets_clock=True, held=True, kept=True,
    read_as=ReadAs(FileMoveRow),
    fields=(
        OWN_ID, of_case(), field("kind", Type.CODE),
        field("school", label=lambda: _("School")), field("told", label=lambda: _("What went")),
        field("left_on", Type.DATE, label=lambda: _("Last day here")), field("words", label=lambda: _("In words")),
        field("pack_id", Type.ID, member="pack", refers="packs"), field("author", about=About.WRITER, label=lambda: _("By")),
        field("written_at", Type.TIME),
    ),
    title=lambda: _("Move of the file"), many=lambda: _("moves of the file"),
    counted=lambda n: ngettext("{number} move of the file", "{number} moves of the file", n),
    found=Found(body=("told", "words"), label="school"), subject=Subject(title="school"),
    actions=(
        Action("move.written", SeenKind.WRITTEN, lambda: _("A move of the file written down: {thing}")),
        Action("move.printed", SeenKind.TAKEN_OUT, lambda: _("A receipt slip printed for {thing}")),
        Action("move.viewed", SeenKind.LOOKED, lambda: _("A move of the file read in full")),
    ),
    entered=Entered(what="told", by="author"),
    copy=Copy(member="file_moves", place=lambda: _("A move of the file"), heading=lambda: _("Moves of the file")),
)  # fmt: skip

RECEIVED_PACKS: Final = RecordKind(
    table="received_packs", name="received", whose=Whose.CASE, reaches=SHARED, joins=Joins.OWN, time="received_at",
    held=True, kept=True, beginner_alone=True, replaces=Replaces.STATE,
    read_as=ReadAs(ReceivedPack),
    fields=(
        *left_out("a number of our own for the row; the number of the pack is told", "id", Type.ID),
        field("pack_id", Type.PACK_ID, member="id"),
        of_case(moves=True),
        field("title", label=lambda: _("Title")), field("sender_name", member="from", about=About.WRITER, label=lambda: _("From")),
        field("sender_organisation", member="organisation", label=lambda: _("Organisation")),
        field("later_signers", Type.TEXTS, member="signed_too_by", label=lambda: _("Signed too by")),
        field("fingerprint", Type.ID, member="certificate_sha256"), field("claimed_at", Type.TIME, member="signed_at"),
        field("trusted_at", Type.TIME, member="timestamp"), field("received_at", Type.TIME),
        field("reference", member="our_reference", label=lambda: _("Our reference")), *left_out(_SIGNED, "receipt"),
        field("sealed_digest", Type.ID, member="sealed_sha256"),
        field("attachment_id", Type.ID, member="file", refers="attachments", moves=True),
        field("answer_to", Type.ID, member="answers_are_sealed_to"),
        field("status", Type.CODE, label=lambda: _("Status"), labels=lambda code: ReceivedStatus(code).label, moves=True),
        field("page_count", Type.NUMBER, member="pages", label=lambda: _("Pages")),
        field("corrects", Type.ID, member="takes_the_place_of"),
        field("answer_by", Type.DATE, member="answer_asked_for_by", label=lambda: _("Answer asked for by")),
        field("person", Type.JSON, member="person_as_they_know_them", label=lambda: _("The person, as they know them")),
        field("danger", Type.CODE, member="danger_stated"), field("asks", label=lambda: _("What they ask")),
    ),
    title=lambda: _("Pack that came in"), many=lambda: _("packs that came in"),
    counted=lambda n: ngettext("{number} pack that came in", "{number} packs that came in", n),
    subject=Subject(id="pack_id", title="sender_organisation", is_short_id=True),
    actions=(
        Action("pack.received", SeenKind.WRITTEN, lambda: _("Pack {thing} received, checked and kept")),
        Action("pack.assigned", SeenKind.WRITTEN, lambda: _("Who has received pack {thing} told the desk")),
        Action("pack.put-in-case", SeenKind.WRITTEN, lambda: _("Received pack {thing} added to a case")),
        Action("pack.file-copied", SeenKind.TAKEN_OUT, lambda: _("Copy of a file in pack {thing} saved outside the vault")),
        Action("pack.facts-taken", SeenKind.WRITTEN, lambda: _("What pack {thing} tells taken into the record")),
    ),
    copy=Copy(
        member="received_packs", place=lambda: _("A pack that came in"), heading=lambda: _("Received from others"),
        line=Line(
            lambda: _("Pack {id:short}, {received_at}"),
            (
                lambda: "{title}", lambda: _("Signed by {from}, {organisation}; the pack itself is among the files"),
                lambda: _("Signed too by {signed_too_by}"), lambda: _("Our reference: {our_reference}"), lambda: _("What they ask: {asks}"),
                lambda: _("The person as they know them: {person_as_they_know_them}"),
            ),
        ),
    ),
)  # fmt: skip

ANSWERS: Final = RecordKind(
    table="answers", name="answer", whose=Whose.CASE, reaches=TOLD_BACK, joins=Joins.KEYED, time="at",
    moves_clock=("recorded_at",), sets_clock=True, held=True, kept=True,
    order="recorded_at, pack_id, number",
    read_as=ReadAs(AnswerRecord, {"outcome": Column(none="")}),
    fields=(
        OWN_ID, of_case(), field("pack_id", Type.PACK_ID, member="pack"), field("number", Type.NUMBER, label=lambda: _("Number")),
        field("direction", Type.CODE),
        field("kind", Type.CODE, labels=lambda code: AnswerKind(code).label, label=lambda: _("Kind")), field("at", Type.TIME),
        field("receiver", member="by", label=lambda: _("By")),
        field("outcome", Type.CODE, labels=lambda code: Outcome(code).label, label=lambda: _("Outcome")),
        field("reason", label=lambda: _("Why")), field("text", label=lambda: _("Words")),
        field("answer_by", Type.DATE, label=lambda: _("Answer asked for by")),
        field("reference", member="receivers_reference", label=lambda: _("Receiver’s reference")), field("recorded_at", Type.TIME),
        *left_out(_SIGNED, "jws"),
    ),
    title=lambda: _("Answer"), many=lambda: _("answers"), counted=lambda n: ngettext("{number} answer", "{number} answers", n),
    found=Found(),
    actions=(
        Action("answer.received", SeenKind.SENT, lambda: _("An answer to pack {thing} came and was checked")),
        Action("answer.by-file", SeenKind.TAKEN_OUT, lambda: _("An answer to pack {thing} signed, sealed to its sender and saved as a file")),
        Action("answer.given", SeenKind.SENT, lambda: _("An answer to pack {thing} signed and sealed to its sender")),
    ),
    copy=Copy(
        member="answers", place=lambda: _("An answer"), heading=lambda: _("Answers"),
        line=Line(
            lambda: _("{kind} about pack {pack:short}, {at}, {by}"),
            (
                lambda: "{outcome}", lambda: "{reason}", lambda: "{text}", lambda: _("An answer by {answer_by} is asked for"),
                lambda: _("Their reference: {receivers_reference}"),
            ),
        ),
    ),
)  # fmt: skip

ANSWERS_TO_GIVE: Final = RecordKind(
    table="answers_to_give", key=("answer_id",), whose=Whose.CASE,
    fields=(
        Field(column="answer_id", type=Type.ID, refers="answers"), Field(column="case_id", type=Type.ID, refers="cases"),
        Field(column="sealed", type=Type.BYTES),
    ),
    counted=lambda n: ngettext("{number} answer on its way", "{number} answers on their way", n),
    many=lambda: _("answers on their way"),
    not_in_copy="an answer that is sealed and not yet put out; its words stand with the answers",
)  # fmt: skip

ANSWERS_SET_ASIDE: Final = RecordKind(
    table="answers_set_aside", key=("pack_id", "number", "digest"), whose=Whose.CASE, joins=Joins.KEYED, time="found_at",
    order="found_at, digest",
    fields=(
        field("pack_id", Type.ID, member="pack"), field("number", Type.NUMBER), field("digest", Type.ID, member="sha256"),
        of_case(),
        field("reason"), field("found_at", Type.TIME),
    ),
    title=lambda: _("File that was not an answer"), many=lambda: _("files that were not answers"),
    counted=lambda n: ngettext("{number} file that was not an answer", "{number} files that were not answers", n),
    actions=(
        Action("answer.set-aside", SeenKind.SENT, lambda: _("Something that is not an answer came to pack {thing} and was set aside")),
    ),
    copy=Copy(
        member="answers_set_aside", place=lambda: _("Something that was not an answer"),
        heading=lambda: _("What came as an answer but was not one"),
        line=Line(lambda: _("About pack {pack:short}, {found_at}"), (lambda: "{reason}",)),
    ),
)  # fmt: skip

CHASES: Final = RecordKind(
    table="chases", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="set_at", held=True,
    read_as=ReadAs(Chase),
    fields=(
        OWN_ID, of_case(moves=True),
        field("pack_id", Type.ID, member="pack"), field("day", Type.DATE, label=lambda: _("Day")), field("set_at", Type.TIME),
        field("event_id", Type.ID, member="noted_in", refers="events", moves=True),
    ),
    replaces=Replaces.STATE,
    title=lambda: _("Day to ask again"), many=lambda: _("days to ask again"),
    counted=lambda n: ngettext("{number} day to ask again", "{number} days to ask again", n),
    actions=(Action("answer.chased", SeenKind.SENT, lambda: _("The receiver of pack {thing} called about the answer")),),
    copy=Copy(
        member="asked_again", place=lambda: _("A day to ask again"), heading=lambda: _("To be asked again"),
        line=Line(lambda: _("Pack {pack:short}, set {set_at}"), (lambda: _("From {day}"),)),
    ),
)  # fmt: skip

DRAFTS_FOR_COMMENT: Final = RecordKind(
    table="drafts_for_comment", name="draft", whose=Whose.CASE, replaces=Replaces.STATE,
    joins=Joins.OWN, time="handed_at", held=True,
    order="handed_at DESC, id",
    fields=(
        OWN_ID, field("direction", Type.CODE), of_case(), field("colleague", member="to"),
        field("signer", Type.ID, member="their_key_sha256"),
        *left_out("what was shown stands in the copy in its parts", "words", Type.JSON),
        field("digest", Type.ID, member="sha256"), field("responses", Type.TEXTS, member="forms"),
        *left_out("the time stands in the words that were shown", "handed_at", Type.TIME),
        *left_out("what the colleague said stands in the copy in its parts", "comments", Type.JSON, moves=True),
        field("returned_at", Type.TIME, member="comments_came_at", moves=True),
        field("done", Type.TEXTS, member="comments_done", moves=True),
    ),
    title=lambda: _("Draft shown to a colleague"), many=lambda: _("drafts shown to a colleague"),
    counted=lambda n: ngettext("{number} draft shown to a colleague", "{number} drafts shown to a colleague", n),
    subject=Subject(title="colleague", is_short_id=True),
    actions=(
        Action("draft.viewed", SeenKind.LOOKED, lambda: _("Draft {thing} for comment looked at")),
        Action("draft.received", SeenKind.WRITTEN, lambda: _("Draft {thing} of a colleague opened and kept")),
        Action("draft.removed", SeenKind.WRITTEN, lambda: _("Draft {thing} of a colleague taken out")),
        Action("draft.brought-back", SeenKind.WRITTEN, lambda: _("Draft {thing} of a colleague brought back")),
        Action("draft.comment-done", SeenKind.WRITTEN, lambda: _("A comment on draft {thing} marked done, or not done")),
        Action("draft.comments-taken", SeenKind.SENT, lambda: _("Comments on draft {thing} came from a colleague")),
        Action("draft.handed-on", SeenKind.TAKEN_OUT, lambda: _("Draft {thing} saved for a colleague, sealed")),
        Action("draft.returned", SeenKind.TAKEN_OUT, lambda: _("Comments on draft {thing} saved for its author, sealed")),
    ),
    copy=Copy(
        member="handed_on", place=lambda: _("A draft shown to a colleague"), heading=lambda: _("Drafts shown to a colleague"),
    ),
)  # fmt: skip

WITHHOLDINGS: Final = RecordKind(
    table="withholdings", whose=Whose.CASE, reaches=SHARED, joins=Joins.FROZEN, time="decided_at", held=True, kept=True,
    order="decided_at, rowid",
    read_as=ReadAs(Withholding, {"words": UNESCAPED}),
    fields=(
        OWN_ID, of_case(), field("recipient_id", Type.ID, member="recipient"),
        field("words", Type.TEXTS, label=lambda: _("Words")), field("place", Type.ID),
        field("label", member="where", label=lambda: _("Where")), field("reason", label=lambda: _("Why")),
        field("lifts", Type.ID, refers="withholdings"),
        field("decided_by", about=About.WRITER, label=lambda: _("By")), field("decided_at", Type.TIME),
    ),
    title=lambda: _("Thing kept back"), many=lambda: _("things kept back"),
    counted=lambda n: ngettext("{number} thing kept back", "{number} things kept back", n),
    actions=(
        Action("withholding.decided", SeenKind.WRITTEN, lambda: _("Something kept back from receivers")),
        Action("withholding.lifted", SeenKind.WRITTEN, lambda: _("Something not kept back any more")),
    ),
    copy=Copy(
        member="kept_back", place=lambda: _("Something kept back"), heading=lambda: _("Kept back from those who got it"),
    ),
)  # fmt: skip
