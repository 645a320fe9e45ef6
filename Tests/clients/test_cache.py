"""The response cache in memory: what counts as the same request, who shares answers, what is stored at all."""

import json
import time
from collections.abc import Callable

import pytest
from support import replies
from support.cache_fixtures import asked, caller, client, gateway_of, start_cached  # noqa: F401
from support.cache_gateway import (
    ALPHA,
    ALPHA_TOO,
    BETA,
    LONE,
    LONE_TOO,
    Asked,
    CacheGateway,
    Client,
    answer,
    chat,
    group,
    new_question,
    wait_until,
    words_of,
)
from support.provider import Finish, Provider, Reply, Wait

pytestmark = pytest.mark.gateway

GROUPS = {
    "cached": group(more="aliases: [nickname]"),
    "always": group("{when: always}"),
    "common": group("{scope: shared}"),
    "own": group("{scope: key}"),
    "plain": "deployments: [chat-1], retry: {attempts: 0}",
    "second": group("{min_uses: 2}"),
    "small": group("{max_size: 2KiB}"),
    "long": group("{finish_reasons: [stop, length]}"),
    "varied": group("{vary: {headers: [x-language], tags: true}}"),
    "past": group("{bypass: [{header: x-debug}, {header: x-mode, value: raw}, {tag: live}]}"),
    "tooled": group("{tools: true}"),
    "seeing": group("{images: true}"),
    "versioned": group("{prompt_version: v7}"),
    "versioned-too": group("{prompt_version: v8}"),
    "blind": group("{ignore: [safety_identifier, x_trace]}"),
    "recorded": group("{replay_pace: recorded}"),
    "paced": group("{replay_pace: 50}"),
    "falling": group(deployments="[gone]", more="fallbacks: [chat-2], strategy: priority, retry: {attempts: 1}"),
    "fallen": group(
        "{store_fallbacks: true}", "[gone]", "fallbacks: [chat-2], strategy: priority, retry: {attempts: 1}"
    ),
    "each": group("{per: deployment}", deployments="[chat-1, chat-2]"),
    "eager": group("{ttl: 2s, jitter: 0%, early_refresh: {beta: 100, rate: 1000}}"),
}


cached = gateway_of(GROUPS)


# What counts as the same


def test_the_same_request_asks_once(client: Client, asked: Asked, cached: CacheGateway) -> None:
    question = new_question()
    first = client.miss(chat(question))
    second = client.hit(chat(question))
    assert second.body == first.body and asked.count(question) == 1
    assert cached.cache_of(first) == {"outcome": "miss"}
    noted = cached.cache_of(second)
    assert (noted["outcome"], noted["tier"], noted["saved_cost"]) == ("hit", "memory", "0.000094")
    assert noted["saved_tokens"] == 26 and noted["age_ms"] >= 0 and noted["saved_ms"] >= 0


SPELLINGS = [
    '{"messages":[{"content":"@","role":"user"}],"temperature":0,"model":"cached","top_p":0.5,'
    '"stop":["a","b"],"k":100}',
    '{"model" : "cached" ,\n\t"top_p": 0.50, "temperature":0.0, "stop": [ "a" , "b" ], "k":1e2, '
    '"messages": [ { "role" : "user", "content" : "@" } ] }\r\n',
    '{"model":"cached","top_p":5e-1,"temperature":-0.0,"stop":["a","b"],"k":100.0,'
    '"messages":[{"role":"user","content":"@"}]}',
    '{"model":"cached","top_p":0.05E+1,"k":0.1e3,"temperature":0E5,"stop":["\\u0061","b"],'
    '"messages":[{"role":"user","content":"@"}]}',
    '{"model":"cached","\\u0074op_p":0.5,"k":1.00E+2,"temperature":0,"stop":["a","\\u0062"],'
    '"messages":[{"r\\u006fle":"us\\u0065r","content":"@"}]}',
    '{"model":"cached","k":100,"top_p":0.5,"temperature":0,"stop":["a","b"],"user":"u-1","metadata":{"a":"b"},'
    '"stream":false,"messages":[{"role":"user","content":"@"}]}',
    '{"model":"nickname","k":100,"top_p":0.5,"temperature":0,"stop":["a","b"],'
    '"messages":[{"role":"user","content":"@"}]}',
]


