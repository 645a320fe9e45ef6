"""What crosses the gateway beside the body: credentials, ids, hop-by-hop fields, limits, and what must not cross."""

import json

import pytest
from support import replies
from support.gateway import DIRECT, PROVIDER_KEY, TEAM_KEY, Direct, Gateway
from support.http import httpx
from support.patch import with_model, without_usage_request
from support.provider import Provider
from support.rawhttp import RawClient, request

BODY = b'{ "z" : [ 1 , 2.50, 1e3 ], "messages":[{"role":"user","content":"\\u00e9\\/"}],\n\t"model" : "gpt-4o-mini" , "a":null }'


def post(raw: httpx.Client, body: bytes = BODY, **headers: str) -> httpx.Response:
    fields = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return raw.post("/v1/chat/completions", content=body, headers=fields)


def served(body: bytes) -> bytes:
    return body if DIRECT else with_model(body, "gpt-4o-mini", replies.UPSTREAM_CHAT)


def test_every_byte_but_the_model_is_kept(raw: httpx.Client, provider: Provider) -> None:
    provider.script = [replies.chat()]
    assert post(raw).status_code == 200
    assert provider.request.body == served(BODY)
    assert provider.request.header("content-length") == str(len(served(BODY)))
    assert provider.request.header("content-type") == "application/json"


@pytest.mark.gateway
@pytest.mark.parametrize(
    "body",
    [
        b'{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"x"}]}',
        b'{ "stream" : true, "model" : "gpt-4o-mini" , "messages" : [{"role":"user","content":"x"}] , "zzz" : 1.0 }\n',
    ],
    ids=["compact", "with white space"],
)
def test_a_stream_differs_by_the_usage_request_only(raw: httpx.Client, provider: Provider, body: bytes) -> None:
    events = replies.text_events(["a"])
    provider.script = [replies.stream(events)]
    answer = post(raw, body)
    assert without_usage_request(provider.request.body) == served(body)
    assert answer.content == b"".join(events[:-2] + events[-1:]), "all but the usage event, byte for byte"


def test_a_stream_with_usage_is_the_providers_byte_for_byte(raw: httpx.Client, provider: Provider) -> None:
    body = (b'{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},'
            b'"messages":[{"role":"user","content":"x"}]}')
    events = [b": a comment\n\n", b'event: x\r\nid: 7\r\ndata: {"choices":[]}\r\n\r\n', *replies.text_events(["a", "b"])]
    provider.script = [replies.stream(events)]
    answer = post(raw, body)
    assert answer.content == b"".join(events)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert provider.request.body == served(body)


@pytest.mark.gateway
@pytest.mark.parametrize("field", ["authorization", "x-api-key", "api-key", "x-goog-api-key"])
def test_credentials_stay_on_their_side(gateway: Gateway, provider: Provider, field: str) -> None:
    provider.script = [replies.chat(headers=[("x-echo", "fine")])]
    value = f"Bearer {TEAM_KEY}" if field == "authorization" else TEAM_KEY
    answer = httpx.post(gateway.url + "/v1/chat/completions", content=BODY, headers={field: value}, timeout=20)
    assert answer.status_code == 200
    assert TEAM_KEY.encode() not in provider.request.head
    assert provider.request.header("authorization") == f"Bearer {PROVIDER_KEY}"
    for other in ("x-api-key", "api-key", "x-goog-api-key"):
        assert provider.request.header(other) is None
    assert PROVIDER_KEY not in str(answer.headers)


@pytest.mark.gateway
def test_no_credential_is_401(gateway: Gateway, provider: Provider) -> None:
    answer = httpx.post(gateway.url + "/v1/chat/completions", content=BODY, timeout=20)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "invalid_api_key"
    assert answer.headers["content-type"] == "application/json" and answer.headers["x-request-id"]
    assert provider.requests == []


@pytest.mark.gateway
def test_request_ids(raw: httpx.Client, provider: Provider) -> None:
    provider.script = [replies.chat(headers=[("x-request-id", "req_of_the_provider")])] * 3
    kept = post(raw, x_request_id="my-own-id_1.2")
    assert kept.headers["x-request-id"] == "my-own-id_1.2"
    assert kept.headers["x-signalbox-provider-request-id"] == "req_of_the_provider"
    made = [post(raw).headers["x-request-id"], post(raw, x_request_id="x" * 4000).headers["x-request-id"]]
    assert len({*made}) == 2 and all(1 <= len(each) <= 128 for each in made)


@pytest.mark.gateway
def test_an_event_stream_has_the_same_head_fields(raw: httpx.Client, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(["a"]), headers=[("x-request-id", "req_p")])]
    answer = post(raw, BODY.replace(b"null", b'null, "stream":true'), x_request_id="streamed")
    assert answer.headers["x-request-id"] == "streamed"
    assert answer.headers["x-signalbox-provider-request-id"] == "req_p"
    assert answer.headers["x-signalbox-model"] == "chat-1"


