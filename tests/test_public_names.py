"""What is promised: the names, their documentation, and what importing them costs.

What a module may import does not belong here: see the contracts in `pyproject.toml`.
"""

import ast
import builtins
import inspect
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest

import secondment
from secondment import errors
from secondment.policy import ROWS

SOURCES = sorted(Path(secondment.__file__).parent.glob("*.py"))
TREES = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
MODULES = list(TREES)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.ClassDef


# names


def test_every_promised_name_is_listed_once_and_in_order() -> None:
    """As ruff sorts them: constants, then classes, then the rest."""

    def rank(name: str) -> tuple[int, str]:
        return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)

    assert secondment.__all__ == sorted(set(secondment.__all__), key=rank)


def test_what_the_package_imports_is_what_it_promises() -> None:
    named = {
        name
        for name, value in vars(secondment).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert named == set(secondment.__all__)


def test_a_star_import_brings_every_promised_name() -> None:
    brought: dict[str, object] = {}
    exec("from secondment import *", brought)
    assert set(brought) - {"__builtins__"} == set(secondment.__all__)


CHOICES: list[type[StrEnum]] = [
    value
    for value in (getattr(secondment, name) for name in secondment.__all__)
    if isinstance(value, type) and issubclass(value, StrEnum)
]


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_is_written_as_it_is_named(choice: type[StrEnum]) -> None:
    """It stands in stored facts under that name for ever."""
    assert [each.value for each in choice] == [each.name.lower() for each in choice]


STANDING_ALONE = {
    *("goals", "scores", "smart", "trajectory"),
    *("feedback", "ratings", "scope", "workload", "onboarding", "outcome"),
}
"""Rooms that a tool may use without a placement, by the name of the module."""

PARTS_OF_POLICIES = "clauses"
"""The room of what a policy consists of; packs are written without, and a program may use it."""


def kinds_in(hint: object) -> Iterator[type]:
    """Yield the classes of this library that *hint* speaks of."""
    if isinstance(hint, type) and hint.__module__.startswith("secondment."):
        yield hint
    for inner in typing.get_args(hint):
        for each in inner if isinstance(inner, list) else [inner]:
            yield from kinds_in(each)


def hints_of(value: object) -> Iterator[object]:
    """Yield the type hints of *value*, of its public fields, methods and properties."""
    if inspect.isfunction(value):
        yield from typing.get_type_hints(value).values()
    elif inspect.isclass(value) and value.__module__ in PLAINLY_HINTED:
        hinted = typing.get_type_hints(value)
        yield from (hint for name, hint in hinted.items() if not name.startswith("_"))
        for name, member in vars(value).items():
            function = member.fget if isinstance(member, property) else member
            function = getattr(function, "__func__", function)
            if not name.startswith("_") and inspect.isfunction(function):
                yield from typing.get_type_hints(function).values()


PLAINLY_HINTED = {f"secondment.{name}" for name in MODULES} - {"secondment.lifecycle"}
"""The chart's class has the hints of python-statemachine, which cannot be resolved from outside."""


def test_whatever_a_promised_name_speaks_of_is_promised_too() -> None:
    """A tool that annotates its code needs the names of what it is handed."""
    promised = {name: getattr(secondment, name) for name in secondment.__all__}
    spoken_of = {
        kind for value in promised.values() for hint in hints_of(value) for kind in kinds_in(hint)
    }
    hidden = {kind for kind in spoken_of if kind not in promised.values()}
    rooms = STANDING_ALONE | {PARTS_OF_POLICIES}
    elsewhere = {kind for kind in hidden if kind.__module__.split(".")[1] in rooms}
    # what the rules hold an offer against; a tool has no use for it
    assert {kind.__name__ for kind in hidden - elsewhere} == {"Table"}


def test_what_a_tool_needs_for_its_policies_is_promised() -> None:
    """Reading packs, asking about them, and the rows and clauses that a program makes."""
    reading = {"Policy", "load_policy", "read_policy", "pack_names", "explain_policy", "Provision"}
    making = {"Clause", "Source", "Length", "WorkingDays", "WorkingWeek"}
    rows = {kind.__name__ for kind, _ in ROWS.values()}
    assert reading | making | rows <= set(secondment.__all__)


# documentation


def documented(body: list[ast.stmt]) -> Iterator[tuple[str, str | None]]:
    """Yield every name that *body* defines with its docstring, or with the text right after it."""
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, Scope):
            yield statement.name, ast.get_docstring(statement)
            continue
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        text = None
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            text = following.value.value
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, text if isinstance(text, str) else None


def test_every_promised_name_says_what_it_is() -> None:
    """Constants and aliases too, by the text below them."""
    said: dict[str, str | None] = {}
    for name in MODULES:
        if name != "__init__":
            said.update(documented(TREES[name].body))
    silent = [name for name in secondment.__all__ if not (said[name] or "").strip()]
    assert silent == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_belongs_in_it(module: str) -> None:
    text = ast.get_docstring(TREES[module]) or ""
    first_line = text.partition("\n")[0]
    assert re.fullmatch(r"[A-Z].{20,}[.]", first_line), first_line


