"""Embeddings in the cache: every input has an entry of its own."""

import base64
import hashlib
import json
import struct

import pytest
from support import replies
from support.cache_fixtures import asked, caller, client, gateway_of  # noqa: F401
from support.cache_gateway import BETA, Asked, Client, group, new_question
from support.calls import Call
from support.provider import Reply, Request

pytestmark = pytest.mark.gateway

PATH = "/v1/embeddings"
GROUPS = {
    "vectors": group(deployments="[embedding-1]"),
    "whole": group("{embeddings_per_input: false}", deployments="[embedding-1]"),
    "twice": group("{min_uses: 2}", deployments="[embedding-1]"),
}
cached = gateway_of(GROUPS)


def vector(text: object, dimensions: int = 4) -> list[float]:
    """What the provider finds of an input; exact in 32 bits."""
    digest = hashlib.sha256(json.dumps(text).encode()).digest()
    return [byte / 128 - 1 for byte in digest[:dimensions]]


def tokens_of(text: object) -> int:
    return len(text)


def inputs_of(body: dict) -> list:
    given = body["input"]
    if isinstance(given, str) or (given and isinstance(given[0], int)):
        return [given]
    return given


def embed(request: Request, _: int = 0) -> Reply:
    body = json.loads(request.body)
    data = []
    for index, text in enumerate(inputs_of(body)):
        numbers = vector(text, body.get("dimensions", 4))
        packed = base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
        value = packed if body.get("encoding_format") == "base64" else numbers
        data.append({"object": "embedding", "index": index, "embedding": value})
    count = sum(tokens_of(text) for text in inputs_of(body))
    return replies.json_reply(
        {
            "object": "list",
            "data": data,
            "model": replies.UPSTREAM_EMBEDDING,
            "usage": {"prompt_tokens": count, "total_tokens": count},
        }
    )


@pytest.fixture(autouse=True)
def embeds(asked: Asked) -> None:
    asked.reply = embed


def new_inputs(count: int) -> list[str]:
    # Of one length, so that their shares of the tokens are known.
    return [f"{new_question('input'):<40}" for _ in range(count)]


def get(client: Client, inputs: object, headers: dict | None = None, model: str = "vectors", **more: object) -> Call:
    key = {"key": more.pop("key")} if "key" in more else {}
    call = client.ask({"model": model, "input": inputs, **more}, headers, path=PATH, **key)
    assert call.status == 200, call.body
    reply = call.json
    texts = inputs_of({"input": inputs})
    assert reply["object"] == "list" and reply["model"] == replies.UPSTREAM_EMBEDDING
    assert [each["index"] for each in reply["data"]] == list(range(len(texts)))
    for text, each in zip(texts, reply["data"]):
        numbers = each["embedding"]
        if more.get("encoding_format") == "base64":
            raw = base64.b64decode(numbers)
            numbers = list(struct.unpack(f"<{len(raw) // 4}f", raw))
        assert each["object"] == "embedding" and numbers == vector(text, more.get("dimensions", 4)), text
    count = sum(tokens_of(text) for text in texts)
    assert reply["usage"] == {"prompt_tokens": count, "total_tokens": count}
    return call


def sent(asked: Asked) -> list:
    """The inputs of each call, taken out of the record."""
    bodies = [json.loads(request.body) for request in asked.provider.requests]
    asked.provider.requests.clear()
    return [body["input"] for body in bodies]


@pytest.mark.parametrize("format", [None, "float", "base64"])
def test_only_what_is_not_stored_is_sent(client: Client, asked: Asked, format: str | None) -> None:
    more = {"encoding_format": format} if format else {}
    inputs = new_inputs(6)
    assert get(client, [inputs[1], inputs[4]], **more).cache_status == {"fwd": "miss"}
    call = get(client, inputs, **more)
    assert call.cache_status == {"fwd": "partial"}
    assert sent(asked) == [[inputs[1], inputs[4]], [inputs[0], inputs[2], inputs[3], inputs[5]]]
    again = get(client, inputs[::-1], **more)
    assert again.cache_status["hit"] and "age" in again.headers and sent(asked) == []
    assert again.headers["x-signalbox-attempts"] == "0" and again.headers["x-signalbox-cost"] == "0"
    assert float(again.headers["x-signalbox-cost-saved"]) == pytest.approx(240 * 0.02 / 1e6)


def test_a_partial_reply_costs_and_saves(client: Client, asked: Asked) -> None:
    inputs = new_inputs(4)
    get(client, inputs[:3])
    call = get(client, inputs)
    assert float(call.headers["x-signalbox-cost"]) == pytest.approx(40 * 0.02 / 1e6)
    assert float(call.headers["x-signalbox-cost-saved"]) == pytest.approx(120 * 0.02 / 1e6)
    noted = client.gateway.log_of(call)
    assert noted["tokens"]["input"] == 40 and noted["cache"]["saved_tokens"] == 120


def test_one_text_and_a_list_of_one_are_the_same(client: Client, asked: Asked) -> None:
    (text,) = new_inputs(1)
    get(client, text)
    assert get(client, [text]).cache_status["hit"]
    other, another = new_inputs(2)
    get(client, [other, another])
    assert get(client, other).cache_status["hit"]
    assert sent(asked) == [text, [other, another]]


