"""A provider that speaks HTTP/2, over TLS (ALPN) or with prior knowledge; it answers with the same replies.

Framings and resets of connections mean nothing here: a step is a DATA frame, `Reset` resets the stream.
"""

import asyncio
import ssl
import time
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

from .provider import Finish, Gate, Hold, Provider, Reply, Request, Reset, Wait


@dataclass
class _Stream:
    """A stream of a connection: its request, and room to send."""

    request: Request
    room: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task | None = None


class _Connection(asyncio.Protocol):
    """One connection with its streams."""

    def __init__(self, provider: "Provider2", number: int) -> None:
        self.provider = provider
        self.number = number
        configuration = h2.config.H2Configuration(client_side=False, header_encoding="latin-1")
        self.http = h2.connection.H2Connection(configuration)
        self.streams: dict[int, _Stream] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.provider.connections.add(self)
        self.http.initiate_connection()
        self.flush()

    def connection_lost(self, _: Exception | None) -> None:
        self.provider.connections.discard(self)
        for number in list(self.streams):
            self.end(number)

    def flush(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(self.http.data_to_send())

    def end(self, number: int) -> None:
        stream = self.streams.pop(number, None)
        if stream is None:
            return
        if not stream.request.closed.is_set():
            stream.request.closed_at = time.monotonic()
            stream.request.closed.set()
        if stream.task is not None:
            stream.task.cancel()

    def data_received(self, data: bytes) -> None:
        try:
            events = self.http.receive_data(data)
        except h2.exceptions.ProtocolError:
            self.provider.protocol_errors += 1
            self.transport.close()
            return
        for event in events:
            self.handle(event)
        self.flush()

    def handle(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            fields = dict(event.headers)
            lines = [f"{fields[':method']} {fields[':path']} HTTP/2"]
            lines += [f"{name}: {value}" for name, value in event.headers if not name.startswith(":")]
            head = "\r\n".join(lines).encode("latin-1")
            request = Request(head=head, connection=self.number, arrived_at=time.monotonic())
            self.streams[event.stream_id] = _Stream(request)
            self.provider.keep(request)
        elif isinstance(event, h2.events.DataReceived):
            if event.stream_id in self.streams:
                self.streams[event.stream_id].request.body += event.data
            self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            stream = self.streams[event.stream_id]
            stream.request.complete = True
            answer = self.answer(event.stream_id, stream, self.provider.reply_to(stream.request))
            stream.task = asyncio.get_running_loop().create_task(answer)
        elif isinstance(event, h2.events.StreamReset):
            self.end(event.stream_id)
        elif isinstance(event, h2.events.WindowUpdated):
            for stream in self.streams.values():
                stream.room.set()

    async def answer(self, number: int, stream: _Stream, reply: Reply) -> None:
        fields = [(":status", str(reply.status)), *reply.headers]
        if reply.framing == "length":
            fields.append(("content-length", str(sum(len(step) for step in reply.steps if isinstance(step, bytes)))))
        self.http.send_headers(number, fields)
        self.flush()
        for step in reply.steps:
            if isinstance(step, bytes):
                await self.send(number, stream, step)
            elif isinstance(step, Wait):
                await asyncio.sleep(step.seconds)
            elif isinstance(step, Gate):
                step.reached.set()
                while not step.opened.is_set():
                    await asyncio.sleep(0.002)
            elif isinstance(step, Hold):
                await asyncio.get_running_loop().create_future()
            elif isinstance(step, Reset):
                self.http.reset_stream(number, h2.errors.ErrorCodes.INTERNAL_ERROR)
                self.flush()
                return
            elif isinstance(step, Finish):
                self.transport.close()
                return
        self.http.end_stream(number)
        self.flush()
        stream.task = None
        self.streams.pop(number, None)

    async def send(self, number: int, stream: _Stream, data: bytes) -> None:
        while data:
            size = min(self.http.local_flow_control_window(number), self.http.max_outbound_frame_size, len(data))
            if size == 0:
                stream.room.clear()
                await stream.room.wait()
                continue
            self.http.send_data(number, data[:size])
            data = data[size:]
            self.flush()
            await asyncio.sleep(0)


class Provider2(Provider):
    """The scripted provider over HTTP/2."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.protocol_errors = 0
        super().__init__(tls)

    def make_connection(self, number: int) -> asyncio.Protocol:
        return _Connection(self, number)
