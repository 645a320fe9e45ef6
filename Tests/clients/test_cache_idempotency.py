"""`Idempotency-Key`: one result per key; and refusals that would come again."""

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
    Asked,
    Client,
    answer,
    chat,
    group,
    new_question,
    wait_until,
    words_of,
)
from support.provider import Finish, Gate, Reply, Request, Wait

pytestmark = pytest.mark.gateway

GROUPS = {"cached": group(), "plain": "deployments: [chat-1], retry: {attempts: 0}"}
cached = gateway_of(GROUPS, cache="negative: {ttl: 1s}")


def key(text: str) -> dict[str, str]:
    return {"idempotency-key": text}


# Idempotency-Key


@pytest.mark.parametrize("model", ["plain", "cached"])
@pytest.mark.parametrize("streams", [False, True])
def test_a_repeated_key_gets_the_first_result(client: Client, asked: Asked, model: str, streams: bool) -> None:
    question = new_question()
    body = chat(question, model=model, temperature=1.2, stream=streams)
    first = client.ask(body, key(question)).ok()
    for _ in range(3):
        again = client.ask(body, key(question)).ok()
        assert again.text == first.text and again.cache_status == {"hit": True, "detail": "idempotency"}
        assert again.headers["x-signalbox-cost"] == "0" and again.headers["x-signalbox-attempts"] == "0"
    assert asked.count(question) == 1
    line = client.gateway.log_of(again)
    assert line["cache"]["outcome"] == "replayed" and line["cache"]["saved_cost"] == "0.000094"
    assert line.get("cost_usd", "0") == "0", line
    other = client.ask(body, key(question + " other")).ok()
    assert other.text != first.text and asked.count(question) == 2


@pytest.mark.parametrize("streams", [False, True])
def test_a_key_in_flight_is_followed(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.2))
    body = chat(question, model="plain", temperature=1, stream=streams)
    calls = [client.start(body, key(question)) for _ in range(20)]
    assert len({call.ok().text for call in calls}) == 1 and asked.count(question) == 1
    if streams:
        # Live, and not once all is there.
        assert all(call.times[-1] - call.times[0] > 0.3 for call in calls)


def test_a_key_replays_in_the_other_form_as_another_body(client: Client, asked: Asked) -> None:
    question = new_question()
    client.ask(chat(question, model="plain"), key(question)).ok()
    for changed in (
        chat(question + "!", model="plain"),
        chat(question, model="plain", temperature=1),
        chat(question, model="cached"),
        chat(question, model="plain", user="u"),
    ):
        refused = client.ask(changed, key(question))
        assert (refused.status, refused.code) == (422, "idempotency_key_reused")
    assert asked.count(question) == 1


def test_another_body_is_refused_while_the_first_is_on_its_way(client: Client, asked: Asked) -> None:
    question = new_question()
    gate = Gate()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=gate)
    first = client.start(chat(question, model="plain"), key(question))
    wait_until(lambda: asked.count(question) == 1)
    refused = client.ask(chat(question, model="plain", temperature=1), key(question))
    assert (refused.status, refused.code) == (422, "idempotency_key_reused")
    gate.open()
    first.ok()


def test_spelling_of_the_body_does_not_make_it_another(client: Client, asked: Asked) -> None:
    question = new_question()
    one = f'{{"model":"plain","messages":[{{"role":"user","content":"{question}"}}]}}'.encode()
    two = f'{{ "messages": [ {{"content":"{question}","role":"user"}} ], "model":"plain" }}'.encode()
    first = client.ask(one, key(question)).ok()
    again = client.ask(two, key(question))
    assert again.status in (200, 422)
    if again.status == 200:
        assert again.text == first.text
    assert asked.count(question) == 1


def test_keys_of_others_are_others(client: Client, asked: Asked) -> None:
    question = new_question()
    body = chat(question, model="plain", temperature=1)
    texts = [client.ask(body, key(question), key=who).ok().text for who in (ALPHA, ALPHA_TOO, BETA, LONE)]
    assert len(set(texts)) == 4 == asked.count(question)
    client.ask(chat(question, model="plain", temperature=0.5), key(question + " other"), key=BETA).ok()


def test_endpoints_are_apart(client: Client, asked: Asked) -> None:
    question = new_question()
    client.ask(chat(question, model="plain"), key(question)).ok()
    asked.reply = lambda request, number: replies.json_reply(
        {"object": "text_completion", "choices": [{"index": 0, "text": "x", "finish_reason": "stop"}]}
    )
    body = {"model": "plain", "prompt": question}
    assert client.ask(body, key(question), path="/v1/completions").status == 200


