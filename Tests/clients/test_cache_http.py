"""The response cache and HTTP: what a request may say, stale answers, what a reply says."""

import json
import time
from collections.abc import Callable

import pytest
from support import replies
from support.cache_fixtures import asked, caller, client, gateway_of, start_cached  # noqa: F401
from support.cache_gateway import Asked, Client, answer, chat, group, new_question, wait_until, words_of
from support.provider import Finish, Reply, Request, Reset, Wait

pytestmark = pytest.mark.gateway

BRIEF = "ttl: 1s, jitter: 0%, early_refresh: false"
GROUPS = {
    "cached": group("{jitter: 0%}"),
    "brief": group("{" + BRIEF + "}"),
    "renewed": group("{" + BRIEF + ", stale_while_revalidate: 1h}"),
    "rescued": group("{" + BRIEF + ", stale_if_error: 1h}", more="timeouts: {first_token: 400ms, reply: 400ms}"),
}
cached = gateway_of(GROUPS)


def broken(request: Request, number: int) -> Reply:
    return replies.error(500, "no", "server_error")


def said(directives: str) -> dict[str, str]:
    return {"cache-control": directives}


def stale(client: Client, model: str, count: int = 1, streams: bool = False) -> list[str]:
    """Questions whose answers have been stored and are past their life."""
    questions = [new_question() for _ in range(count)]
    for question in questions:
        client.miss(chat(question, model=model, stream=streams))
    time.sleep(1.05)
    return questions


# Request directives


def test_no_cache_asks_anew_and_stores(client: Client, asked: Asked) -> None:
    question = new_question()
    first = client.miss(chat(question))
    second = client.ask(chat(question), said("no-cache")).ok()
    assert second.cache_status["fwd"] == "request" and second.text != first.text
    assert client.hit(chat(question)).text == second.text
    third = client.ask(chat(question), {"pragma": "no-cache"}).ok()
    assert third.cache_status["fwd"] == "request" and asked.count(question) == 3
    # `Pragma` says nothing beside `Cache-Control`.
    client.hit(chat(question), {"pragma": "no-cache", "cache-control": "max-age=100"})


def test_no_cache_no_store_goes_past(client: Client, asked: Asked) -> None:
    question = new_question()
    first = client.miss(chat(question))
    for directives in ("no-cache, no-store", "No-Store , NO-CACHE", "no-store, foo=bar, no-cache"):
        found = client.ask(chat(question), said(directives)).ok()
        assert (found.cache_status["fwd"], found.cache_status["detail"]) == ("bypass", "requested")
    assert client.hit(chat(question)).text == first.text and asked.count(question) == 4


def test_no_store_may_be_given_what_is_stored(client: Client, asked: Asked) -> None:
    question = new_question()
    first = client.ask(chat(question), said("no-store")).ok()
    assert first.cache_status["fwd"] == "miss"
    second = client.miss(chat(question))
    assert client.hit(chat(question), said("no-store")).text == second.text
    assert asked.count(question) == 2


def test_max_age_wants_nothing_older(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question))
    asked_anew = client.ask(chat(question), said("max-age=0")).ok()
    assert asked_anew.cache_status["fwd"] == "request" and asked.count(question) == 2
    time.sleep(1.05)
    client.hit(chat(question), said("max-age=5"))
    client.hit(chat(question), said("max-age=3600"))
    assert client.ask(chat(question), said("max-age=1")).ok().cache_status["fwd"] == "request"
    assert asked.count(question) == 3
    # The answer to that was stored.
    client.hit(chat(question), said("max-age=1"))


@pytest.mark.parametrize(
    "directives",
    ["max-age=-1", "max-age=x", "max-age=", "max-age", "max-age=100, max-age=0", "max-age=1.5", 'max-age="0"'],
)
def test_an_age_that_is_none_takes_nothing_stored(client: Client, asked: Asked, directives: str) -> None:
    question = new_question()
    client.miss(chat(question))
    assert client.ask(chat(question), said(directives)).ok().cache_status["fwd"] == "request"


@pytest.mark.parametrize(
    "directives",
    ["", ",,", "public", "max-age=99999999999999999999", 'foo="max-age=0, no-cache"', "maxage=0", "s-maxage=0"],
)
def test_what_says_nothing_changes_nothing(client: Client, asked: Asked, directives: str) -> None:
    question = new_question()
    client.miss(chat(question), said(directives))
    client.hit(chat(question), said(directives))
    assert asked.count(question) == 1


