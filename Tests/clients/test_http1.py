"""HTTP/1.1 byte by byte: pipelining, refusals, Expect, methods, limits."""

import json

import pytest
from support import replies
from support.gateway import BODY_LIMIT, TEAM_KEY, Gateway
from support.provider import Provider
from support.rawhttp import RawClient, request

pytestmark = pytest.mark.gateway

AUTHORIZED = {"authorization": f"Bearer {TEAM_KEY}"}
BODY = b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}'
HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + TEAM_KEY.encode() + b"\r\n"


def chat_text(body: bytes) -> str:
    return json.loads(body)["choices"][0]["message"]["content"]


def test_pipelined_requests_are_answered_in_order(gateway: Gateway, provider: Provider) -> None:
    provider.script = [replies.chat("first"), replies.chat("second")]
    chat = request("POST", "/v1/chat/completions", AUTHORIZED, BODY)
    models = request("GET", "/v1/models", AUTHORIZED)
    with RawClient(gateway.port) as client:
        client.send(chat + models + chat + request("GET", "/nowhere", AUTHORIZED) + models)
        answers = [client.response() for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 404, 200]
    assert chat_text(answers[0].body) == "first" and chat_text(answers[2].body) == "second"
    assert json.loads(answers[4].body)["object"] == "list"


def test_a_request_in_single_bytes(gateway: Gateway, provider: Provider) -> None:
    provider.script = [replies.chat()]
    with RawClient(gateway.port) as client:
        for byte in request("POST", "/v1/chat/completions", AUTHORIZED, BODY):
            client.send(bytes([byte]))
        assert client.response().status == 200


