"""Answers by meaning: what is accepted, what is refused, who shares, and how wrong answers are found out."""

import itertools
import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis_servers import RedisServer, needs_redis
from support import replies
from support.cache_fixtures import asked, caller, client, gateway_of, start_cached  # noqa: F401
from support.cache_gateway import ALPHA_TOO, BETA, Asked, CacheGateway, Client, wait_until
from support.calls import Call
from support.gateway import binary

MODELS = Path(__file__).parents[2] / ".venv" / "models"

pytestmark = [
    pytest.mark.gateway,
    pytest.mark.skipif(
        not (MODELS / "static-256").is_dir(), reason="scripts/fetch-models.sh has not fetched the token vectors"
    ),
]


def group(semantic: str = "{max_wrong: 20%, verify: 0%}", exact: str = "true", more: str = "") -> str:
    return (
        f"deployments: [chat-1], retry: {{attempts: 0}}, cache: {{exact: {exact}, semantic: {semantic}}}"
        + (f", {more}" if more else "")
    )


GROUPS = {
    "cached": group(),
    "checked": group("{max_wrong: 20%, verify: 100%}"),
    "judged": group("{max_wrong: 20%, verify: 100%, judge: chat-2}"),
    "lexicon": group('{max_wrong: 20%, verify: 0%, opposites: ["gadget / gizmo"], names: [Zorblax]}'),
    "talk": group("{max_wrong: 20%, verify: 0%, compare: conversation}"),
    "short": group("{max_wrong: 20%, verify: 0%, max_question: 64}"),
    "exact": "deployments: [chat-1], retry: {attempts: 0}, cache: {exact: true}",
}
CACHE = f"memory: 64MiB\nsemantic: {{models: {MODELS}}}"

cached = gateway_of(GROUPS, cache=CACHE)
_rooms = itertools.count(1)


class Room:
    """Questions under a system prompt of their own, which no other test shares."""

    def __init__(self, client: Client, model: str = "cached", **more: object) -> None:
        self.client, self.model, self.more = client, model, more
        self.system = f"You answer in room {os.getpid()}-{next(_rooms)}."

    def body(self, question: str, **more: object) -> dict:
        messages = [{"role": "system", "content": self.system}, {"role": "user", "content": question}]
        return {"model": self.model, "temperature": 0, "messages": messages, **self.more, **more}

    def ask(self, question: str, headers: dict[str, str] | None = None, key: str | None = None, **more: object) -> Call:
        options = {"key": key} if key else {}
        return self.client.ask(self.body(question, **more), headers, **options).ok()

    def store(self, question: str, headers: dict[str, str] | None = None, **more: object) -> Call:
        """Asks something new, and waits until other wordings can find it, which is after the answer."""
        before = entries(self.client)
        call = self.ask(question, headers, **more)
        assert call.cache_status.get("fwd") == "miss", call.headers
        wait_until(lambda: entries(self.client) > before, what="the question cannot be found")
        return call


def entries(client: Client) -> int:
    return json.loads(client.gateway.admin("/admin/v1/cache")[2])["semantic"]["entries"]


def is_semantic(call: Call) -> bool:
    return call.cache_status.get("detail") == "semantic"


def content(call: Call) -> str:
    return json.loads(call.body)["choices"][0]["message"]["content"]


SAME = [
    ("How do I reset my password?", "how can I reset my password"),
    ("What is the capital of France?", "What's the capital of France?"),
    ("How can I learn to play the guitar?", "How do I learn to play guitar?"),
]

OTHER = [
    ("How many days are there in 3 weeks?", "How many days are there in 5 weeks?"),
    ("How do I enable dark mode?", "How do I disable dark mode?"),
    ("How do I convert miles to kilometers?", "How do I convert kilometers to miles?"),
    ("What is the capital of France?", "What is the capital of Germany?"),
    ("Is it safe to eat raw eggs?", "Is it not safe to eat raw eggs?"),
    ("What is new in version 3.1?", "What is new in version 3.2?"),
    ("Who invented the telephone?", "When was the telephone invented?"),
    ("How do I open the file a.txt?", "How do I open the file b.txt?"),
    ("What does 'foo' mean in English?", "What does 'bar' mean in English?"),
    ("Wie viele Tage hat der Februar?", "Wie viele Tage hat der März?"),
    ("Comment activer le mode sombre ?", "Comment désactiver le mode sombre ?"),
    ("¿Cuánto cuestan 10 litros de leche?", "¿Cuánto cuestan 12 litros de leche?"),
    ("北京的人口是多少？", "上海的人口是多少？"),
]


