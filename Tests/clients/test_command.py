"""The command line: version, check, schema, the demonstration, and a start that must not succeed."""

import json
import subprocess
from pathlib import Path

import pytest
from support.gateway import binary

pytestmark = pytest.mark.gateway


def signalbox(*arguments: str, **more: object) -> subprocess.CompletedProcess:
    return subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=20, **more)


def test_version() -> None:
    done = signalbox("version")
    assert done.returncode == 0 and done.stdout.strip()


def test_the_schema_is_json() -> None:
    done = signalbox("schema")
    assert done.returncode == 0
    schema = json.loads(done.stdout)
    assert {"server", "providers", "models", "keys"} <= set(schema["properties"])


def test_check_finds_every_error_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("server: {listn: 127.0.0.1:0}\nproviders:\n  - {id: a, kind: opnai, api_key: x}\n")
    done = signalbox("check", str(file))
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert ":1:10:" in told and "listen" in told
    assert ":3:" in told and "openai" in told


def test_a_missing_secret_is_an_error_at_start(tmp_path: Path) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text("providers:\n  - {id: a, kind: openai, api_key: '${env:SIGNALBOX_NO_SUCH_SECRET}'}\n")
    done = signalbox("serve", "--config", str(file))
    assert done.returncode != 0
    assert "SIGNALBOX_NO_SUCH_SECRET" in done.stdout + done.stderr


def test_without_keys_only_loopback_is_listened_on(tmp_path: Path) -> None:
    file = tmp_path / "open.yaml"
    file.write_text("server: {listen: '0.0.0.0:0'}\nproviders:\n  - {id: demo, kind: simulated}\n")
    assert signalbox("check", str(file)).returncode != 0