def test_spelling_does_not_matter(client: Client, asked: Asked) -> None:
    question = new_question("spelling")
    content = question + " \\u00e9\\ud83d\\ude00\\/\\n"
    first = client.miss(SPELLINGS[0].replace("@", content).encode())
    for body in SPELLINGS[1:]:
        assert client.hit(body.replace("@", content).encode()).body == first.body
    # Written out instead of escaped.
    assert client.hit(SPELLINGS[0].replace("@", question + " é😀/\\n").encode()).body == first.body
    assert asked.count(question) == 1


MEANINGS = [
    {"temperature": 1e-9, "seed": 1},
    {"seed": 7},
    {"seed": 8},
    {"seed": "7"},
    {"n": 1},
    {"max_tokens": 100},
    {"max_tokens": 101},
    {"max_completion_tokens": 100},
    {"top_p": 0.5},
    {"stop": ["a", "b"]},
    {"stop": ["b", "a"]},
    {"stop": "a"},
    {"stop": ""},
    {"logprobs": True},
    {"logprobs": False},
    {"logit_bias": {"50256": -100}},
    {"response_format": {"type": "json_object"}},
    {"response_format": {"type": "text"}},
    {"frequency_penalty": 0.1},
    {"reasoning_effort": "low"},
    {"service_tier": "flex"},
    {"an_unknown_field": 1},
    {"an_unknown_field": {"a": [1, 2]}},
    {"an_unknown_field": {"a": [2, 1]}},
]


def test_every_change_of_meaning_is_another_request(client: Client, asked: Asked) -> None:
    question = new_question("meaning")
    messages = [
        [{"role": "user", "content": question}],
        [{"role": "user", "content": question + " "}],
        [{"role": "user", "content": question.upper() + question}],
        [{"role": "system", "content": question}],
        [{"role": "user", "content": question}, {"role": "user", "content": question}],
        [{"role": "user", "content": question, "name": "ann"}],
        [{"role": "user", "content": [{"type": "text", "text": question}]}],
    ]
    bodies = [chat(question, **more) for more in MEANINGS]
    bodies += [chat(question, messages=each) for each in messages]
    bodies.append(chat(question, model="always"))
    for body in bodies:
        client.miss(body)
    assert asked.count(question) == len(bodies)
    for body in bodies:
        client.hit(body)
    assert asked.count(question) == len(bodies)


def test_what_a_request_is_named_and_how_it_is_sent_do_not_matter(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question))
    for more in (
        {"user": "somebody"},
        {"metadata": {"trace": "1"}},
        {"stream": True},
        {"stream": True, "stream_options": {"include_usage": True}},
        {"stream": False},
    ):
        client.hit(chat(question, **more))
    assert asked.count(question) == 1


def test_a_member_named_twice_goes_past_the_cache(client: Client, asked: Asked) -> None:
    question = new_question()
    body = json.dumps(chat(question)).replace('"temperature": 0', '"temperature": 0, "temperature": 0').encode()
    for _ in range(2):
        found = client.ask(body).ok().cache_status
        assert (found["fwd"], found["detail"]) == ("bypass", "ambiguous")
    assert asked.count(question) == 2


@pytest.mark.parametrize(
    ("more", "is_cached"),
    [
        ({"temperature": None}, False),
        ({"temperature": 0.2}, False),
        ({"temperature": 1}, False),
        ({"temperature": 0}, True),
        ({"temperature": 1, "seed": 3}, True),
        ({"temperature": None, "seed": 3}, True),
        ({"temperature": None, "seed": None}, False),
    ],
    ids=str,
)
def test_only_deterministic_requests_are_cached(client: Client, asked: Asked, more: dict, is_cached: bool) -> None:
    question = new_question()
    client.ask(chat(question, **more)).ok()
    found = client.ask(chat(question, **more)).ok().cache_status
    if is_cached:
        assert found["hit"] and asked.count(question) == 1
    else:
        assert (found["fwd"], found["detail"]) == ("bypass", "not_deterministic") and asked.count(question) == 2


