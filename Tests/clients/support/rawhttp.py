"""A client that sends exactly the bytes it is given and shows exactly the bytes that came back."""

import socket
import ssl
from dataclasses import dataclass


@dataclass
class Response:
    """A response as it came."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        values = [value for found, value in self.headers if found == name.lower()]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None


class RawClient:
    """One connection."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None, timeout: float = 15) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.buffer = b""

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def more(self) -> bool:
        """Reads on; false at the end of the connection, whichever way it ended."""
        try:
            data = self.socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            return False
        self.buffer += data
        return bool(data)

    def take_until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            if not self.more():
                raise EOFError(f"the connection ended; unread: {self.buffer!r}")
        taken, _, self.buffer = self.buffer.partition(mark)
        return taken

    def take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            if not self.more():
                raise EOFError(f"the connection ended {count - len(self.buffer)} bytes early")
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def response(self, to: str = "GET") -> Response:
        """Reads one response; 1xx responses are returned as they are."""
        lines = self.take_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        version, status, *reason = lines[0].split(" ", 2)
        assert version == "HTTP/1.1", lines[0]
        pairs = [line.split(":", 1) for line in lines[1:]]
        response = Response(int(status), "".join(reason), [(name.lower(), value.strip()) for name, value in pairs])
        if response.status < 200 or response.status in (204, 304) or to == "HEAD":
            return response
        if response.header("transfer-encoding") == "chunked":
            assert response.header("content-length") is None
            while size := int(self.take_until(b"\r\n"), 16):
                response.body += self.take(size)
                assert self.take(2) == b"\r\n"
            assert self.take(2) == b"\r\n"
        else:
            response.body = self.take(int(response.header("content-length") or 0))
        return response

    def at_end(self) -> bool:
        """Whether the other side has closed and nothing is left."""
        return not self.buffer and not self.more() and not self.buffer


def request(method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request with Content-Length where it has a body."""
    lines = [f"{method} {target} HTTP/1.1", "host: localhost"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
