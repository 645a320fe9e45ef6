"""Records of decisions on disk: over restarts and kills, in lists and exports, with a file that is of no use."""

import json
import os
import sqlite3
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import replies
from support.gateway import TEAM_KEY, Gateway, binary
from support.http import httpx
from support.provider import Provider, Reply, Request

pytestmark = pytest.mark.gateway

MODELS = """\
  - {name: two, deployments: [chat-1, embedding-1], strategy: weighted, retry: {attempts: 0}}
"""
ROUTING = """\
routing:
  decisions: {memory: @MEMORY@, sqlite: {path: @FILE@@MORE@}}
"""


class Keeping(Gateway):
    """A gateway that keeps its decisions in a file, and can be started again."""

    memory, more = 1000, ""

    def render(self, models: str = "") -> str:
        routing = ROUTING.replace("@MEMORY@", str(self.memory)).replace("@MORE@", self.more)
        return super().render(MODELS) + routing.replace("@FILE@", str(self.file))

    @property
    def file(self) -> Path:
        return self.folder / "decisions.db"

    def start_again(self) -> None:
        assert self.process.poll() is not None
        with self.stderr.open("ab") as stderr:
            self.process = subprocess.Popen(
                [binary(), "serve", "--config", str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(self.folder), "SWIFT_BACKTRACE": "enable=no"},
            )
        self.wait_until_ready()

    def ask(self, count: int = 1) -> list[str]:
        """Ids of decisions, as answers name them."""
        body = {"model": "two", "messages": [{"role": "user", "content": "an unmistakable zebra"}]}
        with httpx.Client(headers={"authorization": f"Bearer {TEAM_KEY}"}, timeout=20) as client:
            answers = [client.post(self.url + "/v1/chat/completions", json=body) for _ in range(count)]
        assert all(answer.status_code == 200 for answer in answers)
        return [answer.headers["x-signalbox-decision"] for answer in answers]

    def listed(self, query: str = "") -> list[str]:
        status, _, body = self.admin("/admin/v1/decisions" + query)
        assert status == 200
        return [each["id"] for each in json.loads(body)["decisions"]]

    def metric(self, name: str) -> float:
        lines = [line for line in self.admin("/metrics")[2].splitlines() if line.startswith(name + " ")]
        assert len(lines) == 1, f"{name}: {lines}"
        return float(lines[0].rsplit(" ", 1)[1])

    def records(self, outcome: str) -> float:
        return self.metric(f'signalbox_decision_store_records_total{{outcome="{outcome}"}}')

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end, self.output()[-2000:]
            time.sleep(0.02)


@pytest.fixture
def keep(provider_session: Provider, tmp_path: Path) -> Iterator[Callable[..., Keeping]]:
    """Starts one gateway; `prepare` is called with its folder before."""

    def answer(request: Request) -> Reply:
        return replies.chat("An answer")

    provider_session.reset()
    provider_session.fallback = answer
    started: list[Keeping] = []

    def start(memory: int = 1000, more: str = "", prepare: Callable[[Path], object] = lambda folder: None) -> Keeping:
        prepare(tmp_path)
        kind = type("Keeping", (Keeping,), {"memory": memory, "more": more})
        started.append(kind(tmp_path, f"http://localhost:{provider_session.port}"))
        return started[-1]

    yield start
    for gateway in started:
        gateway.stop()
    provider_session.reset()


def test_decisions_outlive_a_restart_and_a_kill(keep: Callable[..., Keeping], tmp_path: Path) -> None:
    gateway = keep()
    first = gateway.ask(30)
    documents = {each: gateway.admin(f"/admin/v1/decisions/{each}")[2] for each in first}
    gateway.terminate()
    assert gateway.wait() == 0
    gateway.start_again()
    assert gateway.listed("?limit=100") == first[::-1]
    for each, document in documents.items():
        assert gateway.admin(f"/admin/v1/decisions/{each}")[2] == document, "the same to the last byte"
        request_id = json.loads(document)["request_id"]
        assert gateway.admin(f"/admin/v1/decisions/{request_id}")[2] == document
    second = gateway.ask(20)
    gateway.wait_for(lambda: gateway.records("stored") == 20)
    gateway.kill()
    gateway.start_again()
    assert gateway.listed("?limit=100") == (first + second)[::-1]
    third = gateway.ask(5)
    # Some are in memory only, some in both, most in the file only.
    assert gateway.listed("?limit=100") == (first + second + third)[::-1]
    assert gateway.listed("?limit=7") == (second[-2:] + third)[::-1]
    exported = tmp_path / "decisions.jsonl"
    exported.write_text(gateway.admin("/admin/v1/decisions?format=jsonl&limit=1000")[2])
    again = subprocess.run(
        [binary(), "replay", str(exported), "--config", str(gateway.config)],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ.get("PATH", "")},
    )
    assert again.stdout == "55 decisions: 55 unchanged, 0 changed, 0 refused, 0 unknown\n", again.stderr
    assert gateway.admin("/admin/v1/decisions/dec_0000000000000000")[0] == 404


