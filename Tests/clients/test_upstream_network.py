"""The network between gateway and provider: proxies, names, certificates, pools, stale connections, back-pressure."""

import gzip
import hashlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import replies
from support.gateway import PROVIDER_KEY, TEAM_KEY, free_ports
from support.http import httpx
from support.instance import Instance, Resolver
from support.network import Authority, ForwardProxy, ProviderAt, Server, SlowReader, install, server_context
from support.provider import Finish, Gate, Provider, Reply, Reset, Wait
from support.rawhttp import RawClient, Response, request

pytestmark = pytest.mark.gateway

AUTHORIZED = {"authorization": f"Bearer {TEAM_KEY}"}
MESSAGES = [{"role": "user", "content": "hi"}]
HOST = "llm.provider.test"
NAMES = [HOST, "exact.test", "notexact.test", "a.suffix.test", "port.test", "otherport.test", "off.test", "key.test"]


def provider_lines(identity: str, url: str, *more: str) -> str:
    lines = [f"  - id: {identity}", "    kind: openai-compatible", f"    base_url: {url}/v1"]
    lines += [f"    api_key: {PROVIDER_KEY}", *(f"    {line}" for line in more)]
    return "\n".join(lines) + "\n"


def chat_body(model: str = "scripted/m", **more: object) -> bytes:
    return json.dumps({"model": model, "messages": MESSAGES, **more}).encode()


def chat(gateway: Instance, model: str = "scripted/m", **more: object) -> httpx.Response:
    url = gateway.url + "/v1/chat/completions"
    return httpx.post(url, content=chat_body(model, **more), headers=AUTHORIZED | dict([replies.JSON]), timeout=20)


def wait_until(condition: Callable[[], bool], seconds: float = 8) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Instance]]:
    """Starts gateways of the test's own; they are stopped at its end."""
    started: list[Instance] = []

    def begin(providers: str, more: str = "", **options: object) -> Instance:
        folder = tmp_path / f"instance-{len(started)}"
        folder.mkdir()
        started.append(Instance(folder, "providers:\n" + providers + more, **options))
        return started[-1]

    yield begin
    for gateway in started:
        gateway.stop()


@pytest.fixture
def make_provider() -> Iterator[Callable[..., Provider]]:
    made: list[Provider] = []

    def make(kind: type = Provider, *arguments: object) -> Provider:
        provider = kind(*arguments)
        provider.fallback = lambda _: replies.chat()
        made.append(provider)
        return provider

    yield make
    for provider in made:
        provider.stop()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def issued(authority: Authority) -> tuple[Path, Path]:
    return authority.issue("provider", "127.0.0.1", *NAMES)


@pytest.fixture
def secure(make_provider: Callable[..., Provider], issued: tuple[Path, Path]) -> Provider:
    """A provider behind TLS."""
    return make_provider(Provider, server_context(*issued))


@pytest.fixture
def proxy(secure: Provider) -> Iterator[ForwardProxy]:
    proxy = ForwardProxy(secure.port)
    yield proxy
    proxy.stop()


# Forward proxy


@pytest.mark.parametrize("pieces", [1, 20])
def test_a_provider_is_reached_through_a_proxy(
    start: Callable[..., Instance], secure: Provider, proxy: ForwardProxy, authority: Authority, pieces: int
) -> None:
    proxy.pieces = pieces
    trust = f"tls: {{ca_file: {authority.certificate}}}"
    way = f"proxy: 'http://gate%40way:p%3Ass@127.0.0.1:{proxy.port}'"
    # Nobody but the proxy could resolve this name.
    gateway = start(provider_lines("scripted", f"https://{HOST}:8443", trust, way))
    for _ in range(2):
        assert chat(gateway).status_code == 200
    events = replies.text_events(["a", "b"])
    secure.script = [replies.stream(events)]
    asked = chat(gateway, stream=True, stream_options={"include_usage": True})
    assert (asked.status_code, asked.content) == (200, b"".join(events))
    for head in proxy.heads:
        lines = head.decode().split("\r\n")
        assert lines[0] == f"CONNECT {HOST}:8443 HTTP/1.1"
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:-2])}
        # "gate@way:p:ss"
        assert fields == {"host": f"{HOST}:8443", "proxy-authorization": "Basic Z2F0ZUB3YXk6cDpzcw=="}
    assert [each.header("proxy-authorization") for each in secure.requests] == [None] * 3
    assert {each.header("authorization") for each in secure.requests} == {f"Bearer {PROVIDER_KEY}"}
    assert {each.header("host") for each in secure.requests} == {f"{HOST}:8443"}
    for secret in (PROVIDER_KEY, TEAM_KEY, "chat/completions"):
        assert secret.encode() not in bytes(proxy.seen)