def test_a_group_may_cache_everything(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question, model="always", temperature=1.3))
    client.hit(chat(question, model="always", temperature=1.3))
    client.miss(chat(question, model="always", temperature=None))
    assert asked.count(question) == 2


def test_a_group_without_a_cache_has_none(client: Client, asked: Asked, cached: CacheGateway) -> None:
    question = new_question()
    for _ in range(2):
        call = client.ask(chat(question, model="plain")).ok()
        assert "cache-status" not in call.headers and "age" not in call.headers
        assert "cache" not in cached.log_of(call)
    assert asked.count(question) == 2


# Who shares


def test_a_tenant_shares_among_its_keys_alone(client: Client, asked: Asked) -> None:
    question = new_question()
    mine = client.miss(chat(question), key=ALPHA)
    assert client.hit(chat(question), key=ALPHA_TOO).body == mine.body
    others = [client.miss(chat(question), key=key).body for key in (BETA, LONE, LONE_TOO)]
    assert len({mine.body, *others}) == 4 and asked.count(question) == 4
    assert [client.hit(chat(question), key=key).body for key in (BETA, LONE, LONE_TOO)] == others


def test_tenants_are_apart_while_an_answer_is_on_its_way(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.05))
    keys = [ALPHA, ALPHA_TOO, BETA, LONE, LONE_TOO] * 4
    calls = [client.start(chat(question, stream=True), key=key) for key in keys]
    texts = [call.ok().text for call in calls]
    assert asked.count(question) == 4
    by_key = {key: {text for found, text in zip(keys, texts) if found == key} for key in keys}
    assert all(len(found) == 1 for found in by_key.values())
    assert by_key[ALPHA] == by_key[ALPHA_TOO] and len({min(found) for found in by_key.values()}) == 4


def test_a_shared_group_shares_with_all(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question, model="common"), key=ALPHA)
    for key in (BETA, LONE, LONE_TOO, ALPHA_TOO):
        client.hit(chat(question, model="common"), key=key)
    assert asked.count(question) == 1


def test_a_group_may_keep_each_key_alone(client: Client, asked: Asked) -> None:
    question = new_question()
    for key in (ALPHA, ALPHA_TOO, BETA, LONE):
        client.miss(chat(question, model="own"), key=key)
    for key in (ALPHA, ALPHA_TOO, BETA, LONE):
        client.hit(chat(question, model="own"), key=key)
    assert asked.count(question) == 4


# What is never stored


def bad_ends(question: str) -> dict[str, object]:
    error = {"error": {"message": "no", "type": "server_error", "param": None, "code": None}}
    word = replies.event(replies.chunk({"content": "cut"}))
    filtered = replies.event(replies.chunk({}, finish="content_filter"))
    return {
        "status 500": lambda request: replies.json_reply(error, 500),
        "status 429": lambda request: replies.json_reply(error, 429),
        "status 401": lambda request: replies.json_reply(error, 401),
        "length": lambda request: answer(request, ["too ", "long"], finish="length"),
        "content_filter": lambda request: answer(request, ["no"], finish="content_filter"),
        "unknown end": lambda request: answer(request, ["odd"], finish="bored"),
        "cut stream": lambda request: replies.stream([word, Finish()]),
        "error event": lambda request: replies.stream([word, replies.event(error), replies.DONE]),
        "no finish reason": lambda request: replies.stream([word, replies.DONE]),
        "filtered choice": lambda request: replies.stream([word, filtered, replies.DONE]),
        "not JSON": lambda request: Reply(200, [replies.JSON], [b'{"id":"chatcmpl-1","choi']),
        "no choices": lambda request: replies.json_reply({"object": "chat.completion", "choices": []}),
        "other type": lambda request: Reply(200, [("content-type", "text/html")], [b"<html>busy</html>"]),
    }


@pytest.mark.parametrize("kind", list(bad_ends("")))
def test_what_did_not_end_well_is_not_stored(client: Client, asked: Asked, kind: str) -> None:
    question, usual = new_question(kind), asked.reply
    streams = kind in ("cut stream", "error event", "no finish reason", "filtered choice")
    asked.reply = lambda request, number: bad_ends(question)[kind](request)
    client.ask(chat(question, stream=streams))
    asked.reply = usual
    good = client.miss(chat(question, stream=streams))
    assert question in good.text
    assert question in client.hit(chat(question, stream=not streams)).text
    assert asked.count(question) == 2