@pytest.mark.parametrize(("stored", "wording"), SAME)
def test_another_wording_gets_the_same_answer(client: Client, asked: Asked, stored: str, wording: str) -> None:
    room = Room(client)
    first = room.store(stored)
    assert first.cache_status.get("fwd") == "miss" and "x-signalbox-semantic" not in first.headers
    second = room.ask(wording)
    assert is_semantic(second) and second.cache_status["hit"], second.headers
    assert content(second) == content(first) and asked.count(room.system) == 1
    shape = r"similarity=[01]\.\d{3}, score=[01]\.\d{3}, risk=(0\.\d{5}), bound=0\.20000"
    found = re.fullmatch(shape, second.headers["x-signalbox-semantic"])
    assert found and float(found[1]) <= 0.2
    assert second.headers["x-signalbox-cost"] == "0" and second.headers["x-signalbox-attempts"] == "0"
    # The very request is an exact hit, and says so.
    again = room.ask(stored)
    assert again.cache_status["detail"] == "exact" and "x-signalbox-semantic" not in again.headers
    # So does the access log.
    noted = [client.gateway.cache_of(call) for call in (second, again)]
    assert [each["outcome"] for each in noted] == ["hit", "hit"]
    assert [each.get("detail") for each in noted] == ["semantic", None]


@pytest.mark.parametrize(("stored", "wording"), OTHER)
def test_another_question_is_asked(client: Client, asked: Asked, stored: str, wording: str) -> None:
    room = Room(client)
    first, second = room.store(stored), room.ask(wording)
    assert second.cache_status.get("fwd") == "miss", second.headers
    assert content(second) != content(first) and asked.count(room.system) == 2


def test_a_stream_is_answered_from_a_text_and_a_text_from_a_stream(client: Client, asked: Asked) -> None:
    room = Room(client)
    room.store(SAME[0][0])
    stream = room.ask(SAME[0][1], stream=True)
    assert is_semantic(stream) and stream.body.rstrip().endswith(b"data: [DONE]")
    room = Room(client)
    room.store(SAME[0][0], stream=True)
    assert is_semantic(room.ask(SAME[0][1])) and asked.count(room.system) == 1


TOOL = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}


def test_everything_but_the_question_must_be_the_same(client: Client, asked: Asked) -> None:
    room, question, wording = Room(client), *SAME[0]
    room.store(question)
    for change in (
        {"max_tokens": 10},
        {"response_format": {"type": "json_object"}},
        {"top_p": 0.5},
        {"model": "short"},
    ):
        assert not is_semantic(room.ask(wording, **change)), change
    turns = room.body(wording)
    turns["messages"][1:1] = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    assert not is_semantic(client.ask(turns).ok())
    assert not is_semantic(Room(client).ask(wording))
    assert not is_semantic(room.ask(wording, tools=[TOOL]))
    parts = room.body(wording)
    parts["messages"][1]["content"] = [{"type": "text", "text": wording}, {"type": "text", "text": "And now?"}]
    assert not is_semantic(client.ask(parts).ok())


TALK = ["What is the capital of France?", "The capital of France is Paris.", "How many people live in that city?"]