REFUSALS = {
    "407": b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 2\r\n\r\nno",
    "502": b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
    "a redirect": b"HTTP/1.1 302 Found\r\nlocation: http://elsewhere.test/\r\n\r\n",
    "no HTTP": b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
    "a close without a word": b"",
    "an endless answer": b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000,
    "silence": None,
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_proxy_that_refuses_is_a_clear_error(
    start: Callable[..., Instance], secure: Provider, proxy: ForwardProxy, kind: str
) -> None:
    answer = REFUSALS[kind]
    proxy.is_silent, proxy.answer = answer is None, answer or b""
    way = f"proxy: http://user:secret-of-proxy@127.0.0.1:{proxy.port}"
    group = "deployments:\n  - {id: one, provider: scripted, model: m}\n"
    group += "models:\n  - {name: one, deployments: [one], timeouts: {connect: 300ms}}\n"
    gateway = start(provider_lines("scripted", f"https://{HOST}:8443", way), group)
    began = time.monotonic()
    refused = chat(gateway, "one")
    assert time.monotonic() - began < 3
    assert (refused.status_code, refused.json()["error"]["code"]) == (502, "provider_unreachable")
    message = refused.json()["error"]["message"]
    for private in (HOST, "127.0.0.1", str(proxy.port), "8443", "secret-of-proxy"):
        assert private not in message, message
    if kind in ("407", "502"):
        assert "proxy" in message and kind in message
    elif answer is not None:
        assert "proxy" in message
    assert secure.requests == []


def test_the_environment_names_proxy_and_exceptions(
    start: Callable[..., Instance],
    make_provider: Callable[..., Provider],
    secure: Provider,
    proxy: ForwardProxy,
    authority: Authority,
    tmp_path: Path,
) -> None:
    plain = make_provider()
    resolver = Resolver(tmp_path, {name: (0, ["127.0.0.1"]) for name in NAMES})
    trust = f"tls: {{ca_file: {authority.certificate}}}"
    lines = [provider_lines(name.split(".")[0], f"https://{name}:{secure.port}", trust) for name in NAMES[:6]]
    lines.append(provider_lines("off", f"https://off.test:{secure.port}", trust, "proxy: off"))
    own = f"proxy: http://127.0.0.1:{proxy.port}"
    lines.append(provider_lines("key", f"https://key.test:{secure.port}", trust, own))
    lines.append(provider_lines("plain", f"http://exact.test:{plain.port}"))
    lines.append(provider_lines("loopback", f"https://127.0.0.1:{secure.port}", trust))
    exceptions = f"exact.test, .suffix.test,port.test:{secure.port},otherport.test:1,key.test"
    environment = {"HTTPS_PROXY": f"http://127.0.0.1:{proxy.port}", "NO_PROXY": exceptions, **resolver.environment}
    gateway = start("".join(lines), environment=environment)
    through = {}
    for name in ["llm", "exact", "notexact", "a", "port", "otherport", "off", "key", "plain", "loopback"]:
        answer = chat(gateway, f"{name}/m")
        assert answer.status_code == 200, (name, answer.text)
        through[name] = any(target.startswith(name + ".") for target in proxy.targets())
    assert {name for name, used in through.items() if used} == {"llm", "notexact", "otherport", "key"}
    assert {target.split(":")[0] for target in proxy.targets()} == {HOST, "notexact.test", "otherport.test", "key.test"}
    # Who is reached through a proxy is never resolved here.
    assert not {HOST, "notexact.test", "otherport.test", "key.test"} & set(resolver.asked)


# The gateway's own certificate


def shown(port: int) -> bytes:
    """The certificate that a new connection gets."""
    with socket.create_connection(("127.0.0.1", port), 5) as plain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(plain) as secure:
            return secure.getpeercert(binary_form=True) or b""


def test_a_renewed_certificate_is_used_and_a_broken_one_is_not(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], authority: Authority, tmp_path: Path
) -> None:
    first, second, third = (authority.issue(name, "localhost") for name in ("first", "second", "third"))
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    install(first[0], chain)
    install(first[1], key)
    provider = make_provider()
    server = f"  tls: {{certificate: {chain}, key: {key}}}"
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"), server=server, loops=2)
    der = [ssl.PEM_cert_to_DER_cert(pair[0].read_text()) for pair in (first, second, third)]
    assert shown(gateway.port) == der[0]
    trust = ssl.create_default_context(cafile=str(authority.certificate))
    with RawClient(gateway.port, trust) as old:

        def ask() -> int:
            old.send(request("POST", "/v1/chat/completions", AUTHORIZED, chat_body()))
            return old.response().status

        assert ask() == 200
        install(second[1], key)
        install(second[0], chain)
        wait_until(lambda: shown(gateway.port) == der[1], 5)
        # Both loops have it.
        assert {shown(gateway.port) for _ in range(12)} == {der[1]}
        assert ask() == 200
        for broken in (b"-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n", third[0].read_bytes(), b""):
            # No certificate, one that the key does not fit, and nothing.
            file = tmp_path / "broken.pem"
            file.write_bytes(broken)
            install(file, chain)
            assert gateway.admin("/admin/v1/reload", "POST")[0] == 422
            time.sleep(0.8)
            assert {shown(gateway.port) for _ in range(4)} == {der[1]}
        assert ask() == 200
        install(third[1], key)
        install(third[0], chain)
        wait_until(lambda: shown(gateway.port) == der[2], 5)
        assert ask() == 200


