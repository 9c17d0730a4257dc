"""A questionnaire as the engine holds it: frozen, checked, and each item with all that a screen needs to ask it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.expression_parts import (
    Constraint,
    Expression,
    ExpressionGraph,
    LaunchContext,
    OptionsToggle,
    Variable,
)
from prevent_desktop.questionnaire.values import Coding, Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _


class ItemType(StrEnum):
    """FHIR R4 Questionnaire.item.type. `QUESTION` is the abstract one: it loads, and nothing can answer it."""

    GROUP = "group"
    DISPLAY = "display"
    QUESTION = "question"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    DATE_TIME = "dateTime"
    TIME = "time"
    STRING = "string"
    TEXT = "text"
    URL = "url"
    CHOICE = "choice"
    OPEN_CHOICE = "open-choice"
    ATTACHMENT = "attachment"
    REFERENCE = "reference"
    QUANTITY = "quantity"

    __hash__ = str.__hash__  # an enum's own is many times slower, and types are looked up for every item

    def __init__(self, code: str) -> None:
        self.can_be_answered = code not in {"group", "display", "question"}
        """Whether it is a question; known beforehand, since it is asked of every item again and again."""


class Operator(StrEnum):
    """FHIR R4 Questionnaire.item.enableWhen.operator."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    LESS = "<"
    GREATER_OR_EQUAL = ">="
    LESS_OR_EQUAL = "<="


