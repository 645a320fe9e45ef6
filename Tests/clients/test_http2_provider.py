"""A provider over HTTP/2: plain answers, streams, many at once, cancellation, resets."""

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openai
import pytest
from support import replies
from support.gateway import PROVIDER_KEY, TEAM_KEY, Gateway
from support.http2_provider import Provider2
from support.provider import Finish, Hold, Reset, Wait

pytestmark = pytest.mark.gateway

MESSAGES = [{"role": "user", "content": "hi"}]
MODEL = "gpt-4o-mini"


@pytest.fixture(params=["over TLS", "prior knowledge"])
def provider(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> Iterator[Provider2]:
    context = None
    if request.param == "over TLS":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
        context.set_alpn_protocols(["h2"])
    provider = Provider2(context)
    yield provider
    provider.stop()
    assert provider.protocol_errors == 0


@pytest.fixture
def gateway(
    provider: Provider2, start_gateway: Callable[..., Gateway], certificate: tuple[Path, Path]
) -> Gateway:
    trust = f"    tls: {{ca_file: {certificate[0]}}}" if provider.tls else "    http: http2"
    return start_gateway(provider=provider, upstream=trust)


@pytest.fixture
def client(gateway: Gateway) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0) as client:
        yield client


def test_a_plain_answer(client: openai.OpenAI, provider: Provider2) -> None:
    provider.script = [replies.chat("over HTTP/2")]
    body = {"model": MODEL, "messages": [{"role": "user", "content": "x" * 300_000}], "zz": [1.0]}
    answer = client.post("/chat/completions", body=body, cast_to=object)
    assert answer["choices"][0]["message"]["content"] == "over HTTP/2"
    request = provider.request
    assert request.line == "POST /v1/chat/completions HTTP/2"
    assert request.header("authorization") == f"Bearer {PROVIDER_KEY}"
    assert request.header("connection") is None and request.header("transfer-encoding") is None
    assert request.header("content-length") == str(len(request.body))
    assert b'"model":"scripted-chat-2026-05-01"' in request.body and request.body.endswith(b'"zz":[1.0]}')


def test_a_stream(client: openai.OpenAI, provider: Provider2) -> None:
    provider.script = [replies.stream(replies.text_events(["a", "b", "c"]))]
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "abc"


def test_a_large_answer_waits_for_the_windows(client: openai.OpenAI, provider: Provider2) -> None:
    text = "0123456789abcdef" * 200_000
    provider.script = [replies.chat(text)]
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.choices[0].message.content == text


def test_one_hundred_streams_share_few_connections(gateway: Gateway, provider: Provider2) -> None:
    provider.fallback = lambda _: replies.stream(replies.text_events([f"{number} " for number in range(10)]))

    async def one(client: openai.AsyncOpenAI) -> str:
        stream = await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    async def all_of_them() -> list[str]:
        async with openai.AsyncOpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0) as client:
            return await asyncio.gather(*(one(client) for _ in range(100)))

    assert set(asyncio.run(all_of_them())) == {"0 1 2 3 4 5 6 7 8 9 "}
    assert len(provider.requests) == 100
    assert len({each.connection for each in provider.requests}) <= 8


def test_a_client_that_leaves_resets_the_stream_only(client: openai.OpenAI, provider: Provider2) -> None:
    delays = []
    for _ in range(3):
        provider.reset()
        provider.script = [replies.stream([*replies.text_events(["a", "b"])[:2], Hold()])]
        stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        next(iter(stream))
        left = time.monotonic()
        stream.close()
        delays.append(provider.request.seconds_until_closed(left))
    assert min(delays) < 0.1 and max(delays) < 2, delays
    provider.script = [replies.chat("still there")]
    assert client.chat.completions.create(model=MODEL, messages=MESSAGES).choices[0].message.content == "still there"
    assert len(provider.connections) >= 1


BROKEN = {"stream reset": Reset(), "connection closed": Finish()}


@pytest.mark.parametrize("end", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_stream_is_an_error_in_band(client: openai.OpenAI, provider: Provider2, end: Reset | Finish) -> None:
    provider.script = [replies.stream([*replies.text_events(["a", "b"])[:2], Wait(0.05), end])]
    with pytest.raises(openai.APIError) as broken:
        list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert type(broken.value) is openai.APIError
    assert broken.value.code in ("provider_reset", "provider_stream_incomplete")


def test_a_providers_error_is_kept(client: openai.OpenAI, provider: Provider2) -> None:
    provider.script = [replies.error(429, "slow down", "rate_limit_error", headers=[("retry-after", "3")])]
    with pytest.raises(openai.RateLimitError, match="slow down") as refused:
        client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert refused.value.response.headers["retry-after"] == "3"