def test_a_file_that_was_refused_is_said_in_the_log(
    start: Callable[..., Instance], make_provider: Callable[..., Provider]
) -> None:
    provider = make_provider()
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"))
    gateway.config.write_text(gateway.render().replace("loops:", "lops:"))
    wait_until(lambda: "lops" in gateway.output(), 4)
    assert chat(gateway).status_code == 200


# Names


@pytest.mark.parametrize("family", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("order", [["::1", "127.0.0.1"], ["127.0.0.1", "::1"]], ids=["IPv6 first", "IPv4 first"])
def test_the_family_that_answers_is_used(
    start: Callable[..., Instance],
    make_provider: Callable[..., Provider],
    tmp_path: Path,
    family: str,
    order: list[str],
) -> None:
    try:
        provider = make_provider(ProviderAt, family)
    except OSError as error:
        pytest.skip(f"this machine has no {family}: {error}")
    resolver = Resolver(tmp_path, {"both.test": (0, order)})
    gateway = start(
        provider_lines("scripted", f"http://both.test:{provider.port}", "pool: {preheat: 0}"),
        environment=resolver.environment,
    )
    began = time.monotonic()
    assert chat(gateway).status_code == 200
    assert time.monotonic() - began < 1
    assert provider.request.header("host") == f"both.test:{provider.port}"


def test_an_address_of_ipv6(start: Callable[..., Instance], make_provider: Callable[..., Provider]) -> None:
    provider = make_provider(ProviderAt, "::1")
    gateway = start(provider_lines("scripted", f"http://[::1]:{provider.port}"))
    assert chat(gateway).status_code == 200
    assert provider.request.header("host") == f"[::1]:{provider.port}"


def test_a_name_that_does_not_exist_is_a_clear_error(start: Callable[..., Instance], tmp_path: Path) -> None:
    resolver = Resolver(tmp_path, {})
    gateway = start(provider_lines("scripted", "http://nowhere.test:8080"), environment=resolver.environment)
    began = time.monotonic()
    answer = chat(gateway)
    assert time.monotonic() - began < 1
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "provider_unreachable")
    message = answer.json()["error"]["message"]
    assert "name" in message and "nowhere" not in message, message


