"""The shared cache in the services that outlive a server: a cluster, Sentinels; and TLS with users."""

import itertools
import random
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis_servers import RedisClient, RedisCluster, RedisSentinel, RedisServer, needs_redis, tls_server, wait_for
from support.cache_fixtures import asked, caller  # noqa: F401
from support.cache_gateway import (
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
from support.network import Authority
from support.provider import Gate, Provider, Reply, Request, Wait
from test_cache_embeddings import PATH as EMBEDDINGS
from test_cache_embeddings import embed, vector
from test_cache_redis import found_in_redis, purge, state, written

pytestmark = [pytest.mark.gateway, needs_redis]

GROUPS = {
    "cached": group("{jitter: 0%}"),
    "vectors": group(deployments="[embedding-1]"),
    "plain": "deployments: [chat-1], retry: {attempts: 0}",
}
LOOKUP = 0.05
CACHE = f"redis: main\nkey_secret: {KEY_SECRET}\nlookup_timeout: {int(LOOKUP * 1000)}ms\ncoalesce: {{lock_ttl: 2s}}"
# What a busy machine may take for a request beside what is measured.
SLACK = 0.7

Start = Callable[..., Client]


@pytest.fixture
def start(provider_session: Provider, caller: Caller, tmp_path: Path) -> Iterator[Start]:
    """Starts gateways with a service of the test's choice."""
    started: list[CacheGateway] = []

    def start(service: str, is_up: bool = True, groups: Groups = GROUPS) -> Client:
        folder = tmp_path / f"gateway-{len(started)}"
        started.append(CacheGateway(folder, provider_session, groups, CACHE, f"redis:\n  main: {service}"))
        client = Client(caller, started[-1])
        if is_up:
            wait_until(lambda: state(client)["up"], what="Redis is not used")
        return client

    yield start
    for gateway in started:
        gateway.stop()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    cluster = RedisCluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield cluster.start()
    finally:
        cluster.stop()


def cluster_service(cluster: RedisCluster) -> str:
    nodes = ", ".join(f'"127.0.0.1:{node.port}"' for node in cluster.nodes[1:3])
    return f"{{mode: cluster, url: 'redis://127.0.0.1:{cluster.nodes[0].port}', nodes: [{nodes}]}}"


@pytest.fixture
def pair(start: Start, cluster: RedisCluster) -> tuple[Client, Client]:
    return start(cluster_service(cluster)), start(cluster_service(cluster))


def shares(one: Client, two: Client, count: int = 30) -> None:
    """What one stores the other finds, wherever it is kept."""
    questions = [new_question() for _ in range(count)]
    texts = [one.miss(chat(question)).text for question in questions]
    written(one)
    for question, text in zip(questions, texts):
        assert found_in_redis(two, chat(question)).text == text


# Cluster


def test_a_cluster_is_shared(pair: tuple[Client, Client], cluster: RedisCluster, asked: Asked) -> None:
    shares(*pair)
    # All primaries hold a part.
    assert all(node("DBSIZE") > 0 for node in cluster.primaries)


def test_streams_and_bodies_are_one_entry(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    for stored_from in (False, True):
        question = new_question()
        text = one.miss(chat(question, stream=stored_from)).text
        written(one)
        assert found_in_redis(two, chat(question, stream=not stored_from)).text == text
    assert state(two)["unreadable"] == 0


def test_vectors_of_many_slots_are_looked_up_together(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    asked.reply = embed
    texts = [f"{new_question('input'):<40}" for _ in range(60)]
    one.ask({"model": "vectors", "input": texts[::2]}, path=EMBEDDINGS)
    wait_until(lambda: state(one)["writes"] >= 30 and state(one)["queued_bytes"] == 0)
    call = two.ask({"model": "vectors", "input": texts}, path=EMBEDDINGS)
    assert [each["embedding"] for each in call.json["data"]] == [vector(text) for text in texts]
    assert call.cache_status == {"fwd": "partial"}
    assert [body["input"] for body in asked.bodies(texts[1])] == [texts[1::2]]


@pytest.mark.parametrize("streams", [False, True])
def test_identical_requests_on_all_nodes_are_one_call(
    pair: tuple[Client, Client], asked: Asked, streams: bool
) -> None:
    question = new_question()
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words_of(request, number))
        return Reply(whole.status, whole.headers, [*whole.steps[:2], gate, *whole.steps[2:]], "chunked")

    asked.reply = reply
    calls = [pair[number % 2].start(chat(question, stream=streams)) for number in range(200)]
    if streams:
        for call in calls:
            # The part that is there comes long before the end, on both nodes.
            call.wait_for_words(1, 10)
    else:
        time.sleep(0.5)
    gate.open()
    assert len({call.ok().text for call in calls}) == 1 and asked.count(question) == 1


def test_a_purge_reaches_all_nodes(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    only = {"cache-control": "only-if-cached"}
    questions = [new_question() for _ in range(12)]
    for number, question in enumerate(questions):
        one.miss(chat(question), {"x-signalbox-cache-tags": f"doc:{number % 2}"})
    written(one)
    for question in questions:
        two.hit(chat(question))
    report = purge(two, {"tag": "doc:0"})
    assert report["reached_all_nodes"] is True and report["in_memory"] >= 6
    time.sleep(0.1)
    for client in pair:
        assert [client.ask(chat(each), only).status for each in questions] == [504, 200] * 6
    purge(one, {"everything": True})
    time.sleep(0.1)
    for client in pair:
        assert {client.ask(chat(each), only).status for each in questions} == {504}


def test_an_idempotency_key_holds_on_all_nodes(pair: tuple[Client, Client], asked: Asked) -> None:
    one, two = pair
    for _ in range(10):
        question = new_question()
        body, headers = chat(question, model="plain", temperature=1), {"idempotency-key": question}
        first = one.ask(body, headers).ok()
        written(one)
        assert two.ask(body, headers).ok().text == first.text and asked.count(question) == 1


def test_slots_that_move_are_followed(pair: tuple[Client, Client], cluster: RedisCluster, asked: Asked) -> None:
    one, two = pair
    known = set(cluster.keys("signalbox:e:*"))
    first = new_question()
    text = one.miss(chat(first)).text
    written(one)
    (name,) = set(cluster.keys("signalbox:e:*")) - known
    slot = cluster.nodes[0]("CLUSTER", "KEYSLOT", name)
    primaries = cluster.primaries
    source = next(node for node in primaries if node("CLUSTER", "COUNTKEYSINSLOT", slot) > 0)
    target = next(node for node in primaries if node is not source)
    ids = {node: node("CLUSTER", "MYID").decode() for node in primaries}
    target("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[source])
    source("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[target])
    while names := source("CLUSTER", "GETKEYSINSLOT", slot, 10):
        source("MIGRATE", "127.0.0.1", target.port, "", 0, 2000, "KEYS", *names)
    # Half way only names that are there can be asked for (ASK, else TRYAGAIN): no request is hurt by that.
    assert first in two.ask(chat(first)).ok().text and first in text
    for node in [target, source, *[node for node in primaries if node not in (source, target)]]:
        node("CLUSTER", "SETSLOT", slot, "NODE", ids[target])
    # MOVED: everything of the slot is there from now on.
    purge(two, {"key": "0" * 64})
    shares(one, two)
    assert state(one)["up"] and state(two)["up"]


def test_a_primary_is_killed_under_load(pair: tuple[Client, Client], cluster: RedisCluster, asked: Asked) -> None:
    chance = random.Random(1)
    asked.reply = lambda request, number: answer(request, [*words_of(request, 0)], between=None)
    pool = [new_question("loaded") for _ in range(40)]
    victim = cluster.primaries[1]
    calls: list[tuple[str, Call]] = []
    begun = time.monotonic()
    killed_at = served_at = 0.0
    for number in itertools.count():
        time.sleep(max(0, begun + number / 50 - time.monotonic()))
        elapsed = time.monotonic() - begun
        if not killed_at and elapsed > 0.7:
            killed_at = time.monotonic()
            victim.kill()
        if killed_at and not served_at and number % 5 == 0 and cluster.slots_are_served():
            served_at = time.monotonic()
        if elapsed > 12 or (served_at and time.monotonic() - served_at > 1.5):
            break
        question = chance.choice(pool) if chance.random() < 0.5 else new_question("loaded")
        calls.append((question, pair[number % 2].start(chat(question, stream=number % 3 == 0))))
    assert served_at, "the cluster did not recover"
    slowest = 0.0
    for question, call in calls:
        # No failure, no wrong answer.
        assert call.ok().text == f"Answer 0 to {question}."
        slowest = max(slowest, call.seconds)
    assert slowest < LOOKUP + SLACK, slowest
    assert len(calls) >= 100
    # The whole cache is of use again, the slots of the one that died too.
    for client in pair:
        wait_until(lambda: state(client)["up"])

    def is_found() -> bool:
        questions = [new_question() for _ in range(30)]
        texts = [pair[0].ask(chat(question)).ok().text for question in questions]
        written(pair[0])
        found = [pair[1].ask(chat(question)).ok() for question in questions]
        assert [call.text for call in found] == texts
        return all("hit" in call.cache_status for call in found)

    wait_until(is_found, 10, "not all slots are used again")
    # The one that was killed comes back as a replica, for the tests after this one.
    victim.start()
    cluster.wait_until_whole()


def test_a_cluster_that_hangs_makes_nobody_wait(
    pair: tuple[Client, Client], cluster: RedisCluster, asked: Asked
) -> None:
    client = pair[0]
    client.miss(chat(new_question()))
    frozen = [node for node in cluster.nodes if node.is_running]
    for node in frozen:
        node.freeze()
    try:
        seconds = []
        for _ in range(60):
            call = client.miss(chat(new_question()))
            seconds.append(call.seconds)
        assert max(seconds) < LOOKUP + SLACK, seconds
        assert sorted(seconds)[30] < 0.05, seconds
    finally:
        for node in frozen:
            node.thaw()
    cluster.wait_until_whole()
    wait_until(lambda: state(client)["up"], 15)


def test_replicas_can_be_read(start: Start, cluster: RedisCluster, asked: Asked) -> None:
    service = cluster_service(cluster).replace("mode: cluster", "mode: cluster, read_from: any")
    one, two = start(service), start(service)
    questions = [new_question() for _ in range(20)]
    texts = [one.miss(chat(question)).text for question in questions]
    written(one)
    time.sleep(0.2)
    assert [two.ask(chat(question)).ok().text for question in questions] == texts


# TLS and users

USERS = "user default off\nuser gw on >gw-password ~signalbox:* &* +@all -@dangerous"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def secured(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    chain, key = authority.issue("redis", "localhost")
    server = tls_server(tmp_path_factory.mktemp("secured"), authority.certificate, chain, key, USERS)
    trust = ssl.create_default_context(cafile=str(authority.certificate))
    server.start(lambda: RedisClient(server.port, "gw", "gw-password", trust))
    yield server
    server.stop()


def test_tls_with_a_user(start: Start, secured: RedisServer, authority: Authority, asked: Asked) -> None:
    url = f"rediss://gw:gw-password@localhost:{secured.port}/0"
    service = f"{{url: '{url}', tls: {{ca_file: {authority.certificate}}}}}"
    one, two = start(service), start(service)
    shares(one, two, 5)
    purge(one, {"everything": True})
    time.sleep(0.1)
    shares(one, two, 5)
    question = new_question()
    asked.reply = lambda request, number: answer(request, words_of(request, number), between=Wait(0.1))
    calls = [client.start(chat(question, stream=True)) for client in (one, two) * 5]
    assert len({call.ok().text for call in calls}) == 1 and asked.count(question) == 1


def test_user_and_password_may_stand_apart(
    start: Start, secured: RedisServer, authority: Authority, asked: Asked
) -> None:
    service = f"{{url: 'rediss://localhost:{secured.port}', username: gw, password: gw-password, "
    service += f"tls: {{ca_file: {authority.certificate}, server_name: localhost}}}}"
    shares(start(service), start(service), 3)


@pytest.mark.parametrize("fault", ["password", "user", "no password", "authority", "name", "no TLS"])
def test_a_service_that_refuses_is_done_without(
    start: Start, secured: RedisServer, authority: Authority, asked: Asked, fault: str
) -> None:
    login = {"password": "gw:wrong@", "user": "other:gw-password@", "no password": ""}.get(fault, "gw:gw-password@")
    scheme = "redis" if fault == "no TLS" else "rediss"
    tls = f", tls: {{ca_file: {authority.certificate}}}" if fault not in ("authority", "no TLS") else ""
    if fault == "name":
        tls = f", tls: {{ca_file: {authority.certificate}, server_name: elsewhere.example}}"
    client = start(f"{{url: '{scheme}://{login}localhost:{secured.port}'{tls}}}", is_up=False)
    question = new_question()
    assert client.miss(chat(question)).seconds < LOOKUP + SLACK
    assert client.hit(chat(question)).text
    time.sleep(0.3)
    assert state(client)["up"] is False
    output = client.gateway.output()
    assert "gw-password" not in output and "wrong" not in output.replace("wrongpass", "").replace("WRONGPASS", "")


def test_a_client_certificate(
    start: Start, authority: Authority, asked: Asked, tmp_path: Path
) -> None:
    chain, key = authority.issue("strict-redis", "localhost", "127.0.0.1")
    own_chain, own_key = authority.issue("gateway", "gateway")
    server = tls_server(tmp_path / "strict", authority.certificate, chain, key, "tls-auth-clients yes")
    trust = ssl.create_default_context(cafile=str(authority.certificate))
    trust.load_cert_chain(str(own_chain), str(own_key))
    server.start(lambda: RedisClient(server.port, tls=trust))
    try:
        tls = f"ca_file: {authority.certificate}, certificate_file: {own_chain}, key_file: {own_key}"
        service = f"{{url: 'rediss://localhost:{server.port}', tls: {{{tls}}}}}"
        shares(start(service), start(service), 3)
        without = start(service.replace(f", certificate_file: {own_chain}, key_file: {own_key}", ""), is_up=False)
        without.miss(chat(new_question()))
        assert state(without)["up"] is False
    finally:
        server.stop()


# Sentinel


def test_sentinels_name_another_primary(start: Start, asked: Asked, tmp_path: Path) -> None:
    sentinel = RedisSentinel(tmp_path / "sentinel")
    try:
        sentinel.start()
        nodes = ", ".join(f'"127.0.0.1:{each.port}"' for each in sentinel.sentinels)
        service = f"{{mode: sentinel, nodes: [{nodes}], primary_name: {RedisSentinel.NAME}}}"
        one, two = start(service), start(service)
        shares(one, two, 5)
        kept = new_question()
        text = one.miss(chat(kept)).text
        written(one)
        primary, replica = sentinel.servers
        wait_for(lambda: replica("DBSIZE") == primary("DBSIZE"), 5, "the replica has everything")
        primary.kill()
        killed_at = time.monotonic()
        while time.monotonic() - killed_at < 10:
            assert one.miss(chat(new_question())).seconds < LOOKUP + SLACK
            if sentinel.primary_port == replica.port:
                break
            time.sleep(0.02)
        assert sentinel.primary_port == replica.port
        for client in (one, two):
            wait_until(lambda: state(client)["up"], 10, "the new primary is not used")
        wait_until(lambda: "hit" in two.ask(chat(kept)).ok().cache_status, 5)
        assert two.hit(chat(kept)).text == text
        shares(one, two, 5)
        purge(one, {"everything": True})
        time.sleep(0.1)
        assert two.ask(chat(kept), {"cache-control": "only-if-cached"}).status == 504
    finally:
        sentinel.stop()
