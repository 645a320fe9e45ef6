"""Processes that end and follow one another: takeover under load, restart after SIGKILL, descriptors running out."""

import json
import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import replies
from support.gateway import TEAM_KEY, Gateway, binary
from support.http import httpx
from support.provider import Gate, Provider
from support.rawhttp import RawClient, request

pytestmark = pytest.mark.gateway

AUTHORIZED = {"authorization": f"Bearer {TEAM_KEY}"}
CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}
ASK = request("POST", "/v1/chat/completions", AUTHORIZED, json.dumps(CHAT).encode())
ASK_STREAM = request("POST", "/v1/chat/completions", AUTHORIZED, json.dumps({**CHAT, "stream": True}).encode())


class Successor(Gateway):
    """A further process on the configuration of one that was started before."""

    def __init__(self, first: Gateway, *arguments: str, config: Path | None = None) -> None:
        self.folder, self.log = first.folder, first.log
        self.port, self.admin_port = first.port, first.admin_port
        self.stderr = first.folder / f"stderr-{time.monotonic_ns()}.txt"
        self.config = config or first.config
        command = [binary(), "serve", "--config", str(self.config), *arguments]
        with self.stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                cwd=first.folder,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(first.folder), "SWIFT_BACKTRACE": "enable=no"},
            )

    def wait_until_serving(self) -> None:
        """Not `wait_until_ready`: the process before it answers on the same port."""
        wait_until(lambda: " serves http" in self.output() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output()


@pytest.fixture
def follow() -> Iterator[Callable[..., Successor]]:
    """Starts further processes; those that run are stopped at the end."""
    started: list[Successor] = []

    def start(*arguments: object, **options: object) -> Successor:
        started.append(Successor(*arguments, **options))
        return started[-1]

    yield start
    for gateway in started:
        if gateway.process.poll() is None:
            gateway.stop()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


class Load:
    """Clients that never try again: keep-alive ones, fresh ones, and one that speaks HTTP/2."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.stopping = threading.Event()
        self.failures: list[str] = []
        self.answered = 0
        self.last = 0
        kinds = [self.keep_alive] * 3 + [self.fresh] * 3 + [self.multiplexed]
        self.threads = [threading.Thread(target=self.run, args=(kind,), daemon=True) for kind in kinds]
        for thread in self.threads:
            thread.start()

    def run(self, kind: Callable[[], None]) -> None:
        while not self.stopping.is_set():
            try:
                kind()
            except Exception as error:  # noqa: BLE001, whatever it is, a client would have seen it
                self.failures.append(f"{kind.__name__}: {error!r}")
                time.sleep(0.05)

    def check(self, status: int, body: bytes) -> None:
        assert status == 200, (status, body)
        assert json.loads(body)["choices"][0]["message"]["content"] == "Hello there."
        self.answered += 1

    def keep_alive(self) -> None:
        with RawClient(self.port) as client:
            while not self.stopping.is_set():
                client.send(ASK)
                answer = client.response()
                self.check(answer.status, answer.body)
                if answer.header("connection") == "close":
                    self.last += 1
                    return
                time.sleep(0.005)

    def fresh(self) -> None:
        with RawClient(self.port) as client:
            client.send(ASK)
            answer = client.response()
            self.check(answer.status, answer.body)
        time.sleep(0.005)

    def multiplexed(self) -> None:
        with httpx.Client(http1=False, http2=True, headers=AUTHORIZED, timeout=20) as client:
            while not self.stopping.is_set():
                answer = client.post(f"http://127.0.0.1:{self.port}/v1/chat/completions", json=CHAT)
                self.check(answer.status_code, answer.content)
                time.sleep(0.005)

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(20)


@contextmanager
def under_load(port: int) -> Iterator[Load]:
    load = Load(port)
    try:
        wait_until(lambda: load.answered > 50)
        yield load
    finally:
        load.stop()


def chat(gateway: Gateway) -> int:
    url = gateway.url + "/v1/chat/completions"
    return httpx.post(url, json=CHAT, headers=AUTHORIZED, timeout=20).status_code


def offer(folder: Path) -> str:
    return f"  h2c: true\n  handover: {folder / 'handover.sock'}"


def test_a_takeover_under_load_loses_no_request(
    start_gateway: Callable[..., Gateway], follow: Callable[..., Successor], provider: Provider, tmp_path: Path
) -> None:
    provider.fallback = lambda _: replies.chat()
    first = start_gateway(server=offer(tmp_path))
    generations: list[Gateway] = [first]
    with under_load(first.port) as load:
        for _ in range(3):
            generations.append(follow(first, "--takeover"))
            generations[-1].wait_until_serving()
            answered = load.answered
            assert generations[-2].wait() == 0, generations[-2].output()
            wait_until(lambda: load.answered > answered + 50)
    assert load.failures == []
    # Those that were told went elsewhere, instead of being cut off.
    assert load.last >= 3
    assert all("drained=true" in each.output() for each in generations[:-1])
    assert chat(generations[-1]) == 200


def test_streams_that_run_across_a_takeover_are_finished_by_the_old_process(
    start_gateway: Callable[..., Gateway], follow: Callable[..., Successor], provider: Provider, tmp_path: Path
) -> None:
    first = start_gateway(server=offer(tmp_path))
    gate, events = Gate(), replies.text_events(["a", "b"])
    provider.script = [replies.stream([*events[:2], gate, *events[2:]]) for _ in range(8)]
    clients = [RawClient(first.port) for _ in range(8)]
    for number, client in enumerate(clients):
        client.send(ASK_STREAM)
        provider.wait_for_request(number + 1)
    second = follow(first, "--takeover")
    second.wait_until_serving()
    provider.fallback = lambda _: replies.chat()
    assert chat(second) == 200
    time.sleep(0.3)
    assert first.process.poll() is None, "it stopped although streams were running"
    gate.open()
    for client in clients:
        answer = client.response()
        assert answer.status == 200 and answer.body.endswith(b"data: [DONE]\n\n"), answer
        # Its head was out before the takeover, so that the client does not know: it may ask once more.
        assert answer.header("connection") is None
        client.send(ASK)
        answer = client.response()
        assert (answer.status, answer.header("connection")) == (200, "close")
        client.close()
    assert first.wait() == 0, first.output()
    assert chat(second) == 200


def test_an_idle_connection_is_served_once_more_and_then_let_go(
    start_gateway: Callable[..., Gateway], follow: Callable[..., Successor], provider: Provider, tmp_path: Path
) -> None:
    first = start_gateway(server=offer(tmp_path))
    provider.fallback = lambda _: replies.chat()
    asking, silent = RawClient(first.port), RawClient(first.port)
    for client in (asking, silent):
        client.send(ASK)
        assert client.response().status == 200
    second = follow(first, "--takeover")
    second.wait_until_serving()
    time.sleep(1)
    asking.send(ASK)
    answer = asking.response()
    assert (answer.status, answer.header("connection")) == (200, "close")
    assert asking.at_end()
    began = time.monotonic()
    assert silent.at_end()
    assert 3 < time.monotonic() - began < 10
    assert first.wait() == 0


@pytest.mark.parametrize("fault", ["configuration", "address"])
def test_a_failed_takeover_changes_nothing(
    start_gateway: Callable[..., Gateway],
    follow: Callable[..., Successor],
    provider: Provider,
    tmp_path: Path,
    fault: str,
) -> None:
    first = start_gateway(server=offer(tmp_path))
    provider.fallback = lambda _: replies.chat()
    bad = tmp_path / "bad.yaml"
    text = first.render()
    if fault == "configuration":
        bad.write_text(text.replace("loops:", "lops:"))
    else:
        # Found out only after the sockets came.
        bad.write_text(text.replace(f"admin: 127.0.0.1:{first.admin_port}", f"admin: 127.0.0.1:{provider.port}"))
    with under_load(first.port) as load:
        second = follow(first, "--takeover", config=bad)
        assert second.wait() != 0
        assert (str(provider.port) if fault == "address" else "lops") in second.output()
        answered = load.answered
        wait_until(lambda: load.answered > answered + 50)
    assert load.failures == [] and load.last == 0
    assert ("serving on" in first.output()) == (fault == "address")
    assert first.process.poll() is None and first.admin("/readyz")[0] == 200
    # The next one does better.
    third = follow(first, "--takeover")
    third.wait_until_serving()
    assert first.wait() == 0
    assert chat(third) == 200


def test_more_loops_and_fewer_loops_serve_all_sockets(
    start_gateway: Callable[..., Gateway], follow: Callable[..., Successor], provider: Provider, tmp_path: Path
) -> None:
    provider.fallback = lambda _: replies.chat()
    before = start_gateway(server=offer(tmp_path), loops=2)
    for loops in (5, 1, 3):
        before.config.write_text(re.sub("loops: .*", f"loops: {loops}", before.config.read_text()))
        with under_load(before.port) as load:
            after = follow(before, "--takeover")
            after.wait_until_serving()
            assert before.wait() == 0, before.output()
        assert load.failures == []
        for _ in range(40):
            with RawClient(after.port, timeout=5) as client:
                client.send(request("GET", "/livez"))
                assert client.response().status == 200
        before = after


def test_without_a_running_process_a_takeover_is_a_start(
    start_gateway: Callable[..., Gateway], follow: Callable[..., Successor], provider: Provider
) -> None:
    """At the path that follows from the address, which is gone with the process."""
    first = start_gateway()
    path = Path(f"/tmp/signalbox-{os.geteuid()}-127.0.0.1-{first.port}.sock")
    assert path.is_socket() and path.stat().st_mode & 0o777 == 0o600
    first.stop()
    assert not path.exists()
    provider.fallback = lambda _: replies.chat()
    second = follow(first, "--takeover")
    second.wait_until_serving()
    assert "nothing to take over" in second.output()
    assert chat(second) == 200
    third = follow(first, "--takeover")
    third.wait_until_serving()
    assert second.wait() == 0
    assert path.is_socket()
    third.stop()
    assert not path.exists()


def test_a_file_at_the_path_is_left_alone(
    start_gateway: Callable[..., Gateway], provider: Provider, tmp_path: Path
) -> None:
    file = tmp_path / "handover.sock"
    file.write_text("precious")
    gateway = start_gateway(server=offer(tmp_path))
    provider.fallback = lambda _: replies.chat()
    assert "cannot be taken over" in gateway.output()
    assert chat(gateway) == 200
    gateway.stop()
    assert file.read_text() == "precious"


def test_after_a_kill_under_load_a_new_process_serves(
    start_gateway: Callable[..., Gateway], follow: Callable[..., Successor], provider: Provider, tmp_path: Path
) -> None:
    provider.fallback = lambda _: replies.chat()
    first = start_gateway(server=offer(tmp_path))
    with under_load(first.port) as load:
        first.kill()
        second = follow(first, "--takeover")
        second.wait_until_serving()
        answered = load.answered
        wait_until(lambda: load.answered > answered + 100)
        assert load.failures
    # What it left at the path was in nobody's way, and the new one's place can be taken in turn.
    third = follow(first, "--takeover")
    third.wait_until_serving()
    assert second.wait() == 0
    assert chat(third) == 200
    # The fixture expects an orderly end of what it started.
    first.process.returncode = 0


def processor_seconds(gateway: Gateway) -> float:
    fields = Path(f"/proc/{gateway.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(gateway: Gateway) -> int:
    return len(os.listdir(f"/proc/{gateway.process.pid}/fd"))


def outcome(client: RawClient) -> int:
    """The status of the answer; 0 where the connection was closed instead."""
    try:
        client.send(ASK)
        return client.response().status
    except (EOFError, OSError):
        return 0


def test_more_clients_than_descriptors_are_refused_and_the_rest_is_served(
    start_gateway: Callable[..., Gateway], provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confined = tmp_path / "confined.sh"
    confined.write_text(f'#!/bin/sh\nulimit -n 256\nexec {binary()} "$@"\n')
    confined.chmod(0o755)
    monkeypatch.setenv("SIGNALBOX_BIN", str(confined))
    gateway = start_gateway()
    provider.fallback = lambda _: replies.chat()
    assert gateway.output().count("want of descriptors") == 1
    clients = [RawClient(gateway.port) for _ in range(400)]
    outcomes = [outcome(client) for client in clients]
    served = [client for client, status in zip(clients, outcomes) if status == 200]
    assert set(outcomes) <= {200, 503, 0} and len(served) >= 64, outcomes
    assert 503 in outcomes
    # Providers and the admin plane have their room.
    assert all(outcome(client) == 200 for client in served)
    assert gateway.admin("/metrics")[0] == 200
    before = processor_seconds(gateway)
    time.sleep(1)
    assert processor_seconds(gateway) - before < 0.3
    assert descriptors(gateway) < 256
    for client in clients:
        client.close()
    wait_until(lambda: chat(gateway) == 200)
    assert gateway.process.poll() is None


def test_a_listener_that_cannot_accept_waits_and_goes_on(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway()
    provider.fallback = lambda _: replies.chat()
    assert chat(gateway) == 200
    _, most = resource.prlimit(gateway.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(gateway.process.pid, resource.RLIMIT_NOFILE, (descriptors(gateway), most))
    clients = [RawClient(gateway.port) for _ in range(20)]
    for client in clients:
        client.send(ASK)
    before = processor_seconds(gateway)
    time.sleep(1)
    assert processor_seconds(gateway) - before < 0.3
    resource.prlimit(gateway.process.pid, resource.RLIMIT_NOFILE, (most, most))
    for client in clients:
        assert client.response().status == 200
        client.close()
