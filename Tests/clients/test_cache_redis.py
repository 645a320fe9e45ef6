"""Two gateways on one Redis: what they share, what nobody can read, and what happens while Redis is slow or gone."""

import base64
import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis_servers import RedisServer, needs_redis
from support import replies
from support.cache_fixtures import asked, caller  # noqa: F401
from support.cache_gateway import (
    ALPHA,
    ALPHA_TOO,
    BETA,
    KEY_SECRET,
    Asked,
    CacheGateway,
    Client,
    Groups,
    answer,
    chat,
    group,
    new_question,
    wait_until,
    words_of,
)
from support.calls import Call, Caller
from support.gateway import free_ports
from support.provider import Gate, Provider, Reply, Request, Wait
from test_cache_embeddings import PATH as EMBEDDINGS
from test_cache_embeddings import embed, vector

pytestmark = [pytest.mark.gateway, needs_redis]

LOOKUP = 0.25
GROUPS = {
    "cached": group("{jitter: 0%}"),
    "other": group(),
    "second": group(deployments="[chat-2]"),
    "vectors": group(deployments="[embedding-1]"),
    "plain": "deployments: [chat-1], retry: {attempts: 0}",
    "large": group("{max_size: 8MiB}"),
}


def shared(cache: str = "", prefix: str = "signalbox") -> str:
    # The time that a look-up may take is long, since many share this machine; tests of slowness set their own.
    lines = [f"redis: main\nprefix: {prefix}\nkey_secret: {KEY_SECRET}"]
    if "lookup_timeout" not in cache:
        lines.append(f"lookup_timeout: {int(LOOKUP * 1000)}ms")
    return "\n".join([*lines, cache] if cache else lines)


def service(redis: RedisServer | int) -> str:
    port = redis if isinstance(redis, int) else redis.port
    return f"redis:\n  main: {{url: 'redis://127.0.0.1:{port}', connect_timeout: 300ms}}"


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.stop()


Start = Callable[..., Client]


@pytest.fixture(scope="module")
def pair(
    redis: RedisServer, provider_session: Provider, caller: Caller, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Client, Client]]:
    """Two gateways that share."""
    folder = tmp_path_factory.mktemp("pair")
    gateways = [
        CacheGateway(folder / str(number), provider_session, GROUPS, shared(), service(redis)) for number in range(2)
    ]
    one, two = (Client(caller, gateway) for gateway in gateways)
    wait_until(lambda: state(one)["up"] and state(two)["up"], what="Redis is not used")
    yield one, two
    for gateway in gateways:
        gateway.stop()


@pytest.fixture
def start(redis: RedisServer, provider_session: Provider, caller: Caller, tmp_path: Path) -> Iterator[Start]:
    """Starts gateways of the test's own on the module's Redis, or on another one."""
    started: list[CacheGateway] = []

    def start(cache: str = "", prefix: str = "", groups: Groups = GROUPS, server: RedisServer | int = redis) -> Client:
        folder = tmp_path / f"gateway-{len(started)}"
        text = shared(cache, prefix or tmp_path.name)
        started.append(CacheGateway(folder, provider_session, groups, text, service(server)))
        client = Client(caller, started[-1])
        if isinstance(server, RedisServer):
            wait_until(lambda: state(client)["up"], what="Redis is not used")
        return client

    yield start
    for gateway in started:
        if gateway.process.poll() is None:
            gateway.stop()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis of the test's own, to be mistreated."""
    server = RedisServer(tmp_path / "redis").start()
    yield server
    server.stop()


def state(client: Client) -> dict:
    """What the admin plane tells of the shared cache."""
    status, _, body = client.gateway.admin("/admin/v1/cache")
    assert status == 200, body
    return json.loads(body)["redis"]


def written(*clients: Client) -> None:
    """Waits until nothing waits to be written any more."""
    for client in clients:
        wait_until(lambda: state(client)["queued_bytes"] == 0, what="the queue of writes is never empty")


