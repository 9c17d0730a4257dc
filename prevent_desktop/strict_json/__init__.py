"""The one codec of our JSON: frozen dataclasses from bytes and back, by their annotations; whatever is read is a stranger's.

Known are text, whole and other numbers, yes and no, bytes (base64, or as `HEX`), paths, days, dates as far as they are known, times,
enumerations (by value), tuples, frozen sets, mappings from text, dataclasses, and unions of these. A name that stands twice,
one that is not known or is missing, a value of another kind, a number that is none (NaN), and what is too deep or too
long is a JsonError that says where. Bounds stand in the annotation: ``Annotated[str, Held(most=400)]``.
"""

from prevent_desktop.strict_json.marks import (
    HEX,
    MOMENT,
    ZULU,
    AsList,
    Held,
    Inline,
    JsonError,
    Named,
    Spelt,
    day_of,
    moment_of,
    time_of,
)
from prevent_desktop.strict_json.nesting import MOST_LEVELS, is_nested_too_deeply
from prevent_desktop.strict_json.reading import DEEPEST, parse, read, reader, value_of
from prevent_desktop.strict_json.writing import (
    CANONICAL,
    COMPACT,
    canonical,
    compact,
    parts_of,
    text_of,
    write,
)

__all__ = (
    "CANONICAL", "COMPACT", "DEEPEST", "HEX", "MOMENT", "MOST_LEVELS", "ZULU", "AsList", "Held", "Inline", "JsonError", "Named", "Spelt",
    "canonical", "compact", "day_of", "is_nested_too_deeply", "moment_of", "parse", "parts_of", "read", "reader", "text_of", "time_of",
    "value_of", "write",
)  # fmt: skip
