"""The openai SDK on stored answers: what was stored from one form is the same object in either."""

import asyncio
import copy
import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from support import replies
from support.cache_fixtures import asked, caller, gateway_of  # noqa: F401
from support.cache_gateway import ALPHA, Asked, CacheGateway, group, new_question, wait_until
from support.http import httpx
from support.provider import Reply
from test_cache_embeddings import embed, vector

pytestmark = pytest.mark.gateway

GROUPS = {
    "cached": group("{tools: true}"),
    "plain": "deployments: [chat-1], retry: {attempts: 0}",
}
cached = gateway_of(GROUPS)
FINGERPRINT = {"system_fingerprint": "fp_scripted"}
USAGE = {
    "prompt_tokens": 19,
    "completion_tokens": 7,
    "total_tokens": 26,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 3},
}


def logprob(token: str) -> dict[str, Any]:
    return {"token": token, "logprob": -0.25, "bytes": list(token.encode()), "top_logprobs": []}


def call_of(number: int, arguments: str) -> dict[str, Any]:
    return {"id": f"call_{number}", "type": "function", "function": {"name": f"tool_{number}", "arguments": arguments}}


ARGUMENTS = ['{"place":"Óslo","n":1}', "{}", '{"deep":{"a":[1,2,"\\n\\"x\\""]}}']


def deltas_of_calls() -> list[dict[str, Any]]:
    begins = [{"index": n, **call_of(n, "")} for n in range(3)]
    pieces = [(0, ARGUMENTS[0][:5]), (1, "{}"), (2, ARGUMENTS[2][:9]), (0, ARGUMENTS[0][5:]), (2, ARGUMENTS[2][9:])]
    parts = [{"index": n, "function": {"arguments": piece}} for n, piece in pieces]
    return [{"tool_calls": [each]} for each in begins + parts]


# What is answered: choices of the JSON form, and deltas with their index of the stream.
KINDS: dict[str, tuple[list[dict[str, Any]], list[tuple[int, dict[str, Any], dict[str, Any]]]]] = {
    "text": (
        [replies.choice({"content": "Grüße 🌍\n\"quoted\" \u2028 end", "refusal": None}, logprobs=None)],
        [(0, {"content": part}, {}) for part in ("Grüße ", "🌍\n", '"quoted" ', "\u2028 end")],
    ),
    "empty": ([replies.choice({"content": ""})], [(0, {"content": ""}, {})]),
    "tools": (
        [
            replies.choice(
                {"content": None, "tool_calls": [call_of(n, ARGUMENTS[n]) for n in range(3)]}, 0, "tool_calls"
            )
        ],
        [(0, delta, {}) for delta in deltas_of_calls()],
    ),
    "text and a tool": (
        [replies.choice({"content": "Let me see.", "tool_calls": [call_of(0, "{}")]}, 0, "tool_calls")],
        [(0, {"content": "Let me "}, {}), (0, {"content": "see."}, {})]
        + [(0, {"tool_calls": [{"index": 0, **call_of(0, "{}")}]}, {})],
    ),
    "reasoning": (
        [replies.choice({"content": "42", "reasoning_content": "Let me think. Yes."})],
        [(0, {"reasoning_content": part}, {}) for part in ("Let me ", "think. Yes.")] + [(0, {"content": "42"}, {})],
    ),
    "logprobs": (
        [
            replies.choice(
                {"content": "ab"}, logprobs={"content": [logprob("a"), logprob("b")], "refusal": None}
            )
        ],
        [
            (0, {"content": token}, {"logprobs": {"content": [logprob(token)], "refusal": None}})
            for token in ("a", "b")
        ],
    ),
    "choices": (
        [replies.choice({"content": f"choice {n}"}, n) for n in range(3)],
        [(n, {"content": f"{part}{n if part == 'e ' else ''}"}, {}) for part in ("choic", "e ") for n in (2, 0, 1)],
    ),
    "refusal": (
        [replies.choice({"content": None, "refusal": "I will not."})],
        [(0, {"refusal": "I will "}, {}), (0, {"refusal": "not."}, {})],
    ),
}


