"""Simulated providers with forced faults through the gateway; and how the gateway starts, or does not."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from support.gateway import TEAM_KEY, Gateway, binary, free_ports
from support.http import httpx
from support.instance import Instance
from support.network import Authority
from support.rawhttp import RawClient, request

pytestmark = pytest.mark.gateway

MESSAGES = [{"role": "user", "content": "Tell me something"}]
AUTHORIZED = {"authorization": f"Bearer {TEAM_KEY}"}
QUICK = "first_token: 0s, token_gap: 0s, jitter: 0, tokens: 20"
SHARES = "faults: {rate_limit: 25%, error: 20%, reset: 15%}"
FAULTS = ["429", "500", "reset", "cut", "stall"]

PROVIDERS = f"""\
providers:
  - {{id: sim, kind: simulated, simulation: {{{QUICK}}}}}
  - {{id: backup, kind: simulated, simulation: {{{QUICK}}}}}
  - {{id: first, kind: simulated, simulation: {{{QUICK}, seed: 7, {SHARES}}}}}
  - {{id: twin, kind: simulated, simulation: {{{QUICK}, seed: 7, {SHARES}}}}}
  - {{id: stranger, kind: simulated, simulation: {{{QUICK}, seed: 8, {SHARES}}}}}
"""
DEPLOYMENT = "  - {id: bad-@FAULT@, provider: sim, model: 'sim-model!@FAULT@'}\n"
GROUPS = """\
  - name: sturdy-@FAULT@
    deployments: [bad-@FAULT@]
    fallbacks: [good]
    strategy: priority
    retry: {attempts: 1}
    rescue: off
    timeouts: {first_token: 300ms, reply: 300ms, idle: 300ms}
  - name: alone-@FAULT@
    deployments: [bad-@FAULT@]
    retry: {attempts: 0}
    timeouts: {first_token: 300ms, reply: 300ms, idle: 300ms}
