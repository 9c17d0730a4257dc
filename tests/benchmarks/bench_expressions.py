"""Our FHIRPath parser against the library's own, and an expression over what it reads against the whole response.

Run: ``python -m tests.benchmarks.bench_expressions``. Prints medians in milliseconds of processor time, and ratios to the
library in this one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from fhirpathpy import apply_parsed_path
from fhirpathpy.models import models
from fhirpathpy.parser import parse as library_parse

from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression
from tests.unit.questionnaire.expressions.responses import answered, group, pruned, response

EXPRESSIONS = (
    "%resource.item.where(linkId='g1').item.where(linkId='g1-i1').answer.value",
    "%resource.descendants().where(linkId='g1-i1').answer.value.exists()",
    "%resource.repeat(item).where(linkId='g1-i1' or linkId='g2-i1').answer.value = 'x'",
    "iif(%age < 18, 'child', 'adult') & ' of ' & today().toString().substring(0, 4)",
)
IN_GROUP = 20


def main() -> None:
    """Print the table."""
    _compare_parsers()
    for items in (300, 4_000):
        whole = response(*(_group(number) for number in range(items // IN_GROUP)))
        for text in EXPRESSIONS[:3]:
            _compare_evaluation(text, whole, items)


def _group(number: int) -> dict[str, Any]:
    return group(
        f"g{number}", *(answered(f"g{number}-i{at}", {"valueString": "x" * 40}) for at in range(IN_GROUP))
    )


def _compare_parsers() -> None:
    form = EXPRESSIONS * 50
    ours = _median(lambda: [compile_expression(text) for text in form], 15)
    reads = _median(lambda: [compile_expression(text).reads for text in form], 15)
    theirs = _median(lambda: [library_parse(text) for text in EXPRESSIONS], 15) * 50
    print(
        f"parse {len(form)} expressions       {ours:9.2f} ms   library {theirs:9.2f} ms   ratio {ours / theirs:.4f}"
    )
    print(
        f"and work out what they read   {reads:9.2f} ms   library {theirs:9.2f} ms   ratio {reads / theirs:.4f}"
    )


def _compare_evaluation(text: str, whole: dict[str, Any], items: int) -> None:
    expression = compile_expression(text)
    little = Surroundings(pruned(whole, expression.reads, None))
    tree = library_parse(text)
    rounds = 15 if items <= 300 else 3
    over_little = _median(lambda: expression.evaluate(little), rounds)
    over_whole = _median(lambda: expression.evaluate(Surroundings(whole)), rounds)
    theirs = _median(lambda: apply_parsed_path(whole, tree, {"resource": whole}, models["r4"]), rounds)
    print(
        f"{items:5} items: over what it reads {over_little:8.3f} ms, over the whole {over_whole:8.2f} ms, "
        f"library {theirs:8.2f} ms   ratio {over_little / theirs:.4f}   {text}"
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