def test_nobody_waits_for_somebody_elses_name(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], tmp_path: Path
) -> None:
    provider = make_provider()
    names = {"slow.test": (1.2, ["127.0.0.1"]), "quick.test": (0, ["127.0.0.1"])}
    resolver = Resolver(tmp_path, names)
    pool = "pool: {preheat: 0}"
    gateway = start(
        provider_lines("slow", f"http://slow.test:{provider.port}", pool)
        + provider_lines("ready", f"http://127.0.0.1:{provider.port}", pool)
        + provider_lines("quick", f"http://quick.test:{provider.port}", pool),
        environment=resolver.environment,
    )
    with ThreadPoolExecutor(16) as threads:
        waiting = [threads.submit(chat, gateway, "slow/m") for _ in range(16)]
        wait_until(lambda: "slow.test" in resolver.asked)
        began = time.monotonic()
        assert chat(gateway, "ready/m").status_code == 200
        assert time.monotonic() - began < 0.8, "a loop waited for the resolver"
        assert chat(gateway, "quick/m").status_code == 200
        assert time.monotonic() - began < 2.2, "a name waited for many look-ups of another"
        assert {each.result().status_code for each in waiting} == {200}
    assert resolver.asked.count("slow.test") <= 2, "the same name was looked up many times at once"
    assert chat(gateway, "slow/m").status_code == 200
    assert resolver.asked.count("slow.test") <= 2, "the answer was not kept"


# Certificates of providers


def test_a_providers_certificate_for_another_name_is_not_trusted(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], authority: Authority, tmp_path: Path
) -> None:
    provider = make_provider(Provider, server_context(*authority.issue("other", "other.test")))
    resolver = Resolver(tmp_path, {HOST: (0, ["127.0.0.1"]), "other.test": (0, ["127.0.0.1"])})
    trust = f"tls: {{ca_file: {authority.certificate}}}"
    gateway = start(
        provider_lines("wrong", f"https://{HOST}:{provider.port}", trust)
        + provider_lines("right", f"https://other.test:{provider.port}", trust)
        + provider_lines("unchecked", f"https://{HOST}:{provider.port}", "tls: {verify: false}"),
        environment=resolver.environment,
    )
    answer = chat(gateway, "wrong/m")
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "provider_unreachable")
    message = answer.json()["error"]["message"]
    assert "TLS" in message and HOST not in message and "other" not in message
    assert provider.requests == []
    assert chat(gateway, "right/m").status_code == 200
    assert chat(gateway, "unchecked/m").status_code == 200


def test_a_renewed_authority_is_trusted_without_a_restart(
    start: Callable[..., Instance], secure: Provider, authority: Authority, tmp_path: Path
) -> None:
    trusted = tmp_path / "trusted.pem"
    install(Authority(tmp_path, "stranger").certificate, trusted)
    gateway = start(provider_lines("scripted", f"https://127.0.0.1:{secure.port}", f"tls: {{ca_file: {trusted}}}"))
    assert chat(gateway).status_code == 502
    install(authority.certificate, trusted)
    wait_until(lambda: chat(gateway).status_code == 200, 4)


# Pools


def test_connections_are_opened_ahead(start: Callable[..., Instance], make_provider: Callable[..., Provider]) -> None:
    first, second = make_provider(), make_provider()
    lines = provider_lines("scripted", f"http://127.0.0.1:{first.port}", "pool: {preheat: 3}")
    gateway = start(lines, loops=2)
    wait_until(lambda: len(first.connections) == 6)
    more = provider_lines("second", f"http://127.0.0.1:{second.port}", "pool: {preheat: 2}")
    gateway.body += more
    gateway.write_config()
    assert gateway.admin("/admin/v1/reload", "POST")[0] == 200
    wait_until(lambda: len(second.connections) == 4)
    assert chat(gateway).status_code == 200 and chat(gateway, "second/m").status_code == 200
    assert (first.opened, second.opened) == (6, 4)
    assert first.requests[0].connection <= 6
    gateway.body = gateway.body.replace(more, "")
    gateway.write_config()
    assert gateway.admin("/admin/v1/reload", "POST")[0] == 200
    wait_until(lambda: not second.connections)
    assert len(first.connections) == 6


def test_all_are_opened_ahead_however_few_at_a_time(
    start: Callable[..., Instance], make_provider: Callable[..., Provider]
) -> None:
    provider = make_provider()
    start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}", "pool: {preheat: 5, max_connecting: 2}"))
    wait_until(lambda: len(provider.connections) == 5, 2)


