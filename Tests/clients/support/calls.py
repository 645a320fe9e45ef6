"""Requests that run beside the test, each on a connection of its own, with the time at which every byte came."""

import asyncio
import json
import socket
import threading
import time
from typing import Any

from .gateway import TEAM_KEY

CHAT = "/v1/chat/completions"


class Call:
    """One request and what has come back so far."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.events: list[tuple[float, bytes]] = []
        self.began = time.monotonic()
        self.head_at = 0.0
        self.ended_at = 0.0
        self.error: BaseException | None = None
        self.change = threading.Condition()
        self.over = False
        self._rest = b""
        self._task: asyncio.Task | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def wait(self, seconds: float = 20) -> "Call":
        """Waits for the whole answer."""
        with self.change:
            assert self.change.wait_for(lambda: self.over, seconds), f"no end after {seconds} s: {self.body[-500:]!r}"
        return self

    def ok(self, seconds: float = 20) -> "Call":
        """Waits for the whole answer, which is a success."""
        self.wait(seconds)
        assert self.error is None, repr(self.error)
        assert self.status == 200, (self.status, self.body)
        if self.is_stream:
            assert self.events and self.events[-1][1] == b"[DONE]", self.body[-500:]
        return self

    def wait_for_head(self, seconds: float = 20) -> "Call":
        with self.change:
            assert self.change.wait_for(lambda: self.head_at or self.over, seconds), f"no head after {seconds} s"
        return self

    def wait_for_words(self, count: int, seconds: float = 20) -> "Call":
        """Waits for so many pieces of text."""
        with self.change:
            came = self.change.wait_for(lambda: len(self.words) >= count or self.over, seconds)
            assert came and len(self.words) >= count, f"{len(self.words)} of {count} pieces came: {self.body[-500:]!r}"
        return self

    def leave(self) -> None:
        """Ends the connection, whatever is still to come."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(lambda: self._task and self._task.cancel())
        self.wait()

    @property
    def is_stream(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @property
    def seconds(self) -> float:
        """From the start to the end."""
        return self.ended_at - self.began

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """The events of a stream but its end mark."""
        return [json.loads(data) for _, data in list(self.events) if data != b"[DONE]"]

    @property
    def words(self) -> list[str]:
        """The pieces of text in a stream."""
        deltas = [choice["delta"] for chunk in self.chunks for choice in chunk.get("choices", ())]
        return [delta["content"] for delta in deltas if delta.get("content")]

    @property
    def times(self) -> list[float]:
        """When each piece of text came, in seconds since the start."""
        kept = []
        for at, data in list(self.events):
            choices = [] if data == b"[DONE]" else json.loads(data).get("choices", ())
            if any(choice["delta"].get("content") for choice in choices):
                kept.append(at - self.began)
        return kept

    @property
    def text(self) -> str:
        """The answer's text, of the first choice."""
        if self.is_stream:
            return "".join(self.words)
        return self.json["choices"][0]["message"]["content"]

    @property
    def code(self) -> str | None:
        """The code of an error, also of one inside of a stream."""
        if self.is_stream:
            errors = [chunk["error"] for chunk in self.chunks if "error" in chunk]
            return errors[-1]["code"] if errors else None
        return self.json["error"]["code"] if "error" in self.json else None

    @property
    def cache_status(self) -> dict[str, Any]:
        """The gateway's member of `Cache-Status`, read as RFC 9211 has it; empty without that header."""
        line = self.headers.get("cache-status")
        return cache_status(line) if line is not None else {}

    def feed(self, data: bytes) -> None:
        now = time.monotonic()
        with self.change:
            self.body += data
            if self.is_stream:
                *whole, self._rest = (self._rest + data).split(b"\n\n")
                for block in whole:
                    self.events += [(now, line[6:]) for line in block.split(b"\n") if line.startswith(b"data: ")]
            self.change.notify_all()

    def finish(self, error: BaseException | None) -> None:
        with self.change:
            self.error, self.over, self.ended_at = error, True, time.monotonic()
            self.change.notify_all()


def cache_status(line: str) -> dict[str, Any]:
    """The last member of a `Cache-Status` (RFC 9211), which is a list of RFC 8941."""
    name, *parameters = line.split(",")[-1].strip().split("; ")
    assert name == "signalbox", line
    values: dict[str, Any] = {}
    for each in parameters:
        key, equals, value = each.partition("=")
        assert key in ("hit", "fwd", "fwd-status", "ttl", "stored", "collapsed", "key", "detail"), line
        assert key not in values, line
        values[key] = value if equals else True
    if "ttl" in values:
        values["ttl"] = int(values["ttl"])
    assert ("hit" in values) != ("fwd" in values), line
    forwards = ("bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial")
    assert values.get("fwd", "miss") in forwards, line
    return values


class Caller:
    """Runs calls on an event loop of its own thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.tasks: set[asyncio.Task] = set()
        self.thread = threading.Thread(target=self.loop.run_forever, name="calls", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        async def cancel() -> None:
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(cancel(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def start(
        self,
        port: int,
        body: object,
        headers: dict[str, str] | None = None,
        key: str = TEAM_KEY,
        path: str = CHAT,
        pace: float | None = None,
    ) -> Call:
        """Sends a request. With a pace, a little is read now and then only, so many seconds apart."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"POST {path} HTTP/1.1", "host: localhost", f"authorization: Bearer {key}"]
        lines += ["content-type: application/json", f"content-length: {len(data)}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        message = "\r\n".join([*lines, "", ""]).encode() + data
        call = Call()
        call._loop = self.loop
        self.loop.call_soon_threadsafe(self._begin, call, port, message, pace)
        return call

    def _begin(self, call: Call, port: int, message: bytes, pace: float | None) -> None:
        call._task = self.loop.create_task(self._run(call, port, message, pace))
        # The loop itself holds tasks weakly.
        self.tasks.add(call._task)
        call._task.add_done_callback(self.tasks.discard)

    async def _run(self, call: Call, port: int, message: bytes, pace: float | None) -> None:
        transport = None
        try:
            raw = socket.socket()
            if pace is not None:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.setblocking(False)
            await self.loop.sock_connect(raw, ("127.0.0.1", port))
            reader, transport = await asyncio.open_connection(sock=raw, limit=4096 if pace is not None else 1 << 20)
            transport.write(message)
            await self._read(call, reader, pace)
        except BaseException as failure:  # noqa: BLE001, the test that waits for this call looks at it
            call.finish(failure)
        else:
            call.finish(None)
        finally:
            if transport is not None:
                transport.transport.abort()

    async def _read(self, call: Call, reader: asyncio.StreamReader, pace: float | None) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = [line.split(":", 1) for line in lines[1:] if line]
        with call.change:
            call.status = int(lines[0].split(" ")[1])
            for name, value in pairs:
                # A list may come in several fields (RFC 9110 section 5.3).
                before = call.headers.get(name.lower())
                call.headers[name.lower()] = f"{before}, {value.strip()}" if before else value.strip()
            call.head_at = time.monotonic()
            call.change.notify_all()
        if call.headers.get("transfer-encoding") == "chunked":
            while size := int(await reader.readuntil(b"\r\n"), 16):
                call.feed(await reader.readexactly(size))
                await reader.readexactly(2)
                if pace is not None:
                    await asyncio.sleep(pace)
            await reader.readexactly(2)
        elif size := int(call.headers.get("content-length", 0)):
            call.feed(await reader.readexactly(size))
