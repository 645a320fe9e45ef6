"""The openai SDK against the gateway: plain answers, tools, structured output, embeddings, models."""

import base64
import json
import struct

import openai
import pytest
from conftest import Recorder
from pydantic import BaseModel
from support import replies
from support.gateway import DIRECT, TEAM_KEY, Direct, Gateway
from support.patch import with_model
from support.provider import Provider

MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Grüße, 世界 🌍 \"quoted\"\n"}]
MODEL = "gpt-4o-mini"


@pytest.fixture
def client(gateway: Gateway | Direct, recorder: Recorder) -> openai.OpenAI:
    return openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, http_client=recorder.http)


def assert_body_is_untouched(provider: Provider, recorder: Recorder, served: str = replies.UPSTREAM_CHAT) -> None:
    sent = recorder.sent[-1]
    expected = sent if DIRECT else with_model(sent, json.loads(sent)["model"], served)
    assert provider.request.body == expected


def test_a_plain_answer(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    provider.script = [replies.chat("Grüße zurück 🌍")]
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, temperature=0.25, seed=7, user="u-1")
    assert answer.choices[0].message.content == "Grüße zurück 🌍"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None and answer.usage.total_tokens == 26
    assert answer.model == replies.UPSTREAM_CHAT
    assert provider.request.line == "POST /v1/chat/completions HTTP/1.1"
    assert_body_is_untouched(provider, recorder)


def test_the_answers_bytes_are_the_providers(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    reply = replies.chat()
    reply.steps = [b'{ "choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],\n'
                   b'"id":"a","object":"chat.completion","created":1,"model":"m","new_field":{"z":1,"a":2.50}}']
    provider.script = [reply]
    answer = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES)
    assert answer.content == reply.steps[0]


def test_unknown_fields_and_their_order_reach_the_provider(
    client: openai.OpenAI, provider: Provider, recorder: Recorder
) -> None:
    provider.script = [replies.chat()]
    extra = {"zz_first": [1, 2.50, {"b": None, "a": True}], "aa_last": {"cache_control": {"type": "ephemeral"}}}
    client.chat.completions.create(model=MODEL, messages=MESSAGES, extra_body=extra, metadata={"team": "x"})
    assert json.loads(provider.request.body)["zz_first"] == extra["zz_first"]
    assert_body_is_untouched(provider, recorder)


def test_parallel_tool_calls(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    calls = [
        {"id": f"call_{place}", "type": "function",
         "function": {"name": "weather", "arguments": json.dumps({"place": place})}}
        for place in ("Oslo", "Lima")
    ]
    first = replies.choice({"content": None, "tool_calls": calls}, finish="tool_calls")
    provider.script = [replies.json_reply(replies.completion(first))]
    schema = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}
    tools = [{"type": "function", "function": {"name": "weather", "description": "Now.", "parameters": schema}}]
    answer = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, tools=tools, tool_choice="auto", parallel_tool_calls=True
    )
    found = answer.choices[0].message.tool_calls
    assert found is not None
    assert [(call.id, json.loads(call.function.arguments)["place"]) for call in found] == [
        ("call_Oslo", "Oslo"), ("call_Lima", "Lima")
    ]
    assert_body_is_untouched(provider, recorder)


def test_structured_output(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    class Person(BaseModel):
        name: str
        age: int

    provider.script = [replies.chat('{"name":"Ann","age":31}')]
    answer = client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Person)
    assert answer.choices[0].message.parsed == Person(name="Ann", age=31)
    assert json.loads(provider.request.body)["response_format"]["json_schema"]["strict"] is True
    assert_body_is_untouched(provider, recorder)


def test_image_parts_reach_the_provider(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    provider.script = [replies.chat("A cat.")]
    picture = "data:image/png;base64," + base64.b64encode(bytes(range(256)) * 2000).decode()
    parts = [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": picture, "detail": "low"}},
    ]
    client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": parts}])
    assert json.loads(provider.request.body)["messages"][0]["content"] == parts
    assert_body_is_untouched(provider, recorder)


def test_log_probabilities(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    token = {"token": "Hi", "logprob": -0.000012, "bytes": [72, 105], "top_logprobs": []}
    first = replies.choice({"content": "Hi"}, logprobs={"content": [token], "refusal": None})
    provider.script = [replies.json_reply(replies.completion(first))]
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, logprobs=True, top_logprobs=2)
    logprobs = answer.choices[0].logprobs
    assert logprobs is not None and logprobs.content is not None
    assert logprobs.content[0].logprob == -0.000012
    assert_body_is_untouched(provider, recorder)


def test_several_choices(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    answers = [replies.choice({"content": f"answer {index}"}, index=index) for index in range(3)]
    provider.script = [replies.json_reply(replies.completion(*answers))]
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, n=3)
    assert [each.message.content for each in answer.choices] == ["answer 0", "answer 1", "answer 2"]
    assert_body_is_untouched(provider, recorder)


def test_plain_completions(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    body = {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": replies.UPSTREAM_CHAT,
            "choices": [{"index": 0, "text": "done", "finish_reason": "stop", "logprobs": None}],
            "usage": replies.USAGE}
    provider.script = [replies.json_reply(body)]
    assert client.completions.create(model=MODEL, prompt="go", max_tokens=3).choices[0].text == "done"
    assert provider.request.path == "/v1/completions"
    assert_body_is_untouched(provider, recorder)


VECTOR = [0.5, -0.25, 0.125]


@pytest.mark.parametrize("format", ["float", None], ids=["float", "base64, the SDK's default"])
def test_embeddings(client: openai.OpenAI, provider: Provider, recorder: Recorder, format: str | None) -> None:
    packed = base64.b64encode(struct.pack("<3f", *VECTOR)).decode()
    vectors = [{"object": "embedding", "index": index, "embedding": VECTOR if format else packed} for index in (0, 1)]
    usage = {"prompt_tokens": 4, "total_tokens": 4}
    body = {"object": "list", "model": replies.UPSTREAM_EMBEDDING, "data": vectors, "usage": usage}
    provider.script = [replies.json_reply(body)]
    options = {"encoding_format": format} if format else {}
    answer = client.embeddings.create(model="text-embedding-3-small", input=["one", "two"], **options)
    assert [each.embedding for each in answer.data] == [VECTOR, VECTOR]
    assert json.loads(provider.request.body)["encoding_format"] == (format or "base64")
    assert_body_is_untouched(provider, recorder, replies.UPSTREAM_EMBEDDING)


@pytest.mark.gateway
def test_models_are_listed_and_retrieved(client: openai.OpenAI, provider: Provider) -> None:
    names = {model.id for model in client.models.list()}
    assert {"gpt-4o-mini", "text-embedding-3-small", "hasty"} <= names
    model = client.models.retrieve("gpt-4o-mini")
    assert (model.id, model.object) == ("gpt-4o-mini", "model")
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("no-such-model")
    assert refused.value.code == "model_not_found"
    assert provider.requests == []


@pytest.mark.gateway
@pytest.mark.parametrize("name", ["small", "scripted/scripted-chat-2026-05-01", "scripted/never-configured"])
def test_other_ways_to_name_a_model(
    client: openai.OpenAI, provider: Provider, recorder: Recorder, name: str
) -> None:
    provider.script = [replies.chat()]
    client.chat.completions.create(model=name, messages=MESSAGES)
    served = name.split("/")[1] if "/" in name else replies.UPSTREAM_CHAT
    assert_body_is_untouched(provider, recorder, served)
