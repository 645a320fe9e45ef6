"""Requests that share calls, that wait for a better time, and connections that are there before them."""

import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openai
import pytest
from support.gateway import TEAM_KEY
from support.http import httpx
from support.routing import BAD_INPUT, Backend, Pace, Routed, providers, tokens_of, vector, wait_until

pytestmark = pytest.mark.gateway

Start = Callable[..., Routed]

# A window that even a slow machine's threads meet; requests of one loop are merged.
BODY = """\
deployments:
  - {id: merging, provider: a, model: merging, price: {input: 1, output: 0}}
  - {id: plain, provider: a, model: merging, price: {input: 1, output: 0}}
  - {id: strict, provider: a, model: strict}
  - {id: quick, provider: a, model: quick}
models:
  - {name: merging, deployments: [merging], batching: {window: 400ms}}
  - {name: plain, deployments: [plain]}
  - {name: strict, deployments: [strict], batching: {window: 400ms}}
  - {name: quick, deployments: [quick], batching: true}
  - {name: small, deployments: [quick], batching: {window: 400ms, max_inputs: 4}}
"""


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    backend = Backend()
    yield backend
    backend.stop()


@pytest.fixture(scope="module")
def gateway(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Routed]:
    gateway = Routed(tmp_path_factory.mktemp("batching"), providers("a") + BODY, {"a": backend}, loops=1)
    yield gateway
    gateway.stop()


@pytest.fixture
def start(backend: Backend, tmp_path: Path) -> Iterator[Start]:
    """Starts gateways of the test's own, which are stopped at its end."""
    started: list[Routed] = []

    def start(body: str, backends: dict[str, Backend] | None = None, more: str = "") -> Routed:
        backends = backends or {"a": backend}
        folder = tmp_path / f"gateway-{len(started)}"
        started.append(Routed(folder, providers(backends, more) + body, backends, loops=1))
        return started[-1]

    yield start
    for gateway in started:
        gateway.stop()


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs calls at the same time; the outcome of each, be it what it raised."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(20)
        try:
            return call()
        except openai.APIError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


INPUTS: list[Any] = [
    "one",
    "two words",
    ["a list", "of several", "inputs"],
    "Ünïcødé, 漢字 and 🙂",
    'quotes " and \\ backslashes\n',
    ["the last"],
    "",
    "a somewhat longer text " * 20,
]


def embed(gateway: Routed, model: str, given: Any, **more: Any) -> Any:
    """The raw answer to a request."""
    return gateway.shared.embeddings.with_raw_response.create(model=model, input=given, **more)


def vectors_of(raw: Any) -> list[str]:
    """The vectors as they are written in the answer."""
    return re.findall(r'"embedding":\s*(\[[^\]]*\]|"[^"]*")', raw.text)


@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_merged_vectors_equal_unmerged_ones(gateway: Routed, backend: Backend, encoding: str) -> None:
    plain = [embed(gateway, "plain", given, encoding_format=encoding) for given in INPUTS]
    before = backend.count("merging")
    merged = at_once(
        [lambda given=given: embed(gateway, "merging", given, encoding_format=encoding) for given in INPUTS]
    )
    calls = backend.count("merging") - before
    assert calls < len(INPUTS) / 2, f"{calls} calls for {len(INPUTS)} requests"
    for given, one, other in zip(INPUTS, plain, merged):
        assert not isinstance(other, Exception), other
        assert other.status_code == 200 and vectors_of(other) == vectors_of(one) and vectors_of(one)
        answer = json.loads(other.text)
        count = len(given) if isinstance(given, list) else 1
        assert [each["index"] for each in answer["data"]] == list(range(count))
        # What the caller is told beside the answer is the same, but for what is each one's own.
        assert set(other.headers) == set(one.headers) and other.headers["x-signalbox-decision"].startswith("dec_")
        assert answer["model"] == "merging" and answer["object"] == "list"
        # What the SDK makes of it, whatever was on the wire.
        for each, text in zip(other.parse().data, given if isinstance(given, list) else [given]):
            found = each.embedding
            if encoding == "float":
                assert found == vector(text)