SECTIONS = {"Args", "Attributes", "Returns", "Raises", "Example", "Source", "Note"}


def scopes(body: list[ast.stmt]) -> Iterator[Scope]:
    """Yield the classes and functions of *body*, and those inside the public classes."""
    for statement in body:
        if isinstance(statement, Scope):
            yield statement
            if isinstance(statement, ast.ClassDef) and not statement.name.startswith("_"):
                yield from scopes(statement.body)


@pytest.mark.parametrize("module", MODULES)
def test_docstrings_have_no_other_sections_than_these(module: str) -> None:
    headings = {
        heading
        for scope in scopes(TREES[module].body)
        for heading in re.findall(
            r"^([A-Z][a-z]+):$", ast.get_docstring(scope) or "", flags=re.MULTILINE
        )
    }
    assert headings - SECTIONS == set()


def said_to_raise(node: Scope | ast.Module) -> set[str]:
    """Return the exceptions that the docstring of *node* lists."""
    text = ast.get_docstring(node) or ""
    found = re.search(r"^Raises:\n((?:    .*\n?)+)", text, re.MULTILINE)
    return set(re.findall(r"^    (\w+):", found[1], re.MULTILINE)) if found else set()


def raised_in(body: list[ast.stmt], functions: dict[str, Function], seen: set[str]) -> set[str]:
    """Return the exceptions raised in *body*, and in the private functions that it speaks of.

    Those of its own module, and `RAISING`. What a variable holds cannot be seen from here, what
    another module raises neither; failed assertions and private exceptions are no concern of a
    caller.
    """
    raised: set[str] = set()
    for node in (each for statement in body for each in ast.walk(statement)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            maker = ast.unparse(node.exc.func)
            made = functions[maker].returns if maker in functions else node.exc.func
            raised |= {made.id} if isinstance(made, ast.Name) else set()
        elif isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
            seen.add(node.id)
            raised |= raised_in(functions[node.id].body, functions, seen)
    return {name for name in raised if name[0].isupper()} - {"AssertionError"}


def made_by(kind: ast.ClassDef) -> list[ast.stmt]:
    """Return what runs when *kind* is made: its fields with their validators, and its making."""
    return [
        each
        for each in kind.body
        if not isinstance(each, Scope) or each.name in ("__init__", "__attrs_post_init__")
    ]


RAISING = {"check_fields", "raise_faults"}
"""What the room of faults raises on behalf of the other rooms."""


@pytest.mark.parametrize("module", MODULES)
def test_what_is_raised_is_said(module: str) -> None:
    """In the docstring, in that of the module for all its classes, or where "See ..." points to."""
    tree = TREES[module]
    private = {
        each.name: each
        for each in (*tree.body, *TREES["faults"].body)
        if isinstance(each, Function) and (each.name.startswith("_") or each.name in RAISING)
    }
    silent = {}
    for scope in scopes(tree.body):
        if scope.name.startswith("_") or (ast.get_docstring(scope) or "").startswith("See `"):
            continue
        is_class = isinstance(scope, ast.ClassDef)
        body = made_by(scope) if isinstance(scope, ast.ClassDef) else scope.body
        said = said_to_raise(scope) | (said_to_raise(tree) if is_class else set())
        unsaid = raised_in(body, private, set()) - said
        if unsaid:
            silent[scope.name] = unsaid
    assert silent == {}


@pytest.mark.parametrize("module", MODULES)
def test_what_is_said_to_be_raised_exists(module: str) -> None:
    said = {name for scope in scopes(TREES[module].body) for name in said_to_raise(scope)}
    known = vars(errors) | vars(builtins)
    assert {name for name in said if not issubclass(known.get(name, int), Exception)} == set()


# what an import costs

FOREIGN = {"attr", "attrs", "cattrs", "dateutil", "pendulum", "statemachine", "typing_extensions"}
"""What the four dependencies bring, by the names of the packages."""


def imported() -> set[str]:
    """Return the modules that a fresh Python has after importing the package."""
    here = str(SOURCES[0].parent.parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import secondment; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


def test_importing_the_package_brings_nothing_that_only_tests_need() -> None:
    modules = imported()
    packages = {name.partition(".")[0] for name in modules}
    foreign = packages - set(sys.stdlib_module_names) - {"secondment"}
    assert {name for name in foreign if not name.startswith("_")} <= FOREIGN
    assert packages & {"unittest", "doctest", "pdb", "tkinter"} == set()
    assert {name for name in modules if name.startswith("statemachine.contrib")} == set()


def test_the_kit_without_its_extra_says_what_is_missing() -> None:
    code = (
        "import sys\n"
        "sys.modules['hypothesis'] = None\n"
        "try:\n"
        "    import secondment.testing\n"
        "except ModuleNotFoundError as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == (
        "secondment.testing needs the extra `testing`: pip install 'secondment[testing]'\n"
    )
