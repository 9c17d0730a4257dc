"""Our table of units says what the National Library of Medicine's implementation of UCUM says (npm `@lhncbc/ucum-lhc`)."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.questionnaire.ucum_table import TEMPERATURES, UNITS
from prevent_desktop.questionnaire.units import unit_of

_LIBRARY = Path(__file__).parents[2] / ".venv/node/node_modules/@lhncbc/ucum-lhc"
_CODES = [*(line.split(" ")[0] for line in UNITS.strip().splitlines()), *TEMPERATURES]
_COMPOSED = [
    "kg/m2", "mmol/L", "mm[Hg]", "10*9/L", "mL/(kg.h)", "kg.m2.s-2", "/min", "ug/dL", "[lb_av]/[in_i]2",
    "kPa.s/L", "dam", "Mibit", "m[H2O]", "meq/L", "g.m-3", "/(s.m)", "nmol/min/mL", "U/L", "k[iU]/L",
]  # fmt: skip
_ASK = """
const { UcumLhcUtils } = require(process.argv[1]);
const utils = UcumLhcUtils.getInstance();
const of = (code) => {
  const { unit } = utils.getSpecifiedUnit(code, "validate", true);
  return unit && { magnitude: unit.magnitude_, dimension: unit.dim_?.dimVec_ ?? null };
};
process.stdout.write(JSON.stringify(JSON.parse(process.argv[2]).map(of)));
"""
_BASES = ("m", "s", "g", "rad", "K", "C", "cd")
_CODATA = "UCUM 2.2 has CODATA's values of 2018 and 2022, theirs those of 1986"
_SLASH = "theirs forgets the slash that the definition begins with"
_OWN_SCALE = "ours relates a scale that is not linear to itself alone"
_DISAGREEMENTS = {
    **dict.fromkeys(
        ["mol", "u", "eV", "[h]", "[k]", "[e]", "[m_e]", "[m_p]", "[G]", "eq", "osm", "kat", "U", "mmol/L", "meq/L", "nmol/min/mL", "U/L"],
        _CODATA,
    ),
    **dict.fromkeys(["[mesh_i]", "[diop]", "Bd"], _SLASH),
    **dict.fromkeys(["%[slope]", "[pH]", "B[SPL]", "B[V]", "B[uV]", "B[mV]", "B[10.nV]", "B[W]", "B[kW]", "[m/s2/Hz^(1/2)]", "[p'diop]"], _OWN_SCALE),
    "[LPF]": "theirs takes it for one, UCUM for a hundred",
}  # fmt: skip

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed"),
    pytest.mark.skipif(not _LIBRARY.is_dir(), reason="npm @lhncbc/ucum-lhc is not installed in .venv/node"),
]


@cache
def _theirs() -> dict[str, Any]:
    codes = [*_CODES, *_COMPOSED]
    command = [str(shutil.which("node")), "-e", _ASK, str(_LIBRARY), json.dumps(codes)]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return dict(zip(codes, json.loads(ran.stdout), strict=True))


@pytest.mark.parametrize("code", [*_CODES, *_COMPOSED])
def test_a_unit_is_worth_the_same_and_measures_the_same(code: str) -> None:
    ours, theirs = unit_of(code), _theirs()[code]
    assert ours is not None
    if theirs is None:
        pytest.xfail("theirs does not know it")
    own = {base: power for base, power in ours.dimension if base in _BASES}
    magnitude = theirs["magnitude"] or 0
    same = (
        abs(float(ours.factor) - magnitude) <= 1e-9 * magnitude
        and [own.get(base, 0) for base in _BASES] == theirs["dimension"]
    )
    assert same is (code not in _DISAGREEMENTS)


@pytest.mark.parametrize("code", [code for code, why in _DISAGREEMENTS.items() if why == _CODATA])
def test_older_constants_differ_in_far_digits_alone(code: str) -> None:
    ours = unit_of(code)
    assert ours is not None
    assert float(ours.factor) == pytest.approx(_theirs()[code]["magnitude"], rel=3e-4)
