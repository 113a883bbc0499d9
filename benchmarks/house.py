"""The numbers of the house: how many rooms, modules and names a newcomer has to know.

Of the whole program, without tests and benchmarks. Run it as `python -m benchmarks.house`; with
`-v` it also names what it counts.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support import house
from tests.support.source_tree import SourceTree

ROOT = Path(__file__).parents[1]
VAGUE = {"one", "found", "told"}
"""Names that say nothing of the thing that they hold."""


def main() -> None:
    """Print each number on a line."""
    tree = SourceTree(ROOT)
    for name, value, told in numbers(tree):
        print(f"{name:48} {value}")
        if "-v" in sys.argv:
            print("".join(f"    {line}\n" for line in told), end="")


def numbers(tree: SourceTree) -> Iterator[tuple[str, str, list[str]]]:
    """Each number by its name, and what it counts."""
    lines = {file.module: len(file.text.splitlines()) for file in tree.program}
    longest = sorted(lines, key=lambda module: -lines[module])[:5]
    yield (
        "modules / lines",
        f"{len(lines)} / {sum(lines.values())}",
        [f"{module}: {lines[module]}" for module in longest],
    )
    sizes = house.folder_sizes(tree)
    fullest = sorted(sizes, key=lambda folder: -sizes[folder])[:5]
    yield (
        "most files in a folder",
        str(sizes[fullest[0]]),
        [f"{folder}: {sizes[folder]}" for folder in fullest],
    )
    yield counted("modules with one importer", list(single_importers(tree)))
    yield counted("of these, used by their neighbour alone", list(house.lonely_modules(tree)))
    yield counted("class names in several modules", list(several(house.classes(tree))))
    yield counted("public function names in several modules", list(several(house.functions(tree))))
    yield counted("cycles", list(house.cycles(tree)))
    yield counted("private imports across rooms", list(house.strange_privates(tree)))
    yield counted("bindings named one, found, told", list(vague(tree)))
    yield counted("modules or functions that are too long", list(house.too_long(tree)))


def counted(name: str, told: list[str]) -> tuple[str, str, list[str]]:
    """A number that counts these."""
    return name, str(len(told)), told


def single_importers(tree: SourceTree) -> Iterator[str]:
    """Modules that one other module of the program imports."""
    for module, importers in tree.importers.items():
        if len(importers) == 1:
            yield f"{module}: {next(iter(importers))}"


def several(places: dict[str, set[str]]) -> Iterator[str]:
    """Names that stand in several modules."""
    for name, modules in sorted(places.items()):
        if len(modules) > 1:
            yield f"{name}: {', '.join(sorted(modules))}"


def vague(tree: SourceTree) -> Iterator[str]:
    """Where a vague name is bound: assigned, taken as an argument, or the name of a function."""
    for file in tree.program:
        for node in file.nodes:
            name = bound(node)
            if name in VAGUE:
                yield f"{file.place}:{line_of(node)}: {name}"


def bound(node: ast.AST) -> str | None:
    """The name that a piece of code binds, if it binds one."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
        case ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name
    return None


def line_of(node: ast.AST) -> int:
    """The line of a node, counted from 1."""
    return int(getattr(node, "lineno", 0))


if __name__ == "__main__":
    main()