@pytest.mark.parametrize("changes", [{0: "what is the capital of France"}, {2: "How many people live in the city?"}])
def test_a_conversation_is_compared_turn_by_turn(client: Client, asked: Asked, changes: dict[int, str]) -> None:
    room = Room(client, "talk")

    def body(turns: list[str], **more: object) -> dict:
        roles = ["user", "assistant", "user"]
        said = [{"role": role, "content": text} for role, text in zip(roles, turns, strict=True)]
        return {**room.body("", **more), "messages": [{"role": "system", "content": room.system}, *said]}

    def ask(turns: list[str], **more: object) -> Call:
        return client.ask(body(turns, **more)).ok()

    before = entries(client)
    first = ask(TALK)
    wait_until(lambda: entries(client) > before, what="the conversation cannot be found")
    hit = ask([changes.get(index, text) for index, text in enumerate(TALK)])
    assert is_semantic(hit) and content(hit) == content(first), hit.headers
    # A turn that says something else is another conversation, wherever it stands.
    for index, other in (
        (0, "What is the capital of Italy?"),
        (1, "The capital of France is Lyon."),
        (2, "How many museums are in that city?"),
    ):
        turns = TALK[:index] + [other] + TALK[index + 1 :]
        assert not is_semantic(ask(turns)), turns
    # So is one in which the same is said by others, or under other settings.
    swapped = body(TALK)
    swapped["messages"][1]["role"], swapped["messages"][2]["role"] = "assistant", "user"
    longer = body(TALK)
    longer["messages"].insert(1, {"role": "user", "content": "Hi"})
    for other in (swapped, longer, body(TALK, max_tokens=10)):
        assert not is_semantic(client.ask(other).ok()), other
    # Groups that compare the last turn need the same history.
    room.model = "cached"
    told = ask(TALK)
    assert content(told) != content(first)
    assert not is_semantic(ask(["What's the capital of France?", *TALK[1:]]))


def test_tenants_never_share(client: Client, asked: Asked) -> None:
    room, question, wording = Room(client), *SAME[0]
    first = room.store(question)
    planted = room.ask(wording, key=BETA)
    assert not is_semantic(planted) and content(planted) != content(first)
    # The other key of the tenant shares; what another tenant has stored stays its own.
    assert content(room.ask(wording, key=ALPHA_TOO)) == content(first)


def test_the_caller_may_have_it_fresh(client: Client, asked: Asked) -> None:
    room, question, wording = Room(client), *SAME[0]
    room.store(question)
    assert not is_semantic(room.ask(wording, {"cache-control": "no-cache"}))
    other = Room(client)
    other.ask(question, {"cache-control": "no-store"})
    assert not is_semantic(other.ask(wording))
    only = client.ask(Room(client).body(wording), {"cache-control": "only-if-cached"})
    assert only.status == 504
    third = Room(client)
    third.store(question)
    assert is_semantic(third.ask(wording, {"cache-control": "only-if-cached"}))


def test_a_long_question_is_looked_up_exactly_only(client: Client, asked: Asked) -> None:
    room = Room(client, "short")
    long = "How do I reset the password of my account on the website of the public library?"
    room.ask(long)
    assert not is_semantic(room.ask(long.lower()))
    room.store(SAME[0][0])
    assert is_semantic(room.ask(SAME[0][1]))


def test_the_operator_adds_opposites_and_names(client: Client, asked: Asked) -> None:
    room = Room(client, "lexicon")
    room.store("Where can I buy a red gadget?")
    assert not is_semantic(room.ask("Where can I buy a red gizmo?"))
    room.store("How old is zorblax?")
    assert not is_semantic(room.ask("How old is zorblix?"))


def test_an_exact_hit_is_not_looked_up_by_meaning(client: Client, asked: Asked, cached: CacheGateway) -> None:
    room = Room(client)
    room.store(SAME[0][0])
    before = cached.metric("signalbox_semantic_lookups_total", group="cached")
    assert before >= 1
    for _ in range(3):
        assert room.ask(SAME[0][0]).cache_status["detail"] == "exact"
    assert cached.metric("signalbox_semantic_lookups_total", group="cached") == before


def test_what_was_purged_answers_nobody(client: Client, asked: Asked, cached: CacheGateway) -> None:
    room = Room(client)
    room.store(SAME[0][0], {"x-signalbox-cache-tags": room.system.replace(" ", "-")})
    purged = json.dumps({"tag": room.system.replace(" ", "-"), "dry_run": False}).encode()
    assert client.caller.start(cached.admin_port, purged, path="/admin/v1/cache/purge").wait().status == 200
    assert not is_semantic(room.ask(SAME[0][1]))