@pytest.mark.parametrize("streams", [False, True])
def test_a_cut_end_may_be_allowed(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, ["so ", "far"], finish="length")
    client.miss(chat(question, model="long", stream=streams))
    again = client.hit(chat(question, model="long"))
    assert again.json["choices"][0]["finish_reason"] == "length"
    asked.reply = lambda request, number: answer(request, ["no"], finish="content_filter")
    other = new_question()
    for _ in range(2):
        client.miss(chat(other, model="long"))


def test_an_answer_with_one_filtered_choice_is_not_stored(client: Client, asked: Asked) -> None:
    question = new_question()
    choices = [replies.choice({"content": "a"}), replies.choice({"content": "b"}, 1, "content_filter")]
    asked.reply = lambda request, number: replies.json_reply(replies.completion(*choices))
    for _ in range(2):
        client.miss(chat(question, n=2))


@pytest.mark.parametrize("streams", [False, True])
def test_fewer_choices_than_wanted_are_not_stored(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    for _ in range(2):
        client.miss(chat(question, n=2, stream=streams))
    assert asked.count(question) == 2


def test_a_hit_follows_at_once(client: Client, asked: Asked) -> None:
    for number in range(100):
        question = new_question()
        client.miss(chat(question, stream=number % 2 == 0))
        client.hit(chat(question))


def test_an_answer_that_has_been_given_is_followed_by_nobody(client: Client, asked: Asked) -> None:
    asked.reply = lambda request, number: answer(request, words_of(request, number), finish="length")
    for number in range(50):
        question = new_question()
        texts = {client.ask(chat(question, stream=number % 2 == 0)).ok().text for _ in range(3)}
        assert len(texts) == 3 == asked.count(question)


def test_no_store_stores_nothing(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question), {"cache-control": "no-store"})
    client.miss(chat(question))
    client.hit(chat(question), {"cache-control": "no-store"})
    assert asked.count(question) == 2


def test_large_answers_are_not_stored(client: Client, asked: Asked) -> None:
    for size, is_stored in ((1000, True), (3000, False)):
        for streams in (False, True):
            question = new_question()
            asked.reply = lambda request, number, size=size: answer(request, ["x" * size])
            client.miss(chat(question, model="small", stream=streams))
            (client.hit if is_stored else client.miss)(chat(question, model="small", stream=streams))


def test_the_answer_of_a_fallback_is_stored_only_if_allowed(client: Client, asked: Asked) -> None:
    question = new_question()
    for _ in range(2):
        assert client.miss(chat(question, model="falling")).headers["x-signalbox-model"] == "chat-2"
    client.miss(chat(question, model="fallen"))
    client.hit(chat(question, model="fallen"))
    assert asked.count(question) == 3


def test_an_answer_nobody_waited_for_is_not_stored(client: Client, asked: Asked, provider_session: Provider) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.3))
    call = client.start(chat(question, stream=True)).wait_for_words(1)
    call.leave()
    assert provider_session.requests[-1].closed.wait(5), "the call was not ended"
    asked.reply = asked.usual
    client.miss(chat(question, stream=True))


# Knobs of a group


def test_the_second_request_is_the_first_that_is_stored(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question, model="second"))
    client.miss(chat(question, model="second"))
    client.hit(chat(question, model="second"))
    assert asked.count(question) == 2


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({"x-debug": "1"}, "bypass_header"),
        ({"x-debug": ""}, "bypass_header"),
        ({"x-mode": "raw"}, "bypass_header"),
        ({"x-mode": "cooked"}, None),
        ({"x-signalbox-tags": "a, live"}, "bypass_tag"),
        ({"x-signalbox-tags": "alive"}, None),
    ],
    ids=str,
)
def test_some_requests_go_past_the_cache(client: Client, asked: Asked, headers: dict, detail: str | None) -> None:
    question = new_question()
    client.miss(chat(question, model="past"))
    found = client.ask(chat(question, model="past"), headers).ok().cache_status
    if detail:
        assert (found["fwd"], found["detail"]) == ("bypass", detail) and asked.count(question) == 2
        client.hit(chat(question, model="past"))
    else:
        assert found["hit"]


