"""What stands between gateway and provider: certificates, a forward proxy, a provider that reads slowly."""

import hashlib
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .provider import Provider


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self.folder, self.name = folder, name
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        new_key, subject = self.new_key(self.key), f"/CN={name}"
        self.run("req", "-x509", *new_key, "-days", "2", "-subj", subject, "-out", self.certificate)

    def issue(self, label: str, *names: str) -> tuple[Path, Path]:
        """A certificate for names and addresses, and its key."""
        chain, key = self.folder / f"{label}.pem", self.folder / f"{label}.key"
        request, extension = self.folder / f"{label}.csr", self.folder / f"{label}.cnf"
        kinds = [("IP:" if name.startswith("127.") else "DNS:") + name for name in names]
        extension.write_text(f"subjectAltName={','.join(kinds)}\n")
        self.run("req", *self.new_key(key), "-subj", f"/CN={label}", "-out", request)
        self.run(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-days", "2", "-extfile", extension, "-out", chain,
        )
        return chain, key

    def new_key(self, path: Path) -> list[object]:
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path]

    def run(self, *arguments: object) -> None:
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def server_context(chain: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(chain), str(key))
    return context


def install(source: Path, target: Path) -> None:
    """Renames a copy over a file, as tools that renew certificates do."""
    copy = target.with_name(target.name + ".new")
    copy.write_bytes(source.read_bytes())
    os.replace(copy, target)


class ProviderAt(Provider):
    """A scripted provider at an address and a port of choice."""

    def __init__(self, host: str, port: int = 0) -> None:
        self.host, self.wanted_port = host, port
        super().__init__()

    async def listen(self) -> int:
        def make() -> object:
            self.opened += 1
            return self.make_connection(self.opened)

        self.server = await self.loop.create_server(make, self.host, self.wanted_port)
        return self.server.sockets[0].getsockname()[1]


class Server:
    """A listening socket with one thread per connection."""

    def __init__(self, serve: Callable[[socket.socket], None], receive_buffer: int = 0) -> None:
        self.serve = serve
        self.listener = socket.socket()
        if receive_buffer:
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(128)
        self.port = self.listener.getsockname()[1]
        self.open: set[socket.socket] = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.run, args=[connection], daemon=True).start()

    def run(self, connection: socket.socket) -> None:
        self.open.add(connection)
        try:
            self.serve(connection)
        except OSError:
            pass
        finally:
            self.open.discard(connection)
            connection.close()

    def stop(self) -> None:
        # Waking the thread that accepts takes more than a close.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in list(self.open):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class ForwardProxy(Server):
    """Answers CONNECT and tunnels to one port, or answers what the test wants; keeps all that it could read."""

    ESTABLISHED = b"HTTP/1.1 200 Connection established\r\nproxy-agent: test\r\n\r\n"

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.heads: list[bytes] = []
        self.seen = bytearray()
        self.answer = self.ESTABLISHED
        self.pieces = 1
        self.is_silent = False
        super().__init__(self.tunnel)

    def tunnel(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(65536)
            if not data:
                return
            head += data
        self.heads.append(head)
        if self.is_silent:
            client.recv(1)
            return
        step = max(1, len(self.answer) // self.pieces)
        for start in range(0, len(self.answer), step):
            client.sendall(self.answer[start : start + step])
            time.sleep(0.001 if self.pieces > 1 else 0)
        if self.answer is not self.ESTABLISHED:
            return
        with socket.create_connection(("127.0.0.1", self.target_port)) as provider:
            threading.Thread(target=self.pump, args=[provider, client, bytearray()], daemon=True).start()
            self.pump(client, provider, self.seen)

    def pump(self, source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
        try:
            while data := source.recv(65536):
                kept += data
                sink.sendall(data)
        except OSError:
            pass
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def targets(self) -> list[str]:
        return [head.split(b" ", 2)[1].decode() for head in self.heads]


class SlowReader(Server):
    """A provider that reads a body of known length at a pace, and answers with its digest."""

    def __init__(self, bytes_per_second: int) -> None:
        self.rate = bytes_per_second
        self.taken = 0
        super().__init__(self.read_slowly, receive_buffer=64 << 10)

    def read_slowly(self, client: socket.socket) -> None:
        buffer = b""
        while b"\r\n\r\n" not in buffer:
            data = client.recv(4096)
            if not data:
                return
            buffer += data
        head, _, body = buffer.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        left, digest = int(fields[b"content-length"]) - len(body), hashlib.sha256(body)
        began = time.monotonic()
        self.taken = len(body)
        while left:
            data = client.recv(min(left, 65536))
            if not data:
                return
            digest.update(data)
            left -= len(data)
            self.taken += len(data)
            time.sleep(max(0, self.taken / self.rate - (time.monotonic() - began)))
        answer = b'{"id":"file-1","object":"file","digest":"%b"}' % digest.hexdigest().encode()
        client.sendall(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(answer) + answer
        )