def test_the_format_that_the_sdk_asks_for_by_itself(gateway: Routed, backend: Backend) -> None:
    texts = [f"text number {number}" for number in range(12)]
    before = backend.count("merging")

    def ask(text: str) -> list[float]:
        return gateway.shared.embeddings.create(model="merging", input=text).data[0].embedding

    for text, found in zip(texts, at_once([lambda text=text: ask(text) for text in texts])):
        assert len(found) == len(vector(text))
        assert all(math.isclose(one, other, rel_tol=1e-6) for one, other in zip(found, vector(text)))
    assert backend.count("merging") - before < len(texts) / 2
    assert backend.bodies("merging")[-1]["encoding_format"] == "base64"


def test_numbers_of_tokens_are_merged_with_their_like(gateway: Routed, backend: Backend) -> None:
    given: list[Any] = [[1, 2, 3], [4, 5], "text", "more text"]
    before = backend.count("merging")
    found = at_once([lambda each=each: embed(gateway, "merging", each, encoding_format="float") for each in given])
    for each, raw in zip(given, found):
        assert json.loads(raw.text)["data"][0]["embedding"] == vector(each)
    assert 2 <= backend.count("merging") - before <= 3


def test_the_account_adds_up(gateway: Routed, backend: Backend) -> None:
    given: list[Any] = [" ".join(["word"] * count) for count in (1, 2, 3, 5, 8, 13, 21)] + [["a b", "c d e"]]
    total = sum(sum(map(tokens_of, each)) if isinstance(each, list) else tokens_of(each) for each in given)
    before = backend.count("merging")
    tokens = gateway.metric("signalbox_tokens_total", deployment="merging")
    cost = gateway.metric("signalbox_cost_usd_total", deployment="merging")
    answers = at_once([lambda each=each: embed(gateway, "merging", each) for each in given])
    assert backend.count("merging") - before < len(given) / 2
    told = [json.loads(each.text)["usage"] for each in answers]
    assert sum(each["prompt_tokens"] for each in told) == total
    lines = [gateway.wait_for_log(each.headers["x-request-id"]) for each in answers]
    assert [line["tokens"]["input"] for line in lines] == [each["prompt_tokens"] for each in told]
    assert all(line["status"] == 200 and line["deployment"] == "merging" for line in lines)
    # Each has a part, and who sent more has more.
    parts = [line["tokens"]["input"] for line in lines[:7]]
    assert min(parts) >= 1 and parts == sorted(parts)
    micros = [round(float(line["cost_usd"]) * 1e6, 6) for line in lines]
    assert math.isclose(sum(micros), total, rel_tol=1e-9), (micros, total)
    assert gateway.metric("signalbox_tokens_total", deployment="merging") - tokens == total
    added = gateway.metric("signalbox_cost_usd_total", deployment="merging") - cost
    assert math.isclose(added * 1e6, total, rel_tol=1e-9)


def test_one_bad_input_harms_nobody_else(gateway: Routed, backend: Backend) -> None:
    given = ["good one", "good two", BAD_INPUT, "good three", "good four"]
    found = at_once([lambda each=each: embed(gateway, "strict", each, encoding_format="float") for each in given])
    for each, raw in zip(given, found):
        if each == BAD_INPUT:
            assert isinstance(raw, openai.BadRequestError)
            assert (raw.code, raw.param) == ("bad_input", "input") and "input 0 is bad" in raw.message
        else:
            assert not isinstance(raw, Exception), raw
            assert json.loads(raw.text)["data"][0]["embedding"] == vector(each)
            assert json.loads(raw.text)["usage"]["prompt_tokens"] == tokens_of(each)
    bodies = backend.bodies("strict")
    assert any(isinstance(body["input"], list) and len(body["input"]) > 1 for body in bodies), "it was merged at first"
    assert gateway.metric("signalbox_batching_calls_total", outcome="refused") >= 1


def test_requests_that_differ_do_not_share(gateway: Routed, backend: Backend) -> None:
    before = len(backend.bodies("merging"))
    wishes: list[dict[str, Any]] = [{"dimensions": 8}, {"user": "ann"}, {"user": "bob"}, {"encoding_format": "float"}]
    found = at_once([lambda wish=wish: embed(gateway, "merging", "the same", **wish) for wish in wishes])
    assert not [each for each in found if isinstance(each, Exception)]
    bodies = backend.bodies("merging")[before:]
    assert len(bodies) == len(wishes)
    assert {body.get("user") for body in bodies} == {None, "ann", "bob"}