def found_in_redis(client: Client, body: object, headers: dict[str, str] | None = None, **more: object) -> Call:
    """A hit that came out of Redis."""
    call = client.hit(body, headers, **more)
    assert client.gateway.cache_of(call)["tier"] == "redis", client.gateway.cache_of(call)
    return call


def purge(client: Client, selection: dict, dry_run: bool = False) -> dict:
    body = json.dumps({**selection, "dry_run": dry_run}).encode()
    call = client.caller.start(client.gateway.admin_port, body, path="/admin/v1/cache/purge").wait()
    assert call.status == 200, call.body
    return call.json


# What is shared


@pytest.mark.parametrize("stored_from", [False, True])
def test_what_one_stored_the_other_finds(pair: tuple[Client, Client], asked: Asked, stored_from: bool) -> None:
    one, two = pair
    question = new_question()
    first = one.miss(chat(question, stream=stored_from))
    written(one)
    again = found_in_redis(two, chat(question, stream=not stored_from))
    assert again.text == first.text and asked.count(question) == 1
    assert 3590 < again.cache_status["ttl"] <= 3600 and int(again.headers["age"]) <= 5
    assert again.headers["x-signalbox-cost-saved"] == "0.000094" and again.headers["x-signalbox-model"] == "chat-1"
    # From there on it is in memory.
    call = two.hit(chat(question))
    assert two.gateway.cache_of(call)["tier"] == "memory"
    two.miss(chat(question), key=BETA)


def test_it_outlives_a_restart(start: Start, asked: Asked) -> None:
    question = new_question()
    first = start()
    text = first.miss(chat(question)).text
    # A stop writes all that waits.
    first.gateway.stop()
    assert found_in_redis(start(), chat(question)).text == text


def test_directives_hold_for_what_is_shared(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    question = new_question()
    first = one.miss(chat(question))
    written(one)
    assert two.ask(chat(question), {"cache-control": "only-if-cached"}).ok().text == first.text
    fresh = two.ask(chat(question), {"cache-control": "no-cache"}).ok()
    assert fresh.cache_status["fwd"] == "request" and fresh.text != first.text
    other = new_question()
    assert two.ask(chat(other), {"cache-control": "only-if-cached"}).code == "not_cached"
    one.ask(chat(other), {"cache-control": "no-store"}).ok()
    written(one)
    two.miss(chat(other))


def test_vectors_are_shared_input_by_input(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    asked.reply = embed
    texts = [f"{new_question('input'):<40}" for _ in range(4)]
    one.ask({"model": "vectors", "input": texts[:3]}, path=EMBEDDINGS)
    wait_until(lambda: state(one)["queued_bytes"] == 0)
    call = two.ask({"model": "vectors", "input": texts[::-1]}, path=EMBEDDINGS)
    assert [each["embedding"] for each in call.json["data"]] == [vector(text) for text in texts[::-1]]
    assert call.cache_status == {"fwd": "partial"}
    assert [body["input"] for body in asked.bodies(texts[3])] == [[texts[3]]]
    again = one.ask({"model": "vectors", "input": texts[:2]}, path=EMBEDDINGS)
    assert again.cache_status["hit"]


def test_an_idempotency_key_holds_on_all_nodes(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    question = new_question()
    body = chat(question, model="plain", temperature=1)
    headers = {"idempotency-key": question}
    first = one.ask(body, headers).ok()
    written(one)
    assert two.ask(body, headers).ok().text == first.text
    refused = two.ask(chat(question, model="plain", temperature=0.5), headers)
    assert (refused.status, refused.code) == (422, "idempotency_key_reused")
    assert asked.count(question) == 1
    other = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.1))
    body, headers = chat(other, model="plain", stream=True), {"idempotency-key": other}
    calls = [client.start(body, headers) for client in pair * 5]
    assert len({call.ok().text for call in calls}) == 1 and asked.count(other) == 1


# One call for all


@pytest.mark.parametrize("streams", [False, True])
def test_a_thousand_at_once_are_one_call(pair: tuple[Client, Client], asked: Asked, streams: bool) -> None:
    question = new_question()
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words_of(request, number), between=Wait(0.02))
        return Reply(whole.status, whole.headers, [*whole.steps[:1], gate, *whole.steps[1:]], whole.framing)

    asked.reply = reply
    calls = [pair[number % 2].start(chat(question, stream=streams)) for number in range(1000)]
    time.sleep(1)
    gate.open()
    texts = {call.ok().text for call in calls}
    assert len(texts) == 1 and asked.count(question) == 1
    tiers = [client.gateway.metric("signalbox_cache_requests_total", tier="peer") for client in pair]
    assert max(tiers) > 0


