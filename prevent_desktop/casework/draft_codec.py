"""A draft for comment and the comments on it as JSON: strictly written and strictly read.

Every member is there and no other; texts have no control letters and none that turn the direction of what follows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from prevent_desktop.casework.handed_draft import (
    Comment,
    Comments,
    HandedDraft,
    HandedForm,
    HandedLine,
    HandedSection,
)

LARGEST: Final = 1_400_000
"""Bytes of the words at most."""
SHORT: Final = 400
"""Letters of a name or title at most."""
LONGEST: Final = 100_000
"""Letters of an answer or a comment at most."""

_VERSION: Final = 1
_FORMS, _SECTIONS, _LINES, _ANSWERS = 20, 200, 4_000, 500
_ID = re.compile(r"D-[0-9A-HJKMNP-TV-Z]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_RECIPIENT = re.compile(r"age1(pq1)?[0-9a-z]{20,4000}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TEXTS = ("author", "role", "organisation", "about")


@dataclass(frozen=True, slots=True)
class ReturnedComments:
    """Comments, the draft that they are about with the SHA-256 of its words, and the recipient they are meant for."""

    draft_id: str
    draft_digest: str
    to: str
    comments: Comments


def plain(text: str) -> str:
    """`text` as it may stand on the wire."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))


def draft_words(draft: HandedDraft) -> str:
    """The words that are signed, always the same for the same draft. ValueError where it is too much."""
    fields = {
        "version": _VERSION, "id": draft.id, "at": _at(draft.at), "to": draft.to, "answer_to": draft.answer_to,
        "author": draft.author, "role": draft.role, "organisation": draft.organisation, "about": draft.about,
        "message": draft.message, "forms": [_form_fields(form) for form in draft.forms],
    }  # fmt: skip
    words = _text(fields)
    read_draft(words)  # what goes is what would be taken
    return words


def read_draft(untrusted_words: str | bytes) -> HandedDraft:
    """The draft in words that were signed. ValueError where anything is missing, too much or too long."""
    with _any_is_value_error():
        fields = _object(
            _loaded(untrusted_words), "version", "id", "at", "to", "answer_to", "message", "forms", *_TEXTS
        )
        _require(type(fields["version"]) is int and fields["version"] == _VERSION)
        draft = HandedDraft(
            id=_matching(_ID, fields["id"]), at=_moment(fields["at"]), to=_matching(_RECIPIENT, fields["to"]),
            answer_to=_matching(_RECIPIENT, fields["answer_to"]), message=_line(fields["message"], LONGEST),
            forms=tuple(map(_form, _list(fields["forms"], _FORMS))),
            **{name: _line(fields[name], SHORT) for name in _TEXTS},
        )  # fmt: skip
        _require(bool(draft.forms) and sum(1 for form in draft.forms for _each in form.lines()) <= _LINES)
    return draft


def comments_words(draft_id: str, draft_digest: str, to: str, comments: Comments, at: datetime) -> str:
    """The words that are signed. ValueError where they are too much."""
    fields = {
        "version": _VERSION, "draft": draft_id, "draft_sha256": draft_digest, "to": to, "at": _at(at),
        "decision": comments.decision, "overall": comments.overall,
        "comments": [{"form": one.form, "place": one.place, "text": one.text} for one in comments.comments],
    }  # fmt: skip
    words = _text(fields)
    read_comments(words)
    return words


def read_comments(untrusted_words: str | bytes) -> ReturnedComments:
    """The comments in words that were signed. ValueError where anything is missing, too much or too long."""
    names = ("version", "draft", "draft_sha256", "to", "at", "decision", "overall", "comments")
    with _any_is_value_error():
        fields = _object(_loaded(untrusted_words), *names)
        _require(type(fields["version"]) is int and fields["version"] == _VERSION)
        comments = Comments(
            at=_moment(fields["at"]), decision=_line(fields["decision"], SHORT),
            overall=_line(fields["overall"], LONGEST),
            comments=tuple(map(_comment, _list(fields["comments"], _LINES))),
        )  # fmt: skip
        places = {(one.form, one.place) for one in comments.comments}
        _require(len(places) == len(comments.comments))
        return ReturnedComments(
            _matching(_ID, fields["draft"]), _matching(_DIGEST, fields["draft_sha256"]),
            _matching(_RECIPIENT, fields["to"]), comments,
        )  # fmt: skip