def compare(gateway: CacheGateway, asked: str, stored: str) -> dict:
    done = subprocess.run(
        [binary(), "cache", "compare", asked, stored, "--group", "cached", "--json", "--admin", gateway.admin_url],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_operator_is_shown_why(client: Client, cached: CacheGateway) -> None:
    near = compare(cached, SAME[0][1], SAME[0][0])
    assert near["decision"] == "hit" and near["risk"] <= near["risk_limit"] and near["features"]["cosine"] > 0.8
    for stored, wording in OTHER[:4]:
        told = compare(cached, wording, stored)
        assert told["decision"] == "refused" and told["refusals"] and told["features"] == {}, told
        assert all(each["guard"] and each["asked"] != each["stored"] for each in told["refusals"])


# Right and wrong


def feedback(client: Client, body: object, key: str | None = None) -> Call:
    options = {"key": key} if key else {}
    return client.ask(body, path="/v1/feedback", **options)


def test_a_caller_can_call_an_answer_wrong(client: Client, asked: Asked, cached: CacheGateway) -> None:
    room, question, wording = Room(client), *SAME[0]
    room.store(question)
    hit = room.ask(wording)
    assert is_semantic(hit)
    name = hit.headers["x-request-id"]
    assert feedback(client, {"id": name, "wrong": True}, key=BETA).status == 404
    before = cached.metric("signalbox_semantic_feedback_total", group="cached", verdict="wrong")
    told = feedback(client, {"id": name, "wrong": True}).ok()
    assert json.loads(told.body) == {"object": "feedback", "id": name, "outcome": "evicted"}
    assert cached.metric("signalbox_semantic_feedback_total", group="cached", verdict="wrong") == before + 1
    assert feedback(client, {"id": name, "wrong": True}).status == 404
    assert not is_semantic(room.ask("How could I reset my password?"))
    # The answer is gone with it, also for its own question, which another one answers now.
    assert room.ask(question).cache_status.get("detail") != "exact"


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"id": "nobody-knows", "wrong": True}, 404, "response_not_found"),
        ({"wrong": True}, 400, "invalid_request"),
        ({"id": "x"}, 400, "invalid_request"),
        ({"id": "x", "wrong": "yes"}, 400, "invalid_request"),
        (b"{", 400, "invalid_json"),
        (b'{"id":"' + b"x" * 5000 + b'","wrong":true}', 413, "request_too_large"),
    ],
)
def test_feedback_that_cannot_be_taken_says_why(client: Client, body: object, status: int, word: str) -> None:
    call = feedback(client, body)
    assert (call.status, json.loads(call.body)["error"]["code"]) == (status, word)


def checks(gateway: CacheGateway, group: str) -> dict[str, float]:
    return {
        verdict: gateway.metric("signalbox_semantic_checks_total", group=group, verdict=verdict)
        for verdict in ("right", "wrong", "unclear")
    }


def test_a_checked_hit_that_is_right_stays(client: Client, asked: Asked, cached: CacheGateway) -> None:
    asked.reply = lambda request, number: replies.chat("Click on 'Forgot password' and follow the mail.")
    room, before = Room(client, "checked"), checks(cached, "checked")
    room.store(SAME[0][0])
    assert is_semantic(room.ask(SAME[0][1]))
    wait_until(lambda: checks(cached, "checked")["right"] == before["right"] + 1)
    assert asked.count(room.system) == 2
    # The check's own answer is there for the very request.
    wait_until(lambda: room.ask(SAME[0][1]).cache_status["detail"] == "exact")


def test_a_checked_hit_that_is_wrong_goes_and_counts(client: Client, asked: Asked, cached: CacheGateway) -> None:
    texts = iter(["It costs 10 dollars.", "It costs 25 dollars.", "It costs 30 dollars."])
    asked.reply = lambda request, number: replies.chat(next(texts))
    room, before = Room(client, "checked"), checks(cached, "checked")
    room.store(SAME[0][0])
    assert content(room.ask(SAME[0][1])) == "It costs 10 dollars."
    wait_until(lambda: checks(cached, "checked")["wrong"] == before["wrong"] + 1)
    assert cached.metric("signalbox_semantic_wrong_ratio", group="checked", estimate="high") > 0
    state = json.loads(cached.admin("/admin/v1/cache")[2])["semantic"]
    of_group = next(each for each in state["groups"] if each["group"] == "checked")
    assert of_group["checks"]["wrong"] >= 1 and of_group["wrong_ratio_high"] > 0