def test_surplus_connections_are_closed_when_idle(
    start: Callable[..., Instance], make_provider: Callable[..., Provider]
) -> None:
    provider = make_provider()
    gates = [Gate() for _ in range(6)]
    provider.script = [Reply(headers=[replies.JSON], steps=[gate, *replies.chat().steps]) for gate in gates]
    pool = "pool: {preheat: 2, idle_timeout: 400ms}"
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}", pool))
    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(chat, gateway) for _ in gates]
        provider.wait_for_request(6)
        assert len(provider.connections) == 6
        for gate in gates:
            gate.open()
        assert {each.result().status_code for each in asked} == {200}
    done = time.monotonic()
    wait_until(lambda: len(provider.connections) == 2, 4)
    assert time.monotonic() - done > 0.2
    time.sleep(0.6)
    assert len(provider.connections) == 2
    assert chat(gateway).status_code == 200
    assert provider.opened == 6


def test_a_full_pool_refuses_with_a_hint(
    start: Callable[..., Instance], make_provider: Callable[..., Provider]
) -> None:
    provider = make_provider()
    gate = Gate()
    provider.script = [Reply(headers=[replies.JSON], steps=[gate, *replies.chat().steps])]
    pool = "pool: {max_connections: 1, max_waiting: 1}"
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}", pool))
    with RawClient(gateway.port) as running, RawClient(gateway.port) as waiting, RawClient(gateway.port) as beyond:
        asked = request("POST", "/v1/chat/completions", AUTHORIZED, chat_body())
        running.send(asked)
        provider.wait_for_request()
        waiting.send(asked)
        time.sleep(0.1)
        beyond.send(asked)
        refused = beyond.response()
        assert (refused.status, json.loads(refused.body)["error"]["code"]) == (503, "overloaded")
        assert int(refused.header("retry-after") or 0) >= 1
        assert len(provider.requests) == 1
        gate.open()
        assert running.response().status == 200 and waiting.response().status == 200
        beyond.send(asked)
        assert beyond.response().status == 200
    assert provider.opened == 1


def test_a_client_that_left_the_queue_holds_no_place_in_it(
    start: Callable[..., Instance], make_provider: Callable[..., Provider]
) -> None:
    provider = make_provider()
    gate = Gate()
    provider.script = [Reply(headers=[replies.JSON], steps=[gate, *replies.chat().steps])]
    pool = "pool: {max_connections: 1, max_waiting: 1}"
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}", pool))
    asked = request("POST", "/v1/chat/completions", AUTHORIZED, chat_body())
    with RawClient(gateway.port) as running, RawClient(gateway.port) as staying:
        running.send(asked)
        provider.wait_for_request()
        with RawClient(gateway.port) as leaving:
            leaving.send(asked)
            time.sleep(0.1)
        time.sleep(0.1)
        staying.send(asked)
        time.sleep(0.1)
        gate.open()
        assert running.response().status == 200
        assert staying.response().status == 200
    assert len(provider.requests) == 2


# Stale connections


def end_idle_connections(provider: Provider, resets: bool) -> None:
    done = threading.Event()

    def end() -> None:
        for each in list(provider.connections):
            if resets:
                raw = each.transport.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                each.transport.abort()
            else:
                each.transport.close()
        done.set()

    provider.loop.call_soon_threadsafe(end)
    assert done.wait(5)


@pytest.mark.parametrize("resets", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("pause", [0, 0.1], ids=["at once", "later"])
def test_a_provider_that_ends_idle_connections_is_not_noticed(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], resets: bool, pause: float
) -> None:
    provider = make_provider()
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"))
    with RawClient(gateway.port) as client:
        for count in range(1, 11):
            client.send(request("POST", "/v1/chat/completions", AUTHORIZED, chat_body(user=f"u{count}")))
            assert client.response().status == 200
            assert len(provider.requests) == count
            end_idle_connections(provider, resets)
            time.sleep(pause)
    assert [json.loads(each.body)["user"] for each in provider.requests] == [f"u{count}" for count in range(1, 11)]


OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
PARTS = {
    "part of a status line": b"HTT",
    "part of a head": b"HTTP/1.1 200 OK\r\ncontent-ty",
    "an interim head": b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
    "part of a body": OK + b'content-length: 500\r\n\r\n{"id":"x",',
    "part of a chunk": OK + b"transfer-encoding: chunked\r\n\r\nff\r\n{",
}


