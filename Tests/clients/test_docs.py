"""Configurations in the documents are whole, and the gateway accepts them."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.gateway import REPOSITORY, binary

pytestmark = pytest.mark.gateway


def blocks() -> list[str]:
    """The whole files among the examples of docs/routing.md."""
    text = (REPOSITORY / "docs/routing.md").read_text()
    return [block for block in re.findall(r"```yaml\n(.*?)```", text, re.S) if block.startswith("providers:")]


def check(path: Path) -> subprocess.CompletedProcess[str]:
    keys = {"OPENAI_API_KEY": "sk-none-00000000", "GROQ_API_KEY": "gsk-none-00000000"}
    keys |= {"TEAM_A_KEY": "sk-team-a-00000000", "TEAM_B_KEY": "sk-team-b-00000000"}
    return subprocess.run(
        [binary(), "check", "--strict", str(path)], capture_output=True, text=True, env={**os.environ, **keys}
    )


def test_there_are_examples() -> None:
    assert len(blocks()) == 3


@pytest.mark.parametrize("number", range(3))
def test_examples_of_the_routing_document_are_accepted(number: int, tmp_path: Path) -> None:
    path = tmp_path / "signalbox.yaml"
    path.write_text(blocks()[number])
    done = check(path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["groq-first.yaml", "routing.yaml"])
def test_the_files_that_it_names_are_accepted(name: str) -> None:
    assert f"examples/{name}" in (REPOSITORY / "docs/routing.md").read_text()
    done = check(REPOSITORY / "examples" / name)
    assert done.returncode == 0, done.stdout + done.stderr
