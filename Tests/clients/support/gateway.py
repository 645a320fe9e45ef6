"""The gateway as a process: a generated configuration, start, wait until ready, stop and its exit code."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

DIRECT = os.environ.get("SIGNALBOX_DIRECT") == "1"
REPOSITORY = Path(__file__).resolve().parents[3]
TEAM_KEY = "sk-team-4b1d8f2a7c9e0635"
LIMITED_KEY = "sk-limited-91f0c3d7e5a2b846"
PROVIDER_KEY = "sk-provider-secret-d0e1f2a3b4c5"
BODY_LIMIT = 2 << 20


def binary() -> str:
    """The gateway under test: SIGNALBOX_BIN, else the debug build."""
    return os.environ.get("SIGNALBOX_BIN") or str(REPOSITORY / ".build/debug/signalbox")


def free_ports(count: int) -> list[int]:
    """Ports of the loopback interface that nobody listens on at the moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


CONFIGURATION = """\
server:
  listen: 127.0.0.1:@PORT@
  admin: 127.0.0.1:@ADMIN@
  loops: @LOOPS@
  limits: {@LIMITS@}
  timeouts: {@TIMEOUTS@}
@SERVER@
providers:
  - id: scripted
    kind: openai-compatible
    base_url: @PROVIDER@/v1
    api_key: @PROVIDER_KEY@
@UPSTREAM@
deployments:
  - {id: chat-1, provider: scripted, model: scripted-chat-2026-05-01, price: {input: 2, output: 8},
     health: {consecutive_failures: 100000, min_requests: 100000, max_cool_down: 0s}}
  - {id: embedding-1, provider: scripted, model: scripted-embedding-2, price: {input: 0.02, output: 0}}
models:
  - {name: gpt-4o-mini, deployments: [chat-1], aliases: [small], retry: {attempts: 0}}
  - {name: text-embedding-3-small, deployments: [embedding-1], retry: {attempts: 0}}
  - {name: hasty, deployments: [chat-1], retry: {attempts: 0},
     timeouts: {first_token: 300ms, reply: 300ms, idle: 300ms}}
  - {name: sturdy, deployments: [chat-1], fallbacks: [embedding-1], strategy: priority,
     retry: {attempts: 1}}
@MODELS@
keys:
  - {name: team, key: @TEAM_KEY@}
  - {name: limited, key: @LIMITED_KEY@, models: [text-embedding-3-small]}
access_log: {file: @LOG@}
"""


class Gateway:
    """One running gateway in front of one provider."""

    def __init__(
        self,
        folder: Path,
        provider_url: str,
        server: str = "",
        upstream: str = "",
        models: str = "",
        loops: int = 2,
        limits: str = f"body: {BODY_LIMIT}",
        timeouts: str = "drain: 20s",
    ) -> None:
        self.folder = folder
        self.port, self.admin_port = free_ports(2)
        self.provider_url = provider_url
        self.server = server
        self.upstream = upstream
        self.loops = loops
        self.limits = limits
        self.timeouts = timeouts
        self.config = folder / "signalbox.yaml"
        self.log = folder / "access.log"
        self.stderr = folder / "stderr.txt"
        self.write_config(models)
        with self.stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                [binary(), "serve", "--config", str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                cwd=folder,
                env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "SWIFT_BACKTRACE": "enable=no"},
            )
        self.wait_until_ready()

    def render(self, models: str = "") -> str:
        values = {
            "PORT": self.port,
            "ADMIN": self.admin_port,
            "LOOPS": self.loops,
            "LIMITS": self.limits,
            "TIMEOUTS": self.timeouts,
            "SERVER": self.server,
            "PROVIDER": self.provider_url,
            "PROVIDER_KEY": PROVIDER_KEY,
            "UPSTREAM": self.upstream,
            "MODELS": models,
            "TEAM_KEY": TEAM_KEY,
            "LIMITED_KEY": LIMITED_KEY,
            "LOG": self.log,
        }
        text = CONFIGURATION
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def write_config(self, models: str = "") -> None:
        self.config.write_text(self.render(models))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin_url(self) -> str:
        return f"http://127.0.0.1:{self.admin_port}"

    def wait_until_ready(self) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if self.admin("/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"the gateway did not get ready:\n{self.output()}")

    def admin(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Asks the admin port: status, headers in lower case, body."""
        request = urllib.request.Request(self.admin_url + path, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                body = response.read().decode()
                return response.status, {k.lower(): v for k, v in response.headers.items()}, body
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read().decode()

    def log_lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def wait_for_log(self, request_id: str) -> dict:
        """The access-log line of an exchange."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            found = [line for line in self.log_lines() if request_id in line.values()]
            if found:
                assert len(found) == 1, f"{len(found)} lines for one exchange"
                return found[0]
            time.sleep(0.02)
        raise AssertionError(f"no access-log line for {request_id}")

    def output(self) -> str:
        return self.stderr.read_text(errors="replace")

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = 25) -> int:
        return self.process.wait(seconds)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def stop(self) -> None:
        """Stops it as an operator would; anything but exit code 0 is a failure."""
        try:
            if self.process.poll() is None:
                self.terminate()
            code = self.wait()
            assert code == 0, f"exit code {code}:\n{self.output()[-4000:]}"
        finally:
            self.kill()


class Direct:
    """Stands in for the gateway when the suite runs against the scripted provider alone."""

    def __init__(self, provider_url: str) -> None:
        self.url = provider_url
        self.port = int(provider_url.rsplit(":", 1)[1])