def test_a_stream_is_followed_live_on_another_node(pair: tuple[Client, Client], asked: Asked) -> None:
    question = new_question()
    gates = [Gate() for _ in range(3)]
    words = ["one ", "two ", "three ", "four"]

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words)
        steps: list = whole.steps[:2]
        for gate, step in zip(gates, whole.steps[2:]):
            steps += [gate, step]
        return Reply(whole.status, whole.headers, steps + whole.steps[5:], "chunked")

    asked.reply = reply
    leader, follower = pair
    first = leader.start(chat(question, stream=True)).wait_for_words(1)
    others = [follower.start(chat(question, stream=True)) for _ in range(5)]
    whole = follower.start(chat(question))
    for number, gate in enumerate(gates, 1):
        for call in [first, *others]:
            call.wait_for_words(number, 5)
            assert len(call.words) == number
        gate.open()
    for call in [first, *others, whole]:
        assert call.ok().text == "".join(words)
    # One of them went to the other node, and the others followed it.
    noted = [follower.gateway.cache_of(call) for call in [*others, whole]]
    assert {each["outcome"] for each in noted} == {"coalesced"}
    assert {each["tier"] for each in noted} - {"flight"} == {"peer"}
    assert asked.count(question) == 1
    written(*pair)
    for client in pair:
        assert client.hit(chat(question)).text == "".join(words)


def test_who_joins_late_on_another_node_gets_what_is_there(pair: tuple[Client, Client], asked: Asked) -> None:
    question = new_question()
    gate = Gate()
    words = [f"word-{number} " for number in range(50)]

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words)
        return Reply(whole.status, whole.headers, [*whole.steps[:41], gate, *whole.steps[41:]], "chunked")

    asked.reply = reply
    first = pair[0].start(chat(question, stream=True)).wait_for_words(40)
    late = pair[1].start(chat(question, stream=True)).wait_for_words(40, 5)
    later = pair[1].start(chat(question, stream=True)).wait_for_words(40, 5)
    gate.open()
    for call in (first, late, later):
        assert call.ok().text == "".join(words)
    assert asked.count(question) == 1


def test_followers_may_wait_for_the_whole(start: Start, asked: Asked) -> None:
    one, two = (start("coalesce: {wait: entry}") for _ in range(2))
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.3))
    first = one.start(chat(question, stream=True)).wait_for_words(1)
    second = two.start(chat(question, stream=True))
    time.sleep(0.4)
    assert not second.words
    assert second.ok().text == first.ok().text and asked.count(question) == 1
    assert second.ended_at - first.ended_at < 1


def test_the_client_that_asked_first_may_leave(pair: tuple[Client, Client], asked: Asked) -> None:
    question = new_question()
    gate = Gate()
    asked.reply = lambda request, number: answer(request, ["one ", "two"], between=gate)
    first = pair[0].start(chat(question, stream=True)).wait_for_words(1)
    other = pair[1].start(chat(question, stream=True)).wait_for_words(1)
    first.leave()
    time.sleep(0.2)
    gate.open()
    assert other.wait().text.startswith("one ")
    # It goes on for the other node, or that node asks anew and goes on where it was; in no case is it cut unseen.
    assert other.code or other.ok().text == "one two"
    assert other.code is None, "the call ended with the client that asked first, though another node followed it"