def test_the_file_is_its_owners_and_holds_no_prompt(keep: Callable[..., Keeping]) -> None:
    gateway = keep()
    gateway.ask(10)
    gateway.wait_for(lambda: gateway.records("stored") == 10)
    for end in ("", "-wal", "-shm"):
        path = Path(f"{gateway.file}{end}")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert b"zebra" not in path.read_bytes() and TEAM_KEY.encode() not in path.read_bytes()
    assert gateway.metric("signalbox_decision_store_up") == 1
    assert gateway.metric("signalbox_decision_store_bytes") > 10_000
    with sqlite3.connect(gateway.file) as file:
        assert file.execute("SELECT count(*) FROM decisions").fetchone() == (10,)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_nothing_in_memory_and_a_sample_in_the_file(keep: Callable[..., Keeping]) -> None:
    gateway = keep(memory=0, more=", sample: 30%")
    made = gateway.ask(200)
    gateway.terminate()
    assert gateway.wait() == 0
    gateway.start_again()
    kept = gateway.listed("?limit=1000")
    assert 30 <= len(kept) <= 95
    assert kept == [each for each in made[::-1] if each in set(kept)]


def test_old_records_go(keep: Callable[..., Keeping]) -> None:
    gateway = keep(more=", keep: 1s")
    gateway.ask(10)
    gateway.terminate()
    assert gateway.wait() == 0
    time.sleep(1.1)
    gateway.start_again()
    gateway.wait_for(lambda: gateway.records("pruned") == 10)
    assert gateway.listed() == []


@pytest.mark.parametrize("damage", ["foreign", "torn", "folder"])
def test_a_file_of_no_use_costs_no_request(keep: Callable[..., Keeping], damage: str) -> None:
    def spoil(folder: Path) -> None:
        file = folder / "decisions.db"
        if damage == "folder":
            file.mkdir()
        elif damage == "foreign":
            file.write_bytes(b"these are my notes, which nobody may overwrite\n" * 100)

    gateway = keep(prepare=spoil)
    if damage == "torn":
        gateway.ask(200)
        gateway.terminate()
        assert gateway.wait() == 0
        content = bytearray(gateway.file.read_bytes())
        content[8192 : len(content) // 2] = bytes(len(content) // 2 - 8192)
        gateway.file.write_bytes(content)
        gateway.start_again()
    before = None if damage == "folder" else gateway.file.read_bytes()
    made = gateway.ask(5)
    assert gateway.listed() == made[::-1]
    assert gateway.admin(f"/admin/v1/decisions/{made[0]}")[0] == 200
    assert gateway.metric("signalbox_decision_store_up") == 0
    assert gateway.output().count("decisions are not stored") == 1 and str(gateway.file) in gateway.output()
    assert before is None or gateway.file.read_bytes() == before
    # A reload with the same file says so again, and routing goes on.
    assert gateway.admin("/admin/v1/reload", "POST")[0] == 200
    gateway.wait_for(lambda: gateway.output().count("decisions are not stored") == 2)
    # Moved away, a reload begins a new one, with what waits in memory.
    gateway.file.rename(gateway.folder / "away")
    assert gateway.admin("/admin/v1/reload", "POST")[0] == 200
    gateway.wait_for(lambda: gateway.metric("signalbox_decision_store_up") == 1)
    made += gateway.ask(3)
    gateway.wait_for(lambda: gateway.records("stored") == 8)
    gateway.terminate()
    assert gateway.wait() == 0
    gateway.start_again()
    assert gateway.listed() == made[::-1]