def test_min_fresh_wants_what_stays_fresh(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question))
    client.hit(chat(question), said("min-fresh=3000"))
    assert client.ask(chat(question), said("min-fresh=3700")).ok().cache_status["fwd"] == "request"
    assert asked.count(question) == 2


def test_max_stale_takes_what_is_past_its_life(client: Client, asked: Asked) -> None:
    (question,) = stale(client, "rescued")
    for directives in ("max-stale", "max-stale=100", "max-age=100, max-stale"):
        found = client.hit(chat(question, model="rescued"), said(directives)).cache_status
        assert found["ttl"] <= 0 and found["detail"] == "stale"
    assert asked.count(question) == 1
    # Without the group's windows nothing is kept past its life, so nothing can be given.
    (gone,) = stale(client, "brief")
    assert "fwd" in client.ask(chat(gone, model="brief"), said("max-stale=100")).ok().cache_status


def test_max_stale_has_a_limit(client: Client, asked: Asked) -> None:
    (question,) = stale(client, "rescued")
    time.sleep(1)
    assert client.ask(chat(question, model="rescued"), said("max-stale=1")).ok().cache_status["fwd"] == "stale"


def test_only_if_cached_asks_nobody(client: Client, asked: Asked) -> None:
    question = new_question()
    for streams in (False, True):
        refused = client.ask(chat(question, stream=streams), said("only-if-cached"))
        assert (refused.status, refused.code) == (504, "not_cached")
    refused = client.ask(chat(question, temperature=1), said("only-if-cached"))
    assert (refused.status, refused.code) == (504, "not_cached")
    assert asked.count(question) == 0
    client.miss(chat(question))
    client.hit(chat(question), said("only-if-cached"))
    refused = client.ask(chat(question), said("only-if-cached, max-age=0"))
    assert (refused.status, refused.code) == (504, "not_cached")
    assert asked.count(question) == 1


def test_only_if_cached_revalidates_nothing(client: Client, asked: Asked) -> None:
    (question,) = stale(client, "renewed")
    found = client.ask(chat(question, model="renewed"), said("only-if-cached, max-stale"))
    assert found.status == 200 and found.cache_status["hit"]
    time.sleep(0.2)
    assert asked.count(question) == 1


# Stale answers


@pytest.mark.parametrize("streams", [False, True])
def test_a_stale_answer_is_given_at_once_and_renewed_once(client: Client, asked: Asked, streams: bool) -> None:
    (question,) = stale(client, "renewed")
    old = f"Answer 1 to {question}."
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.2))
    calls = [client.start(chat(question, model="renewed", stream=streams)) for _ in range(10)]
    for call in calls:
        found = call.ok().cache_status
        assert found["hit"] and found["ttl"] <= 0 and found["detail"] == "stale" and int(call.headers["age"]) >= 1
        assert call.seconds < 0.5 and call.text == calls[0].text
    asked.reply = asked.usual
    wait_until(lambda: asked.count(question) == 2 and client.hit(chat(question, model="renewed")).text != calls[0].text)
    fresh = client.hit(chat(question, model="renewed"))
    assert fresh.cache_status["detail"] == "exact" and asked.count(question) == 2
    assert old != fresh.text
    log = client.gateway.cache_of(calls[0])
    assert (log["outcome"], log["tier"]) == ("stale", "memory")
    assert client.gateway.metric("signalbox_cache_requests_total", outcome="refresh", model="renewed") >= 1


def test_a_renewal_that_fails_leaves_the_old_answer(client: Client, asked: Asked) -> None:
    (question,) = stale(client, "renewed")
    asked.reply = broken
    first = client.hit(chat(question, model="renewed"))
    wait_until(lambda: asked.count(question) == 2)
    time.sleep(0.05)
    assert client.hit(chat(question, model="renewed")).text == first.text


