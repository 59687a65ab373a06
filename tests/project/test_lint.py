"""The tools agree: ruff finds nothing, mypy finds nothing, and the import contracts hold."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in the project's folder, as a person would."""
    folders = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": folders},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def test_ruff_finds_nothing() -> None:
    result = run(tool("ruff"), "check", "--no-cache", "--output-format", "concise", ".")

    assert result.returncode == 0, result.stdout


def test_the_import_contracts_hold() -> None:
    result = run(tool("lint-imports"), "--no-cache")

    assert result.returncode == 0, result.stdout


# About half a minute where mypy remembers nothing.
@pytest.mark.slow
def test_mypy_finds_nothing(tmp_path: Path) -> None:
    result = run(sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path))

    assert result.returncode == 0, result.stdout