@pytest.mark.parametrize("end", [Finish(), Reset()], ids=["closed", "reset"])
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_an_answer_that_had_begun_is_not_asked_for_again(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], part: bytes, end: Finish | Reset
) -> None:
    provider = make_provider()
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"))
    assert chat(gateway).status_code == 200
    provider.script = [Reply(steps=[part, Wait(0.03), end], framing="raw")]
    broken = chat(gateway)
    assert broken.status_code == 502, broken.text
    assert broken.json()["error"]["code"] in ("provider_reset", "provider_bad_response")
    assert len(provider.requests) == 2
    assert provider.requests[1].connection == provider.requests[0].connection


@pytest.mark.parametrize("end", [Finish(), Reset()], ids=["closed", "reset"])
def test_a_fresh_connection_that_ends_is_not_tried_again(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], end: Finish | Reset
) -> None:
    provider = make_provider()
    provider.script = [Reply(steps=[end], framing="raw")]
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"))
    broken = chat(gateway)
    assert (broken.status_code, broken.json()["error"]["code"]) == (502, "provider_reset")
    assert len(provider.requests) == 1


# Compression


@pytest.fixture
def compressing(make_provider: Callable[..., Provider]) -> Provider:
    provider = make_provider()

    def answer(asked: object) -> Reply:
        body = replies.dump({"object": "list", "data": ["x" * 3000]})
        if "gzip" not in (asked.header("accept-encoding") or ""):
            return Reply(headers=[replies.JSON], steps=[body])
        headers = [replies.JSON, ("content-encoding", "gzip"), ("vary", "accept-encoding")]
        return Reply(headers=headers, steps=[gzip.compress(body)])

    provider.fallback = answer
    return provider


ACCEPTED = {
    "gzip": True,
    "gzip, deflate, br, zstd": True,
    "br;q=1.0, GZIP;q=0.5": True,
    "br": False,
    "gzip;q=0": False,
    "gzip;q=0.0, identity": False,
    "": False,
    "identity": False,
    None: False,
}


def test_compression_is_between_client_and_provider(start: Callable[..., Instance], compressing: Provider) -> None:
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{compressing.port}"))
    plain = replies.dump({"object": "list", "data": ["x" * 3000]})

    def ask(accepted: str | None, method: str, path: str, body: bytes = b"") -> Response:
        headers = AUTHORIZED | ({} if accepted is None else {"accept-encoding": accepted})
        with RawClient(gateway.port) as client:
            client.send(request(method, path, headers, body))
            return client.response()

    for accepted, is_compressed in ACCEPTED.items():
        compressing.requests.clear()
        answer = ask(accepted, "GET", "/v1/files")
        coding = compressing.request.header("accept-encoding")
        assert coding == ("gzip" if is_compressed else "identity"), accepted
        assert answer.header("content-encoding") == ("gzip" if is_compressed else None), accepted
        assert (gzip.decompress(answer.body) if is_compressed else answer.body) == plain


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/embeddings", "/v1/completions"])
def test_generation_is_asked_for_in_the_clear(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], path: str
) -> None:
    provider = make_provider()
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"))
    body = chat_body(input="x", prompt="x")
    with RawClient(gateway.port) as client:
        client.send(request("POST", path, AUTHORIZED | {"accept-encoding": "gzip, br"}, body))
        answer = client.response()
    assert answer.status == 200 and answer.header("content-encoding") is None
    assert provider.request.header("accept-encoding") == "identity"


# Back-pressure


class MemoryWatch:
    """The most memory that a gateway held while the block ran, above what it held before."""

    def __init__(self, gateway: Instance) -> None:
        self.gateway = gateway
        self.ended = threading.Event()

    def __enter__(self) -> "MemoryWatch":
        self.before = self.highest = self.gateway.resident()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self) -> None:
        while not self.ended.wait(0.01):
            self.highest = max(self.highest, self.gateway.resident())

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    @property
    def grown(self) -> int:
        return self.highest - self.before


