"""The answers of a form as lines of a pack: in whose words they are, why there is none, and since when they differ; and as its data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.withholding import place_of_answer
from prevent_desktop.formatting import long_day
from prevent_desktop.packs.content import Absence, PackForm, PackLine, PackSection
from prevent_desktop.questionnaire.differences import Change, ChangeKind
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.json_text import json_text, read_object
from prevent_desktop.questionnaire.reading import ReadLine, reading
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.values import AbsentReason, Coding
from prevent_desktop.translation import _
from prevent_desktop.workflows.forms.corrections import Correction
from prevent_desktop.workflows.forms.form_marks import name_of_view, recorded, writer_of
from prevent_desktop.workflows.forms.start_as_copy import Since

_FEWEST_LETTERS = 3
"""Fewer letters stand in too many answers to say which one is meant."""
_MOST_MEGABYTES = 16
_NAMES = frozenset({"linkId", "text", "definition"})
"""Members of an item that say which it is, and nothing of what was answered."""
_TOLD, _SOURCE = "event.what", "event.source"
_NOT_KNOWN = frozenset({AbsentReason.UNKNOWN, AbsentReason.ASKED_UNKNOWN, AbsentReason.TEMP_UNKNOWN})


def pack_form(
    form: FilledForm,
    response: Response,
    *,
    corrections: Sequence[Correction] = (),
    since: Since | None = None,
    colleague: str = "",
) -> PackForm:
    """A finalised form for a pack: nothing that was not answered, and nothing of a form that is kept apart. `colleague` wrote it, not whoever signs."""
    return PackForm(
        title=form.title,
        version=form.questionnaire_version,
        illustrative=bool(response.questionnaire.illustrative),
        sections=tuple(_sections(form.id, response, corrections, since)),
        data_name=f"{form.form_id}.json",
        data_json=_shown_data(response.questionnaire, form.content),
        response_id=form.id,
        corrected=tuple(each.words for each in corrections),
        since=() if since is None else tuple(_about(since)),
        author=form.author,
        colleague=colleague,
        questionnaire_json=response.questionnaire.canonical_json,
    )


def _shown_data(form: Questionnaire, content: str) -> str:
    """The data without the answers of hidden questions (FHIR's `questionnaire-hidden`), and what lies under them.

    Whoever signs has seen none of these, and no page of the pack has them. What hides nothing stays letter by letter.
    """
    hidden = frozenset(link_id for link_id, item in form.by_link_id.items() if item.hidden)
    if not hidden:
        return content
    return json_text(_without(hidden, read_object(content, megabytes=_MOST_MEGABYTES)))


def _without(hidden: Collection[str], part: Mapping[str, Any]) -> dict[str, Any]:
    """A response, an item or an answer without hidden items, and without the groups that hold nothing else."""
    kept = dict(part)
    for name in ("item", "answer"):
        if name in kept:
            inner = (_without(hidden, each) for each in kept[name] if each.get("linkId") not in hidden)
            kept[name] = [each for each in inner if each.keys() - _NAMES]
            if not kept[name]:
                del kept[name]
    return kept


def pack_line(line: ReadLine) -> PackLine:
    """A line as whoever gets the pack reads it."""
    return PackLine(
        question=line.for_receiver,
        answers=line.answers_for_receiver,
        depth=line.depth,
        absence=_absence(line.absence),
        own_words=line.own_words,
        opinion=line.opinion,
    )


def _absence(reason: AbsentReason | None) -> Absence | None:
    if reason is None:
        return None
    if reason in _NOT_KNOWN:
        return Absence.NOT_KNOWN
    return Absence.NOT_ASKED if reason is AbsentReason.NOT_ASKED else Absence.OTHER


def _sections(
    response_id: str, response: Response, corrections: Sequence[Correction], since: Since | None
) -> Iterator[PackSection]:
    judged = frozenset(_judged(response))
    changed = {} if since is None else _changed(since)
    for section in reading(response):
        lines = tuple(
            replace(
                pack_line(line),
                opinion=line.opinion or line.path in judged,
                view=_whose_view(response, line.path),
                corrected=_right_words(line.answers, corrections),
                changed=changed.get(line.path, ""),
                place=place_of_answer(response_id, line.path),
            )
            for line in section.lines
        )
        if lines:
            yield PackSection(title=section.for_receiver, lines=lines)


def _whose_view(response: Response, path: Path) -> str:
    """That an answer is somebody's view which another wrote down, in words; empty for all others."""
    if not response.node(path).item.view_of:
        return ""
    name, writer = name_of_view(response, path), writer_of(response)
    if not writer:
        return _("The view of {name}").format(name=name or _("the person who was asked"))
    return _("The view of {name}, written down by {writer}").format(
        name=name or _("the person who was asked"), writer=writer
    )


def _judged(response: Response) -> Iterator[Path]:
    """Where an event is told of which the same event says that it is known by professional opinion."""
    marked = list(recorded(response))
    by_opinion = {
        node.path[:-1]
        for field, node in marked
        if field == _SOURCE
        and any(isinstance(value, Coding) and value.code == Source.OPINION for value in node.answers)
    }
    for field, node in marked:
        if field == _TOLD and node.path[:-1] in by_opinion:
            yield node.path


def _right_words(answers: Sequence[str], corrections: Sequence[Correction]) -> str:
    """What is right, where an answer holds words that a correction calls wrong; exactly those words, in any spacing."""
    said = " ".join(" ".join(answers).split()).casefold()
    for each in corrections:
        for change in each.changes:
            wrong = " ".join(change.wrong.split()).casefold()
            if len(wrong) >= _FEWEST_LETTERS and wrong in said:
                return change.right
    return ""


# -- what changed


def _day(since: Since) -> str:
    finished = since.model.finalised_at or since.model.changed_at
    return long_day(finished.astimezone().date())


def _changed(since: Since) -> Mapping[Path, str]:
    """The words of each answer that is another one now. What it was stays with the earlier form: not everybody gets that."""
    day = _day(since)
    words = {
        ChangeKind.ADDED: _("New since {day}").format(day=day),
        ChangeKind.CHANGED: _("Changed since {day}").format(day=day),
    }
    return {change.path: words[change.kind] for change in since.changes if change.kind in words}


def _about(since: Since) -> Iterator[str]:
    day = _day(since)
    gone = [change for change in since.changes if change.kind is ChangeKind.REMOVED]
    if len(gone) == len(since.changes):
        yield _("This form follows the one that was finished on {day}. No answer is new or changed.").format(
            day=day
        )
    else:
        yield _(
            "This form follows the one that was finished on {day}. What is new or changed is marked."
        ).format(day=day)
    if gone:
        yield _("Not answered any more: {questions}").format(questions=_questions(gone))


def _questions(changes: Sequence[Change]) -> str:
    return "; ".join(dict.fromkeys(change.for_receiver for change in changes))
