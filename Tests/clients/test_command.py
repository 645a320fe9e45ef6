"""The command line: version, check, schema, the demonstration, and a start that must not succeed."""

import json
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import openai
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


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[str]:
    """What the gateway prints when it starts without a configuration."""
    if not (is_free(8080) and is_free(9090)):
        pytest.skip("ports 8080 and 9090 are in use on this machine")
    output = tmp_path / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen([binary(), "serve"], stdout=file, stderr=file, stdin=subprocess.DEVNULL, cwd=tmp_path)
    try:
        end = time.monotonic() + 15
        while "from openai import OpenAI" not in output.read_text():
            assert process.poll() is None and time.monotonic() < end, output.read_text()
            time.sleep(0.02)
        yield output.read_text()
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def test_the_demonstrations_examples_work_as_they_stand(demonstration: str, tmp_path: Path) -> None:
    lines = demonstration.split("\n")
    first = next(number for number, line in enumerate(lines) if line.strip().startswith("curl "))
    command = "\n".join(lines[first : lines.index("", first)])
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.rstrip().endswith(b"data: [DONE]")
    first = next(number for number, line in enumerate(lines) if "from openai import OpenAI" in line)
    program = textwrap.dedent("\n".join(lines[first : lines.index("", first)]))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 20
    client = openai.OpenAI(base_url="http://127.0.0.1:8080/v1", api_key="none")
    assert "demo" in {model.id for model in client.models.list()}
