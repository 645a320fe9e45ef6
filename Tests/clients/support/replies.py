"""Canned replies in OpenAI's shapes, as bytes, so that tests can compare what the client got byte for byte."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from .provider import Reply, Step

JSON = ("content-type", "application/json")
EVENTS = ("content-type", "text/event-stream; charset=utf-8")
UPSTREAM_CHAT = "scripted-chat-2026-05-01"
UPSTREAM_EMBEDDING = "scripted-embedding-2"
USAGE = {"prompt_tokens": 19, "completion_tokens": 7, "total_tokens": 26}


def dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def json_reply(value: Any, status: int = 200, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    return Reply(status, [JSON, *headers], [dump(value)])


def error(
    status: int,
    message: str,
    kind: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> Reply:
    return json_reply({"error": {"message": message, "type": kind, "param": param, "code": code}}, status, headers)


def choice(message: dict[str, Any], index: int = 0, finish: str = "stop", **more: Any) -> dict[str, Any]:
    return {"index": index, "message": {"role": "assistant", **message}, "finish_reason": finish, **more}


def completion(*choices: dict[str, Any], usage: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1_780_000_000,
        "model": UPSTREAM_CHAT,
        "choices": list(choices),
        "usage": usage or USAGE,
        "system_fingerprint": "fp_scripted",
    }


def chat(text: str = "Hello there.", headers: Sequence[tuple[str, str]] = ()) -> Reply:
    return json_reply(completion(choice({"content": text})), headers=headers)


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 1_780_000_000,
        "model": UPSTREAM_CHAT,
        "choices": [{"index": index, "delta": delta, "finish_reason": finish, **more}],
    }


def usage_chunk(usage: dict[str, Any] | None = None) -> dict[str, Any]:
    return {**chunk({}), "choices": [], "usage": usage or USAGE}


def event(value: Any) -> bytes:
    return b"data: " + dump(value) + b"\n\n"


DONE = b"data: [DONE]\n\n"


def text_events(words: Iterable[str], usage: bool = True, done: bool = True) -> list[bytes]:
    """Events of a plain answer: role, one event per word, finish reason, usage, [DONE]."""
    events = [event(chunk({"role": "assistant", "content": ""}))]
    events += [event(chunk({"content": word})) for word in words]
    events.append(event(chunk({}, finish="stop")))
    if usage:
        events.append(event(usage_chunk()))
    if done:
        events.append(DONE)
    return events


def stream(steps: Sequence[Step], headers: Sequence[tuple[str, str]] = (), framing: str = "chunked") -> Reply:
    return Reply(200, [EVENTS, ("cache-control", "no-cache"), *headers], list(steps), framing)
