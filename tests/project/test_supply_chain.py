"""What the program is made of: licences, the bill of materials, wheels for ARM, the audit."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.support import house
from tests.support.supply_chain import (
    ALLOWED,
    PROCESSOR,
    PYTHONS,
    ROOT,
    WHEELS,
    bill_of_materials,
    installed,
    licence,
    licences,
    locked,
)

AUDIT = ROOT / "requirements/tools/audit.txt"


def is_built(name: str) -> bool:
    """Whether an installed package was built for a system and a processor."""
    tags = re.findall(r"^Tag: (.+)$", distribution(name).read_text("WHEEL") or "", re.MULTILINE)
    return not all(tag.endswith("-any") for tag in tags)


def test_every_package_of_the_lock_is_read() -> None:
    """By its own reader here, and by the plainest there is."""
    pins = re.findall(r"^(\S+)==", (ROOT / "requirements/run.txt").read_text("utf-8"), re.MULTILINE)

    assert [package.name for package in locked()] == pins
    assert all(package.hashes for package in locked())
    assert {package.name for package in installed()} == {
        package.name for package in locked() if package.is_for(_python())
    }


def _python() -> str:
    import platform

    return ".".join(platform.python_version_tuple()[:2])


@pytest.mark.parametrize("name", sorted(licences()))
def test_a_package_is_under_a_licence_that_is_allowed(name: str) -> None:
    """docs/licences.md lists them."""
    assert set(re.split(r" (?:AND|OR) ", licence(name))) <= ALLOWED


def test_the_bill_of_materials_names_every_package_once_and_leads_nowhere_else() -> None:
    bill = bill_of_materials()
    components, dependencies = bill["components"], bill["dependencies"]
    assert isinstance(components, list)
    assert isinstance(dependencies, list)
    urls = [component["purl"] for component in components]

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len(urls) == len(set(urls)) == len(installed())
    assert {entry["ref"] for entry in dependencies} == {*urls, "hasila"}
    assert {url for entry in dependencies for url in entry["dependsOn"]} <= set(urls)
    needed = {entry["ref"].partition("@")[0]: entry["dependsOn"] for entry in dependencies}
    assert any("numpy@" in url for url in needed["pkg:pypi/matplotlib"])
    assert bill == bill_of_materials()


@pytest.mark.parametrize("python", PYTHONS)
def test_every_built_package_has_a_locked_wheel_for_arm(python: str) -> None:
    """The lock tells no file names: they stand beside it, each with a hash of the lock."""
    lines = [line.split() for line in WHEELS.read_text("utf-8").splitlines()]
    listed = {
        name: (version, file, digest)
        for made, name, version, file, digest in lines
        if made == python
    }
    packages = {package.name: package for package in locked() if package.is_for(python)}

    assert set(listed) == {name for name in packages if is_built(name)}
    for name, (version, file, digest) in listed.items():
        assert version == packages[name].version, "run `make lock`, which renews the list"
        assert digest in packages[name].hashes
        assert PROCESSOR in file
        assert f"-cp{python.replace('.', '')}-" in file or "-abi3-" in file


def test_what_audits_is_locked_as_well() -> None:
    text = AUDIT.read_text("utf-8")

    assert list(house.loose_requirements(text)) == []
    assert re.search(r"^pip-audit==", text, re.MULTILINE)
    assert "://" not in text


def test_an_audit_that_cannot_be_made_fails(tmp_path: Path) -> None:
    """Here there is nothing to audit with, and no Python to get it."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements/tools").mkdir(parents=True)
    (tmp_path / "requirements/tools/audit.txt").touch()
    command = ["make", "audit", "PYTHON=false"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = subprocess.run(
        ["make", "--dry-run", "audit"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.returncode != 0
    assert not (tmp_path / ".venv/audit/.done").exists()
    assert "pip-audit --strict " in told.stdout
