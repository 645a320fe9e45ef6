"""The admin port: metrics, health, the access log, reload; and how the gateway stops."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from support import replies
from support.gateway import PROVIDER_KEY, TEAM_KEY, Gateway
from support.http import httpx
from support.provider import Gate, Hold, Provider
from support.rawhttp import RawClient, request

pytestmark = pytest.mark.gateway

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "a secret question"}]}
AUTHORIZED = {"authorization": f"Bearer {TEAM_KEY}"}
MORE = "  - {name: late-comer, deployments: [chat-1]}"
BAD = "  - {name: late-comer, deployment: [chat-1]}"


def ask(gateway: Gateway, request_id: str = "", **more: object) -> httpx.Response:
    headers = AUTHORIZED | ({"x-request-id": request_id} if request_id else {})
    url = gateway.url + "/v1/chat/completions"
    return httpx.post(url, json={**CHAT, **more}, headers=headers, timeout=20)


def models(gateway: Gateway) -> set[str]:
    answer = httpx.get(gateway.url + "/v1/models", headers=AUTHORIZED, timeout=20)
    return {model["id"] for model in answer.json()["data"]}


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


@pytest.fixture
def traffic(gateway: Gateway, provider: Provider) -> None:
    """A bit of everything, so that the metrics have something to show."""
    provider.script = [replies.chat(), replies.stream(replies.text_events(["a", "b"])), replies.error(500, "no")]
    ask(gateway)
    ask(gateway, stream=True)
    ask(gateway)
    ask(gateway, model="no-such-model")


def test_promtool_accepts_the_metrics(gateway: Gateway, traffic: None) -> None:
    status, headers, page = gateway.admin("/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain")
    assert "signalbox_" in page
    done = subprocess.run(["promtool", "check", "metrics"], input=page, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0 and not done.stdout and not done.stderr, done.stdout + done.stderr


def test_the_open_metrics_page_is_well_formed(gateway: Gateway, traffic: None) -> None:
    accept = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    status, headers, page = gateway.admin("/metrics", headers={"accept": accept})
    assert status == 200 and headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = {family.name: family for family in openmetrics.text_string_to_metric_families(page)}
    samples = sum(len(family.samples) for name, family in families.items() if name.startswith("signalbox_"))
    assert samples > 20
    for secret in (TEAM_KEY, PROVIDER_KEY, "a secret question"):
        assert secret not in page


def test_requests_tokens_and_errors_are_counted(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway()
    provider.script = [replies.chat(), replies.stream(replies.text_events(["a"])), replies.error(500, "no")]
    statuses = [ask(gateway).status_code, ask(gateway, stream=True).status_code, ask(gateway).status_code]
    assert statuses == [200, 200, 500]
    accept = {"accept": "application/openmetrics-text; version=1.0.0"}

    def samples() -> list:
        page = gateway.admin("/metrics", headers=accept)[2]
        return [each for family in openmetrics.text_string_to_metric_families(page) for each in family.samples]

    def total(part: str, suffix: str) -> float:
        return sum(each.value for each in samples() if part in each.name and each.name.endswith(suffix))

    wait_until(lambda: total("request_duration", "_count") == 3)
    assert total("tokens", "_total") == 2 * 26
    assert total("cost", "_total") == pytest.approx(2 * 0.000094)
    domains = {each.labels.get("error_type", "").split("_")[0] for each in samples() if each.value > 0}
    assert "provider" in domains


ONCE = "  - {name: once, deployments: [embedding-1], retry: {attempts: 0}}"
AGAIN = "  - {name: again, deployments: [embedding-1]}"
MEMBERS = [
    ("id", str),
    ("provider", str),
    ("model", str),
    ("state", str),
    ("cooling_down", bool),
    ("ejected", bool),
    ("retry_in_seconds", float),
    ("consecutive_failures", int),
    ("opened", int),
    ("ejections", int),
]


def deployments(gateway: Gateway) -> dict[str, dict]:
    status, headers, body = gateway.admin("/admin/v1/deployments")
    assert status == 200 and headers["content-type"].startswith("application/json")
    return {each["id"]: each for each in json.loads(body)}


def samples(gateway: Gateway, name: str, **labels: str) -> list[float]:
    page = gateway.admin("/metrics", headers={"accept": "application/openmetrics-text; version=1.0.0"})[2]
    return [
        each.value
        for family in openmetrics.text_string_to_metric_families(page)
        for each in family.samples
        if each.name == name and labels.items() <= each.labels.items()
    ]


def test_healthy_deployments_are_listed(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway()
    provider.script = [replies.stream(replies.text_events(["a"]))]
    assert ask(gateway, stream=True).status_code == 200
    wait_until(lambda: deployments(gateway)["chat-1"]["ttft_p50_ms"] is not None)
    listed = deployments(gateway)
    assert list(listed) == ["chat-1", "embedding-1", "scripted/*"]
    for each in listed.values():
        for name, kind in MEMBERS:
            assert type(each[name]) is kind, name
        assert each["state"] == "closed" and each["retry_in_seconds"] == 0
        assert each["limit"] is None and each["in_flight"] is None and each["waiting"] is None
    assert listed["chat-1"]["model"] == "scripted-chat-2026-05-01"
    assert 0 < listed["chat-1"]["ttft_p50_ms"] <= listed["chat-1"]["ttft_p95_ms"] < 20_000
    assert listed["embedding-1"]["ttft_p50_ms"] is None
    assert gateway.admin("/admin/v1/deployments", "POST")[0] == 405


def test_a_deployment_that_fails_is_shown_as_open(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway(models=ONCE)
    chat = {"deployment": "embedding-1", "provider": "scripted"}
    assert samples(gateway, "signalbox_deployment_state", **chat) == [0]
    assert samples(gateway, "signalbox_deployment_available", **chat) == [1]
    provider.script = [replies.error(500, "no") for _ in range(5)]
    for _ in range(5):
        assert ask(gateway, model="once").status_code == 500
    shown = deployments(gateway)["embedding-1"]
    assert (shown["state"], shown["opened"], shown["consecutive_failures"]) == ("open", 1, 5)
    assert 0 < shown["retry_in_seconds"] <= 5.5
    assert samples(gateway, "signalbox_deployment_state", **chat) == [2]
    assert samples(gateway, "signalbox_deployment_available", **chat) == [0]
    assert samples(gateway, "signalbox_breaker_opened_total", **chat) == [1]
    refused = ask(gateway, model="once")
    assert refused.status_code == 503 and refused.json()["error"]["code"] == "no_deployment"
    assert 1 <= int(refused.headers["retry-after"]) <= 6
    assert len(provider.requests) == 5


def test_a_retry_is_counted_and_logged(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway(models=AGAIN)
    provider.script = [replies.error(500, "no"), replies.chat()]
    assert ask(gateway, "retried", model="again").status_code == 200
    line = gateway.wait_for_log("retried")
    assert line["attempts"] == 2
    failed = [(each["deployment"], each["role"], each["error"], each["status"]) for each in line["failed_attempts"]]
    assert failed == [("embedding-1", "first", "provider_error", 500)]
    assert samples(gateway, "signalbox_extra_attempts_total", role="retry") == [1]
    assert sum(samples(gateway, "signalbox_extra_attempts_total")) == 1
    assert samples(gateway, "signalbox_retry_budget_exhausted_total") == [0]
    assert sum(samples(gateway, "signalbox_attempts_total", deployment="embedding-1")) == 2


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/health"])
def test_health(gateway: Gateway, path: str) -> None:
    assert gateway.admin(path)[0] == 200


def test_an_unknown_admin_path_is_404(gateway: Gateway) -> None:
    status, _, body = gateway.admin("/v1/chat/completions")
    assert status == 404 and json.loads(body)["error"]["code"] == "unknown_url"


def test_the_configuration_is_shown_without_secrets(gateway: Gateway) -> None:
    status, headers, body = gateway.admin("/admin/v1/config")
    assert status == 200 and headers["content-type"].startswith("application/json")
    assert "scripted-chat-2026-05-01" in body
    assert PROVIDER_KEY not in body and TEAM_KEY not in body
    json.loads(body)


FIELDS = {
    "method": "POST",
    "path": "/v1/chat/completions",
    "model": "gpt-4o-mini",
    "deployment": "chat-1",
    "provider": "scripted",
    "status": 200,
    "attempts": 1,
    "key": "team",
}


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_one_access_log_line_per_exchange(gateway: Gateway, provider: Provider, stream: bool) -> None:
    events = replies.text_events(["an answer"])
    provider.script = [replies.stream(events) if stream else replies.chat("an answer")]
    request_id = f"logged-{stream}-{time.monotonic_ns()}"
    assert ask(gateway, request_id, stream=stream).status_code == 200
    line = gateway.wait_for_log(request_id)
    assert {name: line.get(name) for name in FIELDS} == FIELDS
    assert line["stream"] is stream and line["request_id"] == request_id
    assert line["tokens"]["input"] == 19 and line["tokens"]["output"] == 7
    assert line["cost_usd"] == "0.000094"
    assert line["duration_ms"] > 0 and line["phases_us"]
    text = json.dumps(line)
    assert "a secret question" not in text and "an answer" not in text and TEAM_KEY not in text


def test_refusals_and_departures_are_logged(gateway: Gateway, provider: Provider) -> None:
    request_id = f"refused-{time.monotonic_ns()}"
    assert ask(gateway, request_id, model="no-such-model").status_code == 404
    line = gateway.wait_for_log(request_id)
    assert (line["status"], line["error"], line["error_type"]) == (404, "model_not_found", "caller_model_not_found")
    provider.script = [replies.stream([*replies.text_events(["a"])[:2], Hold()])]
    request_id = f"left-{time.monotonic_ns()}"
    headers = AUTHORIZED | {"x-request-id": request_id}
    url = gateway.url + "/v1/chat/completions"
    with httpx.stream("POST", url, json={**CHAT, "stream": True}, headers=headers, timeout=20) as answer:
        next(answer.iter_lines())
    line = gateway.wait_for_log(request_id)
    assert line["error"] == "client_closed_request" and line["error_type"].startswith("caller_")


def test_a_good_file_is_applied_by_the_admin_call(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway()
    assert "late-comer" not in models(gateway)
    gateway.write_config(MORE)
    status, _, body = gateway.admin("/admin/v1/reload", "POST")
    assert status == 200, body
    assert "late-comer" in models(gateway)
    provider.script = [replies.chat("by the new one")]
    assert ask(gateway, model="late-comer").status_code == 200
    assert gateway.admin("/admin/v1/reload")[0] == 405


def test_a_bad_file_changes_nothing_and_says_why(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway()
    before = models(gateway)
    gateway.write_config(BAD)
    status, _, body = gateway.admin("/admin/v1/reload", "POST")
    assert status == 422
    line = gateway.config.read_text().split("\n").index(BAD) + 1
    errors = json.loads(body)["errors"]
    assert any(f":{line}:" in error and "deployments" in error for error in errors), errors
    assert models(gateway) == before
    assert gateway.admin("/readyz")[0] == 200
    provider.script = [replies.chat()]
    assert ask(gateway).status_code == 200
    # It mends as soon as the file does.
    gateway.write_config(MORE)
    assert gateway.admin("/admin/v1/reload", "POST")[0] == 200
    assert "late-comer" in models(gateway)


def test_sighup_reads_the_file_again(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway()
    gateway.write_config(BAD)
    gateway.process.send_signal(signal.SIGHUP)
    line = gateway.config.read_text().split("\n").index(BAD) + 1
    wait_until(lambda: f":{line}:" in gateway.output())
    assert "late-comer" not in models(gateway)
    gateway.write_config(MORE)
    gateway.process.send_signal(signal.SIGHUP)
    wait_until(lambda: "late-comer" in models(gateway))


def test_a_changed_file_is_noticed(start_gateway: Callable[..., Gateway]) -> None:
    gateway = start_gateway()
    # Written beside it and renamed, as editors and deployment tools do.
    beside = gateway.config.with_suffix(".new")
    beside.write_text(gateway.render(MORE))
    os.replace(beside, gateway.config)
    wait_until(lambda: "late-comer" in models(gateway))


def test_sighup_opens_the_log_anew(start_gateway: Callable[..., Gateway], provider: Provider) -> None:
    gateway = start_gateway()
    provider.script = [replies.chat(), replies.chat()]
    ask(gateway, "before-rotation")
    gateway.wait_for_log("before-rotation")
    rotated = gateway.log.with_suffix(".1")
    gateway.log.rename(rotated)
    gateway.process.send_signal(signal.SIGHUP)
    wait_until(gateway.log.exists)
    ask(gateway, "after-rotation")
    gateway.wait_for_log("after-rotation")
    assert "after-rotation" not in rotated.read_text()


def test_a_stream_keeps_the_configuration_it_began_with(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway(models=MORE)
    gate, events = Gate(), replies.text_events(["a", "b"])
    provider.script = [replies.stream([*events[:2], gate, *events[2:]])]
    url = gateway.url + "/v1/chat/completions"
    asked = {**CHAT, "model": "late-comer", "stream": True}
    with httpx.stream("POST", url, json=asked, headers=AUTHORIZED, timeout=20) as answer:
        lines = answer.iter_lines()
        next(lines)
        gateway.write_config()
        assert gateway.admin("/admin/v1/reload", "POST")[0] == 200
        assert "late-comer" not in models(gateway)
        gate.open()
        assert "data: [DONE]" in list(lines)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_stream_is_finished_before_the_gateway_stops(
    start_gateway: Callable[..., Gateway], provider: Provider, number: signal.Signals
) -> None:
    gateway = start_gateway()
    gate, events = Gate(), replies.text_events(["a", "b"])
    provider.script = [replies.stream([*events[:2], gate, *events[2:]])]
    url = gateway.url + "/v1/chat/completions"
    idle = RawClient(gateway.port)
    with httpx.stream("POST", url, json={**CHAT, "stream": True}, headers=AUTHORIZED, timeout=20) as answer:
        lines = answer.iter_lines()
        next(lines)
        gateway.process.send_signal(number)
        wait_until(lambda: not accepts(gateway))
        assert gateway.process.poll() is None, "it stopped although a stream was running"
        gate.open()
        assert "data: [DONE]" in list(lines)
    assert gateway.wait(5) == 0, gateway.output()
    assert idle.at_end()
    idle.close()


def accepts(gateway: Gateway) -> bool:
    try:
        with RawClient(gateway.port, timeout=2) as client:
            client.send(request("GET", "/readyz"))
            return client.response().status == 200
    except (OSError, EOFError):
        return False


def test_what_outlives_the_drain_time_is_ended_in_band(
    start_gateway: Callable[..., Gateway], provider: Provider
) -> None:
    gateway = start_gateway(timeouts="drain: 300ms")
    provider.script = [replies.stream([*replies.text_events(["a"])[:2], Hold()])]
    url = gateway.url + "/v1/chat/completions"
    with httpx.stream("POST", url, json={**CHAT, "stream": True}, headers=AUTHORIZED, timeout=20) as answer:
        lines = answer.iter_lines()
        next(lines)
        gateway.terminate()
        last = [line for line in lines if line][-1]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "shutting_down"
    assert gateway.wait(5) == 0
