"""Takes words and whole answers out of texts, and out of the data of a form (FHIR R4 QuestionnaireResponse)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prevent_desktop.casework.withholding import Withholding, place_of_answer
from prevent_desktop.formatting import with_other_months
from prevent_desktop.packs.withheld_words import pieces, withheld_words
from prevent_desktop.questionnaire.extensions import QUESTIONNAIRE_DIGEST
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.json_text import json_text, read_object
from prevent_desktop.questionnaire.response import Path
from prevent_desktop.questionnaire.value_codec import write_value
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from prevent_desktop.workflows.removing_words import Span, replaced, stands_at

Json = dict[str, Any]

_CODES = frozenset(
    {
        "resourceType",
        "linkId",
        "url",
        "system",
        "code",
        "version",
        "questionnaire",
        "status",
        "authored",
        "data",
        "hash",
    }
)
"""Members that hold codes, addresses and bytes: no word of a person's stands there."""
_TEXTS = frozenset({"valueString", "valueUri", "extension", "id"})
"""Members of an answer that is a text, or says why there is none: what is left of it stays."""
_MOST_MEGABYTES = 16


class Cutter:
    """Takes out what one receiver does not get."""

    def __init__(self, withholdings: Iterable[Withholding]) -> None:
        several = tuple(withholdings)
        self._places = {one.place: one.reason for one in several if one.place}
        self._words = [
            (spelling, one.reason)
            for one in several
            for words in one.words
            for spelling in with_other_months(words)
        ]

    def __bool__(self) -> bool:
        return bool(self._places or self._words)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why words are taken out, each reason once."""
        return tuple(dict.fromkeys(reason for _words, reason in self._words))

    def why(self, place: str) -> str:
        """Why an answer or file is kept back as a whole; empty where it is not."""
        return self._places.get(place, "")

    def text(self, text: str, *, inside: bool = False) -> str:
        """`text` without the withheld words; `inside` also where they are part of a longer word."""
        return replaced(text, self._spans(text, inside)) if text else text

    def _spans(self, text: str, inside: bool) -> Iterator[Span]:
        for words, reason in self._words:
            for start, end in stands_at(words, text, inside=inside):
                yield Span(start, end, withheld_words(reason))

    def form(self, response_id: str, content: str) -> str:
        """The data of a form: an answer that is kept back is absent because it is masked, with the reason."""
        data = read_object(content, megabytes=_MOST_MEGABYTES)
        cut = self._tree({name: part for name, part in data.items() if name != "item"})
        if "item" in data:
            cut["item"] = self._items(data["item"], response_id, ())
        return json_text(cut)

    def data(self, content: str) -> str:
        """Other data (FHIR JSON) without the withheld words; a member of which nothing is left is absent, masked."""
        return json_text(self._record(read_object(content, megabytes=_MOST_MEGABYTES)))

    def _record(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._record(part) for part in value if not self._is_gone(part)]
        if not isinstance(value, dict):
            return self.text(value) if isinstance(value, str) else value
        kept = {
            name: part if name in _CODES else self._record(part)
            for name, part in value.items()
            if name in _CODES or not self._is_gone(part)
        }
        gone = {
            f"_{name}": _masked(self._reason_in(part))
            for name, part in value.items()
            if name not in _CODES and self._is_gone(part)
        }
        return kept | gone

    def _is_gone(self, value: Any) -> bool:
        """Whether it is a text of which nothing is left."""
        return (
            isinstance(value, str)
            and value != (cut := self.text(value))
            and all(here for _words, here in pieces(cut))
        )

    def _reason_in(self, value: Any) -> str:
        return next((reason for words, reason in self._words if _stands_in(words, value)), "")

    def _tree(self, value: Any) -> Any:
        if isinstance(value, dict):
            if value.get("url") == QUESTIONNAIRE_DIGEST:
                return value
            return {name: part if name in _CODES else self._tree(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._tree(part) for part in value]
        return self.text(value) if isinstance(value, str) else value

    def _items(self, items: Iterable[Json], response_id: str, above: Path) -> list[Json]:
        """Items with the paths by which a live response knows them (`Response.children`)."""
        numbers: dict[str, int] = defaultdict(int)
        return [self._item(item, response_id, above, numbers) for item in items]

    def _item(self, item: Json, response_id: str, above: Path, numbers: dict[str, int]) -> Json:
        link_id = str(item["linkId"])
        cut: Json = self._tree({name: part for name, part in item.items() if name not in {"item", "answer"}})
        if "item" in item:
            path = (*above, (link_id, numbers[link_id]))
            numbers[link_id] += 1
            cut["item"] = self._items(item["item"], response_id, path)
        if "answer" in item:
            cut["answer"] = list(self._answers(item["answer"], response_id, (*above, (link_id, 0))))
        return cut

    def _answers(self, answers: Iterable[Json], response_id: str, path: Path) -> Iterator[Json]:
        reason = self.why(place_of_answer(response_id, path))
        for number, answer in enumerate(answers):
            own = {name: part for name, part in answer.items() if name != "item"}
            under = {}
            if "item" in answer:
                nested = (*path[:-1], (path[-1][0], number))
                under = {"item": self._items(answer["item"], response_id, nested)}
            yield {**(_masked(reason) if reason else self._answer(own)), **under}

    def _answer(self, own: Json) -> Json:
        cut: Json = self._tree(own)
        if cut == own:
            return own
        if set(cut) <= _TEXTS:
            return cut
        return _masked(
            self._reason_in(own)
        )  # a date, a choice, a file: there is no such thing as a part of it


def _stands_in(words: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_stands_in(words, part) for part in value.values())
    return isinstance(value, str) and any(True for _place in stands_at(words, value))


def _masked(reason: str) -> Json:
    return write_value(ItemType.STRING, Absent(AbsentReason.MASKED, reason))