def reply_of(kind: str, streams: bool) -> Reply:
    choices, deltas = KINDS[kind]
    if not streams:
        return replies.json_reply(replies.completion(*choices, usage=USAGE))
    indexes = sorted({index for index, _, _ in deltas})
    events = [replies.chunk({"role": "assistant"}, index=index) for index in indexes]
    events += [replies.chunk(delta, index=index, **more) for index, delta, more in deltas]
    finishes = {each["index"]: each["finish_reason"] for each in choices}
    events += [replies.chunk({}, finish=finishes[index], index=index) for index in indexes]
    events.append(replies.usage_chunk(USAGE))
    return replies.stream([replies.event({**each, **FINGERPRINT}) for each in events] + [replies.DONE])




@pytest.fixture
def sdk(cached: CacheGateway) -> Iterator[openai.OpenAI]:
    with httpx.Client(timeout=20) as http:
        yield openai.OpenAI(base_url=cached.url + "/v1", api_key=ALPHA, max_retries=0, http_client=http)


def request_of(kind: str, question: str, model: str, streams: bool, usage: bool = True) -> dict[str, Any]:
    body: dict[str, Any] = {"model": model, "temperature": 0, "messages": [{"role": "user", "content": question}]}
    if kind == "choices":
        body["n"] = 3
    if kind == "logprobs":
        body["logprobs"] = True
    if "tool" in kind:
        body["tools"] = [{"type": "function", "function": {"name": "tool_0"}}]
    if streams:
        body["stream"] = True
        if usage:
            body["stream_options"] = {"include_usage": True}
    return body


def dumped(value: Any) -> dict[str, Any]:
    return value.model_dump(exclude_none=True)


def folded(chunks: list[Any]) -> dict[str, Any]:
    """A stream as the completion that it tells."""
    whole: dict[str, Any] = {"choices": {}}
    for chunk in map(dumped, chunks):
        for name in ("id", "created", "model", "usage", "system_fingerprint"):
            if name in chunk:
                assert whole.setdefault(name, chunk[name]) == chunk[name]
        for part in chunk["choices"]:
            choice = whole["choices"].setdefault(part["index"], {"message": {"role": "assistant"}, "calls": {}})
            delta = part["delta"]
            for name in ("content", "reasoning_content", "refusal"):
                if name in delta:
                    choice["message"][name] = choice["message"].get(name, "") + delta[name]
            for call in delta.get("tool_calls", ()):
                kept = choice["calls"].setdefault(call["index"], {"arguments": ""})
                kept["arguments"] += call["function"].get("arguments", "")
                for name, value in (("id", call.get("id")), ("name", call["function"].get("name"))):
                    if value:
                        assert kept.setdefault(name, value) == value
            if "logprobs" in part:
                choice.setdefault("logprobs", []).extend(part["logprobs"]["content"])
            if "finish_reason" in part:
                assert "finish_reason" not in choice
                choice["finish_reason"] = part["finish_reason"]
    return whole


def flat(completion: Any) -> dict[str, Any]:
    """A completion in the same shape."""
    value = dumped(completion)
    choices = {}
    for choice in value.pop("choices"):
        message = copy.deepcopy(choice["message"])
        calls = {
            index: {"id": call["id"], **call["function"]} for index, call in enumerate(message.pop("tool_calls", ()))
        }
        kept = {"message": message, "calls": calls, "finish_reason": choice["finish_reason"]}
        if "logprobs" in choice:
            kept["logprobs"] = choice["logprobs"]["content"]
        choices[choice["index"]] = kept
    value.pop("object")
    return {**value, "choices": choices}