"""


def for_each_fault(text: str) -> str:
    return "".join(text.replace("@FAULT@", fault) for fault in FAULTS)


GOOD = "deployments:\n  - {id: good, provider: backup, model: backup-model}\n"
BODY = PROVIDERS + GOOD + for_each_fault(DEPLOYMENT) + "models:\n" + for_each_fault(GROUPS)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    gateway = Instance(tmp_path_factory.mktemp("simulated"), BODY)
    yield gateway
    gateway.stop()


@pytest.fixture
def client(gateway: Instance) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, timeout=15) as client:
        yield client


def raw_stream(gateway: Gateway, model: str) -> tuple[int, dict[str, str], list[str]]:
    """Status, headers and the data of the events."""
    body = {"model": model, "messages": MESSAGES, "stream": True}
    url = gateway.url + "/v1/chat/completions"
    with httpx.stream("POST", url, json=body, headers=AUTHORIZED, timeout=15) as answer:
        text = answer.read().decode()
    events = [line[6:] for line in text.split("\n") if line.startswith("data: ")]
    return answer.status_code, dict(answer.headers), events


@pytest.mark.parametrize("fault", FAULTS)
def test_a_plain_answer_comes_from_the_fallback(gateway: Instance, client: openai.OpenAI, fault: str) -> None:
    raw = client.chat.completions.with_raw_response.create(model=f"sturdy-{fault}", messages=MESSAGES)
    answer = raw.parse()
    assert answer.model == "backup-model" and answer.choices[0].finish_reason == "stop"
    assert len(answer.choices[0].message.content or "") > 10
    assert raw.headers["x-signalbox-attempts"] == "2"
    line = gateway.wait_for_log(raw.headers["x-request-id"])
    assert (line["status"], line["deployment"], line["attempts"]) == (200, "good", 2)


@pytest.mark.parametrize("fault", ["429", "500", "reset"])
def test_a_stream_comes_from_the_fallback_before_the_first_byte(client: openai.OpenAI, fault: str) -> None:
    chunks = list(client.chat.completions.create(model=f"sturdy-{fault}", messages=MESSAGES, stream=True))
    assert {chunk.model for chunk in chunks} == {"backup-model"}
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len("".join(chunk.choices[0].delta.content or "" for chunk in chunks)) > 10


IN_BAND = {"cut": {"provider_reset", "provider_stream_incomplete"}, "stall": {"provider_timeout"}}


@pytest.mark.parametrize("fault", IN_BAND)
@pytest.mark.parametrize("group", ["sturdy", "alone"])
def test_a_stream_that_breaks_ends_with_an_error_and_nothing_of_another_model(
    gateway: Instance, fault: str, group: str
) -> None:
    status, headers, events = raw_stream(gateway, f"{group}-{fault}")
    assert status == 200 and "[DONE]" not in events
    *chunks, last = [json.loads(event) for event in events]
    assert last["error"]["code"] in IN_BAND[fault] and last["error"]["message"]
    assert len(chunks) > 2 and {chunk["model"] for chunk in chunks} == {"sim-model"}
    assert all(choice["finish_reason"] is None for chunk in chunks for choice in chunk["choices"])
    line = gateway.wait_for_log(headers["x-request-id"])
    assert line["error"] in IN_BAND[fault]


ALONE = {
    "429": (429, None),
    "500": (500, None),
    "reset": (502, "provider_reset"),
    "cut": (502, "provider_reset"),
    "stall": (504, "provider_timeout"),
}


@pytest.mark.parametrize("fault", ALONE)
def test_without_a_fallback_the_fault_is_told(client: openai.OpenAI, fault: str) -> None:
    status, code = ALONE[fault]
    with pytest.raises(openai.APIStatusError) as refused:
        client.chat.completions.create(model=f"alone-{fault}", messages=MESSAGES)
    assert refused.value.status_code == status
    assert code in (None, refused.value.code)
    assert ("retry-after" in refused.value.response.headers) == (fault == "429")


@pytest.mark.parametrize("fault", ["429", "500", "reset"])
def test_a_stream_without_a_fallback_is_refused_with_a_status(gateway: Instance, fault: str) -> None:
    status, headers, events = raw_stream(gateway, f"alone-{fault}")
    assert status == ALONE[fault][0] and events == []
    assert headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("fault", ["429", "500", "reset"])
def test_embeddings_meet_faults_as_well(client: openai.OpenAI, fault: str) -> None:
    with pytest.raises(openai.APIStatusError) as refused:
        client.embeddings.create(model=f"sim/sim-model!{fault}", input="x", encoding_format="float")
    assert refused.value.status_code == ALONE[fault][0]


def outcomes(client: openai.OpenAI, provider: str, count: int = 40) -> list[str]:
    """What became of requests one after the other."""
    result = []
    for _ in range(count):
        try:
            answer = client.chat.completions.create(model=f"{provider}/m", messages=MESSAGES)
            result.append(f"{answer.id} {answer.choices[0].message.content}")
        except openai.APIStatusError as refused:
            result.append(f"{refused.status_code} {refused.code}")
    return result


def test_equal_seeds_give_equal_runs(client: openai.OpenAI) -> None:
    first, twin, stranger = (outcomes(client, provider) for provider in ("first", "twin", "stranger"))
    assert first == twin
    assert first != stranger
    kinds = {each.split("-")[0].split(" ")[0] for each in first}
    assert {"429", "500", "chatcmpl"} <= kinds, kinds
    # A reset of a kept connection looks like a stale one and is asked again, so that not every one is seen.
    assert 8 <= sum(each.startswith("chatcmpl") for each in first) <= 36


def test_a_repeatable_request_is_answered_alike(client: openai.OpenAI) -> None:
    def ask(**more: object) -> str | None:
        answer = client.chat.completions.create(model="sim/sim-model", messages=MESSAGES, **more)
        return answer.choices[0].message.content

    assert ask(seed=5) == ask(seed=5)
    assert ask(seed=5) != ask(seed=6)
    assert ask() != ask()


# Start


def test_the_first_request_is_answered_soon_after_the_start(tmp_path: Path) -> None:
    gateway = Instance(tmp_path, BODY, waits=False)
    try:
        asked = request("POST", "/v1/embeddings", AUTHORIZED, b'{"model":"sim/m","input":"x"}')
        while True:
            assert time.monotonic() - gateway.started_at < 5, gateway.output()
            try:
                with RawClient(gateway.port) as client:
                    client.send(asked)
                    assert client.response().status == 200
                    break
            except ConnectionRefusedError:
                time.sleep(0.002)
        assert time.monotonic() - gateway.started_at < 1
    finally:
        gateway.stop()


def start(folder: Path, text: str) -> tuple[int, str, str, str]:
    """Exit code, standard output, standard error, and the file's path."""
    file = folder / "signalbox.yaml"
    file.write_text(text)
    done = subprocess.run(
        [binary(), "serve", "--config", str(file)],
        capture_output=True,
        text=True,
        timeout=20,
        env={"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"},
    )
    return done.returncode, done.stdout, done.stderr, str(file)


