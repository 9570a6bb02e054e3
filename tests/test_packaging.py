"""The distribution: four packages with generic names, guarded; every dependency locked."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.source import PACKAGES, ROOT
from tests.test_repository import tracked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHAPTERS = {"general", "registration", "unemployed_status", "complaints", "mediation"}


def normal(name: str) -> str:
    """A distribution's name as indexes compare it, extras dropped."""
    return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()


def locked(file: str) -> dict[str, str]:
    """name -> version of a lock file's pins."""
    pins = re.findall(r"^([\w.-]+)==(\S+) \\$", (ROOT / file).read_text(), re.MULTILINE)
    return {normal(name): version for name, version in pins}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of what git keeps, built in a copy so that the checkout stays clean."""
    source = tmp_path_factory.mktemp("source")
    for path in tracked():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, source / path)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", str(source / "out"), str(source)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    (built,) = (source / "out").glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.mark.slow
def test_the_wheel_holds_the_four_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Neither tests nor benchmarks nor an installation's own things travel with it."""
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.slow
def test_every_file_of_the_packages_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    """A form, a notice, a template or a migration left behind would fail only at a customer's."""
    ours = {path.as_posix() for path in tracked() if path.parts[0] in PACKAGES}
    assert ours
    assert not ours - set(wheel.namelist())


@pytest.mark.slow
def test_the_wheel_declares_the_command_and_the_chapters(wheel: zipfile.ZipFile) -> None:
    """Chapters come by the same entry points as a stranger's plugin."""
    (name,) = [n for n in wheel.namelist() if n.endswith("entry_points.txt")]
    text = wheel.read(name).decode()
    assert "jumys = console.cli:main" in text
    assert all(f"{chapter} = plugins.{chapter}" in text for chapter in CHAPTERS)


def test_no_other_distribution_carries_our_names() -> None:
    """Another one shipping ``forms`` would overwrite ours without a word."""
    owners = metadata.packages_distributions()
    assert {name: owners.get(name) for name in PACKAGES} == {
        name: ["jumys-console"] for name in PACKAGES
    }


@pytest.mark.parametrize("name", ["plugins", "forms", "reports"])
def test_a_shadowed_package_is_told_at_the_first_import(name: str, tmp_path: Path) -> None:
    """One sentence names the package that hides ours."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    program = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; import console"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"The package '{name}'" in done.stderr
    assert "its own virtual environment" in done.stderr.replace("\n", " ")


def test_every_dependency_is_pinned_and_locked_as_declared() -> None:
    """pyproject.toml and the lock files say the same versions."""
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    for pin in PROJECT["dependencies"]:
        name, _, version = pin.partition("==")
        assert runtime.get(normal(name)) == version, pin
    for pin in PROJECT["optional-dependencies"]["dev"]:
        name, _, version = pin.partition("==")
        assert dev.get(normal(name)) == version, pin
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_its_hashes(file: str) -> None:
    """What is installed is what was locked, byte for byte, and no address stands in the file."""
    text = (ROOT / file).read_text()
    pin = r"^[\w.-]+==\S+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
    blocks = re.findall(pin, text, re.MULTILINE)
    assert len(blocks) == len(re.findall(r"==", text))
    assert "://" not in text
