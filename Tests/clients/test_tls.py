"""TLS and HTTP/2: curl and nghttp as clients, and a provider behind TLS."""

import json
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import replies
from support.gateway import TEAM_KEY, Gateway
from support.http import httpx
from support.provider import Gate, Provider
from support.rawhttp import RawClient, request

pytestmark = pytest.mark.gateway

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}


def curl(gateway: Gateway, certificate: Path, path: str, *arguments: str) -> tuple[int, str, bytes]:
    """Status, HTTP version and body."""
    command = ["curl", "--silent", "--show-error", "--max-time", "20", "--cacert", str(certificate), "--no-buffer"]
    command += ["--header", f"authorization: Bearer {TEAM_KEY}", "--write-out", "\n%{http_code} %{http_version}"]
    done = subprocess.run(
        [*command, *arguments, f"https://localhost:{gateway.port}{path}"], capture_output=True, timeout=30
    )
    assert done.returncode == 0, done.stderr.decode()
    body, _, last = done.stdout.rpartition(b"\n")
    status, version = last.decode().split()
    return int(status), version, body


VERSIONS = {"2": "--http2", "1.1": "--http1.1"}


@pytest.fixture(params=VERSIONS, ids=lambda version: f"HTTP/{version}")
def version(request: pytest.FixtureRequest) -> str:
    return request.param


def test_models(tls_gateway: Gateway, certificate: tuple[Path, Path], version: str) -> None:
    status, used, body = curl(tls_gateway, certificate[0], "/v1/models", VERSIONS[version])
    assert (status, used) == (200, version)
    assert "gpt-4o-mini" in {model["id"] for model in json.loads(body)["data"]}


def test_a_plain_answer(
    tls_gateway: Gateway, provider: Provider, certificate: tuple[Path, Path], version: str
) -> None:
    provider.script = [replies.chat("Hello, curl.")]
    status, used, body = curl(
        tls_gateway, certificate[0], "/v1/chat/completions", VERSIONS[version], "--json", json.dumps(CHAT)
    )
    assert (status, used) == (200, version)
    assert json.loads(body)["choices"][0]["message"]["content"] == "Hello, curl."
    assert TEAM_KEY.encode() not in provider.request.head


def test_a_stream(tls_gateway: Gateway, provider: Provider, certificate: tuple[Path, Path], version: str) -> None:
    events = replies.text_events(["a", "b", "c"])
    provider.script = [replies.stream(events)]
    asked = {**CHAT, "stream": True, "stream_options": {"include_usage": True}}
    status, used, body = curl(
        tls_gateway, certificate[0], "/v1/chat/completions", VERSIONS[version], "--json", json.dumps(asked)
    )
    assert (status, used) == (200, version)
    assert body == b"".join(events)


def test_a_large_body_both_ways(
    tls_gateway: Gateway, provider: Provider, certificate: tuple[Path, Path], version: str, tmp_path: Path
) -> None:
    text = "0123456789abcdef" * 60_000
    provider.script = [replies.chat(text)]
    file = tmp_path / "body.json"
    file.write_text(json.dumps({**CHAT, "messages": [{"role": "user", "content": text}]}))
    status, used, body = curl(
        tls_gateway, certificate[0], "/v1/chat/completions", VERSIONS[version], "--json", f"@{file}"
    )
    assert (status, used) == (200, version)
    assert json.loads(body)["choices"][0]["message"]["content"] == text
    assert json.loads(provider.request.body)["messages"][0]["content"] == text


def test_errors_over_http_2(tls_gateway: Gateway, provider: Provider, certificate: tuple[Path, Path]) -> None:
    arguments = ("--http2", "--json", json.dumps({**CHAT, "model": "no-such-model"}))
    status, used, body = curl(tls_gateway, certificate[0], "/v1/chat/completions", *arguments)
    assert (status, used) == (404, "2")
    assert json.loads(body)["error"]["code"] == "model_not_found"
    assert curl(tls_gateway, certificate[0], "/v1/chat/completions", "--http2")[0] == 405
    assert curl(tls_gateway, certificate[0], "/nowhere", "--http2")[0] == 404


def test_one_hundred_streams_on_one_http_2_connection(
    tls_gateway: Gateway, provider: Provider, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    provider.fallback = lambda _: replies.stream(replies.text_events([f"{number} " for number in range(10)]))
    file = tmp_path / "body.json"
    file.write_text(json.dumps({**CHAT, "stream": True}))
    done = subprocess.run(
        ["nghttp", "--no-verify-peer", "--multiply=100", f"--data={file}", "--header=:method: POST"]
        + [f"--header=authorization: Bearer {TEAM_KEY}", "--header=content-type: application/json"]
        + [f"https://localhost:{tls_gateway.port}/v1/chat/completions"],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b"data: [DONE]") == 100
    assert done.stdout.count(b'"content":"9 "') == 100
    assert len(provider.requests) == 100


def test_http_1_over_tls_is_used_on(tls_gateway: Gateway, provider: Provider, trust: ssl.SSLContext) -> None:
    with RawClient(tls_gateway.port, trust) as client:
        for _ in range(3):
            client.send(request("GET", "/v1/models", {"authorization": f"Bearer {TEAM_KEY}"}))
            assert client.response().status == 200


def test_no_tls_where_tls_is_expected_is_not_answered(tls_gateway: Gateway) -> None:
    with RawClient(tls_gateway.port) as client:
        client.send(request("GET", "/v1/models"))
        while client.more():
            pass
        assert not client.buffer.startswith(b"HTTP/"), client.buffer


@pytest.fixture
def tls_provider(certificate: tuple[Path, Path]) -> Provider:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*map(str, certificate))
    provider = Provider(context)
    yield provider
    provider.stop()


def test_a_provider_behind_tls(
    tls_provider: Provider, start_gateway: Callable[..., Gateway], certificate: tuple[Path, Path]
) -> None:
    gateway = start_gateway(upstream=f"    tls: {{ca_file: {certificate[0]}}}", provider=tls_provider)
    gate = Gate()
    events = replies.text_events(["a", "b"])
    tls_provider.script = [replies.chat("safe"), replies.stream([*events[:2], gate, *events[2:]])]
    headers = {"authorization": f"Bearer {TEAM_KEY}"}
    url = gateway.url + "/v1/chat/completions"
    answer = httpx.post(url, json=CHAT, headers=headers, timeout=20)
    assert answer.json()["choices"][0]["message"]["content"] == "safe"
    with httpx.stream("POST", url, json={**CHAT, "stream": True}, headers=headers, timeout=20) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith("data: ")
        gate.open()
        assert list(lines)[-2:] == ["data: [DONE]", ""]


def test_a_provider_whose_certificate_nobody_signed_is_not_trusted(
    tls_provider: Provider, start_gateway: Callable[..., Gateway]
) -> None:
    gateway = start_gateway(provider=tls_provider)
    headers = {"authorization": f"Bearer {TEAM_KEY}"}
    answer = httpx.post(gateway.url + "/v1/chat/completions", json=CHAT, headers=headers, timeout=20)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "provider_unreachable")
    assert tls_provider.requests == []
