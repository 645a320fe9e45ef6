"""Bounds: slow and idle clients, ceilings, comments while waiting, and how connections to the provider are used."""

import json
import time
from collections.abc import Callable

import pytest
from support import replies
from support.gateway import TEAM_KEY, Gateway
from support.http import httpx
from support.provider import Finish, Gate, Hold, Provider, Reply, Request
from support.rawhttp import RawClient, request

pytestmark = pytest.mark.gateway

AUTHORIZED = {"authorization": f"Bearer {TEAM_KEY}"}
CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}
BODY = json.dumps(CHAT).encode()


def chat(gateway: Gateway, **more: object) -> httpx.Response:
    url = gateway.url + "/v1/chat/completions"
    return httpx.post(url, json={**CHAT, **more}, headers=AUTHORIZED, timeout=20)


SLOW = {
    "a head that never ends": b"POST /v1/chat/completions HTTP/1.1\r\nhost: lo",
    "a body that never ends": request("POST", "/v1/chat/completions", AUTHORIZED, BODY)[:-5],
}


@pytest.mark.parametrize("data", SLOW.values(), ids=SLOW.keys())
def test_a_slow_client_is_told_and_closed(
    start_gateway: Callable[..., Gateway], provider: Provider, data: bytes
) -> None:
    gateway = start_gateway(timeouts="head: 300ms, body: 300ms, idle: 300ms")
    with RawClient(gateway.port) as client:
        client.send(data)
        answer = client.response()
        assert answer.status == 408
        assert json.loads(answer.body)["error"]["code"] == "request_timeout"
        assert client.at_end()
    assert provider.requests == []


def test_an_idle_connection_is_closed_without_a_word(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway(timeouts="idle: 300ms")
    with RawClient(gateway.port) as client:
        client.send(request("GET", "/v1/models", AUTHORIZED))
        assert client.response().status == 200
        began = time.monotonic()
        assert client.at_end()
        assert 0.1 < time.monotonic() - began < 5


def test_too_many_requests_at_once_are_refused_with_a_hint(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway(loops=1, limits="concurrent_requests: 2")
    gates = [Gate(), Gate()]
    provider.script = [Reply(headers=[replies.JSON], steps=[gate, *replies.chat().steps]) for gate in gates]
    waiting = [RawClient(gateway.port) for _ in gates]
    for number, client in enumerate(waiting):
        client.send(request("POST", "/v1/chat/completions", AUTHORIZED, BODY))
        provider.wait_for_request(number + 1)
    refused = chat(gateway)
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "overloaded"
    assert int(refused.headers["retry-after"]) >= 1
    for gate, client in zip(gates, waiting):
        gate.open()
        assert client.response().status == 200
        client.close()
    provider.script = [replies.chat()]
    assert chat(gateway).status_code == 200


def test_too_many_connections_are_refused_with_a_hint(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway(limits="connections: 3")
    clients = [RawClient(gateway.port) for _ in range(3)]
    for client in clients:
        client.send(request("GET", "/v1/models", AUTHORIZED))
        assert client.response().status == 200
    with RawClient(gateway.port) as beyond:
        answer = beyond.response()
        assert (answer.status, answer.header("retry-after")) == (503, "1")
        assert json.loads(answer.body)["error"]["code"] == "overloaded"
    assert gateway.admin("/readyz")[0] == 200
    for client in clients:
        client.close()


def test_comments_are_sent_while_the_first_token_is_awaited(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway(server="  ping_interval: 100ms")
    gate, events = Gate(), replies.text_events(["a", "b"])
    provider.script = [replies.stream([gate, *events])]
    url = gateway.url + "/v1/chat/completions"
    with httpx.stream("POST", url, json={**CHAT, "stream": True}, headers=AUTHORIZED, timeout=20) as answer:
        lines = (line for line in answer.iter_lines() if line)
        assert [next(lines), next(lines)] == [": ping", ": ping"]
        gate.open()
        rest = [line for line in lines if line != ": ping"]
    expected = b"".join(events[:-2] + events[-1:]).decode().split("\n")
    assert rest == [line for line in expected if line]


def test_an_error_after_comments_is_said_in_band(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway(server="  ping_interval: 100ms")
    gate = Gate()
    limited = replies.error(429, "slow down", "rate_limit_error", None, "rate_limit_exceeded")
    provider.script = [Reply(429, limited.headers, [gate, *limited.steps])]
    url = gateway.url + "/v1/chat/completions"
    with httpx.stream("POST", url, json={**CHAT, "stream": True}, headers=AUTHORIZED, timeout=20) as answer:
        lines = (line for line in answer.iter_lines() if line)
        assert next(lines) == ": ping"
        gate.open()
        last = [line for line in lines if line != ": ping"]
    assert len(last) == 1
    assert json.loads(last[0].removeprefix("data: "))["error"]["message"] == "slow down"


def test_connections_to_the_provider_are_used_again(gateway: Gateway, provider: Provider) -> None:
    provider.fallback = lambda _: replies.chat()
    with httpx.Client(headers=AUTHORIZED, timeout=20) as client:
        for _ in range(30):
            assert client.post(gateway.url + "/v1/chat/completions", json=CHAT).status_code == 200
    assert len({each.connection for each in provider.requests}) == 1


def test_a_connection_that_went_stale_costs_the_client_nothing(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway()
    provider.fallback = lambda _: replies.chat()
    with httpx.Client(headers=AUTHORIZED, timeout=20) as client:

        def ask() -> int:
            return client.post(gateway.url + "/v1/chat/completions", json=CHAT).status_code

        assert ask() == 200
        used = provider.requests[0].connection

        def reply(request: Request) -> Reply:
            return Reply(steps=[Finish()]) if request.connection == used else replies.chat()

        provider.fallback = reply
        assert ask() == 200
        assert [each.connection == used for each in provider.requests] == [True, True, False]


def test_a_reply_that_nobody_takes_is_not_read_without_bound(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway(timeouts="write: 30s")
    piece = replies.event(replies.chunk({"content": "x" * 60_000}))
    provider.script = [replies.stream([piece] * 1000 + [Hold()])]
    before = resident(gateway)
    with RawClient(gateway.port) as client:
        client.send(request("POST", "/v1/chat/completions", AUTHORIZED, json.dumps({**CHAT, "stream": True}).encode()))
        assert b" 200 " in client.take_until(b"\r\n\r\n")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            assert resident(gateway) - before < 20 << 20
            time.sleep(0.02)
    assert provider.request.seconds_until_closed(time.monotonic()) < 2


def resident(gateway: Gateway) -> int:
    """Bytes of memory that the gateway holds."""
    with open(f"/proc/{gateway.process.pid}/statm") as file:
        return int(file.read().split()[1]) * 4096
