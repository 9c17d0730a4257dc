"""The author's side: comments beside the questions that they are about, and what was changed since. Nothing changes by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prevent_desktop.casework.peer_review import Comment, PeerReview, ReviewLine
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.questionnaire.reading import ReadSection, reading
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import OpenForm
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.peer_review.showing import cleaner, place_of, review_line, sections_of
from prevent_desktop.workflows.people.people import person_of_case


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentBeside:
    """One comment with the question that it is about, as that was handed on.

    `path` leads to the question; None where it is not answered or not shown any more. `changed`: the answer is another one
    than the colleague saw.
    """

    draft_id: str
    colleague: str
    response_id: str
    comment: Comment
    question: str
    answers: tuple[str, ...]
    path: Path | None
    changed: bool
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedReview:
    """A draft that was handed on, and the comments that came back."""

    record: PeerReview
    comments: tuple[CommentBeside, ...]


@dataclass(frozen=True, slots=True)
class _Now:
    """A line as it is now: where, and what a colleague would be shown of it, without details and with them."""

    path: Path
    shown: tuple[ReviewLine, ...]


def comments_beside(vault: Vault, library: FormLibrary, record: PeerReview) -> tuple[CommentBeside, ...]:
    """The comments that came back on a draft of ours, in the order of its questions."""
    now = {
        number: _lines_of(vault, library, record, response_id)
        for number, response_id in enumerate(record.responses)
    }
    return _in_order(record, now)


def comments_on(vault: Vault, opened: OpenForm) -> tuple[CommentBeside, ...]:
    """The comments that came back on one form of the record, the newest draft first."""
    form = opened.filled
    records = [
        record
        for record in vault.peer_reviews.of_case(form.case_id)
        if form.id in record.responses and record.comments
    ]
    if not records:
        return ()
    sections = reading(Response.read(opened.questionnaire, form.content))
    return tuple(
        one
        for record in records
        for one in _in_order(
            record, {record.responses.index(form.id): _lines_now(record, opened.person, sections)}
        )
        if one.response_id == form.id
    )


def mark_done(vault: Vault, draft_id: str, comment: Comment, *, done: bool) -> None:
    """Mark one comment done, or not done again."""
    record = vault.peer_reviews.get(draft_id)
    with vault.transaction():
        vault.peer_reviews.set_done(
            draft_id, record.done | {comment.key} if done else record.done - {comment.key}
        )
        vault.audit.append("draft.comment-done", draft_id)


def _in_order(record: PeerReview, now: Mapping[int, Mapping[str, _Now]]) -> tuple[CommentBeside, ...]:
    by_place = {(one.form, one.place): one for one in record.comments.comments}
    return tuple(
        _beside(record, by_place[number, line.place], line, now.get(number, {}).get(line.place))
        for number, form in enumerate(record.draft.forms)
        for line in form.lines()
        if (number, line.place) in by_place
    )


def _beside(record: PeerReview, comment: Comment, line: ReviewLine, present: _Now | None) -> CommentBeside:
    return CommentBeside(
        draft_id=record.id,
        colleague=record.colleague,
        response_id=record.responses[comment.form],
        comment=comment,
        question=line.question,
        answers=line.answers,
        path=None if present is None else present.path,
        changed=present is None or all(each.answers != line.answers for each in present.shown),
        done=comment.key in record.done,
    )


def _lines_of(vault: Vault, library: FormLibrary, record: PeerReview, response_id: str) -> dict[str, _Now]:
    """The lines of a form as it is now; none where it cannot be read any more."""
    try:
        form = vault.responses.get(response_id)
        person = person_of_case(vault, form.case_id)
        return _lines_now(record, person, sections_of(vault, library, form))
    except PreventDesktopError:
        return {}


def _lines_now(record: PeerReview, person: Person, sections: Iterable[ReadSection]) -> dict[str, _Now]:
    """Lines by place, each as a colleague would be shown it now."""
    day = record.draft.at.astimezone().date()
    ways = [cleaner(person, with_details=with_details, today=day) for with_details in (False, True)]
    return {
        place_of(line.path): _Now(line.path, tuple(review_line(line, clean) for clean in ways))
        for section in sections
        for line in section.lines
    }