def test_headers_and_tags_can_be_part_of_the_key(client: Client, asked: Asked) -> None:
    question = new_question()
    kinds = [
        {},
        {"x-language": "de"},
        {"x-language": "en"},
        {"x-signalbox-tags": "a"},
        {"x-signalbox-tags": "a,b"},
        {"x-language": "de", "x-signalbox-tags": "a"},
    ]
    bodies = {client.miss(chat(question, model="varied"), headers).body for headers in kinds}
    assert len(bodies) == len(kinds)
    for headers in kinds:
        client.hit(chat(question, model="varied"), headers)
    client.hit(chat(question, model="varied"), {"x-signalbox-tags": "b, a"})
    client.hit(chat(question, model="varied"), {"x-other": "de"})


TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]


def test_tools_are_cached_by_choice(client: Client, asked: Asked) -> None:
    question = new_question()
    for _ in range(2):
        found = client.ask(chat(question, tools=TOOLS)).ok().cache_status
        assert (found["fwd"], found["detail"]) == ("bypass", "tools")
    client.miss(chat(question, model="tooled", tools=TOOLS))
    client.hit(chat(question, model="tooled", tools=TOOLS))
    other = json.loads(json.dumps(TOOLS).replace("weather", "climate"))
    client.miss(chat(question, model="tooled", tools=other))
    client.miss(chat(question, model="tooled", tools=TOOLS, tool_choice="none"))
    assert asked.count(question) == 5


def test_images_are_cached_by_choice(client: Client, asked: Asked) -> None:
    question = new_question()
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    messages = [{"role": "user", "content": [{"type": "text", "text": question}, image]}]
    for _ in range(2):
        found = client.ask(chat(question, messages=messages)).ok().cache_status
        assert (found["fwd"], found["detail"]) == ("bypass", "images")
    client.miss(chat(question, model="seeing", messages=messages))
    client.hit(chat(question, model="seeing", messages=messages))


def test_what_the_provider_is_to_keep_goes_past_the_cache(client: Client, asked: Asked) -> None:
    question = new_question()
    for _ in range(2):
        found = client.ask(chat(question, store=True)).ok().cache_status
        assert (found["fwd"], found["detail"]) == ("bypass", "stored_at_provider")
    client.miss(chat(question, store=False))


def test_prompt_versions_are_apart(client: Client, asked: Asked) -> None:
    question = new_question()
    for model in ("versioned", "versioned-too"):
        client.miss(chat(question, model=model))
        client.hit(chat(question, model=model))
    assert asked.count(question) == 2


def test_fields_can_be_ignored(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question, model="blind", safety_identifier="a"))
    client.hit(chat(question, model="blind", safety_identifier="b", x_trace={"a": [1]}))
    client.hit(chat(question, model="blind"))
    client.miss(chat(question, model="blind", another=1))
    for name in ("a", "b"):
        client.miss(chat(question, safety_identifier=name))


def test_a_stream_is_replayed_at_its_recorded_pace(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.15))
    first = client.miss(chat(question, model="recorded", stream=True))
    again = client.hit(chat(question, model="recorded", stream=True))
    assert again.words == first.words
    gaps = [after - before for before, after in zip(again.times, again.times[1:])]
    assert all(0.08 < gap < 0.6 for gap in gaps), gaps
    assert client.hit(chat(question, model="recorded")).seconds < 0.15


def test_a_stream_is_replayed_at_a_set_pace(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, [f"{word} " for word in range(40)])
    client.miss(chat(question, model="paced"))
    call = client.hit(chat(question, model="paced", stream=True))
    assert call.text == "".join(f"{word} " for word in range(40))
    client.miss(chat(new_question(), model="paced", stream=True))
    question = new_question()
    client.miss(chat(question, model="paced", stream=True))
    call = client.hit(chat(question, model="paced", stream=True))
    assert len(call.words) == 40 and 0.6 < call.times[-1] - call.times[0] < 2.5
    call = client.start(chat(question, model="paced", stream=True)).wait_for_words(3)
    call.leave()
    client.hit(chat(question, model="paced", stream=True))


