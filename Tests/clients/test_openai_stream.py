"""The openai SDK against the gateway: streams, their usage, their end, and what happens when they break."""

import asyncio
import json
import time

import openai
import pytest
from conftest import Recorder
from support import replies
from support.gateway import DIRECT, TEAM_KEY, Direct, Gateway
from support.patch import with_model, without_usage_request
from support.provider import Finish, Gate, Hold, Provider, Reply, Request, Reset, Wait

MESSAGES = [{"role": "user", "content": "Count."}]
MODEL = "gpt-4o-mini"
WORDS = ["one ", "two ", "drei ", "四 ", "🌍"]


@pytest.fixture
def client(gateway: Gateway | Direct, recorder: Recorder) -> openai.OpenAI:
    return openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, http_client=recorder.http)


def text_of(chunks: list) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def asks_for_usage(request: Request) -> bool:
    return (json.loads(request.body).get("stream_options") or {}).get("include_usage") is True


@pytest.mark.gateway
def test_usage_is_asked_for_and_hidden(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    provider.script = [replies.stream(replies.text_events(WORDS))]
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert text_of(chunks) == "".join(WORDS)
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)
    assert asks_for_usage(provider.request)
    expected = with_model(recorder.sent[0], MODEL, replies.UPSTREAM_CHAT)
    assert without_usage_request(provider.request.body) == expected


def test_usage_is_handed_on_where_it_was_asked_for(
    client: openai.OpenAI, provider: Provider, recorder: Recorder
) -> None:
    provider.script = [replies.stream(replies.text_events(WORDS))]
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, stream_options=options))
    assert text_of(chunks) == "".join(WORDS)
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens == 26
    sent = recorder.sent[0]
    assert provider.request.body == (sent if DIRECT else with_model(sent, MODEL, replies.UPSTREAM_CHAT))


@pytest.mark.gateway
def test_a_client_that_declines_usage_gets_none(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(WORDS))]
    options = {"include_usage": False}
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, stream_options=options))
    assert text_of(chunks) == "".join(WORDS)
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)
    assert asks_for_usage(provider.request)


def test_parallel_tool_calls_in_a_stream(client: openai.OpenAI, provider: Provider) -> None:
    def call(index: int, **more: object) -> dict:
        return replies.chunk({"tool_calls": [{"index": index, **more}]})

    deltas = [
        call(0, id="call_a", type="function", function={"name": "weather", "arguments": ""}),
        call(0, function={"arguments": '{"place":'}),
        call(1, id="call_b", type="function", function={"name": "weather", "arguments": '{"place":'}),
        call(1, function={"arguments": '"Lima"}'}),
        call(0, function={"arguments": '"Oslo"}'}),
        replies.chunk({}, finish="tool_calls"),
    ]
    provider.script = [replies.stream([*map(replies.event, deltas), replies.event(replies.usage_chunk()), replies.DONE])]
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    arguments = {0: "", 1: ""}
    for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=tools, stream=True):
        for delta in chunk.choices[0].delta.tool_calls or [] if chunk.choices else []:
            arguments[delta.index] += delta.function.arguments or ""
    assert [json.loads(each)["place"] for each in arguments.values()] == ["Oslo", "Lima"]


def test_several_choices_in_a_stream(client: openai.OpenAI, provider: Provider) -> None:
    deltas = [replies.chunk({"content": f"{index}{word}"}, index=index) for word in "abc" for index in (0, 1)]
    ends = [replies.chunk({}, finish="stop", index=index) for index in (0, 1)]
    provider.script = [replies.stream([*map(replies.event, deltas + ends), replies.DONE])]
    texts = {0: "", 1: ""}
    for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, n=2, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert texts == {0: "0a0b0c", 1: "1a1b1c"}


def test_a_helper_of_the_sdk_follows_the_stream(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(WORDS))]
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES) as stream:
        assert stream.get_final_completion().choices[0].message.content == "".join(WORDS)


def test_events_split_at_any_byte_arrive_whole(client: openai.OpenAI, provider: Provider) -> None:
    data = b"".join(replies.text_events(WORDS))
    pieces = [data[start : start + 7] for start in range(0, len(data), 7)]
    provider.script = [replies.stream(pieces)]
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert text_of(chunks) == "".join(WORDS)


