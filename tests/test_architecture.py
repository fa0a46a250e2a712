"""The shape of the code: what may import what, how long a file is, what it may say.

Every test reads the source as text or as a syntax tree, so it holds for the
files there are and for those to come.
"""

from __future__ import annotations

import ast
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import icsim

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "icsim"

FOUNDATION = {"codes", "columns", "errors", "exact", "identity", "keys", "luck", "months", "parameters"}
"""Modules that know nothing of the rest."""

FRONT = {"cli", "ui", "__main__"}
"""What a person touches; nothing imports it."""

SHOWN_ONLY = FRONT | {"config", "experiment", "fitting", "folder", "manifest", "output", "report", "results"}
"""Modules that change no state of a run, so may use numpy's transcendental functions."""

SERVED = ("solara", "reacton", "ipyvue", "ipyvuetify", "ipywidgets", "traitlets", "starlette", "uvicorn")
"""What the app is made of; the rest of icsim does not know it."""
DISPLAY = (*SERVED, "altair", "matplotlib", "mesa.visualization")
CHARTS = {"icsim.report.tornado"}
"""What draws with matplotlib, once somebody asks for a chart; nothing of it is loaded before."""
HEAVY = ("mesa", "networkx", "numpy", "pandas", "pyarrow", "scipy", *SERVED)

INEXACT = {"exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "float_power", "logaddexp"}
INEXACT |= {"pow", "cbrt", "hypot", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "arcsin", "arccos", "arctan"}
INEXACT |= {"arctan2", "sinh", "cosh", "tanh", "interp", "dot", "einsum", "linalg"}
"""Functions of numpy and :mod:`math` whose last bit depends on the processor, the compiler or the C library."""

FORBIDDEN_WORDS = {
    "a package registry": r"py[p]i\.|pytho[n]hosted|anacond[a]\.org|conda-forg[e]\.org",
    "a path of one machine": r"(?<![\w.])/(wor[k]|roo[t]|opt/pyp[i]|User[s])(/|\b)|/hom[e]/\w+/",
    "an issue number": r"\bissu[e]s? #?\d+\b",
    "work left undone": r"\b(TOD[O]|FIXM[E]|XX[X])\b",
    "the source folder by its place": r"shared/dat[a]",
}
TEXT = {".cff", ".cfg", ".csv", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml", ""}
TEXT |= {".css", ".js", ".vue"}
MADE = {".git", ".venv", ".hypothesis", "results", "build", "dist", "site"}
"""Folders at the root that hold what commands make."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def dotted(path: Path) -> str:
    """Module name, for example ``icsim.rules.leave`` or ``icsim.rules`` for its package file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {dotted(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def part(module: str) -> str:
    """First name under icsim: ``rules`` for ``icsim.rules.leave``; empty for ``icsim`` itself."""
    return [*module.split("."), ""][1]


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def nodes(node: ast.AST, *, at_load: bool) -> Iterator[ast.AST]:
    """Every node below one; with ``at_load``, only what runs when the module is imported."""
    for child in ast.iter_child_nodes(node):
        yield child
        deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if at_load and (deferred or is_type_checking(child)):
            continue
        yield from nodes(child, at_load=at_load)


def imports(module: str, *, at_load: bool = False) -> set[str]:
    """Names a module imports; ``from a import b`` is ``a.b`` where that is a module, else ``a``."""
    found: set[str] = set()
    for node in nodes(tree(MODULES[module]), at_load=at_load):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            ours = node.module.split(".")[0] == "icsim"
            found |= {name if not ours or name in MODULES else node.module for name in full}
    return found


def under(name: str, packages: tuple[str, ...] | set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def own(module: str) -> set[str]:
    return {name for name in imports(module) if under(name, {"icsim"})}


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    home = part(module)
    for name in own(module):
        if home in FOUNDATION:
            assert part(name) in FOUNDATION, f"{module} is foundation and must not know {name}"
        if home == "config":
            assert part(name) in FOUNDATION | {"config"}, f"{module} reads files and must not know {name}"
        if home not in FRONT:
            assert part(name) not in FRONT, f"{module} must not import {name}"


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) in {"rules", "clauses"}])
def test_a_rule_or_clause_knows_no_other(module: str) -> None:
    if module in {"icsim.rules", "icsim.clauses"}:
        return  # the package file gathers its members
    for name in own(module) - {f"icsim.{part(module)}"}:
        assert part(name) not in {"rules", "clauses"}, f"{module} must not import {name}"


def test_no_import_cycles() -> None:
    graph = {module: own(module) & MODULES.keys() - {module} for module in MODULES}
    loading = {module: {n for n in imports(module, at_load=True) if n in graph[module]} for module in graph}
    try:
        list(TopologicalSorter(loading).static_order())
    except CycleError as error:
        pytest.fail(f"modules import each other: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) != "ui"])
def test_headless_code_never_imports_a_display(module: str) -> None:
    assert not [name for name in imports(module, at_load=module in CHARTS) if under(name, DISPLAY)]


@pytest.mark.parametrize("module", [name for name in MODULES if under(name, {"icsim.ui.state", "icsim.ui.jobs"})])
def test_what_pages_show_and_ask_for_is_known_without_a_page(module: str) -> None:
    found = imports(module)
    assert not [name for name in found if under(name, (*SERVED, "mesa"))]
    assert not [
        name for name in found if under(name, {"icsim.ui"}) and not under(name, {"icsim.ui.state", "icsim.ui.jobs"})
    ]


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) == "ui"])
def test_the_model_never_runs_in_the_servers_process(module: str) -> None:
    assert not [name for name in imports(module) if under(name, {"icsim.model", "icsim.movements", "mesa"})]


