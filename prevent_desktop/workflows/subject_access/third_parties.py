"""Where other people stand in a person's document: to be looked at by a person. Nothing is decided here.

A whole field is marked where it is made for somebody else (a member of the household, who told it, who else was
there, who wrote it); in free text, every word of a name that stands in such a field is, in any spelling of capitals
and accents. What nobody wrote down as a name is not found: the reviewer can add words to look for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.record_kind import About, Field, Type
from prevent_desktop.translation import _
from prevent_desktop.workflows.removing_words import fold, word_pattern, words_of

Json = dict[str, Any]

_FEWEST_LETTERS = 3
_NOT_TEXT = frozenset(
    {
        "format", "version", "made_at", "made_by", "linkId", "resourceType", "questionnaire", "system", "code", "form",
        "form_version", "holds_forms", "data", "url", "contentType", "authored", "extension", "hash", "at",
    }
)  # fmt: skip
"""Members of the document itself and of FHIR that are codes or digests: no word of a person's stands there."""
_FACTS_OF_OTHERS = frozenset(
    {"member.name", "member.school", "member.note", "agency.worker", "agency.phone", "agency.email",
     "event.who_else", "event.who_told", "note.who_told"}
)  # fmt: skip
_FACT_NAMES = frozenset({"member.name", "agency.worker", "event.who_else", "event.who_told", "note.who_told"})
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "sir",
        "prof",
        "the",
        "of",
        "and",
        "not",
        "two",
        "three",
        "four",
        "year",
        "form",
        "tutor",
        "teacher",
        "head",
        "mother",
        "father",
        "brother",
        "sister",
        "parent",
        "carer",
        "school",
        "class",
        "friend",
        "pupil",
        "pupils",
        "child",
        "children",
        "police",
        "officer",
        "pc",
        "lead",
        "known",
        "nobody",
        "none",
        "somebody",
        "everybody",
    ]
)
"""Words that name a role and no person: they are not looked for in texts by themselves."""


def _members(wanted: Callable[[Field], bool]) -> frozenset[str]:
    """The members of the document for the fields of records that are `wanted`."""
    fields = (field for kind in record_kinds.KINDS for field in kind.fields if field.member)
    return frozenset(field.member for field in fields if wanted(field))


def _not_text() -> frozenset[str]:
    """Members that hold no word of a person's in any kind of record."""
    is_code = {Type.CODE, Type.ID, Type.PACK_ID}
    codes, others = _members(lambda one: one.type in is_code), _members(lambda one: one.type not in is_code)
    return _NOT_TEXT | (codes - others)


class MentionKind(StrEnum):
    """Why a place is marked."""

    FIELD = "field"
    WRITER = "writer"
    TEXT = "text"
    ADDED = "added"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            MentionKind.FIELD: _("About another person"),
            MentionKind.WRITER: _("Who wrote or decided it"),
            MentionKind.TEXT: _("A name in a text"),
            MentionKind.ADDED: _("Words that you look for"),
        }[self]


class Passage(NamedTuple):
    """One text of the document. `path` leads there by member names and ids; `fact` is what a form marks it with, `about` whom the field is about."""

    path: tuple[str, ...]
    text: str
    fact: str
    about: About


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody else stands: characters `start` to `end` of the `text` at `path`. `key` outlives a new gathering."""

    path: tuple[str, ...]
    start: int
    end: int
    text: str
    name: str
    kind: MentionKind

    @property
    def key(self) -> str:
        """Its name in the review; another one as soon as the text around it changes."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:12]
        return f"{'/'.join(self.path)}#{self.start}-{self.end}:{digest}"

    @property
    def words(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.end]


def passages(document: Any, facts: Mapping[str, Mapping[str, str]]) -> Iterator[Passage]:
    """Every text of a document in its order. `facts` tells what each link id of a form is, by the form's digest."""
    fields = (field for kind in record_kinds.KINDS for field in kind.fields if field.member)
    about = {field.member: field.about for field in fields if field.about is not About.SUBJECT}
    yield from _Walk(facts, _not_text(), about).through(document, (), {})


@dataclass(frozen=True, slots=True)
class _Walk:
    facts: Mapping[str, Mapping[str, str]]
    not_text: frozenset[str]
    about: Mapping[str, About]

    def through(
        self, value: Any, path: tuple[str, ...], of_form: Mapping[str, str], fact: str = ""
    ) -> Iterator[Passage]:
        if isinstance(value, str):
            if value.strip():
                yield Passage(path, value, fact, self.about.get(path[-1], About.SUBJECT))
        elif isinstance(value, list):
            for number, each in enumerate(value):
                yield from self.through(each, (*path, step_to(each, number)), of_form, fact)
        elif isinstance(value, dict):
            of_form = self.facts.get(value.get("form_sha256", ""), of_form)
            fact = of_form.get(value["linkId"], "") if "linkId" in value else fact
            for name, each in value.items():
                if name not in self.not_text:
                    yield from self.through(each, (*path, name), of_form, fact)


