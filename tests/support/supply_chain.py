"""What the lock of the program holds: licences, a bill of materials, wheels for other processors.

    python -m tests.support.supply_chain sbom > sbom.json
    python -m tests.support.supply_chain wheels > requirements/aarch64.wheels

The lock tells names, versions and hashes; licences and dependencies stand in the metadata of what
is installed from it. Only `wheels` asks the package index, by pip and as pip is set up.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.markers import Marker

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements/run.txt"
WHEELS = ROOT / "requirements/aarch64.wheels"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PROCESSOR = "aarch64"
GLIBCS = ("2_17", "2_24", "2_26", "2_27", "2_28", "2_31", "2_34", "2_35", "2_36")
"""What Debian 12, whose glibc is 2.36, can run."""
ENTRY = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+?))? \\\n"
    r"(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.MULTILINE,
)
ALLOWED = frozenset(
    {
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "0BSD",
        "CC0-1.0",
        "Zlib",
        "Unlicense",
    }
)
"""Licences under which an institution may run, change and hand on what it did not write itself."""
CALLED = {
    "Apache": "Apache-2.0",
    "Apache 2": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Public Domain": "Unlicense",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages call their licence, and its name in the list of SPDX."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of the lock."""

    name: str
    version: str
    marker: str | None
    hashes: frozenset[str]

    def is_for(self, python: str) -> bool:
        """Whether a Python ("3.13") of Linux needs it."""
        environment = {
            "implementation_name": "cpython",
            "platform_machine": PROCESSOR,
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": "linux",
        }
        return self.marker is None or Marker(self.marker).evaluate(environment)


def locked(lock: Path = LOCK) -> tuple[Locked, ...]:
    """Every package of a lock, some twice with other markers."""
    found = ENTRY.finditer(lock.read_text("utf-8"))
    return tuple(
        Locked(
            entry["name"],
            entry["version"],
            entry["marker"],
            frozenset(re.findall(r"sha256:([0-9a-f]{64})", entry["hashes"])),
        )
        for entry in found
    )


def installed() -> tuple[Locked, ...]:
    """Those that are installed here, at the versions of the lock."""
    return tuple(package for package in locked() if _version(package.name) == package.version)


def _version(name: str) -> str | None:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None


def licence(name: str) -> str:
    """The licence of an installed package, as SPDX calls it where that is known, else as told."""
    told = metadata(name)
    for expression in told.get_all("License-Expression") or []:
        return str(expression)
    short = "".join(told.get_all("License") or []).strip()
    classifiers = [
        line.split(" :: ")[-1]
        for line in told.get_all("Classifier") or []
        if line.startswith("License :: ") and not line.endswith(":: OSI Approved")
    ]
    for words in (short, *classifiers):
        if words in CALLED or words in ALLOWED:
            return str(CALLED.get(words, words))
    return str(classifiers[0] if classifiers else short.split("\n")[0] or "not told")


def licences() -> dict[str, str]:
    """Of every package that is installed from the lock."""
    return {package.name: licence(package.name) for package in installed()}


def licence_table() -> str:
    """The licences as a table of Markdown, without versions, which differ from Python to Python."""
    rows = [f"| {name} | {called} |" for name, called in sorted(licences().items())]
    return "\n".join(["| package | licence |", "|---|---|", *rows]) + "\n"


def bill_of_materials() -> dict[str, object]:
    """The packages as CycloneDX 1.6 wants them; the same for the same lock on the same Python."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    packages = installed()
    names = {package.name: _url(package) for package in packages}
    content = "\n".join(sorted(names.values()))
    root = {
        "type": "application",
        "bom-ref": project["name"],
        "name": project["name"],
        "version": project["version"],
        "licenses": [{"license": {"id": project["license"]}}],
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
        "version": 1,
        "metadata": {"component": root},
        "components": [_component(package) for package in packages],
        "dependencies": [
            {"ref": project["name"], "dependsOn": sorted(names.values())},
            *({"ref": url, "dependsOn": _needs(name, names)} for name, url in names.items()),
        ],
    }


def _url(package: Locked) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def _component(package: Locked) -> dict[str, object]:
    called = licence(package.name)
    kind = {"expression": called} if " " in called else {"license": {"id": called}}
    return {
        "type": "library",
        "bom-ref": _url(package),
        "name": package.name,
        "version": package.version,
        "purl": _url(package),
        "licenses": [kind],
    }


def _needs(name: str, names: dict[str, str]) -> list[str]:
    """What a package needs, extras left aside, of what is locked."""
    needed = set()
    for requirement in distribution(name).requires or []:
        told = re.match(r"[A-Za-z0-9._-]+", requirement)
        if told and "extra ==" not in requirement:
            needed.add(re.sub(r"[-_.]+", "-", told[0]).lower())
    return sorted(names[key] for key in needed if key in names)


def wheels() -> Iterator[str]:
    """Lines "PYTHON NAME VERSION FILE HASH" of every wheel that is made for the processor."""
    for python in PYTHONS:
        for file, digest in sorted(_chosen(python)):
            if file.endswith("-any.whl"):
                continue
            name, version = file.split("-")[:2]
            yield f"{python} {name.replace('_', '-').lower()} {version} {file} {digest}"


def _chosen(python: str) -> Iterator[tuple[str, str]]:
    """The files that pip would install on such a machine, each with a hash of the lock."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        wanted, report = folder / "lock.txt", folder / "report.json"
        wanted.write_text(
            "".join(
                f"{package.name}=={package.version} "
                + " ".join(f"--hash=sha256:{digest}" for digest in sorted(package.hashes))
                + "\n"
                for package in locked()
                if package.is_for(python)
            ),
            "utf-8",
        )
        options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--ignore-installed"]
        options += ["--implementation", "cp", "--python-version", python]
        for glibc in GLIBCS:
            options += ["--platform", f"manylinux_{glibc}_{PROCESSOR}"]
        options += ["--platform", f"manylinux2014_{PROCESSOR}", "--target", str(folder / "target")]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"]
        files = ["--report", str(report), "-r", str(wanted)]
        subprocess.run([*pip, *options, *files], check=True, stdout=sys.stderr)
        for install in json.loads(report.read_text("utf-8"))["install"]:
            told = install["download_info"]
            digest = told["archive_info"]["hashes"]["sha256"]
            yield told["url"].rsplit("/", 1)[-1], digest


def main() -> None:
    """Print what was asked for."""
    if sys.argv[1:] == ["sbom"]:
        sys.stdout.write(json.dumps(bill_of_materials(), indent=1) + "\n")
    elif sys.argv[1:] == ["wheels"]:
        sys.stdout.write("".join(f"{line}\n" for line in wheels()))
    else:
        sys.exit("name sbom or wheels")


if __name__ == "__main__":
    main()