class EnableBehavior(StrEnum):
    """Whether all conditions must hold, or any."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class EnableWhen:
    """One condition: `question` (a link id), how to compare, and with what (a bool for `exists`).

    `up` and `route` say where the question is from the item that asks: so many parents up, then down by link ids;
    an empty route means the very answer that the item is nested under.
    """

    question: str
    operator: Operator
    answer: Value
    up: int = 0
    route: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One offered answer. An exclusive one cannot stand beside others.

    `words` are shown in its place where the form translates it; `pack_text` is what whoever gets a pack reads (“The person
    who wrote this” for “I did”); `ordinal` is what it counts for in the form's own
    expressions (shown to nobody); `rich_text` is its words as safe HTML (see `markup`), `image` a picture of it as a
    ``data:`` address. Texts are empty where the form gives none.
    """

    value: Value
    initial_selected: bool = False
    exclusive: bool = False
    prefix: str = ""
    ordinal: Decimal | None = None
    rich_text: str = ""
    image: str = ""
    words: str = ""
    pack_text: str = ""

    @property
    def label(self) -> str:
        """The words to show for it."""
        if self.words:
            return self.words
        plain = isinstance(self.value, str | int | Decimal | PartialDate | time)
        return str(self.value) if plain else in_words(self.value)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a form. Empty text means that the form says nothing of the kind.

    `items` is all that lies under it, `children` the same without the asides. `depth` counts from 0; `rank` is its place in the order in which enablement is worked out; `answer_keys` are the value[x] that an answer may have; `size` counts it and all
    its children and theirs; `is_aside` marks a display that belongs to its question (help, prompt, flyover), which no screen
    shows as a line of its own. `offers_absent` is whether “Not known” and its kin are offered; `own_words` marks words
    that somebody said, `opinion` what a professional judges; `view_of` names the question that says whose view the answer is; `not_copied` ones that start empty in a copy of the form; `fact` names the known fact that it starts with; `guidance` is a page of ours about it;
    `pack_part` the part of a pack's first page that its answer goes to; `pack_text` is the text as whoever gets a pack reads it
    (“Referrer’s name” for “Your name”), empty where one text does for both.
    `hint` is the flyover, `help_text` says why we ask, `prompt_text` what to ask oneself. `max_size` is in bytes.

    The `rich_…` parts say the same as the plain ones with safe HTML (see `markup`), and are empty where the form gives
    plain text only. `item_control` is the first of `controls`. `unit_text` stands behind the field, `lower_label` and
    `upper_label` at the ends of a slider, `legal_text` is what must be read; `image` is a picture as a ``data:`` address.
    `answer_constraint` is FHIR R5's (optionsOnly, optionsOrType, optionsOrString), `unit_open` the same for units;
    `disabled_display` is ``protected`` where a question that is not asked now stays in sight. `support_links` are
    addresses to show as text: nothing opens them. `width` is as the form wrote it (``50%``, ``200px``).
    The rules of the least and greatest value move with the day; ask `moving_limits` for the limits of today.
    """

    link_id: str
    type: ItemType
    text: str = ""
    prefix: str = ""
    definition: str = ""
    short_text: str = ""
    pack_text: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    hidden: bool = False
    max_length: int | None = None
    min_length: int | None = None
    enable_when: tuple[EnableWhen, ...] = ()
    enable_behavior: EnableBehavior = EnableBehavior.ALL
    answer_options: tuple[AnswerOption, ...] = ()
    answer_value_set: str = ""
    answer_keys: frozenset[str] = frozenset()
    initial: tuple[Value, ...] = ()
    items: tuple[Item, ...] = field(default=(), repr=False)
    children: tuple[Item, ...] = field(default=(), repr=False)
    help_text: str = ""
    prompt_text: str = ""
    hint: str = ""
    entry_format: str = ""
    item_control: str = ""
    controls: tuple[str, ...] = ()
    choice_orientation: str = ""
    columns: int | None = None
    width: str = ""
    collapsible: str = ""
    display_category: str = ""
    slider_step: Value | None = None
    lower_label: str = ""
    upper_label: str = ""
    unit_text: str = ""
    legal_text: str = ""
    rich_text: str = ""
    rich_prefix: str = ""
    rich_help: str = ""
    rich_prompt: str = ""
    rich_hint: str = ""
    rich_legal: str = ""
    image: str = ""
    support_links: tuple[str, ...] = ()
    answer_constraint: str = ""
    disabled_display: str = ""
    reference_types: tuple[str, ...] = ()
    open_label: str = ""
    unit: Coding | None = None
    unit_options: tuple[Coding, ...] = ()
    unit_open: str = ""
    min_value: Value | None = None
    max_value: Value | None = None
    min_value_rule: Expression | None = None
    max_value_rule: Expression | None = None
    regex: str = ""
    min_occurs: int | None = None
    max_occurs: int | None = None
    max_size: int | None = None
    mime_types: tuple[str, ...] = ()
    max_decimal_places: int | None = None
    value_checks: tuple[str, ...] = ()
    fact: str = ""
    own_words: bool = False
    opinion: bool = False
    view_of: str = ""
    not_copied: bool = False
    offers_absent: bool = True
    guidance: str = ""
    pack_part: str = ""
    initial_expression: Expression | None = None
    population_context: Variable | None = None
    label_expression: Expression | None = None
    enable_when_expression: Expression | None = None
    calculated_expression: Expression | None = None
    answer_expression: Expression | None = None
    candidate_expression: Expression | None = None
    options_toggles: tuple[OptionsToggle, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    variables: tuple[Variable, ...] = ()
    parent_link_id: str | None = None
    depth: int = 0
    rank: int = 0
    size: int = 1
    is_aside: bool = False

    @classmethod
    def of(cls, parts: dict[str, Any]) -> Item:
        """The item with these parts, the rest by default.

        Defaults stay on the class: a form has thousands of items with few parts each, and setting all the others one
        by one, as ``__init__`` of a frozen class does, took a quarter of the time to load a form.
        """
        item = cls.__new__(cls)
        vars(item).update(parts)
        return item

    @property
    def is_question(self) -> bool:
        """Whether it can be answered."""
        return self.type.can_be_answered

    @property
    def label(self) -> str:
        """What to call it in a sentence: its text, or else its short text, or else its link id."""
        return self.text.removesuffix(_("(optional)")).rstrip() or self.short_text or self.link_id


@dataclass(frozen=True, slots=True)
class Dependent:
    """An item whose enablement depends on a question: so many parents up from the question, then down by link ids.

    An empty route means that the item is nested under the question itself; `down` then leads from its answers.
    """

    up: int
    route: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """One version of a form.

    `digest` is the SHA-256 (hexadecimal) of `canonical_json` in UTF-8: JSON with sorted keys and no spaces. `raw` is the parsed JSON; `not_followed` names, in sentences, what the form asks of a program and
    this one does not do; `illustrative` is the notice that an authority has not approved it; `patterns` are the compiled regular expressions by link id.
    """

    url: str
    version: str
    name: str
    title: str
    status: str
    language: str
    items: tuple[Item, ...]
    by_link_id: Mapping[str, Item] = field(repr=False)
    dependents: Mapping[str, tuple[Dependent, ...]] = field(repr=False)
    patterns: Mapping[str, Any] = field(repr=False, compare=False)
    digest: str
    canonical_json: str = field(repr=False)
    raw: Mapping[str, Any] = field(repr=False, compare=False)
    not_followed: tuple[str, ...] = ()
    illustrative: str = ""
    sources: tuple[str, ...] = ()
    last_checked: str = ""
    variables: tuple[Variable, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    launch_contexts: tuple[LaunchContext, ...] = ()
    graph: ExpressionGraph = field(repr=False, compare=False)
    kept_apart: bool = False
    audience: str = ""
    starts_as_copy: bool = False

    @property
    def children(self) -> tuple[Item, ...]:
        """The items at the top (none of them is an aside)."""
        return self.items

    @property
    def canonical(self) -> str:
        """What a response points to: ``url|version``."""
        return f"{self.url}|{self.version}" if self.url and self.version else self.url