def test_calls_hold_no_more_than_they_may(gateway: Routed, backend: Backend) -> None:
    given = [f"input {number}" for number in range(10)]
    before = len(backend.bodies("quick"))
    found = at_once([lambda each=each: embed(gateway, "small", each, encoding_format="float") for each in given])
    for each, raw in zip(given, found):
        assert json.loads(raw.text)["data"][0]["embedding"] == vector(each)
    sizes = [len(body["input"]) if isinstance(body["input"], list) else 1 for body in backend.bodies("quick")[before:]]
    assert sum(sizes) == 10 and max(sizes) <= 4 and len(sizes) < 10, sizes


def test_the_usual_window_costs_next_to_nothing(gateway: Routed) -> None:
    with gateway.client() as client:
        texts = [f"alone {number}" for number in range(20)]
        client.embeddings.create(model="quick", input="first")
        began = time.monotonic()
        for text in texts:
            client.embeddings.create(model="quick", input=text, encoding_format="float")
        merging = time.monotonic() - began
        began = time.monotonic()
        for text in texts:
            client.embeddings.create(model="plain", input=text, encoding_format="float")
        plain = time.monotonic() - began
    # 2 ms each; a window of another unit would be a second.
    assert merging - plain < 20 * 0.05
    calls = at_once([lambda text=text: embed(gateway, "quick", text, encoding_format="float") for text in texts])
    for text, raw in zip(texts, calls):
        assert json.loads(raw.text)["data"][0]["embedding"] == vector(text)


def test_a_provider_that_fails_fails_them_all_once(gateway: Routed, backend: Backend) -> None:
    """The fault of a shared call is retried by each as its own would be; nobody is left without an answer."""
    backend.paces["merging"] = Pace(status=503)
    given = [f"input {number}" for number in range(4)]
    try:
        found = at_once([lambda each=each: embed(gateway, "merging", each) for each in given])
    finally:
        del backend.paces["merging"]
    assert all(isinstance(each, openai.InternalServerError) for each in found), found


# Waiting for a better time

BATCH = """\
deployments:
  - {id: narrow, provider: a, model: narrow, limits: {concurrency: 1}}
models:
  - {name: patient, deployments: [narrow], batch: {max_wait: 20s}}
  - {name: hasty, deployments: [narrow], batch: {max_wait: 500ms}}
  - {name: crowded, deployments: [narrow], batch: {max_wait: 20s, max_waiting: 1}}
"""


def chat(gateway: Routed, model: str, *tags: str) -> float:
    """A chat; when its answer was there."""
    headers = {"x-signalbox-tags": ",".join(tags)} if tags else {}
    with gateway.client() as client:
        messages = [{"role": "user", "content": " ".join(tags) or "now"}]
        client.chat.completions.create(model=model, messages=messages, extra_headers=headers)
    return time.monotonic()


def waiting(gateway: Routed) -> float:
    return gateway.metric("signalbox_batch_waiting")


def ended(gateway: Routed, end: str) -> float:
    return gateway.metric("signalbox_batch_waits_total", end=end)


def test_batch_requests_wait_until_there_is_room(start: Start, backend: Backend) -> None:
    gateway = start(BATCH)
    # With nobody there, nobody waits.
    chat(gateway, "patient", "batch")
    assert ended(gateway, "headroom") == 0 and waiting(gateway) == 0
    backend.paces["narrow"] = Pace(delay=1.5)
    before = backend.count("narrow")
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(chat, gateway, "patient")
        wait_until(lambda: backend.count("narrow") == before + 1)
        later = pool.submit(chat, gateway, "patient", "batch")
        wait_until(lambda: waiting(gateway) == 1)
        # Somebody who waits in person passes by, although he came later.
        person = pool.submit(chat, gateway, "patient")
        wait_until(lambda: gateway.metric("signalbox_deployment_waiting", deployment="narrow") == 1)
        assert backend.count("narrow") == before + 1 and not first.done()
        ends = [each.result(20) for each in (first, person, later)]
    assert ends == sorted(ends)
    assert [body["messages"][0]["content"] for body in backend.bodies("narrow")[before:]] == ["now", "now", "batch"]
    assert ended(gateway, "headroom") == 1 and waiting(gateway) == 0
    del backend.paces["narrow"]