FAILURES = {
    "500": broken,
    "503": lambda request, number: replies.error(503, "later", "server_error"),
    "429": lambda request, number: replies.error(429, "later", "rate_limit_error"),
    "401": lambda request, number: replies.error(401, "who", "authentication_error"),
    "reset": lambda request, number: Reply(200, [], [Reset()]),
    "closed": lambda request, number: Reply(200, [], [Finish()], "raw"),
    "slow": lambda request, number: Reply(200, [], [Wait(1), b"{}"]),
}


@pytest.mark.parametrize("streams", [False, True])
def test_a_stale_answer_makes_good_what_providers_get_wrong(client: Client, asked: Asked, streams: bool) -> None:
    questions = stale(client, "rescued", len(FAILURES))
    calls = []
    for question, (kind, failure) in zip(questions, FAILURES.items()):
        asked.reply = failure
        call = client.ask(chat(question, model="rescued", stream=streams))
        assert call.status == 200, (kind, call.body)
        found = call.ok().cache_status
        assert found["hit"] and found["ttl"] <= 0 and found["detail"] == "stale", kind
        # A connection that ends before a byte came may have been an old one; then there is a second try.
        assert question in call.text and asked.count(question) in (2, 3), kind
        calls.append(call)
    log = client.gateway.cache_of(calls[0])
    assert log["outcome"] == "stale"
    asked.reply = asked.usual
    again = client.ask(chat(questions[0], model="rescued")).ok()
    assert again.cache_status["fwd"] == "stale" and again.text != calls[0].text
    client.hit(chat(questions[0], model="rescued"))


def test_a_stale_answer_does_not_make_good_a_bad_request(client: Client, asked: Asked) -> None:
    (question,) = stale(client, "rescued")
    asked.reply = lambda request, number: replies.error(400, "no such thing", code="bad")
    refused = client.ask(chat(question, model="rescued"))
    assert (refused.status, refused.code) == (400, "bad")


def test_a_request_can_ask_for_stale_answers_or_refuse_them(client: Client, asked: Asked) -> None:
    first, second, third = stale(client, "rescued", 3)
    asked.reply = broken
    # Its own limit stands in for the group's, in both directions.
    assert client.ask(chat(first, model="rescued"), said("stale-if-error=0")).status == 500
    assert client.hit(chat(first, model="rescued"), said("stale-if-error=100")).cache_status["detail"] == "stale"
    # After `no-cache` only the request's own counts.
    assert client.ask(chat(second, model="rescued"), said("no-cache")).status == 500
    assert client.hit(chat(third, model="rescued"), said("no-cache, stale-if-error=100")).cache_status["hit"]


def test_a_fresh_answer_makes_good_a_failed_no_cache_if_asked_to(client: Client, asked: Asked) -> None:
    question = new_question()
    client.miss(chat(question))
    asked.reply = broken
    assert client.ask(chat(question), said("no-cache")).status == 500
    found = client.hit(chat(question), said("no-cache, stale-if-error=60")).cache_status
    assert found["ttl"] > 0


# What a reply says


def test_a_hit_says_how_old_it_is_and_what_it_saved(client: Client, asked: Asked) -> None:
    question = new_question()
    first = client.miss(chat(question))
    assert first.headers["x-signalbox-cost"] == "0.000094" and "age" not in first.headers
    assert "x-signalbox-cost-saved" not in first.headers and first.headers["x-signalbox-attempts"] == "1"
    for streams in (False, True):
        call = client.hit(chat(question, stream=streams))
        assert 3595 <= call.cache_status["ttl"] <= 3600 and call.headers["age"] == "0"
        assert call.headers["x-signalbox-cost"] == "0" and call.headers["x-signalbox-cost-saved"] == "0.000094"
        assert call.headers["x-signalbox-attempts"] == "0"
        assert call.headers["x-signalbox-model"] == first.headers["x-signalbox-model"]
        assert call.headers["x-signalbox-provider"] == first.headers["x-signalbox-provider"]
        assert call.headers["x-request-id"] != first.headers["x-request-id"]
        assert call.headers["content-type"].startswith("text/event-stream" if streams else "application/json")
    time.sleep(1.05)
    assert int(client.hit(chat(question)).headers["age"]) >= 1