def without_blanks(value: dict[str, Any]) -> dict[str, Any]:
    """A stream cannot tell no text from empty text."""
    value = copy.deepcopy(value)
    for choice in value["choices"].values():
        choice["message"] = {name: text for name, text in choice["message"].items() if text != ""}
    return value


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("stored_from", ["json", "stream"])
def test_either_form_of_a_stored_answer_is_the_same_object(
    sdk: openai.OpenAI, asked: Asked, kind: str, stored_from: str
) -> None:
    question = new_question(kind)
    asked.reply = lambda request, number: reply_of(kind, bool(json.loads(request.body).get("stream")))
    create = sdk.chat.completions.create
    # The truth: without a cache.
    plain = create(**request_of(kind, question, "plain", False))
    plain_chunks = list(create(**request_of(kind, question, "plain", True)))
    assert without_blanks(folded(plain_chunks)) == without_blanks(flat(plain))
    asked.provider.requests.clear()
    # Stored from one form.
    first = create(**request_of(kind, question, "cached", stored_from == "stream"))
    if stored_from == "stream":
        assert list(map(dumped, first)) == list(map(dumped, plain_chunks))
    else:
        assert dumped(first) == dumped(plain)
    # Read in either, from here on.
    whole = create(**request_of(kind, question, "cached", False))
    chunks = list(create(**request_of(kind, question, "cached", True)))
    bare = list(create(**request_of(kind, question, "cached", True, usage=False)))
    assert asked.count(question) == 1
    if stored_from == "stream":
        assert list(map(dumped, chunks)) == list(map(dumped, plain_chunks))
    else:
        assert dumped(whole) == dumped(plain)
    assert without_blanks(flat(whole)) == without_blanks(flat(plain))
    assert without_blanks(folded(chunks)) == without_blanks(folded(plain_chunks))
    assert chunks[-1].usage is not None and chunks[-1].choices == []
    assert chunks[-1].usage.prompt_tokens_details.cached_tokens == 4
    assert all(chunk.usage is None and chunk.choices for chunk in bare)
    expected = folded(plain_chunks)
    expected.pop("usage")
    assert without_blanks(folded(bare)) == without_blanks(expected)
    assert all(chunk.object == "chat.completion.chunk" for chunk in chunks) and whole.object == "chat.completion"


@pytest.mark.parametrize("stored_from", ["json", "stream"])
def test_the_asynchronous_client(cached: CacheGateway, asked: Asked, stored_from: str) -> None:
    question = new_question()
    asked.reply = lambda request, number: reply_of("text", bool(json.loads(request.body).get("stream")))

    async def run() -> None:
        async with openai.AsyncOpenAI(base_url=cached.url + "/v1", api_key=ALPHA, max_retries=0) as client:
            create = client.chat.completions.create

            async def read(streams: bool) -> dict[str, Any]:
                answer = await create(**request_of("text", question, "cached", streams))
                return folded([chunk async for chunk in answer]) if streams else flat(answer)

            first = await read(stored_from == "stream")
            others = await asyncio.gather(*(read(number % 2 == 0) for number in range(20)))
            assert all(without_blanks(other) == without_blanks(first) for other in others)

    asyncio.run(run())
    assert asked.count(question) == 1


def test_the_streaming_helper(sdk: openai.OpenAI, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: reply_of("tools", bool(json.loads(request.body).get("stream")))
    sdk.chat.completions.create(**request_of("tools", question, "cached", False))
    body = request_of("tools", question, "cached", True)
    body.pop("stream")
    stream = getattr(sdk.chat.completions, "stream", None) or sdk.beta.chat.completions.stream
    with stream(**body) as events:
        final = events.get_final_completion()
    calls = final.choices[0].message.tool_calls
    assert [call.function.arguments for call in calls] == ARGUMENTS and asked.count(question) == 1


def test_raw_responses_tell_what_the_cache_did(sdk: openai.OpenAI, asked: Asked) -> None:
    question = new_question()
    raw = sdk.chat.completions.with_raw_response
    body = request_of("text", question, "cached", False)
    assert raw.create(**body).headers["cache-status"] == "signalbox; fwd=miss"
    second = raw.create(**body)
    assert second.headers["cache-status"].startswith("signalbox; hit") and second.headers["age"] == "0"
    assert second.parse().choices[0].message.content
    with pytest.raises(openai.APIStatusError) as refused:
        raw.create(**{**body, "seed": 5}, extra_headers={"cache-control": "only-if-cached"})
    assert refused.value.status_code == 504 and refused.value.code == "not_cached"


def test_embeddings_in_either_encoding(sdk: openai.OpenAI, cached: CacheGateway, asked: Asked) -> None:
    cached.groups["vectors"] = group(deployments="[embedding-1]")
    cached.reload()
    asked.reply = embed
    texts = [new_question() for _ in range(4)]
    for inputs in (texts[:2], texts, texts[::-1], texts[0]):
        for more in ({}, {"encoding_format": "float"}):
            reply = sdk.embeddings.create(model="vectors", input=inputs, **more)
            expected = [vector(text) for text in ([inputs] if isinstance(inputs, str) else inputs)]
            assert [each.embedding for each in reply.data] == expected
    # The SDK asks for base64 unless told otherwise, so both encodings were stored.
    wait_until(lambda: len(asked.provider.requests) == 4)