def test_an_input_that_comes_twice(client: Client, asked: Asked) -> None:
    one, two = new_inputs(2)
    get(client, [one, two, one])
    get(client, [two, one, two, one])
    three = new_inputs(1)[0]
    get(client, [three, one, three])
    calls = sent(asked)
    assert len(calls) == 2 and set(calls[1]) == {three}


def test_tokens_instead_of_text(client: Client, asked: Asked) -> None:
    first = [int(digit) + 1000 for digit in str(abs(hash(new_question())))[:12]]
    second = [*first, 7]
    get(client, first)
    assert get(client, [first]).cache_status["hit"]
    assert get(client, [second, first]).cache_status == {"fwd": "partial"}
    assert sent(asked) == [first, [second]]


def test_what_changes_the_vector_is_part_of_the_key(client: Client, asked: Asked) -> None:
    (text,) = new_inputs(1)
    get(client, text)
    for more in ({"dimensions": 3}, {"encoding_format": "base64"}, {"input_type": "query"}):
        assert get(client, text, **more).cache_status == {"fwd": "miss"}
        assert get(client, text, **more).cache_status["hit"]
    assert get(client, text + " ").cache_status == {"fwd": "miss"}
    assert get(client, text, user="somebody").cache_status["hit"]
    assert get(client, text, key=BETA).cache_status == {"fwd": "miss"}
    assert get(client, text, model="whole").cache_status == {"fwd": "miss"}


def test_a_request_is_kept_as_a_whole_if_wanted(client: Client, asked: Asked) -> None:
    inputs = new_inputs(3)
    get(client, inputs, model="whole")
    assert get(client, inputs, model="whole").cache_status["hit"]
    assert get(client, inputs[:2], model="whole").cache_status == {"fwd": "miss"}
    assert get(client, inputs[::-1], model="whole").cache_status == {"fwd": "miss"}


def test_what_a_request_can_say(client: Client, asked: Asked) -> None:
    inputs = new_inputs(3)
    refused = client.ask({"model": "vectors", "input": inputs}, {"cache-control": "only-if-cached"}, path=PATH)
    assert (refused.status, refused.code) == (504, "not_cached") and sent(asked) == []
    get(client, inputs[:2], {"cache-control": "no-store"})
    get(client, inputs[:2])
    assert len(sent(asked)) == 2
    refused = client.ask({"model": "vectors", "input": inputs}, {"cache-control": "only-if-cached"}, path=PATH)
    assert refused.status == 504 and sent(asked) == []
    get(client, inputs[:2], {"cache-control": "no-cache"})
    get(client, inputs, {"cache-control": "max-age=0"})
    assert sent(asked) == [inputs[:2], inputs]
    found = get(client, inputs, {"cache-control": "only-if-cached"})
    assert found.cache_status["hit"]


def test_many_at_once_are_one_call(client: Client, asked: Asked) -> None:
    inputs = new_inputs(5)
    calls = [client.start({"model": "vectors", "input": inputs}, path=PATH) for _ in range(30)]
    for call in calls:
        assert [each["embedding"] for each in call.wait().json["data"]] == [vector(text) for text in inputs]
    assert len(sent(asked)) <= 2


def test_a_failed_rest_is_an_error_and_stores_nothing(client: Client, asked: Asked) -> None:
    inputs = new_inputs(3)
    get(client, inputs[:1])
    for reply in (
        replies.error(500, "no", "server_error"),
        replies.json_reply({"object": "list", "data": [], "usage": {"prompt_tokens": 0, "total_tokens": 0}}),
        replies.json_reply({"object": "list", "data": [{"index": 0, "embedding": [1.0]}]}),
    ):
        asked.reply = lambda request, number, reply=reply: reply
        refused = client.ask({"model": "vectors", "input": inputs}, path=PATH)
        assert refused.status >= 500, refused.body
    asked.reply = embed
    sent(asked)
    get(client, inputs)
    assert sent(asked) == [inputs[1:]]


def test_vectors_in_another_order_are_put_right(client: Client, asked: Asked) -> None:
    inputs = new_inputs(4)
    get(client, inputs[2:3])

    def shuffled(request: Request, _: int) -> Reply:
        body = json.loads(embed(request).steps[0])
        body["data"].reverse()
        return replies.json_reply(body)

    asked.reply = shuffled
    get(client, inputs)
    assert get(client, inputs).cache_status["hit"]


def test_a_large_request_is_put_together(client: Client, asked: Asked) -> None:
    inputs = new_inputs(600)
    get(client, inputs[::2])
    assert get(client, inputs).cache_status == {"fwd": "partial"}
    calls = sent(asked)
    assert [len(each) for each in calls] == [300, 300]
    assert calls == [inputs[::2], inputs[1::2]]
    assert get(client, inputs).cache_status["hit"]


def test_min_uses_counts_each_input(client: Client, asked: Asked) -> None:
    inputs = new_inputs(2)
    get(client, inputs, model="twice")
    assert get(client, inputs, model="twice").cache_status == {"fwd": "miss"}
    assert get(client, inputs, model="twice").cache_status["hit"]