SIMULATED = "providers:\n  - {id: sim, kind: simulated}\n"
WRONG = {
    "an unknown key": (SIMULATED + "sever: {}\n", [(3, 1)], ["server"]),
    "an unknown fault": (
        "providers:\n  - id: sim\n    kind: simulated\n    simulation: {faults: {rste: 5%}}\n",
        [(4, 27)],
        ["reset"],
    ),
    "a number out of range": (SIMULATED + "server:\n  loops: 999\n", [(4, 10)], ["256"]),
    "a deployment of nobody": (
        SIMULATED + "deployments:\n  - {id: a, provider: smi, model: m}\n",
        [(4, 23)],
        ["sim"],
    ),
    "no YAML": (SIMULATED + "server: {listen: [\n", [(None, None)], []),
    "two errors": (SIMULATED + "server:\n  lops: 1\naccess_log: of\n", [(4, 3), (5, 13)], ["loops", "off"]),
    "nothing": ("", [(1, 1)], ["provider"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_configuration_is_all_that_a_failed_start_tells(tmp_path: Path, what: str) -> None:
    text, places, words = WRONG[what]
    code, output, told, file = start(tmp_path, text)
    assert (code, output) == (1, "")
    lines = told.rstrip("\n").split("\n")
    found = [re.match(re.escape(file) + r":(\d+):(\d+): .", line) for line in lines]
    # Lines that name no place belong to the error above them.
    assert found[0], told
    assert all(match or line.startswith(" ") or line == "" for match, line in zip(found, lines)), told
    at = [(int(match[1]), int(match[2])) for match in found if match]
    assert len(at) == len(places), told
    for place, (line, column) in zip(at, places):
        assert line is None or place == (line, column), told
    for word in words:
        assert word in told
    for noise in ("Fatal", "Swift", "notice", "error:"):
        assert noise not in told, told


def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "missing.yaml"
    done = subprocess.run([binary(), "serve", "--config", str(file)], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(file) in done.stderr and len(done.stderr.strip().split("\n")) <= 2


def test_a_port_in_use_is_a_clear_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port, admin = taken.getsockname()[1], free_ports(1)[0]
        server = f"server: {{listen: 127.0.0.1:{port}, admin: 127.0.0.1:{admin}}}\n"
        code, output, told, _ = start(tmp_path, server + SIMULATED)
    assert (code, output) == (1, "")
    assert str(port) in told and "in use" in told.lower(), told


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    authority = Authority(tmp_path_factory.mktemp("pairs"))
    one, other = authority.issue("one", "localhost"), authority.issue("other", "localhost")
    broken = tmp_path_factory.mktemp("broken") / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n")
    return {
        "a certificate that is none": (broken, one[1]),
        "a key of another certificate": (one[0], other[1]),
        "a key that is not there": (one[0], broken.with_name("nowhere.pem")),
    }


@pytest.mark.parametrize(
    "what", ["a certificate that is none", "a key of another certificate", "a key that is not there"]
)
def test_unusable_certificates_are_a_clear_error(
    tmp_path: Path, pairs: dict[str, tuple[Path, Path]], what: str
) -> None:
    port, admin = free_ports(2)
    chain, key = pairs[what]
    tls = f"tls: {{certificate: {chain}, key: {key}}}"
    server = f"server: {{listen: 127.0.0.1:{port}, admin: 127.0.0.1:{admin}, {tls}}}\n"
    code, output, told, _ = start(tmp_path, server + SIMULATED)
    assert (code, output) == (1, "")
    assert "certificate" in told or "key" in told, told
    assert str(chain) in told or str(key) in told, told
