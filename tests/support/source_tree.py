"""A folder of Python files, each parsed once: what a file imports and defines, who imports whom."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NOT_SOURCE = (".git", ".hypothesis", ".venv", "build", "demo", "wheels", "__pycache__")
OUTSIDE = ("tests", "benchmarks")
"""What may import anything, and what no room imports."""


@dataclass(frozen=True)
class Import:
    """One import of a file. `import a.b` has no names; `from a import b, c` has two."""

    line: int
    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceFile:
    """A Python file by its path from the root, with slashes."""

    place: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text, filename=self.place)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Everything in it."""
        return list(ast.walk(self.tree))

    @property
    def room(self) -> str:
        """The folder or file at the root that it belongs to."""
        return self.place.split("/")[0].removesuffix(".py")

    @property
    def folder(self) -> str:
        """The folder in which it lies."""
        return self.place.rpartition("/")[0]

    @property
    def module(self) -> str:
        """Its dotted name; a package's is that of its folder."""
        return self.place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def imports(self) -> list[Import]:
        """All that it imports, wherever it stands: statements, and calls by a fixed name."""
        return list(self._imports())

    @cached_property
    def public(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
        """The classes and functions of its top level that others may use."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return [
            node
            for node in self.tree.body
            if isinstance(node, kinds) and not node.name.startswith("_")
        ]

    def _imports(self) -> Iterator[Import]:
        for node in self.nodes:
            match node:
                case ast.Import(names=names):
                    yield from (Import(node.lineno, alias.name) for alias in names)
                case ast.ImportFrom(module=module, names=names, level=level):
                    package = self.place.split("/")[:-1]
                    kept = package[: len(package) + 1 - level] if level else []
                    whole = ".".join([*kept, module] if module else kept)
                    yield Import(node.lineno, whole, tuple(alias.name for alias in names))
                case ast.Call(args=[first, *_]) if _called(node) in {"import_module", "__import__"}:
                    yield Import(node.lineno, _beginning(first))


@dataclass(frozen=True)
class SourceTree:
    """Every Python file under a root, in the order of their paths."""

    root: Path

    @cached_property
    def paths(self) -> list[str]:
        """Every file under the root, whatever it holds, but for what is no source."""
        found = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not _is_foreign(name)]
            here = Path(folder).relative_to(self.root)
            found += [(here / name).as_posix() for name in files if not _is_foreign(name)]
        return sorted(found)

    @cached_property
    def files(self) -> list[SourceFile]:
        """The Python files."""
        read = (self.root / place for place in self.paths if place.endswith(".py"))
        return [
            SourceFile(path.relative_to(self.root).as_posix(), path.read_text(encoding="utf-8"))
            for path in read
        ]

    @cached_property
    def program(self) -> list[SourceFile]:
        """The Python files but for tests and benchmarks."""
        return [file for file in self.files if file.room not in OUTSIDE]

    @cached_property
    def by_module(self) -> dict[str, SourceFile]:
        """The files by their dotted names."""
        return {file.module: file for file in self.files}

    @cached_property
    def tops(self) -> frozenset[str]:
        """The names at the root that can be imported: folders and files."""
        return frozenset(
            place.split("/")[0].removesuffix(".py")
            for place in self.paths
            if "/" in place or place.endswith(".py")
        )

    @cached_property
    def importers(self) -> dict[str, set[str]]:
        """For each module of the program, the modules of the program that import it."""
        told: dict[str, set[str]] = {file.module: set() for file in self.program}
        for file in self.program:
            for one in file.imports:
                for module in self._modules(one):
                    if module in told and module != file.module:
                        told[module].add(file.module)
        return told

    def _modules(self, one: Import) -> Iterator[str]:
        """What an import leads to: the modules among its names, and the one that holds the rest."""
        below = [f"{one.module}.{name}" for name in one.names]
        yield from (name for name in below if name in self.by_module)
        if not below or not all(name in self.by_module for name in below):
            yield one.module


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _beginning(node: ast.expr) -> str:
    """The fixed beginning of a text: all of a constant, the first words of an f-string."""
    match node:
        case (
            ast.Constant(value=str(text))
            | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_])
        ):
            return text
    return ""


def _is_foreign(name: str) -> bool:
    return name in NOT_SOURCE or name.endswith("_cache")
