"""Gateways with a cache: keys of several tenants, model groups of the test's own, and questions nobody asked before."""

import itertools
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import replies
from .calls import Call, Caller
from .gateway import PROVIDER_KEY, TEAM_KEY
from .instance import Instance
from .provider import Provider, Reply, Request, Step

ALPHA, ALPHA_TOO = TEAM_KEY, "sk-alpha-too-55d0a1b7"
BETA = "sk-beta-0c9e8d7f6a5b"
LONE, LONE_TOO = "sk-lone-1a2b3c4d5e6f", "sk-lone-too-6f5e4d3c"
KEY_SECRET = "a-secret-of-the-tests-that-is-long-enough"

FRAME = """\
server:
  listen: 127.0.0.1:@PORT@
  admin: 127.0.0.1:@ADMIN@
  loops: @LOOPS@
  timeouts: {drain: 5s}
  ping_interval: @PING@
providers:
  - {id: scripted, kind: openai-compatible, base_url: "http://127.0.0.1:@PROVIDER@/v1", api_key: @PROVIDER_KEY@}
  - {id: nowhere, kind: openai-compatible, base_url: "http://127.0.0.1:1/v1", api_key: @PROVIDER_KEY@}
deployments:
  - {id: chat-1, provider: scripted, model: scripted-chat-2026-05-01, price: {input: 2, output: 8}, 
     @CALM@}
  - {id: chat-2, provider: scripted, model: scripted-other-2, price: {input: 1, output: 1}, @CALM@}
  - {id: gone, provider: nowhere, model: gone-1, @CALM@}
  - {id: embedding-1, provider: scripted, model: scripted-embedding-2, price: {input: 0.02, output: 0}, @CALM@}
models:
@MODELS@
cache:
@CACHE@
keys:
  - {name: alpha-1, key: @ALPHA@, tenant: alpha-corporation}
  - {name: alpha-2, key: @ALPHA_TOO@, tenant: alpha-corporation}
  - {name: beta-1, key: @BETA@, tenant: beta-limited}
  - {name: lone-1, key: @LONE@}
  - {name: lone-2, key: @LONE_TOO@}
access_log: {file: @LOG@}
@MORE@
"""

# Nothing that goes wrong keeps a deployment from being asked.
CALM = "health: {consecutive_failures: 100000, min_requests: 100000, max_cool_down: 0s}"

# Model groups, as what stands behind their name; `{exact: X}` is written X.
Groups = dict[str, str]


def group(exact: str = "true", deployments: str = "[chat-1]", more: str = "") -> str:
    """One model group; nobody is asked twice unless the test says so."""
    retry = "" if "retry:" in more else ", retry: {attempts: 0}"
    return f"deployments: {deployments}{retry}, cache: {{exact: {exact}}}{', ' + more if more else ''}"


class CacheGateway(Instance):
    """One gateway whose provider is the test's."""

    def __init__(
        self,
        folder: Path,
        provider: Provider | int,
        groups: Groups,
        cache: str = "",
        more: str = "",
        loops: int = 2,
        ping: str = "15s",
    ) -> None:
        self.ping = ping
        self.provider_port = provider if isinstance(provider, int) else provider.port
        self.groups, self.cache, self.more = groups, cache, more
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, "", loops=loops)

    def render(self, models: str = "") -> str:
        values = {
            "MODELS": "\n".join(f"  - {{name: {name}, {value}}}" for name, value in self.groups.items()),
            "CACHE": "\n".join("  " + line for line in (self.cache or "memory: 64MiB").splitlines()),
            "MORE": self.more,
            "CALM": CALM,
            "PING": self.ping,
            "PORT": self.port,
            "ADMIN": self.admin_port,
            "LOOPS": self.loops,
            "PROVIDER": self.provider_port,
            "PROVIDER_KEY": PROVIDER_KEY,
            "ALPHA": ALPHA,
            "ALPHA_TOO": ALPHA_TOO,
            "BETA": BETA,
            "LONE": LONE,
            "LONE_TOO": LONE_TOO,
            "LOG": self.log,
        }
        text = FRAME
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def reload(self) -> None:
        """Writes the configuration as it is now, and has it read."""
        self.write_config()
        status, _, body = self.admin("/admin/v1/reload", "POST")
        assert status == 200, body

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's series that have these labels."""
        total = 0.0
        for line in self.admin("/metrics")[2].splitlines():
            head, _, value = line.rpartition(" ")
            if head.partition("{")[0] != name:
                continue
            if all(f'{label}="{text}"' in head for label, text in labels.items()):
                total += float(value)
        return total

    def log_of(self, call: Call) -> dict[str, Any]:
        return self.wait_for_log(call.headers["x-request-id"])

    def cache_of(self, call: Call) -> dict[str, Any]:
        """What the access log says of the cache."""
        return self.log_of(call)["cache"]