def test_a_judge_decides_what_cannot_be_told_here(client: Client, asked: Asked, cached: CacheGateway) -> None:
    long = (
        "To bake bread you need flour, water, salt and yeast. Knead the dough, let it rise, shape it and bake it in "
        "the oven until the crust is brown and the loaf sounds hollow."
    )
    texts = iter([long, long.replace("until the crust is brown", "for about half an hour") + " Enjoy it warm."])

    def reply(request: object, number: int) -> object:
        body = json.loads(request.body)
        if "You compare two answers" in body["messages"][0]["content"]:
            assert body["temperature"] == 0 and "ANSWER 2" in body["messages"][1]["content"]
            return replies.chat("SAME")
        return replies.chat(next(texts))

    asked.reply = reply
    room, before = Room(client, "judged"), checks(cached, "judged")
    room.store("How do I bake bread?")
    assert is_semantic(room.ask("How can I bake bread?"))
    wait_until(lambda: checks(cached, "judged")["right"] == before["right"] + 1)


# Frequent questions


HOURS = ["When do you open?", "What are your opening hours?", "Until when is the shop open?", "Are you open on Sunday?"]
CARD = ["I lost my card", "My card was stolen", "Please block my bank card", "Somebody took my credit card"]


def faq(path: Path, **answers: str) -> Path:
    """A file of two questions; the wordings are too few to prove anything, so that they are answered as they stand."""
    rows = [{"class": name, "answer": text} for name, text in answers.items()]
    rows += [{"class": "hours", "prompt": text} for text in HOURS]
    rows += [{"class": "card", "prompt": text} for text in CARD]
    rows += [{"class": None, "prompt": text} for text in ("Tell me a joke", "Who won the match?")]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def lookups(gateway: CacheGateway, result: str) -> float:
    return gateway.metric("signalbox_semantic_lookups_total", group="cached", result=result)


def shelf(client: Client) -> dict | None:
    state = json.loads(client.gateway.admin("/admin/v1/cache")[2])["semantic"]
    return next(each for each in state["groups"] if each["group"] == "cached").get("faq")


def test_frequent_questions_get_the_operators_answers(
    start_cached: Callable[..., Client], asked: Asked, tmp_path: Path
) -> None:
    file = faq(tmp_path / "faq.jsonl", hours="We are open from 9 to 17.", card="Call 0800 123.")
    groups = {"cached": group(f"{{max_wrong: 20%, verify: 0%, faq: {file}}}")}
    client = start_cached(groups, cache=CACHE)
    wait_until(lambda: shelf(client) is not None, what="the answers are not ready")
    assert shelf(client)["answers"] == 2 and shelf(client)["prompts"] == 10
    room = Room(client)
    hit = room.ask("when do you OPEN")
    assert hit.cache_status["hit"] and hit.cache_status["detail"] == "faq", hit.headers
    assert content(hit) == "We are open from 9 to 17." and asked.count(room.system) == 0
    assert hit.headers["x-signalbox-semantic"] == "class=hours, similarity=1.000, bound=0.20000"
    assert client.gateway.cache_of(hit)["detail"] == "faq" and lookups(client.gateway, "faq") == 1
    stream = room.ask(CARD[0], stream=True, stream_options={"include_usage": True})
    assert stream.cache_status["detail"] == "faq" and stream.body.rstrip().endswith(b"data: [DONE]")
    assert b"0800 123" in stream.body and asked.count(room.system) == 0
    told = feedback(client, {"id": hit.headers["x-request-id"], "wrong": True}).ok()
    assert json.loads(told.body)["outcome"] == "counted"
    # What is no frequent question, is not the first one, or wants more than a text goes to the model.
    later = room.body(HOURS[0])
    later["messages"][1:1] = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    for other in (
        room.body("Tell me a joke"),
        room.body("Why is the sky blue?"),
        later,
        room.body(HOURS[0], response_format={"type": "json_object"}),
        room.body(HOURS[0], n=2),
    ):
        assert client.ask(other).ok().cache_status.get("fwd") == "miss", other
    fresh = client.ask(room.body(HOURS[1]), {"cache-control": "no-cache"}).ok()
    assert fresh.cache_status.get("detail") != "faq"
    # The file may change while the gateway runs; what is wrong in it changes nothing.
    faq(file, hours="We are closed.", card="Call 0800 123.")
    wait_until(lambda: content(room.ask(HOURS[2])) == "We are closed.", 10)
    file.write_text('{"class": "hours"}')
    wait_until(lambda: "faq.jsonl:1:" in client.gateway.output(), 10)
    assert content(room.ask(HOURS[3])) == "We are closed."


