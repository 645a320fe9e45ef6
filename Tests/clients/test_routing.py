"""Decisions on who is asked: headers, records, explanations, replay; with the real SDK against the built gateway."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import openai
import pytest
from support import replies
from support.gateway import TEAM_KEY, Gateway, binary
from support.http import httpx
from support.provider import Provider, Reply, Request

pytestmark = pytest.mark.gateway

MODELS = """\
  - {name: two, deployments: [chat-1, embedding-1], strategy: weighted, retry: {attempts: 0}}
  - {name: first, deployments: [chat-1, embedding-1], strategy: priority, retry: {attempts: 0}}
"""
RULED = """\
  - name: ruled
    deployments: [chat-1, embedding-1]
    strategy: priority
    retry: {attempts: 0}
    rules:
      - {name: cheap, when: '"cheap" in tags', use: {deployments: [embedding-1]}}
      - {name: never, when: '"never" in tags', deny: "Not today."}
"""
QUESTION = [{"role": "user", "content": "an unmistakable zebra"}]


def answer(request: Request) -> Reply:
    return replies.chat("An answer")


@pytest.fixture
def routed(start_gateway: Callable[..., Gateway], provider: Provider) -> Gateway:
    provider.fallback = answer
    return start_gateway(models=MODELS + RULED)


def client(gateway: Gateway) -> openai.OpenAI:
    return openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, timeout=20)


def ask(gateway: Gateway, model: str, **more: object) -> httpx.Headers:
    return client(gateway).chat.completions.with_raw_response.create(model=model, messages=QUESTION, **more).headers


def documents(gateway: Gateway, query: str = "") -> list[dict]:
    status, headers, body = gateway.admin("/admin/v1/decisions" + query)
    assert status == 200 and headers["content-type"] == "application/json"
    return json.loads(body)["decisions"]


def explain(gateway: Gateway, body: dict) -> tuple[int, dict]:
    answer = httpx.post(gateway.admin_url + "/admin/v1/explain", json=body, timeout=20)
    return answer.status_code, answer.json()


def command(*arguments: str) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ.get("PATH", "")}
    return subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=60, env=environment)


def test_an_answer_names_its_decision(routed: Gateway) -> None:
    headers = ask(routed, "two", extra_headers={"x-signalbox-tags": "a,b"})
    decision = headers["x-signalbox-decision"]
    assert decision.startswith("dec_") and len(decision) == 20
    status, _, body = routed.admin(f"/admin/v1/decisions/{decision}")
    document = json.loads(body)
    assert status == 200 and document["id"] == decision
    assert document["choice"] == headers["x-signalbox-model"]
    assert document["strategy"] == "weighted" and document["group"] == "two"
    assert document["caller"]["key"] == "team" and document["caller"]["tags"] == ["a", "b"]
    assert sorted(document["order"]) == ["chat-1", "embedding-1"]
    assert {each["reason"] for each in document["candidates"]} == {"drawn", "not_drawn"}
    assert "zebra" not in body and TEAM_KEY not in body
    by_request = routed.admin(f"/admin/v1/decisions/{headers['x-request-id']}")[2]
    assert json.loads(by_request)["id"] == decision
    assert routed.wait_for_log(headers["x-request-id"])["decision"] == decision


def test_a_stream_and_an_error_name_theirs(routed: Gateway, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(["a"])), replies.error(500, "no")]
    stream = client(routed).chat.completions.with_raw_response.create(model="first", messages=QUESTION, stream=True)
    assert stream.headers["x-signalbox-decision"].startswith("dec_")
    list(stream.parse())
    with pytest.raises(openai.InternalServerError) as failed:
        ask(routed, "gpt-4o-mini")
    assert failed.value.response.headers["x-signalbox-decision"].startswith("dec_")


def test_a_direct_name_has_no_decision(routed: Gateway) -> None:
    assert "x-signalbox-decision" not in ask(routed, "scripted/any-model")


def test_decisions_are_listed_newest_first(routed: Gateway) -> None:
    made = [ask(routed, "two")["x-signalbox-decision"] for _ in range(5)]
    assert [each["id"] for each in documents(routed)] == made[::-1]
    assert [each["id"] for each in documents(routed, "?limit=2")] == made[:2:-1]
    status, headers, body = routed.admin("/admin/v1/decisions?format=jsonl")
    assert status == 200 and headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["id"] for line in body.splitlines()] == made[::-1]
    assert routed.admin("/admin/v1/decisions/dec_0000000000000000")[0] == 404


def test_rules_count_in_headers_log_and_metrics(routed: Gateway) -> None:
    headers = ask(routed, "ruled", extra_headers={"x-signalbox-tags": "cheap"})
    assert headers["x-signalbox-model"] == "embedding-1"
    assert routed.wait_for_log(headers["x-request-id"])["rule"] == "cheap"
    with pytest.raises(openai.PermissionDeniedError, match="Not today"):
        ask(routed, "ruled", extra_headers={"x-signalbox-tags": "never"})
    page = routed.admin("/metrics")[2]
    assert 'signalbox_routing_decisions_total{model="ruled",strategy="priority"} 1' in page
    assert 'signalbox_rule_matches_total{model="ruled",rule="cheap"} 1' in page
    assert 'signalbox_rule_matches_total{model="ruled",rule="never"} 1' in page
    assert 'signalbox_deployment_share{model="ruled",deployment="chat-1"} 1.0000' in page


def test_an_explanation_calls_nobody(routed: Gateway, provider: Provider) -> None:
    status, document = explain(routed, {"model": "first", "messages": QUESTION})
    assert status == 200 and document["outcome"] == "routed" and document["choice"] == "chat-1"
    assert document["explained"] is True
    assert document["request"]["task"] and document["request"]["language"] == "en"
    assert document["request"]["complexity"] is not None and document["request"]["tokens"]["count"] > 0
    status, document = explain(
        routed, {"request": {"model": "ruled", "messages": QUESTION}, "headers": {"x-signalbox-tags": "cheap"}}
    )
    assert document["choice"] == "embedding-1" and document["rules"][0]["name"] == "cheap"
    out = {each["deployment"]: each for each in document["candidates"]}["chat-1"]
    assert out["reason"] == "rule" and out["rule"] == "cheap"
    assert provider.requests == [] and documents(routed) == []
    assert "signalbox_active_requests 0" in routed.admin("/metrics")[2]


def test_an_explanation_says_how_a_request_would_be_refused(routed: Gateway) -> None:
    body = {"request": {"model": "ruled", "messages": QUESTION}, "headers": {"x-signalbox-tags": "never"}}
    status, document = explain(routed, body)
    assert status == 200 and document["outcome"] == "refused" and document["id"] is None
    assert document["refusal"]["status"] == 403 and document["refusal"]["message"] == "Not today."
    assert document["rules"][0]["name"] == "never"
    document = explain(routed, {"model": "nobody", "messages": QUESTION})[1]
    assert document["refusal"]["code"] == "model_not_found"
    limited = {"request": {"model": "first", "messages": QUESTION}, "key": "limited"}
    assert explain(routed, limited)[1]["refusal"]["code"] == "model_not_allowed"


@pytest.mark.parametrize(
    "body",
    [{}, [], {"request": 1}, {"model": "scripted/x", "messages": QUESTION},
     {"request": {"model": "first", "messages": QUESTION}, "headers": {"content-length": "1"}},
     {"request": {"model": "first", "messages": QUESTION}, "header": {}}],
    ids=["empty", "list", "number", "direct", "framing", "unknown member"],
)
def test_what_is_no_request_is_not_explained(routed: Gateway, body: object) -> None:
    status, document = explain(routed, body)
    assert status == 400 and document["error"]["message"]


def test_the_command_explains_with_and_without_a_gateway(routed: Gateway) -> None:
    arguments = ["explain", "--model", "ruled", "--header", "x-signalbox-tags:cheap", "Hello there"]
    for where in (["--config", str(routed.config)], ["--admin", routed.admin_url]):
        done = command(*arguments, *where)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("ruled → embedding-1") and "out: rule cheap" in done.stdout
        document = json.loads(command(*arguments, *where, "--json").stdout)
        assert document["choice"] == "embedding-1"
    refused = command("explain", "--config", str(routed.config), "--model", "ruled", "--header", "x-signalbox-tags:never", "x")
    assert refused.returncode == 2 and "Not today." in refused.stdout


def test_recorded_decisions_are_made_again(routed: Gateway, tmp_path: Path) -> None:
    for _ in range(12):
        ask(routed, "two")
    ask(routed, "ruled", extra_headers={"x-signalbox-tags": "cheap"})
    lines = tmp_path / "decisions.jsonl"
    lines.write_text(routed.admin("/admin/v1/decisions?format=jsonl&limit=100")[2])
    same = command("replay", str(lines), "--config", str(routed.config), "--fail-on-change")
    assert same.returncode == 0, same.stdout + same.stderr
    assert same.stdout == "13 decisions: 13 unchanged, 0 changed, 0 refused, 0 unknown\n"
    other = tmp_path / "other.yaml"
    other.write_text(
        routed.config.read_text()
        .replace("deployments: [chat-1, embedding-1], strategy: weighted", "deployments: [embedding-1]")
        .replace("use: {deployments: [embedding-1]}", "deny: 'Too cheap.'")
    )
    drawn = sum(each["choice"] == "chat-1" for each in documents(routed, "?limit=100"))
    done = command("replay", str(lines), "--config", str(other), "--json", "--fail-on-change")
    assert done.returncode == 2, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["total"], summary["changed"], summary["refused"]) == (13, drawn, 1)
    assert summary["unchanged"] == 12 - drawn and summary["refusals"] == {"denied_by_rule": 1}
    unknown = tmp_path / "unknown.yaml"
    unknown.write_text(routed.config.read_text().replace('"cheap" in tags', 'prompt.contains("x")'))
    summary = json.loads(command("replay", str(lines), "--config", str(unknown), "--json").stdout)
    assert summary["unknown"] == 1 and "prompt" in next(iter(summary["unknown_reasons"]))


def test_lines_that_are_no_decisions_are_named(routed: Gateway, tmp_path: Path) -> None:
    ask(routed, "two")
    lines = tmp_path / "x.jsonl"
    lines.write_text("{}\nnothing\n\n" + routed.admin("/admin/v1/decisions?format=jsonl")[2])
    done = command("replay", str(lines), "--config", str(routed.config))
    assert done.returncode == 0 and "2 lines are no decisions" in done.stdout
    assert f"{lines}:1" in done.stderr and f"{lines}:2" in done.stderr
    for content in ("\n", "{}\n"):
        lines.write_text(content)
        assert command("replay", str(lines), "--config", str(routed.config)).returncode == 1
    assert command("replay", str(tmp_path / "none"), "--config", str(routed.config)).returncode == 1