def wait_until(condition: Callable[[], object], seconds: float = 10, what: str = "it never came true") -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.005)


_numbers = itertools.count(1)


def new_question(about: str = "question") -> str:
    """Text that no other test has asked."""
    return f"{about} {os.getpid()}-{next(_numbers)}"


def chat(question: str, model: str = "cached", **more: object) -> dict[str, Any]:
    """A request that is cached by default; `temperature=None` leaves that out."""
    body = {"model": model, "temperature": 0, "messages": [{"role": "user", "content": question}], **more}
    return {name: value for name, value in body.items() if value is not None}


class Asked:
    """The scripted provider as a source of numbered answers: each call gets another one."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.numbers = itertools.count(1)
        self.reply: Callable[[Request, int], Reply] = self.usual
        provider.fallback = lambda request: self.reply(request, next(self.numbers))

    def usual(self, request: Request, number: int) -> Reply:
        return answer(request, words_of(request, number))

    def count(self, text: str) -> int:
        """Calls whose body holds this text."""
        return sum(text.encode() in request.body for request in list(self.provider.requests))

    def bodies(self, text: str) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in list(self.provider.requests) if text.encode() in request.body]


def question_of(request: Request) -> str:
    body = json.loads(request.body)
    last = body["messages"][-1]["content"] if "messages" in body else body.get("prompt", "")
    return last if isinstance(last, str) else json.dumps(last)


def words_of(request: Request, number: int) -> list[str]:
    return [f"Answer {number} ", "to ", question_of(request), "."]


def answer(request: Request, words: list[str], finish: str = "stop", between: Step | None = None) -> Reply:
    """An answer in the form that was asked for; in a stream, with a step before each word but the first."""
    if not json.loads(request.body).get("stream"):
        choice = replies.choice({"content": "".join(words)}, finish=finish)
        steps = [between] * (len(words) - 1) if between is not None else []
        reply = replies.json_reply(replies.completion(choice))
        return Reply(reply.status, reply.headers, [*steps, *reply.steps])
    events: list[Step] = [replies.event(replies.chunk({"role": "assistant", "content": ""}))]
    for number, word in enumerate(words):
        if number and between is not None:
            events.append(between)
        events.append(replies.event(replies.chunk({"content": word})))
    events += [replies.event(replies.chunk({}, finish=finish)), replies.event(replies.usage_chunk()), replies.DONE]
    return replies.stream(events)


class Client:
    """Asks one gateway."""

    def __init__(self, caller: Caller, gateway: CacheGateway) -> None:
        self.caller, self.gateway = caller, gateway

    def start(self, body: object, headers: dict[str, str] | None = None, **more: Any) -> Call:
        return self.caller.start(self.gateway.port, body, headers, **more)

    def ask(self, body: object, headers: dict[str, str] | None = None, **more: Any) -> Call:
        """A request whose whole answer has come, whatever it is."""
        call = self.start(body, headers, **more).wait()
        assert call.error is None, repr(call.error)
        return call

    def hit(self, body: object, headers: dict[str, str] | None = None, **more: Any) -> Call:
        call = self.ask(body, headers, **more).ok()
        assert call.cache_status.get("hit"), call.headers
        return call

    def miss(self, body: object, headers: dict[str, str] | None = None, **more: Any) -> Call:
        call = self.ask(body, headers, **more).ok()
        assert call.cache_status.get("fwd") == "miss", call.headers
        return call