# Faults


def test_without_weights_everything_else_works(
    start_cached: Callable[..., Client], asked: Asked, tmp_path: Path
) -> None:
    client = start_cached({"cached": group()}, cache=f"memory: 64MiB\nsemantic: {{models: {tmp_path}/none}}")
    room = Room(client)
    room.ask(SAME[0][0])
    assert room.ask(SAME[0][0]).cache_status["detail"] == "exact"
    assert not is_semantic(room.ask(SAME[0][1]))
    assert "scripts/fetch-models.sh" in client.gateway.output()


# Several nodes

REDIS8 = str(MODELS.parent / "tools" / "redis8" / "redis-server")
SHARED = """\
redis: main
prefix: @PREFIX@
key_secret: a-secret-of-the-tests-that-is-long-enough
lookup_timeout: 250ms
memory: 64MiB
semantic: {models: @MODELS@, share: @SHARE@}
"""


@needs_redis
@pytest.mark.parametrize(("server", "share"), [("", "auto"), ("", "replicate"), (REDIS8, "auto")])
def test_another_node_finds_what_one_has_stored(
    start_cached: Callable[..., Client], asked: Asked, tmp_path: Path, server: str, share: str
) -> None:
    if server and not Path(server).is_file():
        pytest.skip("Redis 8 was not fetched")
    redis = RedisServer(tmp_path / "redis", program=server or "redis-server").start()
    try:
        cache = SHARED.replace("@PREFIX@", tmp_path.name).replace("@SHARE@", share).replace("@MODELS@", str(MODELS))
        more = f"redis:\n  main: {{url: 'redis://127.0.0.1:{redis.port}', connect_timeout: 300ms}}"
        one, two = (start_cached({"cached": group()}, cache=cache, more=more) for _ in range(2))
        for node in (one, two):
            wait_until(lambda node=node: json.loads(node.gateway.admin("/admin/v1/cache")[2])["redis"]["up"])
        first = Room(one)
        other = Room(two)
        other.system = first.system
        told = first.ask(SAME[0][0])
        began = time.monotonic()
        # Exact entry and question travel at once; until both are there the request is a miss like any other.
        wait_until(lambda: content(other.ask(SAME[0][1], {"cache-control": "no-store"})) == content(told), 5)
        assert time.monotonic() - began < 2
        hit = other.ask("How can I reset my password ?")
        assert is_semantic(hit) and content(hit) == content(told), hit.headers
        # A node that comes later is warm.
        three = Room(start_cached({"cached": group()}, cache=cache, more=more))
        three.system = first.system
        wait_until(lambda: is_semantic(three.ask(SAME[0][1], {"cache-control": "no-store"})), 5)
        # What one caller calls wrong is gone on all nodes.
        name = hit.headers["x-request-id"]
        feedback(two, {"id": name, "wrong": True}).ok()
        wait_until(lambda: not is_semantic(first.ask("How could I reset my password?", {"cache-control": "no-store"})), 5)
    finally:
        redis.stop()


@needs_redis
@pytest.mark.parametrize("server", ["", REDIS8])
def test_a_purge_takes_the_question_out_of_redis(
    start_cached: Callable[..., Client], asked: Asked, tmp_path: Path, server: str
) -> None:
    if server and not Path(server).is_file():
        pytest.skip("Redis 8 was not fetched")
    redis = RedisServer(tmp_path / "redis", program=server or "redis-server").start()
    try:
        cache = SHARED.replace("@PREFIX@", tmp_path.name).replace("@SHARE@", "auto").replace("@MODELS@", str(MODELS))
        more = f"redis:\n  main: {{url: 'redis://127.0.0.1:{redis.port}', connect_timeout: 300ms}}"
        one, two = (Room(start_cached({"cached": group()}, cache=cache, more=more)) for _ in range(2))
        for node in (one, two):
            wait_until(lambda node=node: json.loads(node.client.gateway.admin("/admin/v1/cache")[2])["redis"]["up"])
        two.system = one.system
        one.store(SAME[2][0], {"x-signalbox-cache-tags": "private"})
        one.store(SAME[1][0])
        wait_until(lambda: is_semantic(two.ask(SAME[2][1], {"cache-control": "no-store"})), 5)

        def texts() -> bytes:
            tool = ["redis-cli", "-p", str(redis.port), "--no-raw"]
            found = b""
            for name in subprocess.run([*tool, "--raw", "KEYS", "*"], capture_output=True, check=True).stdout.split():
                for command in (["XRANGE", name, "-", "+"], ["HGETALL", name]):
                    found += subprocess.run([*tool, *command], capture_output=True, check=True).stdout
            return found

        assert b"play the guitar" in texts() and b"capital of France" in texts()
        purged = json.dumps({"tag": "private", "dry_run": False}).encode()
        gateway = two.client.gateway
        told = two.client.caller.start(gateway.admin_port, purged, path="/admin/v1/cache/purge").wait()
        assert told.status == 200 and json.loads(told.body)["in_redis"] == 1, told.body
        assert b"play the guitar" not in texts() and b"capital of France" in texts()
        # The nodes have forgotten it, too.
        wait_until(lambda: entries(one.client) == 1 and entries(two.client) <= 1, 5)
        assert not is_semantic(one.ask(SAME[2][1]))
    finally:
        redis.stop()