@pytest.mark.gateway
def test_what_the_gateway_adds(raw: httpx.Client, provider: Provider) -> None:
    provider.script = [replies.chat()]
    headers = post(raw).headers
    assert headers["x-signalbox-model"] == "chat-1"
    assert headers["x-signalbox-provider"] == "scripted"
    assert headers["x-signalbox-attempts"] == "1"
    # 19 tokens at 2 and 7 at 8 dollars per million.
    assert float(headers["x-signalbox-cost"]) == 0.000094
    assert "e" not in headers["x-signalbox-cost"].lower()


@pytest.mark.gateway
def test_hop_by_hop_fields_go_one_hop(gateway: Gateway, provider: Provider) -> None:
    hop = [("connection", "x-hop-down, keep-alive"), ("keep-alive", "timeout=5"), ("x-hop-down", "1"),
           ("proxy-authenticate", "Basic"), ("set-cookie", "session=secret"), ("x-kept-down", "1")]
    provider.script = [replies.chat(headers=hop)]
    fields = {
        "authorization": f"Bearer {TEAM_KEY}", "connection": "keep-alive, X-Hop-Up", "x-hop-up": "1",
        "keep-alive": "timeout=5", "proxy-authorization": "Basic c2VjcmV0", "te": "trailers",
        "upgrade": "websocket", "cookie": "session=secret", "x-kept-up": "1",
    }
    with RawClient(gateway.port) as client:
        client.send(request("POST", "/v1/chat/completions", fields, BODY))
        answer = client.response()
    assert answer.status == 200
    up = {name for name, _ in provider.request.headers}
    assert "x-kept-up" in up
    assert not up & {"x-hop-up", "keep-alive", "proxy-authorization", "te", "upgrade", "transfer-encoding"}
    assert provider.request.header("host") == f"127.0.0.1:{provider.port}"
    down = {name for name, _ in answer.headers}
    assert "x-kept-down" in down
    assert not down & {"x-hop-down", "proxy-authenticate", "set-cookie"}


def test_the_providers_limits_are_handed_on(raw: httpx.Client, provider: Provider) -> None:
    limits = [("x-ratelimit-limit-requests", "500"), ("x-ratelimit-remaining-tokens", "39000"),
              ("x-ratelimit-reset-requests", "120ms"), ("openai-processing-ms", "31")]
    provider.script = [replies.chat(headers=limits)]
    answer = post(raw)
    assert {name: answer.headers.get(name) for name, _ in limits} == dict(limits)


@pytest.mark.gateway
def test_a_trace_is_continued(raw: httpx.Client, provider: Provider) -> None:
    provider.script = [replies.chat()]
    trace = "0af7651916cd43dd8448eb211c80319c"
    post(raw, traceparent=f"00-{trace}-b7ad6b7169203331-01", tracestate="vendor=1")
    version, found, _, flags = (provider.request.header("traceparent") or "").split("-")
    assert (version, found, flags) == ("00", trace, "01")
    assert provider.request.header("tracestate") == "vendor=1"


@pytest.mark.gateway
@pytest.mark.parametrize("accepted", ["identity", "gzip", "deflate, gzip;q=0", None])
def test_the_provider_compresses_only_what_the_client_can_read(
    gateway: Gateway, provider: Provider, accepted: str | None
) -> None:
    provider.script = [replies.chat(), replies.json_reply({"object": "list", "data": []})]
    fields = {"authorization": f"Bearer {TEAM_KEY}"} | ({"accept-encoding": accepted} if accepted else {})
    with RawClient(gateway.port) as client:
        client.send(request("POST", "/v1/chat/completions", fields, BODY) + request("GET", "/v1/files", fields))
        assert [client.response().status, client.response().status] == [200, 200]
    generation, listing = (each.header("accept-encoding") for each in provider.requests)
    # Usage is read from a generation's reply, so it has to come in the clear.
    assert generation == "identity"
    assert listing == ("gzip" if accepted == "gzip" else "identity")


@pytest.mark.parametrize("prefix", ["/v1", "", "/openai/v1"])
@pytest.mark.gateway
def test_prefixes(raw: httpx.Client, provider: Provider, prefix: str) -> None:
    provider.script = [replies.chat()]
    assert raw.post(prefix + "/chat/completions", content=BODY).status_code == 200
    assert provider.request.path == "/v1/chat/completions"
    assert raw.get(prefix + "/models").json()["object"] == "list"


@pytest.mark.gateway
@pytest.mark.parametrize(
    ("body", "param"),
    [
        (b"", None),
        (b'{"model":"gpt-4o-mini","messages":[', None),
        (b'{"model":"gpt-4o-mini","messages":[]} trailing', None),
        (b'{"model":"gpt-4o-mini","model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}]}', "model"),
        (b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"\xff"}]}', None),
        (b'{"model":"gpt-4o-mini","messages":' + b"[" * 300 + b"]" * 300 + b"}", None),
        (b"[1]", None),
    ],
    ids=["empty", "cut", "trailing", "two models", "not UTF-8", "too deep", "no object"],
)
def test_a_body_that_is_not_fit_to_send(raw: httpx.Client, provider: Provider, body: bytes, param: str | None) -> None:
    answer = post(raw, body)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error" and error["param"] == param
    assert set(error) == {"message", "type", "param", "code"}
    assert error["code"] in ("invalid_json", "invalid_request")
    assert provider.requests == []
    assert json.loads(answer.content)["error"]["message"]
