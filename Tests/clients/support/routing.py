"""Providers whose pace, status and headers a test changes while they serve, traffic through them, and who got it."""

import asyncio
import base64
import hashlib
import json
import math
import random
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai

from . import replies
from .gateway import TEAM_KEY
from .instance import Instance
from .provider import Provider, Reply, Request, Wait

DIMENSIONS = 8
BAD_INPUT = "an input that no provider takes"


@dataclass
class Seen:
    """One request that came to a backend."""

    at: float
    model: str
    body: dict[str, Any]


@dataclass
class Pace:
    """How a backend answers."""

    delay: float = 0.0
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    # Standard deviation of the delay's logarithm.
    spread: float = 0.0


class Backend:
    """A provider that answers at once and well, until the test says otherwise; for all models or for one of them."""

    def __init__(self, delay: float = 0.0, seed: int = 1) -> None:
        self.pace = Pace(delay)
        self.paces: dict[str, Pace] = {}
        self.chance = random.Random(seed)
        self.seen: list[Seen] = []
        self.provider = Provider()
        self.provider.fallback = self._reply

    @property
    def port(self) -> int:
        return self.provider.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def connections(self) -> int:
        return len(self.provider.connections)

    def count(self, model: str | None = None, since: float = 0, until: float = float("inf")) -> int:
        """Requests that came within a time of the monotonic clock."""
        seen = list(self.seen)
        return sum(since <= each.at < until and model in (None, each.model) for each in seen)

    def bodies(self, model: str) -> list[dict[str, Any]]:
        return [each.body for each in list(self.seen) if each.model == model]

    def go_down(self) -> None:
        """Connections break, and new ones are refused."""

        async def close() -> None:
            self.provider.server.close()
            for connection in list(self.provider.connections):
                connection.transport.abort()

        asyncio.run_coroutine_threadsafe(close(), self.provider.loop).result(10)

    def come_back(self) -> None:
        """Listens at the port that it had."""

        async def listen() -> None:
            make = lambda: self.provider.make_connection(0)  # noqa: E731
            loop = self.provider.loop
            self.provider.server = await loop.create_server(make, "127.0.0.1", self.port, reuse_address=True)

        asyncio.run_coroutine_threadsafe(listen(), self.provider.loop).result(10)

    def stop(self) -> None:
        self.provider.stop()

    def _reply(self, request: Request) -> Reply:
        body = json.loads(request.body)
        model = body["model"]
        self.seen.append(Seen(request.arrived_at, model, body))
        pace = self.paces.get(model, self.pace)
        if pace.status != 200:
            reply = replies.error(pace.status, "as the test says", "server_error", headers=pace.headers)
        elif "input" in body:
            reply = embeddings(body, pace.headers)
        elif body.get("stream"):
            reply = replies.stream(replies.text_events(["Hello ", "from ", model]), pace.headers)
        else:
            reply = replies.chat(f"Hello from {model}", pace.headers)
        if pace.delay:
            reply.steps.insert(0, Wait(pace.delay * math.exp(pace.spread * self.chance.gauss(0, 1))))
        return reply


def vector(text: object) -> list[float]:
    """The vector of an input: the same wherever it is asked for, and no two alike."""
    digest = hashlib.sha256(json.dumps(text).encode()).digest()
    return [number / 997 for number in struct.unpack(f">{DIMENSIONS}H", digest[: 2 * DIMENSIONS])]


def tokens_of(text: object) -> int:
    """Tokens of an input as this provider counts them."""
    return len(text) if isinstance(text, list) else len(text.split())


def embeddings(body: dict[str, Any], headers: Iterable[tuple[str, str]] = ()) -> Reply:
    """An answer with one vector for each input; 400 where one of them is bad, as providers do."""
    given = body["input"]
    inputs = [given] if isinstance(given, str) or given and isinstance(given[0], int) else given
    if BAD_INPUT in inputs:
        return replies.error(400, f"input {inputs.index(BAD_INPUT)} is bad", param="input", code="bad_input")
    data = []
    for index, each in enumerate(inputs):
        numbers: object = vector(each)
        if body.get("encoding_format") == "base64":
            numbers = base64.b64encode(struct.pack(f"<{DIMENSIONS}f", *vector(each))).decode()
        data.append({"object": "embedding", "index": index, "embedding": numbers})
    total = sum(tokens_of(each) for each in inputs)
    usage = {"prompt_tokens": total, "total_tokens": total}
    answer = {"object": "list", "data": data, "model": body["model"], "usage": usage}
    return replies.json_reply(answer, headers=list(headers))