@pytest.mark.parametrize("streams", [False, True])
def test_a_call_that_fails_on_one_node_is_made_by_the_next(
    pair: tuple[Client, Client], asked: Asked, streams: bool
) -> None:
    question = new_question()

    def reply(request: Request, number: int) -> Reply:
        if asked.count(question) == 1:
            failure = replies.error(500, "it broke", "server_error")
            return Reply(failure.status, failure.headers, [Wait(0.4), *failure.steps])
        return answer(request, ["here"])

    asked.reply = reply
    calls = [pair[number % 2].start(chat(question, stream=streams)) for number in range(40)]
    ends = [call.wait() for call in calls]
    assert sum(call.status == 200 for call in ends) >= 39, [call.status for call in ends]
    assert asked.count(question) <= 3


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_leader_that_is_killed_is_replaced(start: Start, asked: Asked, has_begun: bool) -> None:
    one, two = (start("coalesce: {lock_ttl: 1s}") for _ in range(2))
    question = new_question()
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        if asked.count(question) > 1:
            return answer(request, ["anew"])
        whole = answer(request, ["one ", "two"])
        at = 2 if has_begun else 0
        return Reply(whole.status, whole.headers, [*whole.steps[:at], gate, *whole.steps[at:]], "chunked")

    asked.reply = reply
    one.start(chat(question, stream=True))
    wait_until(lambda: asked.count(question) == 1)
    time.sleep(0.1)
    waiting = [two.start(chat(question)) for _ in range(5)]
    following = two.start(chat(question, stream=True))
    if has_begun:
        following.wait_for_words(1)
    time.sleep(0.3)
    assert asked.count(question) == 1
    killed_at = time.monotonic()
    one.gateway.kill()
    for call in waiting:
        assert call.ok().text == "anew"
        assert call.ended_at - killed_at < 2.5
    following.wait()
    assert following.ended_at - killed_at < 2.5
    if has_begun:
        # It has seen a part of the answer that nobody ends.
        assert following.code and b"[DONE]" not in following.body
    else:
        assert following.ok().text == "anew"
    assert asked.count(question) == 2
    gate.open()
    assert two.hit(chat(question)).text == "anew"


def test_a_lock_is_held_for_as_long_as_the_call_takes(start: Start, asked: Asked) -> None:
    one, two = (start("coalesce: {lock_ttl: 1s}") for _ in range(2))
    question = new_question()
    asked.reply = lambda request, number: answer(request, ["one ", "two"], between=Wait(2.5))
    first = one.start(chat(question))
    wait_until(lambda: asked.count(question) == 1)
    second = two.start(chat(question))
    assert first.ok().text == second.ok().text and asked.count(question) == 1


# Purges