def test_what_failed_is_asked_anew(client: Client, asked: Asked) -> None:
    word = replies.event(replies.chunk({"content": "cut"}))
    for failure in (
        lambda request, number: replies.error(500, "no", "server_error"),
        lambda request, number: replies.error(400, "no"),
        lambda request, number: replies.stream([word, Finish()]),
    ):
        question = new_question()
        body = chat(question, model="plain", stream=True)
        asked.reply = failure
        client.ask(body, key(question))
        asked.reply = asked.usual
        assert question in client.ask(body, key(question)).ok().text
        client.ask(body, key(question)).ok()
        assert asked.count(question) == 2


def test_a_cut_answer_is_a_result_too(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), finish="length")
    body = chat(question, model="plain", max_tokens=4)
    first = client.ask(body, key(question)).ok()
    assert client.ask(body, key(question)).ok().text == first.text and asked.count(question) == 1


@pytest.mark.parametrize("text", ["", "x" * 256, "x" * 5000])
def test_a_key_that_is_none_is_refused(client: Client, asked: Asked, text: str) -> None:
    question = new_question()
    refused = client.ask(chat(question, model="plain"), key(text))
    assert refused.status == 400 and refused.json["error"]["param"] == "Idempotency-Key"
    assert asked.count(question) == 0


def test_without_it_the_header_says_nothing(start_cached: Callable[..., Client], asked: Asked) -> None:
    client = start_cached(GROUPS, cache="idempotency: false")
    question = new_question()
    for number in range(2):
        client.ask(chat(question, model="plain", temperature=number), key(question)).ok()
    client.ask(chat(question, model="plain"), key("x" * 300)).ok()
    assert asked.count(question) == 3


# Refusals that would come again


def too_long(request: Request, number: int) -> Reply:
    message = f"This model's maximum context length is 8192 tokens. ({number})"
    return replies.error(400, message, param="messages", code="context_length_exceeded")


def test_a_prompt_that_is_too_long_stays_too_long_for_a_while(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = too_long
    first = client.ask(chat(question))
    assert (first.status, first.code) == (400, "context_length_exceeded")
    for streams in (False, True, False):
        again = client.ask(chat(question, stream=streams))
        assert again.status == 400 and again.json == first.json
        assert again.cache_status["hit"] and again.cache_status["detail"] == "negative"
    assert asked.count(question) == 1
    noted = client.gateway.cache_of(again)
    assert (noted["outcome"], noted["tier"]) == ("negative", "memory")
    other = client.ask(chat(question), key=BETA)
    assert other.status == 400 and asked.count(question) == 2
    time.sleep(1.05)
    asked.reply = asked.usual
    client.miss(chat(question))


@pytest.mark.parametrize("status", [404, 413, 422])
def test_other_refusals_of_the_request_too(client: Client, asked: Asked, status: int) -> None:
    question = new_question()
    asked.reply = lambda request, number: replies.error(status, f"no {number}", code="bad_thing")
    first = client.ask(chat(question))
    again = client.ask(chat(question))
    assert first.status == again.status == status and first.json == again.json
    assert asked.count(question) == 1


@pytest.mark.parametrize(
    "reply",
    [
        replies.error(401, "no"),
        replies.error(403, "no"),
        replies.error(402, "no"),
        replies.error(429, "no", "rate_limit_error"),
        replies.error(500, "no", "server_error"),
        replies.error(503, "no", "server_error"),
        replies.error(400, "no", code="content_filter"),
        replies.error(400, "no", code="content_policy_violation"),
    ],
    ids=lambda reply: f"{reply.status} {reply.steps[0].decode()[-30:]}",
)
def test_what_may_pass_is_asked_again(client: Client, asked: Asked, reply: Reply) -> None:
    question = new_question()
    asked.reply = lambda request, number: reply
    for _ in range(2):
        assert client.ask(chat(question)).status >= 400
    assert asked.count(question) == 2


def test_no_cache_asks_again(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = too_long
    client.ask(chat(question))
    asked.reply = asked.usual
    client.ask(chat(question), {"cache-control": "no-cache"}).ok()
    assert question in client.hit(chat(question)).text


def test_many_at_once_are_told_after_one_call(client: Client, asked: Asked) -> None:
    question = new_question()

    def late(request: Request, number: int) -> Reply:
        reply = too_long(request, number)
        return Reply(reply.status, reply.headers, [Wait(0.3), *reply.steps])

    asked.reply = late
    calls = [client.start(chat(question, stream=number % 2 == 0)) for number in range(30)]
    for call in calls:
        assert call.wait().status == 400 and call.code == "context_length_exceeded"
    assert asked.count(question) == 1


def test_it_can_be_switched_off(start_cached: Callable[..., Client], asked: Asked) -> None:
    client = start_cached(GROUPS, cache="negative: {ttl: 0s}")
    question = new_question()
    asked.reply = too_long
    for _ in range(2):
        assert client.ask(chat(question)).status == 400
    assert asked.count(question) == 2
