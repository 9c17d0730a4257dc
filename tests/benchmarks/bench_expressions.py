"""Reading and evaluating FHIRPath, and an expression over what it reads against the whole response.

Run: ``python -m tests.benchmarks.bench_expressions``. Prints medians in milliseconds of processor time, and ratios to
walking through the whole response once in plain Python in this one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression
from tests.unit.questionnaire.expressions.responses import answered, find, group, pruned, response

EXPRESSIONS = (
    "%resource.item.where(linkId='g1').item.where(linkId='g1-i1').answer.value",
    "%resource.descendants().where(linkId='g1-i1').answer.value.exists()",
    "%resource.repeat(item).where(linkId='g1-i1' or linkId='g2-i1').answer.value = 'x'",
    "iif(%age < 18, 'child', 'adult') & ' of ' & today().toString().substring(0, 4)",
)
IN_GROUP = 20


def main() -> None:
    """Print the table."""
    form = EXPRESSIONS * 50
    read = _median(lambda: [compile_expression(text) for text in form], 15)
    analysed = _median(lambda: [compile_expression(text).reads for text in form], 15)
    print(f"read {len(form)} expressions {read:9.2f} ms, and work out what they read {analysed:9.2f} ms")
    for items in (300, 4_000):
        whole = response(*(_group(number) for number in range(items // IN_GROUP)))
        walk = _median(lambda whole=whole: find(whole, "nowhere"), 15)  # type: ignore[misc]
        for text in EXPRESSIONS[:3]:
            _evaluate(text, whole, items, walk)


def _group(number: int) -> dict[str, Any]:
    return group(
        f"g{number}", *(answered(f"g{number}-i{at}", {"valueString": "x" * 40}) for at in range(IN_GROUP))
    )


def _evaluate(text: str, whole: dict[str, Any], items: int, walk: float) -> None:
    expression = compile_expression(text)
    little = Surroundings(pruned(whole, expression.reads, None))
    rounds = 15 if items <= 300 else 3
    over_little = _median(lambda: expression.evaluate(little), rounds)
    over_whole = _median(lambda: expression.evaluate(Surroundings(whole)), rounds)
    print(
        f"{items:5} items: over what it reads {over_little:8.3f} ms (ratio {over_little / walk:.2f}), "
        f"over the whole {over_whole:8.2f} ms (ratio {over_whole / walk:.1f})   {text}"
    )


def _median(work: Callable[[], Any], rounds: int) -> float:
    work()
    times = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return statistics.median(times) * 1_000


if __name__ == "__main__":
    main()