def test_a_purge_on_one_node_is_seen_by_the_other_at_once(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    kinds: list[tuple[dict, dict, dict]] = [
        ({"tag": "doc:42"}, {"model": "cached"}, {"x-signalbox-cache-tags": "doc:42, prompt:v7"}),
        ({"group": "other"}, {"model": "other"}, {}),
        ({"model": "chat-2"}, {"model": "second"}, {}),
        ({"tenant": "alpha-corporation"}, {"model": "cached"}, {}),
        ({"everything": True}, {"model": "cached"}, {}),
    ]
    for selection, more, headers in kinds:
        question, other = new_question(), new_question()
        one.miss(chat(question, **more), headers)
        one.miss(chat(other, model="cached"), key=BETA)
        written(one)
        two.hit(chat(question, **more), headers)
        two.hit(chat(other, model="cached"), key=BETA)
        counted = purge(one, selection, dry_run=True)
        assert counted["dry_run"] is True and counted["in_memory"] >= 1, counted
        two.hit(chat(question, **more), headers)
        report = purge(one, selection)
        assert report["dry_run"] is False and report["reached_all_nodes"] is True
        time.sleep(0.1)
        for client in (two, one):
            found = client.ask(chat(question, **more), headers | {"cache-control": "only-if-cached"})
            assert (found.status, found.code) == (504, "not_cached"), (selection, found.headers)
        kept = two.ask(chat(other, model="cached"), {"cache-control": "only-if-cached"}, key=BETA)
        assert kept.status == (504 if "everything" in selection else 200), selection


def test_one_key_is_purged_on_all_nodes(start: Start, asked: Asked) -> None:
    one, two = (start() for _ in range(2))
    question, other = new_question(), new_question()
    for each in (question, other):
        one.miss(chat(each))
    for _ in range(10):
        one.hit(chat(question))
    written(one)
    two.hit(chat(question))
    two.hit(chat(other))
    hot = json.loads(one.gateway.admin("/admin/v1/cache/hot")[2])
    purge(one, {"key": hot[0]["key"]})
    time.sleep(0.1)
    for client in (one, two):
        assert client.ask(chat(question), {"cache-control": "only-if-cached"}).status == 504
        client.hit(chat(other))


def test_what_is_on_its_way_while_it_is_purged_is_not_stored(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    for node in (one, two):
        question = new_question()
        gate = Gate()
        asked.reply = lambda request, number, gate=gate: answer(request, ["old ", "answer"], between=gate)
        call = one.start(chat(question), {"x-signalbox-cache-tags": "doc:7"})
        wait_until(lambda: asked.count(question) == 1)
        purge(node, {"tag": "doc:7"})
        time.sleep(0.1)
        gate.open()
        assert call.ok().text == "old answer"
        asked.reply = asked.usual
        for client in (one, two):
            assert client.ask(chat(question), {"cache-control": "only-if-cached"}).status == 504


def test_a_purge_reaches_a_node_that_was_cut_off(start: Start, own: RedisServer, asked: Asked) -> None:
    one, two = (start(server=own) for _ in range(2))
    question = new_question()
    one.miss(chat(question), {"x-signalbox-cache-tags": "doc:9"})
    written(one)
    two.hit(chat(question))
    # Its connections end, as by a network that forgets them; it does not hear of the purge.
    two.gateway.freeze()
    own("CLIENT", "KILL", "TYPE", "normal")
    own("CLIENT", "KILL", "TYPE", "pubsub")
    wait_until(lambda: purge(one, {"tag": "doc:9"})["reached_all_nodes"])
    two.gateway.thaw()
    wait_until(lambda: two.ask(chat(question), {"cache-control": "only-if-cached"}).status == 504, 5)


# Redis slow or gone


def test_nobody_waits_for_a_redis_that_hangs(start: Start, own: RedisServer, asked: Asked) -> None:
    client = start("lookup_timeout: 20ms", server=own)
    kept = new_question()
    client.miss(chat(kept))
    written(client)
    assert state(client)["up"] is True
    own.freeze()
    slowest = 0.0
    for number in range(60):
        call = client.miss(chat(new_question(), stream=number % 2 == 0))
        slowest = max(slowest, call.seconds)
        assert client.hit(chat(kept)).seconds < 0.1
    # 20 ms, and what a busy machine takes for the rest.
    assert slowest < 0.15, slowest
    assert state(client)["up"] is False and state(client)["failures"] > 0
    assert client.gateway.metric("signalbox_cache_redis_up") == 0
    # The breaker is open: nobody waits at all.
    quick = sorted(client.miss(chat(new_question())).seconds for _ in range(20))
    assert quick[10] < 0.02, quick
    own.thaw()
    wait_until(lambda: state(client)["up"], what="the breaker never closes")
    question = new_question()
    client.miss(chat(question))
    written(client)
    wait_until(lambda: own("DBSIZE") >= 2)


def test_many_at_once_do_not_wait_for_a_redis_that_hangs(start: Start, own: RedisServer, asked: Asked) -> None:
    client = start("lookup_timeout: 20ms", server=own)
    client.miss(chat(new_question()))
    own.freeze()
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.1))
    calls = [client.start(chat(question, stream=number % 2 == 0)) for number in range(50)]
    assert len({call.ok().text for call in calls}) == 1 and asked.count(question) == 1
    assert max(call.seconds for call in calls) < 1
    own.thaw()


