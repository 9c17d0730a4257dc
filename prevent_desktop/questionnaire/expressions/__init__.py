"""Rules in forms: FHIRPath expressions, read, analysed and evaluated by an engine of our own.

    expression = compile_expression("%resource.item.where(linkId = 'age').answer.value >= 18")
    expression.reads.items          # frozenset({"age"})
    expression.evaluate(Surroundings(response))

- `compile_expression` (`tokens`, `parsing`) makes a tree (`tree`), and says at which character an expression is wrong.
- `Expression.reads` (`reads`) proves which items it reads, so that it is evaluated when one of them changes
  and over a response that holds no others; what cannot be proved reads everything.
- `Expression.evaluate` (`evaluation`) works it out. Each module of functions has a table of what its functions take
  (`signatures`): `collections`, `logic`, `comparisons`, `arithmetic`, `texts`, `conversions`, `moments`, `members` and
  `element_types`; `values` and `quantities` are what they work with.
- Forms come from outside: the length, the nesting, the steps and all sizes are bounded (`limits`). An expression ends with
  an answer or an ExpressionError, never later than that. Nothing is looked up anywhere.

Source: FHIRPath 2.0.0 (ANSI/HL7 Normative Release 1); HL7 FHIR SDC, "Using Expressions".
"""

from __future__ import annotations

from prevent_desktop.errors import ExpressionError, ExpressionSyntaxError
from prevent_desktop.questionnaire.expressions.expression import Expression, compile_expression
from prevent_desktop.questionnaire.expressions.ordinals import Ordinals
from prevent_desktop.questionnaire.expressions.reads import Reads
from prevent_desktop.questionnaire.expressions.surroundings import Surroundings

__all__ = [
    "Expression",
    "ExpressionError",
    "ExpressionSyntaxError",
    "Ordinals",
    "Reads",
    "Surroundings",
    "compile_expression",
]
