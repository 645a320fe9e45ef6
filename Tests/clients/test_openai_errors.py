"""Error classes of the openai SDK: the gateway's own errors, the provider's, and what is kept of them."""

import time

import openai
import pytest
from conftest import Recorder
from support import replies
from support.gateway import BODY_LIMIT, LIMITED_KEY, PROVIDER_KEY, TEAM_KEY, Direct, Gateway
from support.provider import Finish, Hold, Provider, Reply, Reset, Wait

MESSAGES = [{"role": "user", "content": "hi"}]
MODEL = "gpt-4o-mini"


@pytest.fixture
def client(gateway: Gateway | Direct, recorder: Recorder) -> openai.OpenAI:
    return openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, http_client=recorder.http)


def ask(client: openai.OpenAI, model: str = MODEL, **more: object) -> object:
    return client.chat.completions.create(model=model, messages=MESSAGES, **more)


@pytest.mark.gateway
def test_a_wrong_key(client: openai.OpenAI, provider: Provider) -> None:
    with pytest.raises(openai.AuthenticationError) as refused:
        ask(client.with_options(api_key="sk-nobody-issued-this"))
    assert refused.value.code == "invalid_api_key"
    assert refused.value.type == "authentication_error"
    assert "sk-nobody-issued-this" not in refused.value.response.text
    assert provider.requests == []


@pytest.mark.gateway
def test_a_model_that_the_key_may_not_use(client: openai.OpenAI, provider: Provider) -> None:
    with pytest.raises(openai.PermissionDeniedError) as refused:
        ask(client.with_options(api_key=LIMITED_KEY))
    assert refused.value.code == "model_not_allowed"
    assert provider.requests == []
    assert [model.id for model in client.with_options(api_key=LIMITED_KEY).models.list()] == ["text-embedding-3-small"]


@pytest.mark.gateway
def test_a_model_that_does_not_exist(client: openai.OpenAI, provider: Provider) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        ask(client, model="no-such-model")
    assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
    assert provider.requests == []


WRONG = {
    "temperature": {"temperature": "warm"},
    "n": {"n": "two"},
    "stream": {"stream": "yes"},
    "messages": {"messages": "hi"},
    "model": {"model": 7},
}


@pytest.mark.gateway
@pytest.mark.parametrize("param", WRONG)
def test_a_known_field_of_the_wrong_type(client: openai.OpenAI, provider: Provider, param: str) -> None:
    body = {"model": MODEL, "messages": MESSAGES, **WRONG[param]}
    with pytest.raises(openai.BadRequestError) as refused:
        client.post("/chat/completions", body=body, cast_to=object)
    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"
    assert provider.requests == []


@pytest.mark.gateway
@pytest.mark.parametrize("param", ["model", "messages"])
def test_a_required_field_is_missing(client: openai.OpenAI, provider: Provider, param: str) -> None:
    body = {"model": MODEL, "messages": MESSAGES}
    del body[param]
    with pytest.raises(openai.BadRequestError) as refused:
        client.post("/chat/completions", body=body, cast_to=object)
    assert refused.value.param == param
    assert provider.requests == []


@pytest.mark.gateway
def test_a_body_over_the_limit(client: openai.OpenAI, provider: Provider) -> None:
    with pytest.raises(openai.APIStatusError) as refused:
        client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "x" * (BODY_LIMIT + 1)}])
    assert (refused.value.status_code, refused.value.code) == (413, "request_too_large")
    assert provider.requests == []


KEPT = {
    400: openai.BadRequestError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
    500: openai.InternalServerError,
    503: openai.InternalServerError,
}


@pytest.mark.parametrize("status", KEPT)
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_a_providers_error_is_kept(client: openai.OpenAI, provider: Provider, status: int, stream: bool) -> None:
    hints = [("retry-after", "7"), ("retry-after-ms", "6500"), ("x-should-retry", "false")]
    provider.script = [replies.error(status, f"told {status}", "scripted_type", "messages.0", "scripted_code", hints)]
    with pytest.raises(KEPT[status]) as refused:
        ask(client, stream=stream)
    found = refused.value
    assert found.status_code == status
    assert (found.body["message"], found.type, found.param, found.code) == (
        f"told {status}", "scripted_type", "messages.0", "scripted_code"
    )
    assert {name: found.response.headers.get(name) for name, _ in hints} == dict(hints)


def test_the_sdk_retries_what_the_provider_limits(client: openai.OpenAI, provider: Provider) -> None:
    slow = [("retry-after-ms", "30"), ("x-ratelimit-remaining-requests", "0")]
    limited = replies.error(429, "slow down", "rate_limit_error", None, "rate_limit_exceeded", slow)
    provider.script = [limited, limited, replies.chat("at last")]
    answer = ask(client.with_options(max_retries=2))
    assert answer.choices[0].message.content == "at last"
    assert len(provider.requests) == 3