def test_a_redis_that_is_killed_comes_back(start: Start, own: RedisServer, asked: Asked) -> None:
    one, two = (start(server=own) for _ in range(2))
    before = new_question()
    one.miss(chat(before))
    written(one)
    own.kill()
    for _ in range(20):
        question = new_question()
        call = one.miss(chat(question))
        assert call.seconds < 0.5
        one.hit(chat(question))
    one.hit(chat(before))
    wait_until(lambda: not state(one)["up"])
    own.start()
    for client in (one, two):
        wait_until(lambda: state(client)["up"], 15, "Redis is back and not used")
    question = new_question()
    text = one.miss(chat(question)).text
    written(one)
    assert found_in_redis(two, chat(question)).text == text
    # Purges are heard again, too.
    purge(two, {"everything": True})
    time.sleep(0.1)
    assert one.ask(chat(question), {"cache-control": "only-if-cached"}).status == 504


def test_a_gateway_starts_without_redis(start: Start, asked: Asked, tmp_path: Path) -> None:
    port = free_ports(1)[0]
    client = start(server=port)
    question = new_question()
    assert client.miss(chat(question)).seconds < 0.5
    client.hit(chat(question))
    server = RedisServer(tmp_path / "late", port).start()
    try:
        wait_until(lambda: state(client)["up"], 15)
        client.miss(chat(new_question()))
        wait_until(lambda: server("DBSIZE") > 0)
    finally:
        server.stop()


def test_a_redis_without_room_is_no_error(start: Start, own: RedisServer, asked: Asked) -> None:
    client = start(server=own)
    own("CONFIG", "SET", "maxmemory-policy", "noeviction")
    own("CONFIG", "SET", "maxmemory", "1mb")
    for _ in range(10):
        question = new_question()
        client.miss(chat(question))
        client.hit(chat(question))
    own("CONFIG", "SET", "maxmemory", "0")
    question = new_question()
    client.miss(chat(question))
    wait_until(lambda: own("DBSIZE") > 0)


def test_what_does_not_fit_the_queue_is_dropped_and_counted(start: Start, own: RedisServer, asked: Asked) -> None:
    client = start("write_queue: 64KiB", groups=GROUPS, server=own)
    asked.reply = lambda request, number: answer(request, [random.Random(number).randbytes(50_000).hex()])
    question = new_question()
    first = client.miss(chat(question, model="large"))
    wait_until(lambda: state(client)["drops"] == 1)
    assert client.hit(chat(question, model="large")).text == first.text
    assert client.gateway.metric("signalbox_cache_redis_drops_total") == 1
    asked.reply = asked.usual
    client.miss(chat(new_question()))
    wait_until(lambda: state(client)["writes"] == 1 and state(client)["queued_bytes"] == 0)


# Whole or not at all


def truth(question: str) -> list[str]:
    """A long answer that everybody can tell from the question."""
    seed = hashlib.sha256(question.encode()).digest()
    return [hashlib.sha256(seed + number.to_bytes(4, "big")).hexdigest() * 4 for number in range(400)]


def test_a_gateway_that_is_killed_while_it_writes_leaves_nothing_torn(start: Start, asked: Asked) -> None:
    # What is locked by who is dead is waited for until its lock ends.
    one, two = (start("coalesce: {lock_ttl: 1s}") for _ in range(2))
    asked.reply = lambda request, number: answer(request, truth(json.loads(request.body)["messages"][0]["content"]))
    questions = [new_question("large") for _ in range(60)]
    calls = [one.start(chat(each, model="large", stream=number % 2 == 0)) for number, each in enumerate(questions)]
    wait_until(lambda: sum(call.over for call in calls) >= 25)
    one.gateway.kill()
    hits = 0
    for question in questions:
        call = two.ask(chat(question, model="large")).ok()
        assert call.text == "".join(truth(question))
        hits += "hit" in call.cache_status
    assert state(two)["unreadable"] == 0
    assert hits > 0, "nothing was written before the end"


def entries(redis: RedisServer, prefix: str) -> list[bytes]:
    connection = redis.connect()
    names = connection.keys(f"{prefix}:e:*")
    connection.close()
    return names