def test_each_event_is_there_before_the_next_is_made(client: openai.OpenAI, provider: Provider) -> None:
    first, gate, *rest = replies.text_events(["a", "b"])[1], Gate(), *replies.text_events(["a", "b"])[2:]
    provider.script = [replies.stream([first, gate, *rest])]
    stream = iter(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert next(stream).choices[0].delta.content == "a"
    assert not gate.opened.is_set()
    gate.open()
    assert text_of(list(stream)) == "b"


@pytest.mark.parametrize("framing", ["chunked", "close", "length"])
def test_a_stream_without_done_but_with_a_finish_reason_is_complete(
    client: openai.OpenAI, provider: Provider, framing: str
) -> None:
    provider.script = [replies.stream(replies.text_events(WORDS, usage=False, done=False), framing=framing)]
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert text_of(chunks) == "".join(WORDS)
    assert chunks[-1].choices[0].finish_reason == "stop"


BROKEN = {
    "reset": replies.stream([*replies.text_events(WORDS)[:3], Wait(0.05), Reset()]),
    "closed inside the chunked body": replies.stream([*replies.text_events(WORDS)[:3], Finish()]),
    "ended in order, but with neither finish reason nor [DONE]": replies.stream(replies.text_events(WORDS)[:3]),
    "closed, without a length": replies.stream(replies.text_events(WORDS)[:3], framing="close"),
    "cut inside an event": replies.stream([*replies.text_events(WORDS)[:2], replies.text_events(WORDS)[2][:40], Finish()]),
}


@pytest.mark.gateway
@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_stream_is_an_error_in_band(client: openai.OpenAI, provider: Provider, reply: Reply) -> None:
    provider.script = [reply]
    received = []
    with pytest.raises(openai.APIError) as broken:
        for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True):
            received.append(chunk)
    assert type(broken.value) is openai.APIError, "the connection broke instead of an error in band"
    assert broken.value.code in ("provider_reset", "provider_stream_incomplete"), broken.value.body
    assert text_of(received) in ("one ", "one two ")


@pytest.mark.gateway
def test_a_stream_that_stalls_is_an_error_in_band(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [replies.stream([*replies.text_events(WORDS)[:3], Hold()])]
    began = time.monotonic()
    with pytest.raises(openai.APIError) as broken:
        list(client.chat.completions.create(model="hasty", messages=MESSAGES, stream=True))
    assert time.monotonic() - began < 1.5, "the model group allows 300 ms between two reads"
    assert type(broken.value) is openai.APIError and broken.value.code == "provider_timeout"


def test_a_providers_error_inside_a_stream_is_handed_on(client: openai.OpenAI, provider: Provider) -> None:
    error = {"error": {"message": "out of memory", "type": "server_error", "param": None, "code": "oom"}}
    provider.script = [replies.stream([*replies.text_events(WORDS)[:3], replies.event(error)])]
    with pytest.raises(openai.APIError, match="out of memory"):
        list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))


CANCELLED_WITHIN = 0.1


def test_a_client_that_leaves_a_stream_ends_it_at_the_provider(client: openai.OpenAI, provider: Provider) -> None:
    delays = []
    for _ in range(5):
        provider.reset()
        provider.script = [replies.stream([*replies.text_events(WORDS)[:3], Hold()])]
        stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
        next(iter(stream))
        left = time.monotonic()
        stream.close()
        delays.append(provider.request.seconds_until_closed(left))
    # The best of five, because other work on the machine may hold any single one up; none may be lost.
    assert min(delays) < CANCELLED_WITHIN and max(delays) < 2, delays


def test_a_client_that_gives_up_on_an_answer_ends_it_at_the_provider(
    gateway: Gateway | Direct, provider: Provider
) -> None:
    async def once() -> float:
        async with openai.AsyncOpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0) as client:
            call = asyncio.create_task(client.chat.completions.create(model=MODEL, messages=MESSAGES))
            await asyncio.to_thread(provider.wait_for_request)
            left = time.monotonic()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            return await asyncio.to_thread(provider.request.seconds_until_closed, left)

    delays = []
    for _ in range(5):
        provider.reset()
        provider.script = [Reply(steps=[Hold()])]
        delays.append(asyncio.run(once()))
    assert min(delays) < CANCELLED_WITHIN and max(delays) < 2, delays


def test_two_hundred_concurrent_streams(gateway: Gateway | Direct, provider: Provider) -> None:
    def reply(request: Request) -> Reply:
        name = json.loads(request.body)["messages"][0]["content"]
        return replies.stream(replies.text_events([f"{name}:{position} " for position in range(20)]))

    provider.fallback = reply

    async def one(client: openai.AsyncOpenAI, name: str) -> str:
        messages = [{"role": "user", "content": name}]
        stream = await client.chat.completions.create(model=MODEL, messages=messages, stream=True)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    async def all_of_them() -> list[str]:
        async with openai.AsyncOpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0) as client:
            return await asyncio.gather(*(one(client, f"s{number}") for number in range(200)))

    texts = asyncio.run(all_of_them())
    assert texts == ["".join(f"s{number}:{position} " for position in range(20)) for number in range(200)]
    assert len(provider.requests) == 200
