"""The rules of the house, as functions over a folder of Python files.

Each rule takes the root of a source tree and yields a sentence for each violation, so that
planted violations can prove that it catches them.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

RANKS = {
    "run_monitor": 0,
    "commands": 1,
    "watch": 2,
    "web": 2,
    "reports": 3,
    "queries": 4,
    "imports": 4,
    "documents": 5,
    "collectors": 6,
    "storage": 6,
    "charts": 6,
    "net": 7,
    "words": 8,
    "settings": 8,
    "metrics": 9,
}
"""The rooms, from the door inwards: each may import those of a higher rank, and itself."""
SANDBOX_USERS = ("commands/demo.py",)
OUTSIDE = ("tests", "benchmarks")
"""What may import anything, and what no room imports."""
HOMES = {
    "alembic": ("storage/",),
    "babel": ("words/",),
    "click": ("commands/",),
    "datasette": ("web/",),
    "datasette_auth_passwords": ("web/",),
    "docx": ("reports/",),
    "facebook": ("collectors/_meta/graph.py",),
    "jinja2": ("reports/",),
    "matplotlib": ("charts/",),
    "openpyxl": ("imports/", "queries/"),
    "psycopg": ("storage/",),
    "pydantic": ("settings/", "collectors/", "reports/"),
    "requests": ("net/",),
    "rich": ("commands/",),
    "schedule": ("watch/",),
    "smtplib": ("reports/",),
    "sqlalchemy": ("storage/",),
    "tweepy": ("collectors/x.py",),
    "typst": ("reports/",),
    "tzdata": ("metrics/",),
    "uvicorn": ("web/",),
    # Under requests: the pool and the errors of the one place that knows HTTP.
    "urllib3": ("net/",),
}
"""Each library's rooms: a folder, or one file. A library that is not here has no room."""
NOT_SOURCE = (".git", ".hypothesis", ".venv", "build", "demo", "wheels", "__pycache__")
LONGEST_MODULE = 450
LONGEST_FUNCTION = 50

REGISTRY = re.compile(
    "|".join(
        [r"py" + r"pi\.", r"python" + r"hosted\.", r"npm" + r"js\.", r"(?<!emit-)index" + "-url"]
    )
)
MACHINE_PATH = re.compile(r"(?<![\w./-])/wo" + r"rk/")
REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==\S+")


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file of a tree, parsed, by its path from the root (with slashes)."""
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if not _is_foreign(place):
            yield place.as_posix(), ast.parse(path.read_bytes(), filename=str(path))


def wrong_directions(root: Path) -> Iterator[str]:
    """Imports that run against the order of the rooms, wherever in a file they stand."""
    for place, tree in modules(root):
        for line, name in _imports(place, tree):
            complaint = _direction(place, name.split(".")[0], root)
            if complaint:
                yield f"{place}:{line}: {complaint}"


def homeless_libraries(root: Path) -> Iterator[str]:
    """Libraries imported outside the room that is theirs."""
    for place, tree in modules(root):
        for line, name in _imports(place, tree):
            library = name.split(".")[0]
            homes = HOMES.get(library)
            if _room(place) in OUTSIDE or _is_own(library, root):
                continue
            if homes is None and library not in sys.stdlib_module_names:
                yield f"{place}:{line}: {library} has no room"
            elif homes is not None and not place.startswith(homes):
                yield f"{place}:{line}: {library} lives in {' and '.join(homes)}"


def undocumented(root: Path) -> Iterator[str]:
    """Modules, public classes and public functions without a docstring."""
    for place, tree in modules(root):
        if _room(place) == "tests":
            continue
        if not ast.get_docstring(tree):
            yield f"{place}: no docstring"
        for node in _public(tree):
            if not ast.get_docstring(node):
                yield f"{place}:{node.lineno}: {node.name} has no docstring"


def too_long(root: Path) -> Iterator[str]:
    """Modules and functions longer than a reader can hold in mind (tests excepted)."""
    for place, tree in modules(root):
        if _room(place) == "tests":
            continue
        lines = len((root / place).read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            yield f"{place}: {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{place}:{node.lineno}: {node.name} has {length} lines"


def foreign_addresses(root: Path) -> Iterator[str]:
    """Files that name a package registry, or a path of the machine they were written on."""
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if _is_foreign(place) or not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().decode(errors="replace").splitlines(), 1):
            for what, pattern in (("a package registry", REGISTRY), ("a path", MACHINE_PATH)):
                if pattern.search(line):
                    yield f"{place.as_posix()}:{number}: names {what}"


def loose_requirements(lock: str) -> Iterator[str]:
    """Requirements of a lock that are not pinned, or have no hash; options of pip."""
    for requirement in re.split(r"\n(?=\S)", lock.strip()):
        line = requirement.splitlines()[0]
        if line.startswith("#"):
            continue
        if not REQUIREMENT.match(line):
            yield f"{line}: not a pinned requirement"
        elif "--hash=sha256:" not in requirement:
            yield f"{line}: no hash"


def _direction(place: str, target: str, root: Path) -> str | None:
    """Why a file may not import a top-level name; None where it may, or the name is a library."""
    room = _room(place)
    if room in OUTSIDE or target == room or not _is_own(target, root):
        return None
    if target == "sandbox":
        return None if place in SANDBOX_USERS else f"{room} may not import the sandbox"
    if room == "sandbox":
        return None if target == "metrics" else f"the sandbox imports metrics alone, not {target}"
    for name in (room, target):
        if name not in RANKS:
            return f"{name} is not a room that {room} and {target} know"
    return None if RANKS[room] < RANKS[target] else f"{room} may not import {target}"


def _imports(place: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name that a file imports, with its line: statements, and calls by a fixed name."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                package = place.split("/")[:-1]
                kept = package[: len(package) + 1 - level] if level else []
                for last in [module] if module else [alias.name for alias in names]:
                    yield node.lineno, ".".join([*kept, last])
            case ast.Call(args=[first, *_]) if _called(node) in {"import_module", "__import__"}:
                yield node.lineno, _beginning(first)


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


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _public(node)


def _room(place: str) -> str:
    return Path(place).parts[0].removesuffix(".py")


def _is_own(name: str, root: Path) -> bool:
    return (root / name).is_dir() or (root / f"{name}.py").is_file()


def _is_foreign(place: Path) -> bool:
    return any(part in NOT_SOURCE or part.endswith("_cache") for part in place.parts)
