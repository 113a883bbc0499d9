"""The rules of the house, as functions over a folder of Python files.

Each rule takes a source tree and yields a sentence for each violation, so that planted violations
can prove that it catches them. Where the tree does not keep a rule of `SHRINKING` yet, the
sentence stands in `house_exceptions.txt`, which may only become shorter: `python -m
tests.support.house` takes out what is no longer true.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.support.source_tree import OUTSIDE, Import, SourceFile, SourceTree

RANKS = {
    "run_monitor": 0,
    "commands": 1,
    "watch": 2,
    "web": 2,
    "reports": 3,
    "entries": 3,
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
HOMES = {
    "alembic": ("storage/",),
    "babel": ("words/",),
    "click": ("commands/",),
    "datasette": ("web/",),
    "datasette_auth_passwords": ("web/",),
    "docx": ("documents/",),
    "facebook": ("collectors/_meta/graph.py",),
    "jinja2": ("documents/",),
    "matplotlib": ("charts/",),
    "mcp": ("commands/mcp.py",),
    "mcp_types": ("commands/mcp.py",),
    "openpyxl": ("documents/", "imports/"),
    "pptx": ("documents/pptx.py",),
    "procrastinate": ("watch/queue/",),
    "psycopg": ("storage/",),
    "python_calamine": ("imports/old_workbook.py",),
    "pydantic": ("settings/", "collectors/", "reports/"),
    "requests": ("net/",),
    "rich": ("commands/", "documents/"),
    "schedule": ("watch/",),
    "smtplib": ("reports/",),
    "sqlalchemy": ("storage/",),
    "tweepy": ("collectors/x.py",),
    "typst": ("documents/",),
    "tzdata": ("metrics/",),
    "uvicorn": ("web/",),
    # Under requests: the pool and the errors of the one place that knows HTTP.
    "urllib3": ("net/",),
}
"""Each library's rooms: a folder, or one file. A library that is not here has no room."""
LONGEST_MODULE = 450
LONGEST_FUNCTION = 40
FULLEST_FOLDER = 25
"""So many Python files, with its `__init__`."""
GROWING = ("storage/migrations/versions",)
"""Folders that get a file with each change, and never lose one."""
FOUND_BY_NAME = ("queries/questions",)
"""Folders whose modules a table of names finds, though their neighbours may use them as well."""
PROTOCOLS = ("command", "view", "read_account", "read_posts", "read_days", "prove")
"""Functions that every module of a kind has, because whoever runs them asks for that name."""
EXCEPTIONS = Path(__file__).with_name("house_exceptions.txt")

