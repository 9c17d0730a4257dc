"""What the pages about drafts for comment say, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.peer_review import (
    Comments,
    PeerReview,
    ReviewDirection,
    ReviewDraft,
    ReviewForm,
)
from prevent_desktop.formatting import each_of, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone


def draft_rows(records: Iterable[PeerReview], now: datetime) -> tuple[Row, ...]:
    """A line for each draft: who, about whom, which forms, and how it stands."""
    return tuple(_row(record, now) for record in records)


def _row(record: PeerReview, now: datetime) -> Row:
    words, tone = state_of(record)
    return Row(
        key=record.id,
        cells=(
            Cell(record.colleague, short_moment_near(record.draft.at, now), strong_start=-1),
            Cell(record.draft.about),
            Cell(forms_in_words(record.draft), short_pack_id(record.id)),
            Cell(words, pill=tone),
        ),
    )


def state_of(record: PeerReview) -> tuple[str, Tone]:
    """How it stands, in words and a tone."""
    if record.direction is ReviewDirection.RECEIVED:
        if record.returned_at is not None:
            return _("Given back"), Tone.SUCCESS
        return (_("Begun"), Tone.INFO) if record.comments else (_("To read"), Tone.WARNING)
    if record.returned_at is None:
        return _("Waiting"), Tone.NEUTRAL
    left = len(record.to_do)
    if left:
        return ngettext("{number} comment", "{number} comments", left).format(number=left), Tone.WARNING
    return _("Read"), Tone.SUCCESS


def forms_in_words(draft: ReviewDraft) -> str:
    """The titles of its forms."""
    return each_of(form.title for form in draft.forms)


def form_title(form: ReviewForm) -> str:
    """A form with its version."""
    return f"{form.title} v{form.version}"


def left_out_words(form: ReviewForm) -> str:
    """How many answered sections are not shown; empty where all are."""
    if not form.left_out:
        return ""
    words = ngettext(
        "{number} section is not shown.", "{number} sections are not shown.", form.left_out
    )  # fmt: skip
    return words.format(number=form.left_out)


def form_rows(form: ReviewForm) -> tuple[KeyValue, ...]:
    """What is shown of a form, section by section."""
    found: list[KeyValue] = []
    for number, section in enumerate(form.sections):
        found.append(KeyValue(key=f"section-{number}", label=section.title))
        found += [
            KeyValue(key=line.place, label=line.question, values=line.answers, muted=line.absent)
            for line in section.lines
        ]
    return tuple(found)


def from_words(draft: ReviewDraft, colleague: str, now: datetime) -> str:
    """Who handed it over, and when."""
    return _(
        "From {name}, {role}, {when}. It was signed by them, and is yours to read and comment on."
    ).format(name=colleague, role=draft.role or draft.organisation, when=short_moment_near(draft.at, now))


def saved_words(file: str, name: str) -> str:
    """What became of a draft that was saved for a colleague."""
    return _("Saved as {file}. Only {name} can open it: hand it over, and open here what comes back.").format(
        file=file, name=name
    )


def returned_words(file: str, name: str) -> str:
    """What became of comments that were saved for the author."""
    return _("Saved as {file}. Only {name} can open it: give it back to them.").format(file=file, name=name)


def counted(comments: Comments) -> str:
    """What there is to give back, in words."""
    count = len([one for one in comments.comments if one.text.strip()])
    return ngettext("{number} comment beside a question", "{number} comments beside questions", count).format(
        number=count
    )