def test_pages_show_text_as_text() -> None:
    """No page side renders a name as HTML or makes a template of it."""
    dangerous = re.compile(
        r"v-html|innerHTML|insertAdjacentHTML|document\.write|unsafe_innerHTML|new Function|\beval\("
    )
    sides = [path for path in ours() if path.is_relative_to(PACKAGE / "ui") and path.suffix in {".vue", ".js", ".py"}]
    said = [str(path) for path in sides if dangerous.search(path.read_text(encoding="utf-8"))]
    assert len(sides) > 10
    assert [path for path in said if not path.endswith("parts/vue.py")] == []  # says that none does


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) in {"", "cli", "__main__"}])
def test_commands_load_nothing_heavy(module: str) -> None:
    assert not [name for name in imports(module, at_load=True) if under(name, HEAVY)]


@pytest.mark.parametrize("module", ["icsim", "icsim.cli"])
def test_what_the_commands_load_loads_nothing_heavy_either(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({set(HEAVY)} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) not in SHOWN_ONLY])
def test_state_never_depends_on_the_processor(module: str) -> None:
    for node in ast.walk(tree(MODULES[module])):
        if isinstance(node, ast.Attribute) and node.attr in INEXACT:
            assert ast.unparse(node.value) not in {"np", "numpy", "math"}, f"{module}:{node.lineno}: {node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module in {"numpy", "math"}:
            assert not {alias.name for alias in node.names} & INEXACT, f"{module}:{node.lineno}"


def python_files() -> list[Path]:
    return [path for path in ours() if path.suffix == ".py"]


@cache
def ours() -> tuple[Path, ...]:
    """Every file of the project that holds text."""
    found = []
    for folder, below, names in os.walk(ROOT):
        if Path(folder) == ROOT:
            below[:] = [name for name in below if name not in MADE and not name.endswith("_cache")]
        below[:] = sorted(name for name in below if name != "__pycache__")
        found += [path for name in names if (path := Path(folder, name)).suffix in TEXT]
    return tuple(sorted(found))


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {str(path): length for path, length in lengths.items() if length > 400} == {}
    package = [length for path, length in lengths.items() if path.is_relative_to(PACKAGE)]
    assert statistics.median(package) <= 150


def public(node: ast.Module | ast.ClassDef, inside: str) -> Iterator[tuple[str, ast.AST]]:
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and not child.name.startswith("_"):
            yield f"{inside}.{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{inside}.{child.name}")


def is_overload(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any("overload" in ast.unparse(d) for d in node.decorator_list)


@pytest.mark.parametrize("module", MODULES)
def test_public_names_are_documented(module: str) -> None:
    whole = tree(MODULES[module])
    assert ast.get_docstring(whole), f"{module} has no docstring"
    bare = [
        name
        for name, node in public(whole, module)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not ast.get_docstring(node) and not is_overload(node)
    ]
    assert bare == []


@pytest.mark.parametrize(("what", "pattern"), FORBIDDEN_WORDS.items(), ids=list(FORBIDDEN_WORDS))
def test_the_project_speaks_of_itself_alone(what: str, pattern: str) -> None:
    words = re.compile(pattern)
    said = []
    for path in ours():
        text = path.read_text(encoding="utf-8", errors="replace")
        if words.search(text):
            lines = [n for n, line in enumerate(text.splitlines(), 1) if words.search(line)]
            said.append(f"{path.relative_to(ROOT)}: lines {lines[:5]}")
    assert said == [], f"names {what}"


def test_the_one_test_that_may_be_passed_over() -> None:
    """Only the comparison with the source tables needs something a clone does not have."""
    passing_over = re.compile(r"pytest\.(mark\.)?ski[p]|pytest\.importorski[p]|unittest\.ski[p]|mark\.xfai[l]")
    where = {
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if passing_over.search(path.read_text(encoding="utf-8"))
    }
    assert where <= {"tests/source_data.py"}


def test_the_version_is_said_once() -> None:
    assert f"\nversion: {icsim.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_constraints_hold_names_versions_and_markers_only() -> None:
    line = re.compile(r"[a-z0-9][a-z0-9.-]*==[0-9][0-9a-z.]*( ; [a-z_]+ [<>=!]+ [\"'][^\"']+[\"'])?")
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = [row for row in text.splitlines() if row and not row.startswith("#")]
    assert [row for row in pins if not line.fullmatch(row)] == []
    names = [row.split("==")[0] for row in pins]
    assert names == sorted(set(names))