REGISTRY = re.compile(
    "|".join(
        [r"py" + r"pi\.", r"python" + r"hosted\.", r"npm" + r"js\.", r"(?<!emit-)index" + "-url"]
    )
)
MACHINE_PATH = re.compile(r"(?<![\w./-])/wo" + r"rk/")
DIRECTIONS = "words/bidi.py"
"""The only module that knows the invisible marks of direction."""
MARK = re.compile(
    r"\\u(?:061c|200[ef]|202[a-e]|206[6-9])|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)
REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==\S+")


def wrong_directions(tree: SourceTree) -> Iterator[str]:
    """Imports that run against the order of the rooms, wherever in a file they stand."""
    for file in tree.files:
        for one in file.imports:
            for target in _tops(one):
                complaint = _direction(file, target, tree)
                if complaint:
                    yield f"{file.place}:{one.line}: {complaint}"


def homeless_libraries(tree: SourceTree) -> Iterator[str]:
    """Libraries imported outside the room that is theirs."""
    for file in tree.program:
        for one in file.imports:
            for library in _tops(one) - tree.tops:
                homes = HOMES.get(library)
                if homes is None and library not in sys.stdlib_module_names:
                    yield f"{file.place}:{one.line}: {library} has no room"
                elif homes is not None and not file.place.startswith(homes):
                    yield f"{file.place}:{one.line}: {library} lives in {' and '.join(homes)}"


def undocumented(tree: SourceTree) -> Iterator[str]:
    """Modules, public classes and public functions without a docstring; folders without a word."""
    for file in _ours(tree):
        if not ast.get_docstring(file.tree):
            yield f"{file.place}: no docstring"
        for node in _public(file.tree):
            if not ast.get_docstring(node):
                yield f"{file.place}:{node.lineno}: {node.name} has no docstring"
    for folder in sorted({file.folder for file in tree.program} - {"", *GROWING}):
        if folder.replace("/", ".") not in tree.by_module:
            yield f"{folder}: no __init__.py that says what it is"


def too_long(tree: SourceTree) -> Iterator[str]:
    """Modules and functions longer than a reader can hold in mind (tests excepted)."""
    for file in _ours(tree):
        lines = len(file.text.splitlines())
        if lines > LONGEST_MODULE:
            yield f"{file.place}: more than {LONGEST_MODULE} lines"
        for node in file.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{file.place}: {node.name} has more than {LONGEST_FUNCTION} lines"


def lonely_modules(tree: SourceTree) -> Iterator[str]:
    """Modules that only their neighbour in the folder uses: they belong into their neighbour.

    What a package's own `__init__` imports, it offers to others or finds for them: questions,
    charts, the tables of the schema. What is found by its name has no importer at all.
    """
    for module, importers in tree.importers.items():
        file = tree.by_module[module]
        if len(importers) != 1 or file.place.endswith("__init__.py"):
            continue
        (importer,) = (tree.by_module[name] for name in importers)
        beside = file.folder == importer.folder and file.folder not in FOUND_BY_NAME
        if beside and not importer.place.endswith("__init__.py"):
            yield f"{module}: only its neighbour uses it"


def shared_names(tree: SourceTree) -> Iterator[str]:
    """Public classes and functions of the program whose name stands in several modules."""
    for kind, places in (("class", classes(tree)), ("function", functions(tree))):
        for name, modules in sorted(places.items()):
            if len(modules) > 1 and not (kind == "function" and name in PROTOCOLS):
                yield f"{kind} {name} stands in several modules"


def strange_privates(tree: SourceTree) -> Iterator[str]:
    """Private modules and names that another room imports."""
    for file in tree.program:
        for one in file.imports:
            if one.module.split(".")[0] not in tree.tops - {file.room}:
                continue
            for name in (*one.module.split("."), *one.names):
                if name.startswith("_") and not name.endswith("__"):
                    yield f"{file.place}: imports {name} of {one.module}"


def cycles(tree: SourceTree) -> Iterator[str]:
    """Modules of the program that import each other, directly or around a corner."""
    graph = {module: set[str]() for module in tree.importers}
    for module, importers in tree.importers.items():
        for importer in importers:
            graph[importer].add(module)
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            around: list[str] = error.args[1][::-1]
            first = around.index(min(around))
            yield " -> ".join([*around[first:-1], *around[:first], around[first]])
            graph[around[0]].remove(around[1])
        else:
            return


def stray_marks(tree: SourceTree) -> Iterator[str]:
    """Modules of the program that spell a mark of direction themselves."""
    for file in tree.program:
        if file.place != DIRECTIONS and MARK.search(file.text):
            yield f"{file.place}: spells a mark of direction, which {DIRECTIONS} knows"


def bound_twice(tree: SourceTree) -> Iterator[str]:
    """Modules of the program in which a constant is given a value twice: the later one wins."""
    for file in tree.program:
        names = [name for node in file.tree.body for name in _constants(node)]
        for name in sorted({name for name in names if names.count(name) > 1 and name != "_"}):
            yield f"{file.place}: {name} is given a value twice"


def _constants(node: ast.stmt) -> Iterator[str]:
    targets: list[ast.expr] = node.targets if isinstance(node, ast.Assign) else []
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        targets = [node.target]
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def full_folders(tree: SourceTree) -> Iterator[str]:
    """Folders of the program with more Python files than one sees at a glance."""
    for folder, count in sorted(folder_sizes(tree).items()):
        if count > FULLEST_FOLDER:
            yield f"{folder}: more than {FULLEST_FOLDER} files"


SHRINKING: tuple[Callable[[SourceTree], Iterator[str]], ...] = (
    too_long,
    lonely_modules,
    shared_names,
    strange_privates,
    cycles,
    full_folders,
    stray_marks,
    bound_twice,
)


def folder_sizes(tree: SourceTree) -> dict[str, int]:
    """How many Python files each folder of the program holds itself, but for those that grow."""
    sizes: dict[str, int] = defaultdict(int)
    for file in tree.program:
        if file.folder not in ("", *GROWING):
            sizes[file.folder] += 1
    return sizes


def classes(tree: SourceTree) -> dict[str, set[str]]:
    """The modules in which a public class of each name stands."""
    return _places(tree, ast.ClassDef)


def functions(tree: SourceTree) -> dict[str, set[str]]:
    """The modules in which a public function of each name stands at the top."""
    return _places(tree, ast.FunctionDef, ast.AsyncFunctionDef)


def violations(tree: SourceTree) -> set[str]:
    """What breaks a rule of `SHRINKING`, each with the name of the rule."""
    return {f"{rule.__name__}: {told}" for rule in SHRINKING for told in rule(tree)}


def exceptions() -> set[str]:
    """What is known to break a rule, until somebody mends it."""
    return set(EXCEPTIONS.read_text(encoding="utf-8").splitlines())


def foreign_addresses(tree: SourceTree) -> Iterator[str]:
    """Files that name a package registry, or a path of the machine they were written on."""
    for place in tree.paths:
        content = (tree.root / place).read_bytes().decode(errors="replace")
        for what, pattern in (("a package registry", REGISTRY), ("a path", MACHINE_PATH)):
            for found in pattern.finditer(content):
                line = content.count("\n", 0, found.start()) + 1
                yield f"{place}:{line}: names {what}"


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


def _direction(file: SourceFile, target: str, tree: SourceTree) -> str | None:
    """Why a file may not import a top-level name; None where it may, or the name is a library."""
    room = file.room
    if room in OUTSIDE or target == room or target not in tree.tops:
        return None
    if target == "sandbox":
        return None if file.place in SANDBOX_USERS else f"{room} may not import the sandbox"
    if room == "sandbox":
        return None if target == "metrics" else f"the sandbox imports metrics alone, not {target}"
    for name in (room, target):
        if name not in RANKS:
            return f"{name} is not a room that {room} and {target} know"
    return None if RANKS[room] < RANKS[target] else f"{room} may not import {target}"


def _tops(one: Import) -> set[str]:
    """The names at the root that an import leads to."""
    return {name.split(".")[0] for name in ([one.module] if one.module else one.names)}


def _ours(tree: SourceTree) -> Iterator[SourceFile]:
    return (file for file in tree.files if file.room != "tests")


def _places(tree: SourceTree, *kinds: type[ast.AST]) -> dict[str, set[str]]:
    places: dict[str, set[str]] = defaultdict(set)
    for file in tree.program:
        for node in file.public if file.folder not in GROWING else []:
            if isinstance(node, kinds):
                places[node.name].add(file.module)
    return places


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _public(node)


def shrink() -> None:
    """Take what is no longer true out of the exceptions."""
    left = exceptions() & violations(SourceTree(Path(__file__).parents[2]))
    EXCEPTIONS.write_text("".join(f"{line}\n" for line in sorted(left)), encoding="utf-8")


if __name__ == "__main__":
    shrink()