@needs_redis
def test_questions_and_evidence_outlive_a_restart(
    start_cached: Callable[..., Client], asked: Asked, tmp_path: Path
) -> None:
    redis = RedisServer(tmp_path / "redis").start()
    try:
        cache = SHARED.replace("@PREFIX@", tmp_path.name).replace("@SHARE@", "off").replace("@MODELS@", str(MODELS))
        cache = cache.replace("share:", f"snapshot: {tmp_path / 'questions'}, share:")
        more = f"redis:\n  main: {{url: 'redis://127.0.0.1:{redis.port}', connect_timeout: 300ms}}"
        first = Room(start_cached({"cached": group()}, cache=cache, more=more))
        told = first.store(SAME[0][0])
        name = first.ask(SAME[0][1], {"cache-control": "no-store"}).headers["x-request-id"]
        assert json.loads(feedback(first.client, {"id": name, "wrong": False}).ok().body)["outcome"] == "counted"
        first.client.gateway.stop()
        second = Room(start_cached({"cached": group()}, cache=cache, more=more))
        second.system = first.system
        wait_until(lambda: json.loads(second.client.gateway.admin("/admin/v1/cache")[2])["redis"]["up"])
        wait_until(lambda: entries(second.client) >= 1, what="the questions were not kept")
        hit = second.ask(SAME[0][1])
        assert is_semantic(hit) and content(hit) == content(told)
        state = json.loads(second.client.gateway.admin("/admin/v1/cache")[2])["semantic"]
        assert state["groups"][0]["wrong_ratio"] == 0 and state["entries"] >= 1
        assert (tmp_path / "questions").stat().st_mode & 0o777 == 0o600
    finally:
        redis.stop()


def test_vectors_of_a_model_are_used_and_token_vectors_stand_in(
    start_cached: Callable[..., Client], asked: Asked
) -> None:
    counts = {"vectors": 0, "fails": False}

    def reply(request: object, number: int) -> object:
        body = json.loads(request.body)
        if "input" not in body:
            return asked.usual(request, number)
        counts["vectors"] += 1
        if counts["fails"]:
            return replies.error(500, "no vectors today")
        return replies.json_reply(
            {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [0.5, -0.5, 1, 2] * 2}]}
        )

    asked.reply = reply
    groups = {"cached": group(), "vectors": "deployments: [embedding-1], retry: {attempts: 0}"}
    embedder = "{model: vectors, dimensions: 8, timeout: 5s}"
    client = start_cached(groups, cache=f"memory: 64MiB\nsemantic: {{models: {MODELS}, embedder: {embedder}}}")
    room = Room(client)
    told = room.store(SAME[0][0])
    hit = room.ask(SAME[0][1])
    assert is_semantic(hit) and content(hit) == content(told)
    assert hit.headers["x-signalbox-semantic"].startswith("similarity=1.000") and counts["vectors"] == 2
    # All vectors are the same: what is asked is told apart by the guards.
    assert not is_semantic(room.ask("How do I delete my account?"))
    counts["fails"] = True
    stand_in = room.ask("How can I reset my password ?")
    assert is_semantic(stand_in) and not stand_in.headers["x-signalbox-semantic"].startswith("similarity=1.000")
