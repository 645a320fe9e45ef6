"""Request bodies: synthetic chats of fixed sizes, the same on every machine because their text comes from a seed."""

import json
import random
from pathlib import Path

SEED = 20240718
WORDS = (
    "a the and to it by each more than while without for similar keeps needed model models gateway provider client "
    "request questions answers tokens streaming latency cost capability routes copying caching"
).split()
# Quotation marks and a newline, so that every long text holds escapes.
WORDS.append('"quoted"\n')


def words(source: random.Random, length: int) -> str:
    """Text of exactly `length` characters."""
    parts, size = [], 0
    while size <= length:
        word = source.choice(WORDS)
        parts.append(word)
        size += len(word) + 1
    return " ".join(parts)[:length]


def chat(turns: int, length: int, *, stream: bool = False, directive: str | None = None) -> bytes:
    """A chat of `turns` long messages. `@@NNNNNN@@` is where the loader writes a number to make bodies distinct."""
    source = random.Random(SEED + turns)
    body: dict = {"model": "gpt-4o-mini"}
    if directive:
        body["user"] = f"mock {directive}"
    messages = [{"role": "system", "content": "You are a helpful assistant. @@NNNNNN@@"}]
    for turn in range(turns):
        messages.append({"role": ("user", "assistant")[turn % 2], "content": words(source, length)})
    if turns > 1:
        messages.append({"role": "user", "content": "continue"})
    body["messages"] = messages
    body["temperature"] = 0.7
    body["max_tokens"] = 256
    if stream:
        body["stream"] = True
    return json.dumps(body, separators=(",", ":")).encode()


def embedding() -> bytes:
    """A request for one embedding."""
    body = {"model": "text-embedding-3-small", "input": "@@NNNNNN@@ which provider answers this question soonest?"}
    return json.dumps(body, separators=(",", ":")).encode()


# Directives are read by mock.c: first chunk, gap (both microseconds), chunks, bytes per chunk.
BODIES = {
    "chat-300": lambda: chat(1, 120),
    "chat-8k": lambda: chat(8, 1000),
    "chat-128k": lambda: chat(40, 3200),
    "stream-burst": lambda: chat(1, 120, stream=True),
    "stream-paced": lambda: chat(1, 120, stream=True, directive="f=20000 g=20000 n=100 spread=1"),
    "stream-200mb": lambda: chat(1, 120, stream=True, directive="n=12800 z=16384"),
    "embedding": embedding,
}


def write_all(folder: Path) -> dict[str, Path]:
    """Writes every body into a folder and returns their paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, make in BODIES.items():
        paths[name] = folder / f"{name}.json"
        paths[name].write_bytes(make())
    return paths


def with_directive(name: str, directive: str) -> bytes:
    """One of the bodies with another directive for the mock."""
    body = json.loads(BODIES[name]())
    return json.dumps({"model": body.pop("model"), "user": f"mock {directive}", **body}, separators=(",", ":")).encode()