@pytest.mark.gateway
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_credential_of_the_gateways_own_is_not_the_callers_fault(
    client: openai.OpenAI, provider: Provider, status: int
) -> None:
    provider.script = [replies.error(status, f"Incorrect API key provided: {PROVIDER_KEY}", code="invalid_api_key")]
    with pytest.raises(openai.InternalServerError) as refused:
        ask(client)
    assert (refused.value.status_code, refused.value.code) == (502, "provider_credentials_rejected")
    assert PROVIDER_KEY not in refused.value.response.text
    assert "127.0.0.1" not in refused.value.response.text


@pytest.mark.gateway
def test_a_page_instead_of_an_error_object(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [Reply(503, [("content-type", "text/html")], [b"<html>down</html>"])]
    with pytest.raises(openai.InternalServerError) as refused:
        ask(client)
    assert refused.value.status_code == 503
    assert refused.value.code == "provider_error" and refused.value.body["message"]


@pytest.mark.gateway
@pytest.mark.parametrize("end", [Reset(), Finish()], ids=["reset", "closed"])
def test_a_provider_that_hangs_up(client: openai.OpenAI, provider: Provider, end: Reset | Finish) -> None:
    # On a connection used before the request is tried once more, on a fresh one: so both tries must fail.
    provider.fallback = lambda _: Reply(steps=[end])
    with pytest.raises(openai.InternalServerError) as refused:
        ask(client)
    assert refused.value.status_code == 502
    assert refused.value.code in ("provider_reset", "provider_unreachable")


@pytest.mark.gateway
def test_a_provider_that_does_not_answer(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [Reply(steps=[Hold()])]
    began = time.monotonic()
    with pytest.raises(openai.InternalServerError) as refused:
        ask(client, model="hasty")
    assert time.monotonic() - began < 1.5, "the model group allows 300 ms until the first byte"
    assert (refused.value.status_code, refused.value.code) == (504, "provider_timeout")


@pytest.mark.gateway
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_fallback_answers_instead(client: openai.OpenAI, provider: Provider, status: int) -> None:
    provider.script = [replies.error(status, "not now"), replies.chat("from the other")]
    answer = client.chat.completions.with_raw_response.create(model="sturdy", messages=MESSAGES)
    assert answer.parse().choices[0].message.content == "from the other"
    assert answer.headers["x-signalbox-attempts"] == "2"
    assert answer.headers["x-signalbox-model"] == "embedding-1"
    assert len(provider.requests) == 2


@pytest.mark.gateway
def test_a_callers_mistake_is_not_tried_elsewhere(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [replies.error(400, "bad parameter", param="messages")]
    with pytest.raises(openai.BadRequestError, match="bad parameter"):
        ask(client, model="sturdy")
    assert len(provider.requests) == 1


@pytest.mark.gateway
def test_a_redirect_is_not_followed(client: openai.OpenAI, provider: Provider) -> None:
    location = f"http://127.0.0.1:{provider.port}/v1/elsewhere"
    provider.script = [Reply(307, [("location", location)], [b""])]
    with pytest.raises(openai.APIStatusError) as refused:
        ask(client)
    assert refused.value.status_code == 502
    assert len(provider.requests) == 1
    assert "elsewhere" not in str(refused.value.response.headers)


LINE, KIND = b"HTTP/1.1 200 OK\r\n", b"content-type: application/json\r\n"
NO_HTTP = {
    "no HTTP": b"hello there\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "a status that is no number": b"HTTP/1.1 2x0 OK\r\n\r\n",
    "length and chunked": LINE + KIND + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths that differ": LINE + KIND + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
    "a head without end": LINE + b"x-long: " + b"x" * 200_000,
    "NUL in the head": LINE + KIND + b"x-a: b\0c\r\ncontent-length: 2\r\n\r\n{}",
}


@pytest.mark.gateway
@pytest.mark.parametrize("data", NO_HTTP.values(), ids=NO_HTTP.keys())
def test_a_provider_that_does_not_speak_http(client: openai.OpenAI, provider: Provider, data: bytes) -> None:
    provider.fallback = lambda _: Reply(steps=[data, Wait(0.2), Finish()], framing="raw")
    with pytest.raises(openai.InternalServerError) as refused:
        ask(client)
    assert refused.value.status_code == 502
    assert refused.value.code in ("provider_bad_response", "provider_reset")


@pytest.mark.gateway
def test_an_answer_that_is_cut_is_never_whole(client: openai.OpenAI, provider: Provider) -> None:
    reply = replies.chat("a long answer" * 1000)
    body = reply.steps[0]
    head = LINE + KIND + b"content-length: %d\r\n\r\n" % len(body)
    provider.script = [Reply(steps=[head + body[:4000], Wait(0.05), Finish()], framing="raw")]
    with pytest.raises(openai.APIError):
        ask(client)


def test_interim_responses_are_skipped(client: openai.OpenAI, provider: Provider) -> None:
    reply = replies.chat("after the hints")
    head = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + LINE + KIND
    whole = head + b"content-length: %d\r\n\r\n" % len(reply.steps[0]) + reply.steps[0]
    provider.script = [Reply(steps=[whole], framing="raw")]
    assert ask(client).choices[0].message.content == "after the hints"
