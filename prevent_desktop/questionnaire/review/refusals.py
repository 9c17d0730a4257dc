"""All that the loader refuses in a form, not the first alone.

No rule is written twice: the loader judges a copy. Which part it means is found by trying what may be taken out of the item
that it names: the smallest part without which that refusal is gone. That part is set aside, and the loader judges again.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.review.positions import JsonPath

Judge = Callable[[Mapping[str, Any]], object]
"""Raises QuestionnaireError where it refuses a form."""

_MOST: Final = 100
_TRIES_KEPT: Final = 16
"""How many forms that were tried may wait to be cleared away: a hostile one of 0.5 MB took 0.8 GB."""
_SECONDS: Final = 4.0  # of the processor
_LAST_TRIED: Final = frozenset({"linkId", "type", "item"})
_KEPT: Final = frozenset({"resourceType", "item", "entry", "parameter"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused and which part of the file is meant; `found` is False where no part could be told."""

    error: QuestionnaireError
    path: JsonPath
    found: bool = True


def all_refusals(file: dict[str, Any], form: dict[str, Any], judge: Judge) -> Iterator[Refusal]:
    """What `judge` refuses in `file`, of which `form` is the part with the items; both are changed on the way.

    Ends early, with a refusal that is not `found`, where a problem cannot be set aside or there are too many.
    """
    search = _Search(file, form, judge)
    for _count in range(_MOST):
        error = search.refusal()
        if error is None:
            return
        path = search.set_aside(error)
        if path is None:
            yield Refusal(error, search.place_of(error), found=False)
            return
        if not search.follows_from_earlier(path):
            yield Refusal(error, path)
    error = search.refusal()
    if error is not None:
        yield Refusal(error, search.place_of(error), found=False)