class Routed(Instance):
    """A gateway in front of backends; `@A@` in its configuration is the address of the backend `a`."""

    def __init__(self, folder: Path, body: str, backends: dict[str, Backend], **options: Any) -> None:
        self.backends = backends
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, body, **{"loops": 2, **options})
        # For many calls at once, none of which is to wait until its own client is made.
        self.shared = self.client()

    def render(self, models: str = "") -> str:
        text = super().render(models)
        for name, backend in self.backends.items():
            text = text.replace(f"@{name.upper()}@", backend.url)
        return text

    def client(self, **more: Any) -> openai.OpenAI:
        return openai.OpenAI(base_url=self.url + "/v1", api_key=TEAM_KEY, max_retries=0, timeout=20, **more)

    def stop(self) -> None:
        self.shared.close()
        super().stop()

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's series that have these labels."""
        total = 0.0
        for line in self.admin("/metrics")[2].splitlines():
            head, _, value = line.rpartition(" ")
            if head.partition("{")[0] == name and all(f'{key}="{text}"' in head for key, text in labels.items()):
                total += float(value)
        return total

    def reload_by_signal(self, change: Callable[[str], str]) -> None:
        """Changes the configuration, sends SIGHUP, and waits until the new one serves."""
        before = self.version()
        self.body = change(self.body)
        self.write_config()
        self.hang_up()
        wait_until(lambda: self.version() > before, what="the configuration was not reloaded")

    def version(self) -> int:
        """Number of the configuration that serves."""
        return int(self.metric("signalbox_config_version"))


def providers(names: Iterable[str], more: str = "") -> str:
    """The configuration's list of providers, each a backend of that name."""
    lines = [f'  - {{id: {each}, kind: openai-compatible, base_url: "@{each.upper()}@"{more}}}\n' for each in names]
    return "providers:\n" + "".join(lines)


def wait_until(condition: Callable[[], object], seconds: float = 10, what: str = "it never came true") -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


@dataclass
class Outcome:
    """What a client saw of one request."""

    at: float
    group: str
    status: int
    seconds: float


class Traffic:
    """Requests at a steady rate to several groups at once, from the asynchronous SDK on a thread of its own.

    The next one is sent on time, whether or not the one before is answered: a slow deployment does not slow the callers
    down, which would hide it.
    """

    def __init__(self, gateway: Routed, groups: Iterable[str], rate: float, streams: Iterable[str] = ()) -> None:
        self.gateway, self.groups, self.rate, self.streams = gateway, list(groups), rate, set(streams)
        self.outcomes: list[Outcome] = []
        self.ends = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="traffic", daemon=True)

    def __enter__(self) -> "Traffic":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ends.set()
        self.thread.join(30)

    def failures(self, group: str, since: float = 0) -> list[Outcome]:
        """What clients of a group were told instead of an answer."""
        return [each for each in list(self.outcomes) if each.group == group and each.at >= since and each.status != 200]

    async def _run(self) -> None:
        client = openai.AsyncOpenAI(base_url=self.gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, timeout=20)
        running: set[asyncio.Task] = set()
        pause = 1 / (self.rate * len(self.groups))
        next_at = time.monotonic()
        async with client:
            while not self.ends.is_set():
                for group in self.groups:
                    task = asyncio.get_running_loop().create_task(self._ask(client, group))
                    running.add(task)
                    task.add_done_callback(running.discard)
                    # A machine that falls behind sends less; it does not catch up in one burst.
                    next_at = max(next_at + pause, time.monotonic() - 0.1)
                    await asyncio.sleep(max(next_at - time.monotonic(), 0))
            await asyncio.gather(*running)

    async def _ask(self, client: openai.AsyncOpenAI, group: str) -> None:
        began = time.monotonic()
        messages = [{"role": "user", "content": "Say hello to the test"}]
        status = 200
        try:
            if group in self.streams:
                async for _ in await client.chat.completions.create(model=group, messages=messages, stream=True):
                    pass
            else:
                await client.chat.completions.create(model=group, messages=messages)
        except openai.APIStatusError as refused:
            status = refused.status_code
        except openai.APIError:
            status = 0
        self.outcomes.append(Outcome(began, group, status, time.monotonic() - began))


def shares(backends: dict[str, Backend], group: str, since: float, until: float) -> dict[str, float]:
    """Each backend's part of a group's requests in a time; backends know the group by their model `GROUP-BACKEND`."""
    counts = Counter({name: each.count(f"{group}-{name}", since, until) for name, each in backends.items()})
    total = sum(counts.values())
    assert total >= 10, f"only {total} requests came for {group}"
    return {name: count / total for name, count in counts.items()}