def test_batch_requests_wait_no_longer_than_they_may(start: Start, backend: Backend) -> None:
    gateway = start(BATCH)
    backend.paces["narrow"] = Pace(delay=2.5)
    before = backend.count("narrow")
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(chat, gateway, "hasty")
        wait_until(lambda: backend.count("narrow") == before + 1)
        later = pool.submit(chat, gateway, "hasty", "batch")
        wait_until(lambda: ended(gateway, "timeout") == 1, 2.2)
        assert not first.done(), "it waited for its own bound, not for the other one's end"
        # Then it is a request like any other: it queues for the place.
        first.result(20), later.result(20)
    assert gateway.metric("signalbox_batch_wait_seconds_total") == pytest.approx(0.5, abs=0.45)
    del backend.paces["narrow"]


def test_too_many_batch_requests_are_turned_away(start: Start, backend: Backend) -> None:
    gateway = start(BATCH)
    backend.paces["narrow"] = Pace(delay=1.5)
    before = backend.count("narrow")
    with ThreadPoolExecutor(3) as pool:
        pool.submit(chat, gateway, "crowded")
        wait_until(lambda: backend.count("narrow") == before + 1)
        waits = pool.submit(chat, gateway, "crowded", "batch")
        wait_until(lambda: waiting(gateway) == 1)
        with pytest.raises(openai.APIStatusError) as refused:
            chat(gateway, "crowded", "batch")
        assert "max_waiting" in refused.value.message
        assert refused.value.status_code in (429, 503) and "retry-after" in refused.value.response.headers
        waits.result(20)
    assert ended(gateway, "refused") == 1
    del backend.paces["narrow"]


def test_who_leaves_while_waiting_is_forgotten(start: Start, backend: Backend) -> None:
    gateway = start(BATCH)
    backend.paces["narrow"] = Pace(delay=1.5)
    before = backend.count("narrow")
    headers = {"authorization": f"Bearer {TEAM_KEY}", "x-signalbox-tags": "batch"}
    body = {"model": "patient", "messages": [{"role": "user", "content": "batch"}]}
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(chat, gateway, "patient")
        wait_until(lambda: backend.count("narrow") == before + 1)
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(gateway.url + "/v1/chat/completions", json=body, headers=headers, timeout=0.4)
        wait_until(lambda: ended(gateway, "left") == 1)
        first.result(20)
    assert backend.count("narrow") == before + 1 and waiting(gateway) == 0
    del backend.paces["narrow"]


# Preheating

PREHEAT = """\
deployments:
  - {id: warm, provider: a, model: warm, preheat: {connections: 3, prompt: true}}
  - {id: cold, provider: b, model: cold}
models:
  - {name: warm, deployments: [warm]}
  - {name: cold, deployments: [cold]}
  - {name: either, deployments: [warm, cold], strategy: lowest-latency}
"""


def samples(gateway: Routed) -> dict[str, int]:
    """How many times to first token are known of each member of the group, before anybody has asked."""
    body = {"model": "either", "messages": [{"role": "user", "content": "hi"}]}
    document = httpx.post(gateway.admin_url + "/admin/v1/explain", json=body, timeout=20).json()
    return {each["deployment"]: each["inputs"]["samples"] for each in document["candidates"]}


def test_connections_are_there_before_the_first_request(start: Start) -> None:
    backends = {"a": Backend(), "b": Backend()}
    warm, cold = backends["a"], backends["b"]
    try:
        gateway = start(PREHEAT, backends, ", pool: {preheat: 0}")
        wait_until(lambda: warm.connections >= 3 and warm.count("warm") == 1)
        assert cold.connections == 0 and cold.count() == 0
        tiny = warm.bodies("warm")[0]
        assert tiny["max_tokens"] == 1 and len(json.dumps(tiny)) < 200
        wait_until(lambda: samples(gateway) == {"warm": 1, "cold": 0})
        opened = warm.provider.opened
        for model in ("warm", "cold"):
            chat(gateway, model)
        assert warm.provider.opened == opened, "the request went over a connection that was there"
        assert cold.provider.opened == 1
        # The tiny request is nobody's, and is told apart.
        own = [line for line in gateway.log_lines() if line["request_id"].startswith("signalbox-warm-up")]
        assert len(own) == 1 and "key" not in own[0]
        # Providers close what is idle; it is opened again, though nobody asks.
        for connection in list(warm.provider.connections):
            warm.provider.loop.call_soon_threadsafe(connection.transport.close)
        wait_until(lambda: warm.connections == 0)
        wait_until(lambda: warm.connections >= 1, 15)
        assert warm.count("warm") == 2
    finally:
        for backend in backends.values():
            backend.stop()