def test_there_may_be_one_answer_for_each_deployment(client: Client, asked: Asked) -> None:
    question = new_question()
    calls = [client.ask(chat(question, model="each")).ok() for _ in range(40)]
    by_model = {call.headers["x-signalbox-model"]: set() for call in calls}
    for call in calls:
        by_model[call.headers["x-signalbox-model"]].add(call.text)
    assert set(by_model) == {"chat-1", "chat-2"} and all(len(texts) == 1 for texts in by_model.values())
    assert asked.count(question) == 2


def test_a_hot_answer_is_renewed_before_its_end(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.05))
    client.miss(chat(question, model="eager"))
    texts = []
    end = time.monotonic() + 3
    while time.monotonic() < end:
        call = client.ask(chat(question, model="eager")).ok()
        # Nobody ever waits for the provider again.
        assert call.cache_status.get("hit") and call.cache_status["detail"] == "exact", call.headers
        texts.append(call.text)
        time.sleep(0.03)
    assert len(set(texts)) >= 2


def test_text_completions_are_cached_too(client: Client, asked: Asked) -> None:
    question = new_question()
    body = {"model": "cached", "prompt": question, "temperature": 0, "max_tokens": 5}
    reply = {
        "id": "cmpl-1",
        "object": "text_completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "text": "and so on", "logprobs": None, "finish_reason": "stop"}],
        "usage": replies.USAGE,
    }
    asked.reply = lambda request, number: replies.json_reply(reply)
    first = client.miss(body, path="/v1/completions")
    assert client.hit(body, path="/v1/completions").body == first.body
    asked.reply = asked.usual
    client.miss(chat(question, prompt=question))


def test_shorter_lives_and_another_epoch_come_with_a_reload(
    start_cached: Callable[..., Client], asked: Asked
) -> None:
    client = start_cached({"cached": group("{ttl: 1h, jitter: 0%}")})
    gateway = client.gateway
    question, later = new_question(), new_question()
    client.miss(chat(question))
    assert client.hit(chat(question)).cache_status["ttl"] > 3500
    gateway.groups["cached"] = group("{ttl: 1s, jitter: 0%, early_refresh: false}")
    gateway.reload()
    client.hit(chat(question))
    client.miss(chat(later))
    assert client.hit(chat(later)).cache_status["ttl"] <= 1
    wait_until(lambda: not client.ask(chat(later)).cache_status.get("hit"), 3)
    gateway.cache = "memory: 64MiB\nepoch: 1"
    gateway.reload()
    client.miss(chat(question))
    gateway.groups["cached"] = group("false")
    gateway.reload()
    assert "cache-status" not in client.ask(chat(question)).ok().headers
    gateway.groups["cached"] = group("{ttl: 1h}", "[chat-2]")
    gateway.reload()
    assert client.miss(chat(question)).headers["x-signalbox-model"] == "chat-2"


def test_the_counters_add_up(start_cached: Callable[..., Client], asked: Asked) -> None:
    client = start_cached({"cached": group()})
    gateway = client.gateway
    question = new_question()
    client.miss(chat(question))
    for _ in range(3):
        client.hit(chat(question))
    client.ask(chat(question, temperature=1))
    wait_until(lambda: gateway.metric("signalbox_cache_requests_total") == 5)
    counted = {
        outcome: gateway.metric("signalbox_cache_requests_total", outcome=outcome, model="cached")
        for outcome in ("hit", "miss", "bypass", "stale", "coalesced")
    }
    assert counted == {"hit": 3, "miss": 1, "bypass": 1, "stale": 0, "coalesced": 0}
    assert gateway.metric("signalbox_cache_requests_total", outcome="hit", tier="memory") == 3
    assert gateway.metric("signalbox_cache_saved_cost_usd_total", tenant="alpha-corporation") == pytest.approx(
        3 * 0.000094
    )
    assert gateway.metric("signalbox_cache_saved_tokens_total", type="input") == 3 * 19
    assert gateway.metric("signalbox_cache_saved_tokens_total", type="output") == 3 * 7
    assert gateway.metric("signalbox_cache_entries") == 1
    assert gateway.metric("signalbox_tokens_total", type="input") == 2 * 19