def test_a_chunked_request(gateway: Gateway, provider: Provider) -> None:
    provider.script = [replies.chat()]
    chunks = b"".join(b"%X;x=y\r\n%b\r\n" % (len(piece), piece) for piece in (BODY[:5], BODY[5:40], BODY[40:]))
    with RawClient(gateway.port) as client:
        client.send(HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\nx-trailer: ignored\r\n\r\n")
        assert client.response().status == 200
        client.send(request("GET", "/v1/models", AUTHORIZED))
        assert client.response().status == 200
    assert json.loads(provider.request.body)["messages"] == json.loads(BODY)["messages"]
    assert provider.request.header("x-trailer") is None


def test_expect_100_continue(gateway: Gateway, provider: Provider) -> None:
    provider.script = [replies.chat()]
    with RawClient(gateway.port) as client:
        client.send(HEAD + b"content-length: %d\r\nexpect: 100-continue\r\n\r\n" % len(BODY))
        assert client.response().status == 100
        client.send(BODY)
        assert client.response().status == 200
    assert provider.request.header("expect") is None


def test_a_refused_expectation_is_not_continued(gateway: Gateway, provider: Provider) -> None:
    with RawClient(gateway.port) as client:
        client.send(HEAD + b"content-length: %d\r\nexpect: 100-continue\r\n\r\n" % (BODY_LIMIT + 1))
        assert client.response().status == 413
        assert client.at_end()


def chunked(data: bytes) -> bytes:
    return HEAD + b"transfer-encoding: chunked\r\n\r\n" + data


SMUGGLED = b"GET /v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n"
REFUSED = {
    "length and chunked": HEAD + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two lengths that differ": HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}" + SMUGGLED,
    "two lengths alike": HEAD + b"content-length: 2\r\ncontent-length: 2\r\n\r\n{}",
    "a list of lengths": HEAD + b"content-length: 2, 2\r\n\r\n{}",
    "a signed length": HEAD + b"content-length: +2\r\n\r\n{}",
    "a negative length": HEAD + b"content-length: -1\r\n\r\n{}",
    "a hexadecimal length": HEAD + b"content-length: 0x2\r\n\r\n{}",
    "a length beyond 64 bits": HEAD + b"content-length: 99999999999999999999\r\n\r\n{}",
    "an empty length": HEAD + b"content-length:\r\n\r\n{}",
    "two transfer codings": HEAD + b"transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "space before the colon": HEAD + b"transfer-encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a folded line": HEAD + b"x-folded: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
    "a bare LF ends a line": HEAD + b"x-a: b\ncontent-length: 2\r\n\r\n{}",
    "a bare CR inside a value": HEAD + b"x-a: b\rc\r\ncontent-length: 2\r\n\r\n{}",
    "NUL inside a value": HEAD + b"x-a: b\0c\r\ncontent-length: 2\r\n\r\n{}",
    "NUL inside a name": HEAD + b"x-a\0: b\r\ncontent-length: 2\r\n\r\n{}",
    "an empty name": HEAD + b": b\r\ncontent-length: 2\r\n\r\n{}",
    "no host": b"GET /v1/models HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /v1/models HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
    "no version": b"GET /v1/models\r\n\r\n",
    "a bare LF everywhere": b"GET /v1/models HTTP/1.1\nhost: a\n\n",
    "two spaces in the request line": b"GET  /v1/models HTTP/1.1\r\nhost: a\r\n\r\n",
    "no target": b"GET HTTP/1.1\r\nhost: a\r\n\r\n",
    "a control character in the target": b"GET /v1/\x01models HTTP/1.1\r\nhost: a\r\n\r\n",
    "a chunk size that is no number": chunked(b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk size with 0x": chunked(b"0x2\r\n{}\r\n0\r\n\r\n"),
    "a negative chunk size": chunked(b"-2\r\n{}\r\n0\r\n\r\n"),
    "a chunk size beyond 64 bits": chunked(b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
    "a chunk size ended by a bare LF": chunked(b"2\n{}\r\n0\r\n\r\n"),
    "a chunk longer than its size": chunked(b"1\r\n{}\r\n0\r\n\r\n"),
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_malformed_framing_is_refused_and_the_connection_closed(
    gateway: Gateway, provider: Provider, data: bytes
) -> None:
    with RawClient(gateway.port) as client:
        client.send(data)
        answer = client.response()
        assert answer.status == 400
        assert json.loads(answer.body)["error"]["type"] == "invalid_request_error"
        assert client.at_end(), f"more came after the refusal: {client.buffer!r}"
    assert provider.requests == []


def test_an_unknown_transfer_coding_is_refused(gateway: Gateway, provider: Provider) -> None:
    for coding in (b"xchunked", b"gzip, chunked", b"chunked, identity", b"identity", b'"chunked"', b""):
        with RawClient(gateway.port) as client:
            client.send(HEAD + b"transfer-encoding: " + coding + b"\r\n\r\n0\r\n\r\n" + SMUGGLED)
            assert client.response().status in (400, 501)
            assert client.at_end()
    assert provider.requests == []


LIMITS = {
    431: b"GET /v1/models HTTP/1.1\r\nhost: a\r\nx-long: " + b"x" * 60_000 + b"\r\n\r\n",
    414: b"GET /v1/models?" + b"x" * 20_000 + b" HTTP/1.1\r\nhost: a\r\n\r\n",
    413: HEAD + b"content-length: %d\r\n\r\n" % (BODY_LIMIT + 1),
    411: HEAD + b"\r\n",
    505: b"GET /v1/models HTTP/3.7\r\nhost: a\r\n\r\n",
}


@pytest.mark.parametrize("status", LIMITS)
def test_what_is_too_long_or_lacks_a_length(gateway: Gateway, provider: Provider, status: int) -> None:
    with RawClient(gateway.port) as client:
        client.send(LIMITS[status])
        answer = client.response()
    # A version that is not served is 505 or 501, as one likes.
    assert answer.status in ((501, 505) if status == 505 else (status,))
    assert json.loads(answer.body)["error"]["message"]
    assert provider.requests == []


def test_a_chunked_body_over_the_limit(gateway: Gateway, provider: Provider) -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with RawClient(gateway.port) as client:
        try:
            client.send(chunked(piece * (BODY_LIMIT // 0x10000 + 2)))
        except (ConnectionResetError, BrokenPipeError):
            pass
        assert client.response().status == 413
    assert provider.requests == []


METHODS = {
    "GET /v1/chat/completions": "POST",
    "DELETE /v1/embeddings": "POST",
    "POST /v1/models": "GET",
    "PATCH /v1/models/gpt-4o-mini": "GET",
}


@pytest.mark.parametrize("what", METHODS)
def test_the_wrong_method_is_405_and_says_which_is_right(gateway: Gateway, provider: Provider, what: str) -> None:
    method, path = what.split()
    with RawClient(gateway.port) as client:
        client.send(request(method, path, AUTHORIZED, b"{}" if method != "GET" else b""))
        answer = client.response()
        assert answer.status == 405
        assert METHODS[what] in (answer.header("allow") or "").split(", ")
        assert json.loads(answer.body)["error"]["code"] == "method_not_allowed"
        if answer.header("connection") != "close":
            client.send(request("GET", "/v1/models", AUTHORIZED))
            assert client.response().status == 200
        else:
            assert client.at_end()
    assert provider.requests == []


def test_head_and_options(gateway: Gateway, provider: Provider) -> None:
    with RawClient(gateway.port) as client:
        client.send(request("GET", "/v1/models", AUTHORIZED) + request("HEAD", "/v1/models", AUTHORIZED))
        shown, head = client.response(), client.response(to="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.header("content-length") == str(len(shown.body))
        client.send(request("OPTIONS", "/v1/chat/completions", AUTHORIZED))
        options = client.response()
        assert options.status in (200, 204) and "POST" in (options.header("allow") or "")
        client.send(request("GET", "/v1/models", AUTHORIZED))
        assert client.response().status == 200
    assert provider.requests == []


@pytest.mark.parametrize("path", ["/", "/nowhere", "/v1/nowhere", "/v1/chat", "/v1/chat/completions/", "/admin/v1/config"])
def test_an_unknown_path_is_404(gateway: Gateway, provider: Provider, path: str) -> None:
    with RawClient(gateway.port) as client:
        client.send(request("GET", path, AUTHORIZED))
        answer = client.response()
    assert answer.status == 404
    assert json.loads(answer.body)["error"]["code"] == "unknown_url"
    assert provider.requests == []


def test_connection_close_is_kept(gateway: Gateway, provider: Provider) -> None:
    with RawClient(gateway.port) as client:
        client.send(request("GET", "/v1/models", {**AUTHORIZED, "connection": "close"}))
        answer = client.response()
        assert answer.status == 200 and answer.header("connection") == "close"
        assert client.at_end()


def test_http_1_0_is_served_and_closed(gateway: Gateway, provider: Provider) -> None:
    with RawClient(gateway.port) as client:
        client.send(b"GET /v1/models HTTP/1.0\r\nauthorization: Bearer " + TEAM_KEY.encode() + b"\r\n\r\n")
        assert client.response().status == 200
        assert client.at_end()


def test_health_is_answered_without_a_key(gateway: Gateway) -> None:
    with RawClient(gateway.port) as client:
        for path in ("/livez", "/readyz", "/health"):
            client.send(request("GET", path))
            assert client.response().status == 200, path
