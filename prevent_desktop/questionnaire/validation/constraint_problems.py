"""What is wrong by the form's own rules: constraints that do not hold, and expressions that could not be worked out.

A rule is broken when its expression is false. Where it gives nothing, because something is not known, it says nothing
(HL7 FHIR SDC, “Missing information”); where it cannot be worked out, a warning tells a person to look themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expression_graph import ANSWER, INITIAL, LABEL, MET, OPTIONS
from prevent_desktop.questionnaire.expression_parts import Constraint, Expression
from prevent_desktop.questionnaire.expressions import compile_expression
from prevent_desktop.questionnaire.items import Item, Questionnaire
from prevent_desktop.questionnaire.live.scopes import NotKnownError, Scopes
from prevent_desktop.questionnaire.live.state import Slot, State, walk
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.refusing import shortened
from prevent_desktop.translation import _

_INVARIANT: Final = "invariant"
_NOT_WORKED_OUT: Final = "exception"


@dataclass(frozen=True, slots=True)
class FormRules:
    """The rules of one response: `scopes` are those that its expressions are evaluated in.

    `failures` is how a rule that cannot be worked out is told: as a warning to somebody who fills the form in, who then
    looks themselves; of a file, only as information, because the fault is the form's.
    """

    questionnaire: Questionnaire
    root: Slot
    scopes: Scopes
    failures: Severity = Severity.WARNING

    def of_form(self, place: str) -> Iterator[Problem]:
        """The rules that the form says of the whole response."""
        for one in self.questionnaire.constraints:
            yield from self._judged(one, None, place)

    def of_state(self, state: State, place: str) -> Iterator[Problem]:
        """The rules that an item says of itself, and what could not be worked out for it."""
        for one in state.item.constraints:
            yield from self._judged(one, state, place)
        if state.live is not None:
            for work, reason in state.live.faults.items():
                yield self._not_worked_out(state, _text_of(state.item, work), reason, place)

    def _judged(self, constraint: Constraint, state: State | None, place: str) -> Iterator[Problem]:
        try:
            holds = self.scopes.holds(constraint.expression, state)
        except NotKnownError:
            return
        except ExpressionError as error:
            yield self._not_worked_out(state, constraint.expression.text, error.what_happened, place)
            return
        if holds is False:
            yield self._broken(constraint, self._meant(constraint, state) or state, place)

    def _broken(self, constraint: Constraint, state: State | None, place: str) -> Problem:
        severity = Severity.WARNING if constraint.severity == "warning" else Severity.ERROR
        rule = constraint.human or constraint.requirements or _("a rule of the form does not hold")
        if state is None:
            return Problem(
                (), "", severity, _INVARIANT, _("Look at the form again: {rule}").format(rule=rule), place
            )
        message = _("Look at “{question}” again: {rule}").format(question=state.item.label, rule=rule)
        return Problem(state.path, state.item.link_id, severity, _INVARIANT, message, place)

    def _not_worked_out(self, state: State | None, expression: str, reason: str, place: str) -> Problem:
        if state is None:
            message = _(
                "Check the form yourself: its rule “{expression}” could not be worked out. {reason}"
            ).format(expression=shortened(expression), reason=reason)
            return Problem((), "", self.failures, _NOT_WORKED_OUT, message, place)
        message = _(
            "Check “{question}” yourself: its rule “{expression}” could not be worked out. {reason}"
        ).format(question=state.item.label, expression=shortened(expression), reason=reason)
        return Problem(state.path, state.item.link_id, self.failures, _NOT_WORKED_OUT, message, place)

    def _meant(self, constraint: Constraint, state: State | None) -> State | None:
        """The first item that the constraint's `location` leads to, in its own occurrence where it is there; or None."""
        for text in constraint.location:
            try:
                found = self.scopes.evaluate(compile_expression(text), state)
            except (ExpressionError, NotKnownError):
                continue
            names = [one.get("linkId") for one in found if isinstance(one, dict)]
            near = () if state is None else (state, *walk(state.slots))
            for one in chain(near, walk([self.root])) if names else ():
                if one.enabled and one.item.link_id == names[0]:
                    return one
        return None


def _text_of(item: Item, work: int) -> str:
    """The text of the expression behind a piece of work."""
    toggles = (toggle.expression for toggle in item.options_toggles)
    found: dict[int, Expression | None] = {
        MET: item.enable_when_expression,
        ANSWER: item.calculated_expression,
        INITIAL: item.initial_expression,
        LABEL: item.label_expression,
        OPTIONS: item.answer_expression or item.candidate_expression or next(toggles, None),
    }
    expression = found.get(work)
    return "" if expression is None else expression.text