KINDS = {"events": ("POST", "/v1/chat/completions"), "bytes": ("GET", "/v1/files/file-1/content")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_slow_client_bounds_what_is_held_of_a_large_answer(
    start: Callable[..., Instance], make_provider: Callable[..., Provider], kind: str
) -> None:
    provider = make_provider()
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"), server="  timeouts: {write: 30s}")
    assert chat(gateway).status_code == 200
    if kind == "events":
        piece = replies.event(replies.chunk({"content": "x" * 62_000}))
        steps = [piece] * 820 + replies.text_events([])
        provider.script = [replies.stream(steps)]
        expected = b"".join(steps)
    else:
        steps = [bytes([number % 251]) * 65_536 for number in range(800)]
        provider.script = [Reply(200, [("content-type", "application/octet-stream")], steps, "chunked")]
        expected = b"".join(steps)
    assert len(expected) > 48 << 20
    method, path = KINDS[kind]
    usage = {"stream_options": {"include_usage": True}}
    body = chat_body(stream=True, **usage) if method == "POST" else b""
    digest, count = hashlib.sha256(), 0
    with MemoryWatch(gateway) as memory, socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        plain.settimeout(10)
        plain.connect(("127.0.0.1", gateway.port))
        client = RawClient.__new__(RawClient)
        client.socket, client.buffer = plain, b""
        client.send(request(method, path, AUTHORIZED, body))
        assert b" 200 " in client.take_until(b"\r\n\r\n")
        began = time.monotonic()
        while size := int(client.take_until(b"\r\n"), 16):
            digest.update(client.take(size))
            assert client.take(2) == b"\r\n"
            count += size
            # About 25 MB in a second.
            time.sleep(max(0, count / 25e6 - (time.monotonic() - began)))
    assert (count, digest.digest()) == (len(expected), hashlib.sha256(expected).digest())
    assert memory.grown < 20 << 20, f"{memory.grown >> 20} MiB"


def test_a_slow_provider_bounds_what_is_held_of_a_large_upload(start: Callable[..., Instance]) -> None:
    provider = SlowReader(bytes_per_second=15_000_000)
    server = "  limits: {body: 64MiB}"
    gateway = start(provider_lines("scripted", f"http://127.0.0.1:{provider.port}"), server=server)
    assert httpx.get(gateway.url + "/v1/models", headers=AUTHORIZED, timeout=20).status_code == 200
    block = bytes(range(256)) * 4096
    head = b'--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
    head += b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    pieces = [head, *[block] * 30, b"\r\n--b--\r\n"]
    length = sum(map(len, pieces))
    headers = AUTHORIZED | {"content-type": "multipart/form-data; boundary=b", "content-length": str(length)}
    with MemoryWatch(gateway) as memory, RawClient(gateway.port, timeout=20) as client:
        client.send(request("POST", "/v1/files", headers))
        began = time.monotonic()
        for piece in pieces:
            client.send(piece)
        # What the sockets hold is on its way; the rest was held back here.
        assert provider.taken > length - (16 << 20)
        assert time.monotonic() - began > 0.8
        answer = client.response()
    assert answer.status == 200
    assert json.loads(answer.body)["digest"] == hashlib.sha256(b"".join(pieces)).hexdigest()
    assert memory.grown < 20 << 20, f"{memory.grown >> 20} MiB"
    provider.stop()


def test_an_upload_that_is_refused_early_is_told_so(start: Callable[..., Instance]) -> None:
    body = replies.error(413, "too much").steps[0]
    assert isinstance(body, bytes)
    refusal = b"HTTP/1.1 413 No\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body

    def refuse(client: socket.socket) -> None:
        client.recv(1000)
        client.sendall(refusal)
        while client.recv(65536):
            pass

    provider = Server(refuse)
    gateway = start(
        provider_lines("scripted", f"http://127.0.0.1:{provider.port}"), server="  limits: {body: 64MiB}"
    )
    headers = AUTHORIZED | {"content-type": "multipart/form-data; boundary=b", "content-length": str(30 << 20)}
    with RawClient(gateway.port) as client:
        client.send(request("POST", "/v1/files", headers))
        client.send(b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n')
        # No more than is collected before the upload begins, and then some.
        client.send(bytes(200_000))
        answer = client.response()
    assert answer.status == 413
    assert json.loads(answer.body)["error"]["message"] == "too much"
    provider.stop()