def step_to(value: Any, number: int) -> str:
    """The step of a path that leads to one of a list: its id, which does not change when others come, or its number."""
    return str(value.get("id") or number) if isinstance(value, dict) else str(number)


def places(
    document: Json,
    facts: Mapping[str, Mapping[str, str]],
    *,
    others: Iterable[str] = (),
    added: Iterable[str] = (),
) -> tuple[Place, ...]:
    """Every place to look at, in the order of the document.

    `others` are the full names of other people in the vault; `added` words that the reviewer looks for.
    """
    texts = list(passages(document, facts))
    fields = {id(passage): name for passage in texts if (name := _named_by(passage, document))}
    known = _Names(_own_words(document["person"]))
    for passage in texts:
        if id(passage) in fields and _is_a_name(passage):
            known.add(passage.text, MentionKind.TEXT, with_parts=True)
    for name in others:
        known.add(name, MentionKind.TEXT, with_parts=False)
    for words in added:
        known.add(words, MentionKind.ADDED, with_parts=False, anyway=True)
    found: list[Place] = []
    for passage in texts:
        about = fields.get(id(passage))
        if about:
            kind = MentionKind.WRITER if passage.about is About.WRITER else MentionKind.FIELD
            found.append(_place(passage, 0, len(passage.text), about, kind))
        else:
            found += [_place(passage, *span) for span in known.spans(passage.text)]
    return tuple(found)


def _place(passage: Passage, start: int, end: int, name: str, kind: MentionKind) -> Place:
    return Place(path=passage.path, start=start, end=end, text=passage.text, name=name, kind=kind)


def _named_by(passage: Passage, document: Json) -> str:
    """The person whom a whole field is about, where it is made for somebody else than the record's own person."""
    path, text = passage.path, passage.text.strip()
    if passage.about is About.WRITER:
        return "" if text == document["made_by"].get("name", "") else text
    if passage.about is About.OTHER or passage.fact in _FACTS_OF_OTHERS:
        return text
    in_list = path[0] == "person" and len(path) == len(("person", "list", "0", "field"))
    if in_list or {"before", "after"} & set(path[:-1]):
        return _whom_the_entry_is_about(document, path)
    return ""


_NEUTRAL = {"worker": frozenset({"name", "role", "doing"}), "name": frozenset({"relationship"})}
"""By whom an entry of a list names: an agency its worker, the household its member; and what says nothing about them."""


def _whom_the_entry_is_about(document: Json, path: tuple[str, ...]) -> str:
    entry: Any = document
    for step in path[:-1]:
        entry = _step(entry, step)
    if not isinstance(entry, dict):
        return ""
    who = "worker" if "worker" in entry or path[1:2] == ("agencies",) else "name"
    return "" if path[-1] in _NEUTRAL[who] else str(entry.get(who) or "")


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        for number, each in enumerate(value):
            if step == step_to(each, number):
                return each
    return None


def _is_a_name(passage: Passage) -> bool:
    """Whether the field holds the name itself, and not something else about its person."""
    is_named = passage.path[-1] in {"name", "worker"} or passage.about is not About.SUBJECT
    return is_named or passage.fact in _FACT_NAMES


def _own_words(person: Json) -> frozenset[str]:
    own = " ".join(str(person.get(field, "")) for field in ("forenames", "surname", "known_as", "aliases"))
    return frozenset(_folded(own))


def _folded(text: str) -> list[str]:
    return [word.folded for word in words_of(text)]


class _Names:
    """The names to look for, by their first word."""

    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, MentionKind]]] = {}

    def add(self, name: str, kind: MentionKind, *, with_parts: bool, anyway: bool = False) -> None:
        """Look for `name` as a whole; `with_parts` also for each word of it that looks like a name."""
        words = _folded(name)
        if words and (anyway or not set(words) <= self._own | _TITLES):
            self._put(tuple(words), name.strip(), kind)
        for match in word_pattern().finditer(name) if with_parts else ():
            word, folded = match.group(), fold(match.group())
            telling = len(folded) >= _FEWEST_LETTERS and not word[:1].islower()
            if telling and folded not in self._own and folded not in _TITLES:
                self._put((folded,), name.strip(), kind)

    def _put(self, words: tuple[str, ...], name: str, kind: MentionKind) -> None:
        known = self._by_first.setdefault(words[0], [])
        if all(words != other for other, _name, _kind in known):
            known.append((words, name, kind))
            known.sort(key=lambda one: -len(one[0]))

    def spans(self, text: str) -> Iterator[tuple[int, int, str, MentionKind]]:
        """Each place in `text` where a name stands, the longest where several begin."""
        found = words_of(text)
        folded = [word.folded for word in found]
        number = 0
        while number < len(found):
            for words, name, kind in self._by_first.get(folded[number], ()):
                if tuple(folded[number : number + len(words)]) == words:
                    yield found[number].start, found[number + len(words) - 1].end, name, kind
                    number += len(words) - 1
                    break
            number += 1
