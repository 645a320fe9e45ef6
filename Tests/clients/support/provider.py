"""A provider that does what a test tells it to, and keeps every request byte for byte.

It speaks HTTP/1.1 over plain sockets by itself, so that nothing between the gateway and the record changes a byte.
It runs on an event loop of its own thread; tests are plain functions.
"""

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wait:
    """A pause in a reply, in seconds."""

    seconds: float


class Gate:
    """A point in a reply that is passed once the test opens it."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def open(self) -> None:
        self.opened.set()

    def wait_until_reached(self) -> None:
        assert self.reached.wait(15), "the provider never came to this point of its reply"


class Hold:
    """The reply goes no further; only the other side ends it."""


class Reset:
    """The connection is reset (RST)."""


class Finish:
    """The connection is closed in order (FIN), whatever the framing still owes."""


Step = bytes | Wait | Gate | Hold | Reset | Finish


@dataclass
class Reply:
    """What the provider answers: a head and steps.

    Framing `length` joins all bytes to one body with Content-Length; `chunked` sends each piece of bytes as one chunk;
    `close` ends the body with the connection; `raw` sends the steps alone, head included.
    """

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    framing: str = "length"


@dataclass
class Request:
    """A request as it arrived."""

    head: bytes
    connection: int
    arrived_at: float
    body: bytes = b""
    complete: bool = False
    closed_at: float = 0.0
    closed: threading.Event = field(default_factory=threading.Event)

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names in lower case with their values, in order."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        pairs = [line.split(":", 1) for line in lines if line]
        return [(name.lower(), value.strip()) for name, value in pairs]

    def header(self, name: str) -> str | None:
        values = [value for found, value in self.headers if found == name.lower()]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None

    def seconds_until_closed(self, since: float) -> float:
        """Seconds from a moment of the monotonic clock to the end of the connection."""
        assert self.closed.wait(10), "the connection was never closed"
        return self.closed_at - since


class _Connection(asyncio.Protocol):
    """One connection: parses requests, answers them in order."""

    def __init__(self, provider: "Provider", number: int) -> None:
        self.provider = provider
        self.number = number
        self.buffer = bytearray()
        self.arrived = asyncio.Event()
        self.request: Request | None = None
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.provider.connections.add(self)
        self.task = asyncio.get_running_loop().create_task(self.serve())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.arrived.set()

    def eof_received(self) -> bool:
        self.note_end()
        return False

    def connection_lost(self, _: Exception | None) -> None:
        self.note_end()
        self.provider.connections.discard(self)
        self.task.cancel()

    def note_end(self) -> None:
        self.ended = True
        self.arrived.set()
        if self.request is not None and not self.request.closed.is_set():
            self.request.closed_at = time.monotonic()
            self.request.closed.set()

    async def more(self) -> None:
        if self.ended:
            raise EOFError
        self.arrived.clear()
        await self.arrived.wait()

    async def take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            await self.more()
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken

    async def take_until(self, mark: bytes) -> bytes:
        while (end := self.buffer.find(mark)) < 0:
            await self.more()
        return await self.take(end + len(mark))

    async def serve(self) -> None:
        try:
            while True:
                head = await self.take_until(b"\r\n\r\n")
                request = Request(head=head[:-4], connection=self.number, arrived_at=time.monotonic())
                self.request = request
                self.provider.keep(request)
                await self.take_body(request)
                await self.answer(self.provider.reply_to(request))
                self.request = None
        except EOFError:
            self.transport.close()

    async def take_body(self, request: Request) -> None:
        if (request.header("expect") or "").lower() == "100-continue":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if (request.header("transfer-encoding") or "").lower() == "chunked":
            while size := int((await self.take_until(b"\r\n")).split(b";")[0], 16):
                request.body += await self.take(size)
                await self.take(2)
            while await self.take_until(b"\r\n") != b"\r\n":
                pass
        else:
            request.body = await self.take(int(request.header("content-length") or 0))
        request.complete = True

    async def answer(self, reply: Reply) -> None:
        lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{name}: {value}" for name, value in reply.headers)]
        if reply.framing == "length":
            body = b"".join(step for step in reply.steps if isinstance(step, bytes))
            if reply.status != 204:
                lines.append(f"content-length: {len(body)}")
        elif reply.framing == "chunked":
            lines.append("transfer-encoding: chunked")
        elif reply.framing == "close":
            lines.append("connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        if reply.framing == "length" and all(isinstance(step, bytes) for step in reply.steps):
            self.transport.write(head + b"".join(step for step in reply.steps if isinstance(step, bytes)))
            return
        if reply.framing != "raw" and not (reply.steps and not isinstance(reply.steps[0], bytes)):
            self.transport.write(head)
        elif reply.framing != "raw":
            # A reply that begins with a pause, a gate or an end keeps its head back as well.
            await self.step(reply.steps[0], reply.framing)
            self.transport.write(head)
            reply = Reply(reply.status, reply.headers, reply.steps[1:], reply.framing)
        for step in reply.steps:
            await self.step(step, reply.framing)
        if reply.framing == "chunked":
            self.transport.write(b"0\r\n\r\n")
        elif reply.framing == "close":
            await self.step(Finish(), reply.framing)

    async def step(self, step: Step, framing: str) -> None:
        if self.ended:
            raise EOFError
        if isinstance(step, bytes):
            self.transport.write(b"%x\r\n%b\r\n" % (len(step), step) if framing == "chunked" else step)
            # One turn of the loop for each piece, so that concurrent replies interleave.
            await asyncio.sleep(0)
        elif isinstance(step, Wait):
            await asyncio.sleep(step.seconds)
        elif isinstance(step, Gate):
            step.reached.set()
            while not step.opened.is_set():
                await asyncio.sleep(0.002)
        elif isinstance(step, Hold):
            while not self.ended:
                await self.more()
            raise EOFError
        elif isinstance(step, Finish):
            self.transport.close()
            raise EOFError
        else:
            raw = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
            raise EOFError


class Provider:
    """The scripted provider. `script` holds the next replies; when it is empty, `fallback` answers."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.lock = threading.Lock()
        self.connections: set[asyncio.Protocol] = set()
        self.opened = 0
        self.reset()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="scripted provider", daemon=True)
        self.thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result(10)

    async def listen(self) -> int:
        def make() -> asyncio.Protocol:
            self.opened += 1
            return self.make_connection(self.opened)

        self.server = await self.loop.create_server(make, "127.0.0.1", 0, ssl=self.tls, backlog=1024)
        return self.server.sockets[0].getsockname()[1]

    def make_connection(self, number: int) -> asyncio.Protocol:
        return _Connection(self, number)

    def reset(self) -> None:
        """Forgets requests and script."""
        with self.lock:
            self.script: list[Reply] = []
            self.fallback: Callable[[Request], Reply] | None = None
            self.requests: list[Request] = []

    def keep(self, request: Request) -> None:
        with self.lock:
            self.requests.append(request)

    def reply_to(self, request: Request) -> Reply:
        with self.lock:
            if self.script:
                return self.script.pop(0)
            fallback = self.fallback
        if fallback is not None:
            return fallback(request)
        body = b'{"error":{"message":"the script is empty","type":"server_error","param":null,"code":"no_script"}}'
        return Reply(599, [("content-type", "application/json")], [body])

    @property
    def request(self) -> Request:
        """The one request that came."""
        assert len(self.requests) == 1, f"{len(self.requests)} requests came: {[r.line for r in self.requests]}"
        return self.requests[0]

    def wait_for_request(self, count: int = 1) -> Request:
        """The latest request, once so many have come."""
        end = time.monotonic() + 10
        while len(self.requests) < count or not self.requests[count - 1].complete:
            assert time.monotonic() < end, f"only {len(self.requests)} of {count} requests came"
            time.sleep(0.002)
        return self.requests[count - 1]

    def stop(self) -> None:
        async def close() -> None:
            self.server.close()
            for connection in list(self.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