def test_a_providers_own_cache_status_comes_first(client: Client, asked: Asked) -> None:
    question = new_question()
    asked.reply = lambda request, number: replies.chat(question, [("cache-status", 'theirs; hit; detail="a, b"')])
    first = client.miss(chat(question))
    assert first.headers["cache-status"] == 'theirs; hit; detail="a, b", signalbox; fwd=miss'
    assert client.hit(chat(question)).headers["cache-status"].startswith("signalbox; hit")


def test_what_a_provider_says_of_caching_is_not_followed(client: Client, asked: Asked) -> None:
    question = new_question()
    headers = [("cache-control", "no-store, max-age=0"), ("age", "77"), ("expires", "0"), ("vary", "*")]
    asked.reply = lambda request, number: replies.chat(question, headers)
    client.miss(chat(question))
    assert client.hit(chat(question)).headers["age"] == "0"


def test_credentials_and_ids_of_the_first_caller_stay_with_it(client: Client, asked: Asked) -> None:
    question = new_question()
    headers = [("x-request-id", "req-of-the-provider"), ("set-cookie", "a=b"), ("x-ratelimit-remaining", "3")]
    asked.reply = lambda request, number: replies.chat(question, headers)
    client.miss(chat(question), {"x-request-id": "mine-1"})
    again = client.hit(chat(question), {"x-request-id": "mine-2"})
    assert again.headers["x-request-id"] == "mine-2"
    assert not {"set-cookie", "x-ratelimit-remaining", "x-signalbox-provider-request-id"} & set(again.headers)


# Peers' aliases

LITELLM = [
    ({"no-cache": True}, "request"),
    ({"no-store": True, "no-cache": True}, "bypass"),
    ({"s-maxage": 0}, "request"),
    ({"s-maxage": 600}, None),
    ({"ttl": 600}, None),
    ({"namespace": "team-b"}, "miss"),
]
HEADERS = [
    ({"x-portkey-cache-force-refresh": "true"}, "request"),
    ({"x-portkey-cache-force-refresh": "false"}, None),
    ({"x-portkey-cache-namespace": "user-1"}, "miss"),
    ({"helicone-cache-enabled": "false"}, "bypass"),
    ({"helicone-cache-enabled": "true"}, None),
    ({"helicone-cache-enabled": "true", "helicone-cache-seed": "s-1"}, "miss"),
]


@pytest.mark.parametrize("is_on", [True, False])
def test_peers_controls_are_understood_behind_a_switch(
    start_cached: Callable[..., Client], asked: Asked, is_on: bool
) -> None:
    aliases = "aliases: [litellm, portkey, helicone]" if is_on else "aliases: []"
    client = start_cached({"cached": group("{jitter: 0%}")}, cache=f"memory: 16MiB\n{aliases}")
    for control, forwarded in LITELLM:
        question = new_question()
        client.miss(chat(question) if is_on else chat(question, cache=control))
        again = client.ask(chat(question, cache=control)).ok().cache_status
        assert again.get("fwd") == (forwarded if is_on else None), (control, again)
    for headers, forwarded in HEADERS:
        question = new_question()
        client.miss(chat(question))
        again = client.ask(chat(question), headers).ok().cache_status
        assert again.get("fwd") == (forwarded if is_on else None), (headers, again)


def test_a_callers_ttl_shortens_and_never_lengthens(start_cached: Callable[..., Client], asked: Asked) -> None:
    client = start_cached({"cached": group("{jitter: 0%, ttl: 100s}")}, cache="aliases: [litellm, helicone]")
    for more, headers, ttl in (
        ({"cache": {"ttl": 10}}, {}, 10),
        ({"cache": {"ttl": 10_000}}, {}, 100),
        ({}, {"helicone-cache-enabled": "true", "cache-control": "max-age=20"}, 20),
        ({}, {"helicone-cache-enabled": "true", "cache-control": "max-age=20000"}, 100),
    ):
        question = new_question()
        client.miss(chat(question, **more), headers)
        assert ttl - 2 <= client.hit(chat(question)).cache_status["ttl"] <= ttl


def test_litellms_controls_are_not_sent_to_the_provider(start_cached: Callable[..., Client], asked: Asked) -> None:
    client = start_cached({"cached": group()}, cache="aliases: [litellm]")
    question = new_question()
    client.miss(chat(question, cache={"ttl": 10}))
    client.hit(chat(question))
    (body,) = asked.bodies(question)
    assert "cache" not in body, json.dumps(body)