def comments_text(comments: Comments) -> str:
    """Comments as a vault keeps them."""
    rows = [[one.form, one.place, one.text] for one in comments.comments]
    at = None if comments.at is None else _at(comments.at)
    return _text({"decision": comments.decision, "overall": comments.overall, "comments": rows, "at": at})


def comments_of(text: str) -> Comments:
    """The comments that `comments_text` wrote; none in an empty text."""
    if not text:
        return Comments()
    fields = json.loads(text)
    return Comments(
        decision=fields["decision"], overall=fields["overall"],
        comments=tuple(Comment(*row) for row in fields["comments"]),
        at=None if fields["at"] is None else datetime.fromisoformat(fields["at"]),
    )  # fmt: skip


# -- writing


def _form_fields(form: HandedForm) -> dict[str, Any]:
    sections = [
        {
            "title": section.title,
            "lines": [
                {"place": line.place, "question": line.question, "answers": list(line.answers), "absent": line.absent}
                for line in section.lines
            ],
        }
        for section in form.sections
    ]  # fmt: skip
    return {
        "title": form.title, "url": form.url, "version": form.version, "digest": form.digest,
        "left_out": form.left_out, "sections": sections,
    }  # fmt: skip


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _at(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


# -- reading


@contextmanager
def _any_is_value_error() -> Iterator[None]:
    try:
        yield
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("not what is written here") from error


def _form(untrusted: Any) -> HandedForm:
    fields = _object(untrusted, "title", "url", "version", "digest", "left_out", "sections")
    left_out = fields["left_out"]
    _require(type(left_out) is int and 0 <= left_out <= _SECTIONS)
    return HandedForm(
        title=_line(fields["title"], SHORT), url=_line(fields["url"], SHORT), left_out=left_out,
        version=_line(fields["version"], SHORT), digest=_matching(_DIGEST, fields["digest"]),
        sections=tuple(map(_section, _list(fields["sections"], _SECTIONS))),
    )  # fmt: skip


def _section(untrusted: Any) -> HandedSection:
    fields = _object(untrusted, "title", "lines")
    lines = tuple(map(_handed_line, _list(fields["lines"], _LINES)))
    return HandedSection(_line(fields["title"], LONGEST), lines)


def _handed_line(untrusted: Any) -> HandedLine:
    fields = _object(untrusted, "place", "question", "answers", "absent")
    _require(type(fields["absent"]) is bool)
    answers = tuple(_line(one, LONGEST) for one in _list(fields["answers"], _ANSWERS))
    return HandedLine(
        _line(fields["place"], LONGEST), _line(fields["question"], LONGEST), answers, fields["absent"]
    )


def _comment(untrusted: Any) -> Comment:
    fields = _object(untrusted, "form", "place", "text")
    _require(type(fields["form"]) is int and 0 <= fields["form"] < _FORMS)
    return Comment(fields["form"], _line(fields["place"], LONGEST), _line(fields["text"], LONGEST))


def _loaded(untrusted_words: str | bytes) -> Any:
    size = len(untrusted_words if isinstance(untrusted_words, bytes) else untrusted_words.encode())
    _require(size <= LARGEST)
    return json.loads(untrusted_words, object_pairs_hook=_without_doubles)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    _require(len(fields) == len(pairs))
    return fields


def _object(untrusted: Any, *names: str) -> dict[str, Any]:
    _require(isinstance(untrusted, dict) and set(untrusted) == set(names))
    found: dict[str, Any] = untrusted
    return found


def _list(untrusted: Any, most: int) -> list[Any]:
    _require(isinstance(untrusted, list) and len(untrusted) <= most)
    found: list[Any] = untrusted
    return found


def _line(untrusted: Any, longest: int) -> str:
    _require(isinstance(untrusted, str) and len(untrusted) <= longest and _UNWANTED.search(untrusted) is None)
    return str(untrusted)


def _matching(pattern: re.Pattern[str], untrusted: Any) -> str:
    _require(isinstance(untrusted, str) and pattern.fullmatch(untrusted) is not None)
    return str(untrusted)


def _moment(untrusted: Any) -> datetime:
    return datetime.fromisoformat(_matching(_TIME, untrusted))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("not what is written here")
