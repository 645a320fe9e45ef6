"""The servers that are compared: the mock itself, the peers, and Signalbox, each on free ports of this run."""

import getpass
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from . import bodies
from .machine import Process, Unavailable, free_port, wait_for_port

PEERS = Path(__file__).resolve().parent.parent / "peers"
CLIENT_KEY = "sk-test-0123456789abcdef"
PROVIDER_KEY = "sk-upstream"
WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ORDER = ["direct", "nginx", "haproxy", "envoy", "signalbox"]


def fnv(data: bytes) -> str:
    """FNV-1a, 64 bits: the mock computes the same over what reached it."""
    value = 14695981039346656037
    for byte in data:
        value = (value ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


@dataclass
class Target:
    """A running server and its addresses."""

    name: str
    process: Process
    port: int
    tls_port: int | None = None
    stream_prefix: str = ""
    access_log: Path | None = None

    def empty_log(self) -> None:
        """Empties the access log, as rotation would: a log that only grows takes memory which a virtual machine has
        never touched, and its host gives such a page ten times slower than the line is copied into it."""
        if self.access_log and self.access_log.exists():
            os.truncate(self.access_log, 0)

    def url(self, path: str = "/v1/chat/completions", stream: bool = False) -> str:
        return f"http://127.0.0.1:{self.port}{self.stream_prefix if stream else ''}{path}"

    def tls_url(self, path: str = "/v1/chat/completions") -> str:
        return f"https://127.0.0.1:{self.tls_port}{path}"

    def pids(self) -> str:
        return ",".join(map(str, self.process.pids()))


@dataclass
class Fleet:
    """Everything that a run starts, and what it needs to start more."""

    work: Path
    binary: Path
    envoy: Path | None
    mock_program: Path
    target_core: int | None = 0
    load_core: int | None = 1
    targets: dict[str, Target] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    started: list[Process] = field(default_factory=list)
    mock_port: int = 0

    def start(self, without: set[str]) -> None:
        self.make_certificate()
        self.mock_port = free_port()
        mock = self.run("mock", [str(self.mock_program), "-p", str(self.mock_port)], self.load_core)
        wait_for_port(self.mock_port, mock)
        mock.weigh()
        self.targets["direct"] = Target("direct", mock, self.mock_port)
        for name in ORDER[1:]:
            if name in without:
                continue
            try:
                self.targets[name] = self.start_one(name)
            except Unavailable as reason:
                self.skipped[name] = str(reason)

    def start_one(self, name: str, label: str = "", env: dict | None = None) -> Target:
        """One more server of a kind, with a configuration and ports of its own."""
        starters = {"nginx": self.nginx, "haproxy": self.haproxy, "envoy": self.envoy_proxy,
                    "signalbox": self.signalbox}
        return starters[name](label, env)

    def stop(self) -> None:
        for process in reversed(self.started):
            process.stop()
        self.started.clear()

    def run(self, name: str, command: list[str], core: int | None, env: dict | None = None) -> Process:
        process = Process(name, command, self.work, core, env)
        self.started.append(process)
        return process

    def discard(self, process: Process) -> None:
        process.stop()
        self.started.remove(process)

    def make_certificate(self) -> None:
        """A self-signed P-256 certificate for 127.0.0.1, as PEM files."""
        certificate, key = self.work / "certificate.pem", self.work / "key.pem"
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key),
             "-out", str(certificate)], capture_output=True, text=True)
        if made.returncode:
            raise Unavailable(f"openssl made no certificate: {made.stderr.strip()}")
        (self.work / "certificate-and-key.pem").write_bytes(certificate.read_bytes() + key.read_bytes())

    def render(self, template: str, output: str, **values: object) -> Path:
        """Fills a configuration of peers/ in and writes it into the work folder."""
        text = (PEERS / template).read_text()
        values = {"WORK": self.work, "MOCK": self.mock_port, "CERTIFICATE": self.work / "certificate.pem",
                  "KEY": self.work / "key.pem", "CERTIFICATE_AND_KEY": self.work / "certificate-and-key.pem", **values}
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        path = self.work / output
        path.write_text(text)
        return path

    def peer(self, name: str, template: str, command, stream_prefix: str = "", label: str = "",
             env: dict | None = None, **values) -> Target:
        label = label or name
        port, tls_port = free_port(), free_port()
        config = self.render(template, f"{label}{Path(template).suffix}", PORT=port, TLS_PORT=tls_port, LABEL=label,
                             **values)
        process = self.run(label, command(config), self.target_core, env)
        wait_for_port(port, process)
        process.weigh()
        return Target(name, process, port, tls_port, stream_prefix)

    def nginx(self, label: str = "", env: dict | None = None, workers: int = 1) -> Target:
        program = find("nginx")
        user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
        return self.peer("nginx", "nginx.conf", lambda config: [program, "-p", str(self.work), "-c", str(config)],
                         "/s", label, env, USER=user, WORKERS=workers,
                         LISTEN="reuseport" if workers > 1 else "")

    def haproxy(self, label: str = "", env: dict | None = None) -> Target:
        program = find("haproxy")
        return self.peer("haproxy", "haproxy.cfg", lambda config: [program, "-db", "-f", str(config)], "", label, env)

    def envoy_proxy(self, label: str = "", env: dict | None = None) -> Target:
        if not self.envoy:
            raise Unavailable("no envoy binary (Benchmarks/setup.sh fetches one)")
        return self.peer("envoy", "envoy.yaml", lambda config: [
            str(self.envoy), "-c", str(config), "--concurrency", "1", "--disable-hot-restart", "-l", "error"],
            "", label, env)

    def signalbox(self, label: str = "", env: dict | None = None, loops: int = 1, tls: bool = False,
                  cache: str = "", shared: str = "", strategy: str = "") -> Target:
        """`cache` are the keys of the chat group's cache, `shared` the top-level sections `cache` and `redis`. With a
        `strategy` the group has three members to choose among."""
        label = label or "signalbox"
        command, port, admin = self.signalbox_command(label, loops, tls, cache, shared, strategy)
        process = self.run(label, command, self.target_core, env)
        wait_until_ready(admin, process)
        process.weigh()
        return Target("signalbox", process, port, port if tls else None,
                      access_log=self.work / f"{label}-access.log")

    def redis(self) -> int:
        """Starts a Redis server on the loader's core; returns its port."""
        port = free_port()
        folder = self.work / f"redis-{port}"
        folder.mkdir()
        process = self.run(f"redis-{port}", [find("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save",
                                             "", "--appendonly", "no", "--dir", str(folder)], self.load_core)
        wait_for_port(port, process)
        process.weigh()
        return port

    def signalbox_command(self, label: str, loops: int = 1, tls: bool = False, cache: str = "",
                          shared: str = "", strategy: str = "") -> tuple[list[str], int, int]:
        """The command line of one instance with a configuration of its own, its data port and its admin port."""
        if not self.binary.exists():
            raise Unavailable(f"no binary at {self.binary} (swift build -c release --product signalbox)")
        port, admin = free_port(), free_port()
        section = f"tls: {{certificate: {self.work}/certificate.pem, key: {self.work}/key.pem}}" if tls else ""
        config = self.render("signalbox.yaml", f"{label}.yaml", PORT=port, ADMIN=admin, LOOPS=loops, TLS=section,
                             LABEL=label, MEMBERS="d1, d3, d4" if strategy else "d1", SHARED=shared,
                             CACHE=(f", strategy: {strategy}" if strategy else "")
                             + (f", cache: {{exact: {{{cache}}}}}" if cache else ""))
        return [str(self.binary), "serve", "--config", str(config)], port, admin


def find(program: str) -> str:
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")
    if not path:
        raise Unavailable(f"{program} is not installed (Benchmarks/setup.sh installs it)")
    return path


def wait_until_ready(admin: int, process: Process, seconds: float = 10) -> None:
    """Waits for a 200 of /readyz on the admin port."""
    deadline, last = time.monotonic() + seconds, "no answer"
    while time.monotonic() < deadline and process.running():
        try:
            with WITHOUT_PROXY.open(f"http://127.0.0.1:{admin}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            last = f"status {error.code}"
        except OSError as error:
            last = str(error)
        time.sleep(0.02)
    raise Unavailable(f"{process.name} is not ready ({last}): {process.last_words()}")


def check_relay(target: Target) -> list[str]:
    """Sends each body once and compares what the provider says has arrived; returns what was wrong."""
    wrong = []
    for name in ("chat-300", "chat-8k", "chat-128k"):
        body = bodies.with_directive(name, "echo=1")
        request = urllib.request.Request(target.url(), body, {
            "content-type": "application/json", "authorization": f"Bearer {CLIENT_KEY}"})
        try:
            with WITHOUT_PROXY.open(request, timeout=10) as answer:
                said = json.load(answer)["choices"][0]["message"]["content"]
        except (OSError, ValueError, KeyError) as error:
            wrong.append(f"{name}: {error}")
            continue
        credential = CLIENT_KEY if target.name == "direct" else PROVIDER_KEY
        expected = f"bytes={len(body)} fnv={fnv(body)} credential=Bearer {credential}"
        if said != expected:
            wrong.append(f"{name}: sent [{expected}], provider got [{said}]")
    request = urllib.request.Request(target.url(stream=True), bodies.BODIES["stream-burst"](), {
        "content-type": "application/json", "authorization": f"Bearer {CLIENT_KEY}"})
    try:
        with WITHOUT_PROXY.open(request, timeout=10) as answer:
            events = [line for line in answer.read().split(b"\n\n") if line.startswith(b"data: ")]
        if len(events) != 62 or events[-1] != b"data: [DONE]" or b'"usage"' in b"".join(events):
            wrong.append(f"stream-burst: {len(events)} events, the last [{events[-1:]}]")
    except OSError as error:
        wrong.append(f"stream-burst: {error}")
    return wrong