def test_entries_that_are_damaged_are_misses(start: Start, redis: RedisServer, asked: Asked, tmp_path: Path) -> None:
    writer = start()
    chance = random.Random(7)
    question = new_question()
    writer.miss(chat(question))
    written(writer)
    (name,) = entries(redis, tmp_path.name)
    value = redis("GET", name)
    kinds: list[bytes] = [b"", b"x", value[:-1], value + b"\0", value[: len(value) // 2], bytes(len(value)), value[1:]]
    for _ in range(25):
        place = chance.randrange(len(value))
        kinds.append(value[:place] + bytes([value[place] ^ (1 << chance.randrange(8))]) + value[place + 1 :])
    reader = start()
    expected = 0
    for kind in kinds:
        redis("SET", name, kind)
        # Redis tells the gateway of the change a moment later, and what was asked for before that is not kept.
        time.sleep(0.1)
        call = reader.ask(chat(question)).ok()
        assert call.cache_status.get("fwd") == "miss", (kind, value)
        assert question in call.text
        # Its own answer was stored again.
        written(reader)
        wait_until(lambda: redis("GET", name) not in (kind, None))
        expected += 1
        purge(reader, {"everything": True})
    assert state(reader)["unreadable"] >= expected
    redis("DEL", name)
    redis("LPUSH", name, "not a string")
    assert question in reader.ask(chat(question)).ok().text


def test_an_entry_copied_to_another_name_is_a_miss(
    start: Start, redis: RedisServer, asked: Asked, tmp_path: Path
) -> None:
    client = start()
    one, two = new_question(), new_question()
    client.miss(chat(one))
    written(client)
    (name,) = entries(redis, tmp_path.name)
    client.miss(chat(two))
    written(client)
    (other,) = set(entries(redis, tmp_path.name)) - {name}
    redis("SET", other, redis("GET", name))
    assert two in start().miss(chat(two)).text


def test_names_tell_nothing(start: Start, redis: RedisServer, asked: Asked, tmp_path: Path) -> None:
    question = new_question()
    body = json.dumps(chat(question)).encode()
    one = start()
    one.miss(body)
    written(one)
    (name,) = entries(redis, tmp_path.name)
    canonical = json.dumps(chat(question), separators=(",", ":"), sort_keys=True).encode()
    for spelling in (body, canonical, question.encode()):
        digest = hashlib.sha256(spelling).hexdigest().encode()
        assert digest[:16] not in name.lower()
    # Memory alone needs no secret; the same request has another key there.
    plain = CacheGateway(tmp_path / "plain", one.gateway.provider_port, GROUPS)
    try:
        client = Client(one.caller, plain)
        for _ in range(3):
            client.ask(body).ok()
        hot = json.loads(plain.admin("/admin/v1/cache/hot")[2])
        assert len(hot) == 1 and hot[0]["key"].encode() not in name
    finally:
        plain.stop()


# Encryption

KEY_ONE, KEY_TWO = (base64.b64encode(random.Random(number).randbytes(32)).decode() for number in (1, 2))


def sealed(active: str = "k1", more: str = "") -> str:
    keys = f"[{{id: k1, key: '{KEY_ONE}'}}, {{id: k2, key: '{KEY_TWO}'}}]"
    return f"encryption: {{keys: {keys}, active: {active}{more}}}"


def test_nothing_in_redis_can_be_read(start: Start, own: RedisServer, asked: Asked) -> None:
    groups = {"secret-group": group(), "secret-vectors": group(deployments="[embedding-1]")}
    one, two = (start(sealed(), prefix="p", groups=groups, server=own) for _ in range(2))
    question = "a very secret question"
    words = ["a very ", "secret ", "answer ", "indeed"]
    asked.reply = lambda request, number: answer(request, words, between=Wait(0.25))
    headers = {"x-signalbox-cache-tags": "secret-tag"}
    dumps = []
    body = chat(question, model="secret-group", user="secret-user", stream=True)
    # While it is on its way it is in Redis as a stream.
    calls = [client.start(body, headers) for client in (one, two)]
    for call in calls:
        call.wait_for_words(2)
    connection = own.connect()
    dumps.append(connection.dump())
    for call in calls:
        assert call.ok().text == "".join(words)
    idempotent = {"idempotency-key": "secret-idempotency"}
    one.ask(chat(question, model="secret-group", temperature=1), idempotent).ok()
    asked.reply = embed
    one.ask({"model": "secret-vectors", "input": [question]}, path=EMBEDDINGS)
    written(one, two)
    purge(one, {"tag": "secret-other"})
    dumps.append(connection.dump())
    connection.close()
    assert any(b"p:s:" in dump or b"p:w:" in dump for dump in dumps[:1]), "nothing was followed through Redis"
    for dump in dumps:
        assert len(dump) > 500
        for text in ("secret", "very", "answer", "alpha", "corporation", "chat-1", "scripted", "gpt", "embedding"):
            places = [dump[max(0, at - 40) : at + 40] for at in [dump.lower().find(text.encode())] if at >= 0]
            assert not places, (text, places)
        numbers = json.dumps(vector(question)).encode()
        assert numbers[1:20] not in dump
    assert two.hit(chat(question, model="secret-group"), headers).text == "".join(words)


def test_without_encryption_it_could_be_read(start: Start, own: RedisServer, asked: Asked) -> None:
    """The test above can fail."""
    client = start(prefix="p", server=own)
    client.miss(chat("a very secret question"))
    written(client)
    connection = own.connect()
    dump = connection.dump()
    connection.close()
    assert b"secret" in dump or b"chat-1" in dump


def test_keys_are_rotated_without_a_flush(start: Start, redis: RedisServer, asked: Asked, tmp_path: Path) -> None:
    first, later = new_question(), new_question()
    one = start(sealed("k1"))
    text = one.miss(chat(first)).text
    written(one)
    (old,) = entries(redis, tmp_path.name)
    assert b"k1" in redis("GET", old)[:40]
    two = start(sealed("k2"))
    assert found_in_redis(two, chat(first)).text == text
    newer = two.miss(chat(later)).text
    written(two)
    (new,) = set(entries(redis, tmp_path.name)) - {old}
    assert b"k2" in redis("GET", new)[:40]
    # The first node learns of it by a reload or a start; both have both keys.
    assert found_in_redis(one, chat(later)).text == newer
    # Without the old key its entries are misses.
    keys = f"encryption: {{keys: [{{id: k2, key: '{KEY_TWO}'}}], active: k2}}"
    three = start(keys)
    assert found_in_redis(three, chat(later)).text == newer
    three.miss(chat(first))


def test_an_erased_tenant_cannot_be_read_any_more(start: Start, asked: Asked) -> None:
    one = start(sealed())
    question = new_question()
    mine = one.miss(chat(question), key=ALPHA)
    theirs = one.miss(chat(question), key=BETA)
    written(one)
    two = start(sealed(more=", erased_tenants: [alpha-corporation]"))
    assert found_in_redis(two, chat(question), key=BETA).text == theirs.text
    fresh = two.miss(chat(question), key=ALPHA)
    assert fresh.text != mine.text
    written(two)
    two.hit(chat(question), key=ALPHA_TOO)
    three = start(sealed(more=", erased_tenants: [alpha-corporation]"))
    three.miss(chat(question), key=ALPHA)


def test_a_tenant_is_erased_by_a_reload(start: Start, asked: Asked) -> None:
    one, two = (start(sealed()) for _ in range(2))
    in_memory, in_redis = new_question(), new_question()
    for key in (ALPHA, BETA):
        one.miss(chat(in_memory), key=key)
        two.miss(chat(in_redis), key=key)
    written(one, two)
    one.gateway.cache = one.gateway.cache.replace("active: k1", "active: k1, erased_tenants: [beta-limited]")
    one.gateway.reload()
    one.miss(chat(in_redis), key=BETA)
    found_in_redis(one, chat(in_redis), key=ALPHA)
    one.hit(chat(in_memory), key=ALPHA)
    one.miss(chat(in_memory), key=BETA)


def test_a_key_is_rotated_by_a_reload(start: Start, redis: RedisServer, asked: Asked, tmp_path: Path) -> None:
    client = start(sealed("k1"))
    client.gateway.cache = client.gateway.cache.replace("active: k1", "active: k2")
    client.gateway.reload()
    client.miss(chat(new_question()))
    written(client)
    (name,) = entries(redis, tmp_path.name)
    assert b"k2" in redis("GET", name)[:40]
