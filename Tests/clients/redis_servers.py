"""Real Redis servers on free ports of the loopback interface: single, with TLS and users, Sentinel, and a cluster."""

import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from support.gateway import free_ports

IS_INSTALLED = all(shutil.which(name) for name in ("redis-server", "redis-cli", "redis-sentinel"))
needs_redis = pytest.mark.skipif(not IS_INSTALLED, reason="needs redis-server, redis-cli and redis-sentinel")


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.01)


class RedisFailure(Exception):
    """An error reply."""


class RedisClient:
    """One connection that speaks RESP2: a command, its reply."""

    def __init__(
        self, port: int, user: str = "", password: str = "", tls: ssl.SSLContext | None = None, timeout: float = 5
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.file = self.socket.makefile("rb")
        if password:
            self("AUTH", *([user] if user else []), password)

    def __call__(self, *arguments: str | bytes | int) -> Any:
        words = [each if isinstance(each, bytes) else str(each).encode() for each in arguments]
        parts = [b"*%d\r\n" % len(words), *(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)]
        self.socket.sendall(b"".join(parts))
        return self.read()

    def read(self) -> Any:
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError("the server closed the connection")
        kind, text = line[:1], line[1:-2]
        if kind == b"+":
            return text.decode()
        if kind == b"-":
            raise RedisFailure(text.decode())
        if kind == b":":
            return int(text)
        count = int(text)
        if count < 0:
            return None
        if kind == b"$":
            data = self.file.read(count + 2)
            return data[:-2]
        assert kind == b"*", line
        return [self.read() for _ in range(count)]

    def keys(self, pattern: str = "*") -> list[bytes]:
        """All names, without one large reply."""
        found: set[bytes] = set()
        cursor: bytes | int = 0
        while True:
            cursor, names = self("SCAN", cursor, "MATCH", pattern, "COUNT", 1000)
            found.update(names)
            if int(cursor) == 0:
                return sorted(found)

    def dump(self) -> bytes:
        """Everything that is stored, as it is stored and as it is read."""
        parts: list[bytes] = []

        def add(value: Any) -> None:
            if isinstance(value, list):
                for each in value:
                    add(each)
            elif value is not None:
                parts.append(value if isinstance(value, bytes) else str(value).encode())

        readers = {
            "string": lambda name: self("GET", name),
            "zset": lambda name: self("ZRANGE", name, 0, -1, "WITHSCORES"),
            "stream": lambda name: self("XRANGE", name, "-", "+"),
            "hash": lambda name: self("HGETALL", name),
            "set": lambda name: self("SMEMBERS", name),
            "list": lambda name: self("LRANGE", name, 0, -1),
        }
        for name in self.keys():
            kind = self("TYPE", name)
            add(name)
            add(self("DUMP", name))
            if kind != "none":
                add(readers[kind](name))
        return b"\n".join(parts)

    def close(self) -> None:
        self.file.close()
        self.socket.close()


class RedisServer:
    """One process."""

    def __init__(
        self,
        folder: Path,
        port: int | None = None,
        arguments: Iterable[object] = (),
        configuration: str | None = None,
        program: str = "redis-server",
    ) -> None:
        self.folder, self.program = folder, program
        self.port = port or free_ports(1)[0]
        folder.mkdir(parents=True, exist_ok=True)
        # No file: what is there to be lost is lost with the process.
        common = ["--bind", "127.0.0.1", "--dir", folder, "--daemonize", "no"]
        if configuration is None:
            common += ["--port", self.port, "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", 0]
        else:
            path = folder / "redis.conf"
            path.write_text(configuration.replace("@PORT@", str(self.port)))
            common.insert(0, path)
        self.arguments = [str(each) for each in [*common, *arguments]]
        self.process: subprocess.Popen | None = None

    def start(self, client: Callable[[], RedisClient] | None = None) -> "RedisServer":
        """Starts it, and waits until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, *self.arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder
            )
        self.connect = client or self.connect

        def answers() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "log").read_text()
            try:
                connection = self.connect()
            except (OSError, EOFError):
                return False
            try:
                return connection("PING") == "PONG"
            except (OSError, EOFError, RedisFailure):
                return False
            finally:
                connection.close()

        wait_for(answers, 10, f"{self.program} on port {self.port}")
        return self

    def connect(self) -> RedisClient:
        return RedisClient(self.port)

    def __call__(self, *arguments: str | bytes | int) -> Any:
        """One command on a connection of its own."""
        connection = self.connect()
        try:
            return connection(*arguments)
        finally:
            connection.close()

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends it as a crash would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    stop = kill


class RedisCluster:
    """Three primaries, each with a replica."""

    def __init__(self, folder: Path) -> None:
        ports = free_ports(12)
        self.nodes = [
            RedisServer(
                folder / f"node-{number}",
                ports[number],
                ["--cluster-enabled", "yes", "--cluster-node-timeout", 1000, "--cluster-port", ports[6 + number]]
                + ["--cluster-require-full-coverage", "no", "--cluster-replica-validity-factor", 0],
            )
            for number in range(6)
        ]

    def start(self) -> "RedisCluster":
        for node in self.nodes:
            node.start()
        # `redis-cli --cluster create` takes it for granted that the bus has the port plus 10,000, so nodes meet here.
        first = self.nodes[0]
        for number, node in enumerate(self.nodes):
            node("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        bus = [node.arguments[node.arguments.index("--cluster-port") + 1] for node in self.nodes]
        for node, port in zip(self.nodes[1:], bus[1:]):
            first("CLUSTER", "MEET", "127.0.0.1", node.port, port)
        for number, (low, high) in enumerate(((0, 5460), (5461, 10922), (10923, 16383))):
            self.nodes[number]("CLUSTER", "ADDSLOTSRANGE", low, high)
        ids = [node("CLUSTER", "MYID").decode() for node in self.nodes]
        for number in range(3):
            replica, primary = self.nodes[3 + number], ids[number]
            wait_for(lambda: primary.encode() in replica("CLUSTER", "NODES"), 10, "the nodes know each other")
            wait_for(lambda: self._replicates(replica, primary), 10, "a replica has a primary")
        self.wait_until_whole()
        return self

    @staticmethod
    def _replicates(replica: RedisServer, primary: str) -> bool:
        try:
            return replica("CLUSTER", "REPLICATE", primary) == "OK"
        except RedisFailure:
            return False

    def wait_until_whole(self, seconds: float = 20) -> None:
        """Waits until all slots are served, and every node that runs knows it, replicas linked."""

        def is_whole() -> bool:
            for node in self.nodes:
                if not node.is_running:
                    continue
                if b"cluster_state:ok" not in node("CLUSTER", "INFO"):
                    return False
                if b"cluster_slots_ok:16384" not in node("CLUSTER", "INFO"):
                    return False
                replication = node("INFO", "replication")
                if b"role:slave" in replication and b"master_link_status:up" not in replication:
                    return False
            return all(node("CLUSTER", "NODES").count(b"slave") >= 3 for node in self.nodes if node.is_running)

        wait_for(is_whole, seconds, "the cluster is whole")

    @property
    def primaries(self) -> list[RedisServer]:
        running = [node for node in self.nodes if node.is_running]
        return [node for node in running if b"role:master" in node("INFO", "replication")]

    def slots_are_served(self) -> bool:
        """Whether every node that runs finds all slots served."""
        running = [node for node in self.nodes if node.is_running]
        return all(b"cluster_slots_ok:16384" in node("CLUSTER", "INFO") for node in running)

    def keys(self, pattern: str = "*") -> list[bytes]:
        names: set[bytes] = set()
        for node in self.primaries:
            connection = node.connect()
            names.update(connection.keys(pattern))
            connection.close()
        return sorted(names)

    def stop(self) -> None:
        for node in self.nodes:
            node.kill()


class RedisSentinel:
    """A primary with a replica, and three Sentinels that watch them."""

    NAME = "caches"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ports = free_ports(5)
        self.servers = [RedisServer(folder / "server-0", ports[0])]
        self.servers.append(RedisServer(folder / "server-1", ports[1], ["--replicaof", "127.0.0.1", ports[0]]))
        # Sentinels write into their files: each has a folder of its own.
        watch = (
            f"port @PORT@\nsentinel monitor {self.NAME} 127.0.0.1 {ports[0]} 2\n"
            f"sentinel down-after-milliseconds {self.NAME} 600\nsentinel failover-timeout {self.NAME} 3000\n"
        )
        self.sentinels = [
            RedisServer(folder / f"sentinel-{number}", ports[2 + number], (), watch, "redis-sentinel")
            for number in range(3)
        ]

    def start(self) -> "RedisSentinel":
        for server in [*self.servers, *self.sentinels]:
            server.start()
        replica = self.servers[1]
        wait_for(lambda: b"master_link_status:up" in replica("INFO", "replication"), 20, "the replica is linked")
        for sentinel in self.sentinels:

            def knows() -> bool:
                found = sentinel("SENTINEL", "MASTER", self.NAME)
                fields = dict(zip(found[::2], found[1::2]))
                return fields[b"num-slaves"] == b"1" and fields[b"num-other-sentinels"] == b"2"

            wait_for(knows, 20, "the Sentinels know each other")
        return self

    @property
    def primary_port(self) -> int:
        """Where the Sentinels say the primary is."""
        return int(self.sentinels[0]("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.NAME)[1])

    def stop(self) -> None:
        for server in [*self.sentinels, *self.servers]:
            server.kill()


def tls_server(folder: Path, authority: Path, certificate: Path, key: Path, users: str) -> RedisServer:
    """A server that speaks nothing but TLS, with users of the test's own; each a line of an ACL."""
    text = f"port 0\ntls-port @PORT@\ntls-cert-file {certificate}\ntls-key-file {key}\ntls-ca-cert-file {authority}\n"
    text += f"tls-auth-clients optional\nsave \"\"\nappendonly no\n{users}\n"
    return RedisServer(folder, configuration=text)