@dataclass(slots=True)
class _Search:
    """The copy, where its objects stood before anything was set aside, and whose answers are not what they were."""

    file: dict[str, Any]
    form: dict[str, Any]
    judge: Judge
    _origins: dict[int, JsonPath] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)
    _questions: dict[JsonPath, str] = field(default_factory=dict)
    _unreliable: set[str] = field(default_factory=set)
    _renamed: int = 1
    _judged: int = 0
    _end: float = 0.0

    def __post_init__(self) -> None:
        self._end = time.thread_time() + _SECONDS
        waiting: list[tuple[Any, JsonPath]] = [(self.file, ())]
        while waiting:
            holder, path = waiting.pop()
            self._origins[id(holder)] = path
            self._kept.append(holder)  # so that no other object gets its id
            if isinstance(holder, dict) and isinstance(holder.get("question"), str):
                self._questions[path] = holder["question"]
            for key, value in _entries(holder):
                if isinstance(value, dict | list):
                    waiting.append((value, (*path, key)))

    def refusal(self) -> QuestionnaireError | None:
        """What the judge says of the copy as it is now."""
        self._judged += 1
        if (
            self._judged % _TRIES_KEPT == 0 and gc.isenabled()
        ):  # beside a window, its own thread searches, and no other
            gc.collect()  # a form that is refused lies there in circles, and loading puts them among what is old
        try:
            self.judge(self.file)
        except QuestionnaireError as error:
            return error
        return None

    def place_of(self, error: QuestionnaireError) -> JsonPath:
        """Where the item stands that `error` names; the form's place where it names none."""
        items = self._items_named(error)
        return self._origins[id(items[-1])] if items else self._origins[id(self.form)]

    def follows_from_earlier(self, path: JsonPath) -> bool:
        """Whether a condition is only wrong because the question that it asks about was set aside."""
        return any(self._questions.get(path[:length]) in self._unreliable for length in range(len(path) + 1))

    def set_aside(self, error: QuestionnaireError) -> JsonPath | None:
        """Take out what `error` means and tell where it stood; None where nothing that is taken out mends it."""
        items = self._items_named(error) or [self.form]
        for item in reversed(items):
            for attempt in (
                self._without_members,
                self._with_other_type,
                self._without_items,
                self._with_ids,
            ):
                path = attempt(item, error)
                if path is not None:
                    return path
        return self._without_item(items[-1], error)

    def _items_named(self, error: QuestionnaireError) -> list[dict[str, Any]]:
        if error.link_id is None:
            return []
        return [item for item in self._all_items() if item.get("linkId") == error.link_id]

    def _all_items(self) -> Iterator[dict[str, Any]]:
        waiting: list[Any] = [self.form]
        while waiting:
            holder = waiting.pop()
            under = holder.get("item")
            inner = [one for one in under if isinstance(one, dict)] if isinstance(under, list) else []
            waiting += reversed(inner)
            if holder is not self.form:
                yield holder

    def _mends(self, error: QuestionnaireError, *, strictly: bool = False) -> bool:
        """Whether the copy is no longer refused for this; `strictly`, for nothing else of the same item either."""
        if time.thread_time() > self._end:
            return False
        now = self.refusal()
        if now is None or now.link_id != error.link_id:
            return True
        return not strictly and now.what_happened != error.what_happened

    def _without_members(self, item: dict[str, Any], error: QuestionnaireError) -> JsonPath | None:
        for key in [key for key in item if key not in _LAST_TRIED | _KEPT]:
            value = item.pop(key)
            if self._mends(error):
                narrower = self._narrower(item, key, value, error)
                return narrower or (*self._origins[id(item)], key)
            item[key] = value
        return None

    def _narrower(self, holder: Any, key: Any, value: Any, error: QuestionnaireError) -> JsonPath | None:
        """Put `value` back without a part of it, where that mends it too; the part's place."""
        if not isinstance(value, dict | list):
            return None
        _put_back(holder, key, value)
        for index, part in reversed(_entries(value)):
            del value[index]
            if self._mends(error, strictly=isinstance(value, dict)):
                deeper = self._narrower(value, index, part, error)
                return deeper or (*self._origins[id(value)], self._old_index(value, index, part))
            _put_back(value, index, part)
        del holder[key]
        return None

    def _old_index(self, holder: Any, index: Any, part: Any) -> Any:
        """The index that an entry had before others were set aside."""
        return (
            self._origins[id(part)][-1]
            if isinstance(part, dict | list) and isinstance(holder, list)
            else index
        )

    def _with_other_type(self, item: dict[str, Any], error: QuestionnaireError) -> JsonPath | None:
        if item is self.form:
            return None
        before, had = item.get("type"), "type" in item
        for kind in ("group",) if item.get("item") else ("choice", "string", "group"):
            item["type"] = kind
            if self._mends(error, strictly=True):
                self._unreliable.add(str(item.get("linkId")))
                return (*self._origins[id(item)], "type")
        if had:
            item["type"] = before
        else:
            del item["type"]
        return None

    def _with_ids(self, item: dict[str, Any], error: QuestionnaireError) -> JsonPath | None:
        """Another link id for the item, or one for an item under it that has none."""
        under = item.get("item")
        nested = [one for one in under if isinstance(one, dict)] if isinstance(under, list) else []
        nameless = [one for one in nested if not isinstance(one.get("linkId"), str) or not one["linkId"]]
        is_double = len(self._items_named(error)) > 1
        for one in (*nameless, *((item,) if is_double else ())):
            before, had = one.get("linkId"), "linkId" in one
            self._renamed += 1
            one["linkId"] = f"{before or ''} ({self._renamed})".strip()
            if self._mends(error):
                return (*self._origins[id(one)], "linkId")
            if had:
                one["linkId"] = before
            else:
                del one["linkId"]
        return None

    def _without_items(self, item: dict[str, Any], error: QuestionnaireError) -> JsonPath | None:
        """Without `item` where that is no list of items, or without the entries that are none."""
        under = item.get("item")
        if under is None or (isinstance(under, list) and all(isinstance(one, dict) for one in under)):
            return None
        path = (*self._origins[id(item)], "item")
        if isinstance(under, list):
            wrong = next(index for index, one in enumerate(under) if not isinstance(one, dict))
            item["item"] = [one for one in under if isinstance(one, dict)]
            self._origins[id(item["item"])] = path
            self._kept.append(item["item"])
            path = (*path, wrong)
        else:
            del item["item"]
        return path if self._mends(error) else None

    def _without_item(self, item: dict[str, Any], error: QuestionnaireError) -> JsonPath | None:
        for holder in (self.form, *self._all_items()):
            under = holder.get("item")
            if isinstance(under, list) and any(one is item for one in under):
                holder["item"] = [one for one in under if one is not item]
                self._origins[id(holder["item"])] = self._origins[id(under)]
                self._kept.append(holder["item"])
                self._unreliable |= {str(one.get("linkId")) for one in _with_all_under(item)}
                return self._origins[id(item)] if self._mends(error) else None
        return None


def _with_all_under(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one["item"] if isinstance(one.get("item"), list) else []


def _entries(holder: Any) -> list[tuple[Any, Any]]:
    if isinstance(holder, dict):
        return list(holder.items())
    return list(enumerate(holder)) if isinstance(holder, list) else []


def _put_back(holder: Any, index: Any, part: Any) -> None:
    if isinstance(holder, list):
        holder.insert(index, part)
    else:
        holder[index] = part
