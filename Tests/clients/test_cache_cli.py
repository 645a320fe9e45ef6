"""`signalbox cache` and the admin API behind it: state, hot keys, entries, purges, warming."""

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import replies
from support.gateway import TEAM_KEY, Gateway, binary, free_ports
from support.http import httpx
from support.provider import Provider, Reply, Request

pytestmark = pytest.mark.gateway

ADMIN_KEY = "sk-admin-7d1e5b3c9f8a2460"
MODELS = """\
  - {name: cached, deployments: [chat-1], retry: {attempts: 0}, cache: {exact: true}}
  - {name: other, deployments: [chat-1], retry: {attempts: 0}, cache: {exact: true}}
"""
# As long as a key, and nobody's.
UNKNOWN = "0123456789abcdef" * 4


def chat(question: str, model: str = "cached", **more: object) -> dict:
    return {"model": model, "temperature": 0, "messages": [{"role": "user", "content": question}], **more}


def answer(request: Request) -> Reply:
    """Answers everything, each question differently."""
    return replies.chat("An answer to " + json.loads(request.body)["messages"][-1]["content"])


@pytest.fixture
def cached(start_gateway: Callable[..., Gateway], provider: Provider) -> Gateway:
    """A gateway with two groups that have a cache."""
    provider.fallback = answer
    return start_gateway(models=MODELS)


@pytest.fixture
def locked(start_gateway: Callable[..., Gateway], provider: Provider) -> Gateway:
    """The same with an admin key."""
    provider.fallback = answer
    return start_gateway(models=MODELS, server=f"  admin_key: {ADMIN_KEY}")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [binary(), "cache", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        env={"PATH": os.environ.get("PATH", ""), **environment},
    )


def admin(gateway: Gateway, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return run(*arguments, "--admin", gateway.admin_url, **environment)


def document(done: subprocess.CompletedProcess) -> object:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask(gateway: Gateway, question: str, model: str = "cached", tags: str = "") -> httpx.Response:
    headers = {"authorization": f"Bearer {TEAM_KEY}"} | ({"x-signalbox-cache-tags": tags} if tags else {})
    return httpx.post(gateway.url + "/v1/chat/completions", json=chat(question, model), headers=headers, timeout=20)


def status(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return response.headers["cache-status"]


def warm(gateway: Gateway, file: Path, *arguments: str) -> subprocess.CompletedProcess:
    return run("warm", str(file), "--url", gateway.url, "--rate", "1000", *arguments, SIGNALBOX_API_KEY=TEAM_KEY)


def write(folder: Path, *lines: object) -> Path:
    file = folder / "requests.jsonl"
    file.write_text("".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in lines))
    return file


def entries(gateway: Gateway) -> int:
    return document(admin(gateway, "stats", "--json"))["memory"]["entries"]


def wait_for_entries(gateway: Gateway, count: int) -> None:
    end = time.monotonic() + 10
    while (found := entries(gateway)) != count:
        assert time.monotonic() < end, f"{found} entries instead of {count}"


def hot_key(gateway: Gateway, question: str) -> str:
    """The key of a question, which is asked until it is the hottest."""
    for _ in range(30):
        ask(gateway, question)
    return document(admin(gateway, "hot", "--json"))[0]["key"]


def test_stats_show_what_is_stored(cached: Gateway) -> None:
    empty = document(admin(cached, "stats", "--json"))
    assert empty["memory"]["entries"] == 0 and empty["memory"]["capacity_bytes"] > 0
    assert empty["redis"] is None and empty["flights"] == 0
    assert "fwd=miss" in status(ask(cached, "one"))
    wait_for_entries(cached, 1)
    after = document(admin(cached, "stats", "--json"))["memory"]
    assert after["insertions"] == 1 and 0 < after["bytes"] < after["capacity_bytes"]
    text = admin(cached, "stats")
    assert text.returncode == 0 and "1 entries" in text.stdout and "redis    none" in text.stdout


def test_the_hottest_key_is_first_and_can_be_looked_at(cached: Gateway) -> None:
    # Counts are halved each minute, which may fall into this test: one question alone would then be forgotten.
    for _ in range(4):
        ask(cached, "seldom", tags="rare")
    for _ in range(30):
        ask(cached, "often", tags="faq, doc:42")
    hot = document(admin(cached, "hot", "--json", "--limit", "2"))
    assert [each["group"] for each in hot] == ["cached", "cached"]
    assert hot[0]["count"] >= 15 > 4 >= hot[1]["count"] >= 2
    view = document(admin(cached, "get", hot[0]["key"], "--json"))
    assert view["key"] == hot[0]["key"] and sorted(view["tags"]) == ["doc:42", "faq"]
    assert (view["tier"], view["group"], view["deployment"]) == ("memory", "cached", "chat-1")
    assert view["provider"] == "scripted" and view["bytes"] > 0 and view["cost_usd"] == "0.000094"
    assert 0 < view["fresh_for_ms"] <= 3_600_000
    text = admin(cached, "get", hot[0]["key"])
    assert text.returncode == 0 and "faq" in text.stdout
    assert "often" not in text.stdout and "An answer" not in text.stdout
    lines = admin(cached, "hot").stdout.splitlines()
    assert lines[0].split() == ["KEY", "GROUP", "COUNT"] and hot[0]["key"] in lines[1]


def test_looking_at_an_entry_counts_for_nothing(cached: Gateway) -> None:
    key = hot_key(cached, "one")
    (before,) = document(admin(cached, "hot", "--json"))
    for _ in range(3):
        assert admin(cached, "get", key).returncode == 0
    (after,) = document(admin(cached, "hot", "--json"))
    # As before, or halved at the end of a minute.
    assert after["key"] == before["key"] and after["count"] in (before["count"], before["count"] // 2)


def test_a_key_without_an_entry_ends_with_1(cached: Gateway) -> None:
    done = admin(cached, "get", UNKNOWN)
    assert done.returncode == 1 and not done.stdout
    assert "404" in done.stderr and "No answer is stored" in done.stderr


def test_a_purge_counts_first_and_removes_when_told(cached: Gateway) -> None:
    for number in range(3):
        ask(cached, f"tagged {number}", tags="doc:42")
    ask(cached, "another", tags="doc:43")
    wait_for_entries(cached, 4)
    counted = admin(cached, "purge", "--tag", "doc:42")
    assert counted.returncode == 0 and "Would remove: 3 in the memory" in counted.stdout
    again = counted.stdout.strip().splitlines()[-1].strip()
    assert again == f"signalbox cache purge --tag doc:42 --admin {cached.admin_url} --yes"
    assert entries(cached) == 4 and "hit" in status(ask(cached, "tagged 0", tags="doc:42"))
    assert "cache_purge" not in cached.output()

    removed = document(run(*again.split()[2:], "--json"))
    assert (removed["dry_run"], removed["selection"], removed["value"]) == (False, "tag", "doc:42")
    assert removed["in_memory"] == 3 and removed["reached_all_nodes"] is True
    assert entries(cached) == 1
    assert "hit" in status(ask(cached, "another", tags="doc:43"))
    assert "fwd=miss" in status(ask(cached, "tagged 0", tags="doc:42"))
    audited = [line for line in cached.output().splitlines() if "cache_purge" in line]
    assert len(audited) == 1 and "doc:42" in audited[0] and "admin" in audited[0]


@pytest.mark.parametrize(
    ("arguments", "stays"),
    [
        (["--group", "other"], 2),
        (["--model", "chat-1"], 0),
        (["--everything"], 0),
        (["--tag", "faq"], 1),
        (["--group", "nothing"], 3),
    ],
    ids=["group", "model", "everything", "tag", "nothing"],
)
def test_a_purge_removes_what_it_names(cached: Gateway, arguments: list[str], stays: int) -> None:
    ask(cached, "one", tags="faq")
    ask(cached, "two")
    ask(cached, "one", model="other", tags="faq")
    wait_for_entries(cached, 3)
    counted = document(admin(cached, "purge", *arguments, "--json"))
    assert counted["dry_run"] is True and counted["in_memory"] == 3 - stays
    assert entries(cached) == 3
    assert document(admin(cached, "purge", *arguments, "--yes", "--json"))["in_memory"] == 3 - stays
    assert entries(cached) == stays


def test_one_key_is_purged_alone(cached: Gateway) -> None:
    ask(cached, "stays")
    key = hot_key(cached, "goes")
    assert document(admin(cached, "purge", "--key", key, "--yes", "--json"))["in_memory"] == 1
    assert admin(cached, "get", key).returncode == 1
    assert "hit" in status(ask(cached, "stays"))


BODIES = [
    ("", 400),
    ("{}", 400),
    ('{"dry_run": false}', 400),
    ('{"tag": "a", "group": "b", "dry_run": false}', 400),
    ('{"tags": "a", "dry_run": false}', 400),
    ('{"everything": "yes", "dry_run": false}', 400),
    ('{"key": "abc", "dry_run": false}', 400),
    ('{"tag": "' + "x" * 5000 + '", "dry_run": false}', 413),
]


@pytest.mark.parametrize(("body", "code"), BODIES, ids=[body[:20] for body, _ in BODIES])
def test_an_unclear_purge_removes_nothing(cached: Gateway, body: str, code: int) -> None:
    ask(cached, "one")
    wait_for_entries(cached, 1)
    refused = httpx.post(cached.admin_url + "/admin/v1/cache/purge", content=body)
    assert refused.status_code == code and refused.json()["error"]["message"]
    assert entries(cached) == 1


@pytest.mark.parametrize(
    ("path", "method", "code"),
    [
        ("/admin/v1/cache", "POST", 405),
        ("/admin/v1/cache/purge", "GET", 405),
        ("/admin/v1/cache/hot?limit=0", "GET", 400),
        ("/admin/v1/cache/hot?limt=5", "GET", 400),
        ("/admin/v1/cache/hot?limit=5", "GET", 200),
        ("/admin/v1/cache/hot?", "GET", 200),
        ("/admin/v1/cache/entries/abc", "GET", 400),
        (f"/admin/v1/cache/entries/{UNKNOWN}", "GET", 404),
        ("/admin/v1/cache/nothing", "GET", 404),
    ],
)
def test_the_paths_of_the_admin_plane(cached: Gateway, path: str, method: str, code: int) -> None:
    assert cached.admin(path, method)[0] == code


def test_without_a_cache_the_command_says_how_to_have_one(gateway: Gateway) -> None:
    done = admin(gateway, "stats")
    assert done.returncode == 1 and "cache: {exact: true}" in done.stderr


def test_the_admin_key_is_needed(locked: Gateway) -> None:
    without = admin(locked, "stats")
    assert without.returncode == 1 and "401" in without.stderr and "SIGNALBOX_ADMIN_KEY" in without.stderr
    wrong = admin(locked, "purge", "--everything", "--yes", SIGNALBOX_ADMIN_KEY="sk-wrong")
    assert wrong.returncode == 1 and "401" in wrong.stderr and "sk-wrong" not in wrong.stderr
    assert admin(locked, "stats", SIGNALBOX_ADMIN_KEY=ADMIN_KEY).returncode == 0
    from_file = run("stats", "--config", str(locked.config), "--json")
    assert document(from_file)["memory"]["entries"] == 0


def test_a_gateway_that_is_not_there_is_told() -> None:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    done = run("stats", "--admin", url)
    assert done.returncode == 1 and url in done.stderr and "refused" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["purge"],
        ["purge", "--tag", "a", "--everything"],
        ["get", "abc"],
        ["hot", "--limit", "0"],
        ["stats", "--admin", "localhost"],
        ["warm"],
        ["warm", "f", "--rate", "0"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_ends_with_64(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 64 and done.stderr and not done.stdout


@pytest.mark.parametrize("name", ["stats", "hot", "get", "purge", "warm"])
def test_each_command_has_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0 and "OVERVIEW" in done.stdout and "--json" in done.stdout
    assert name in run("--help").stdout


def test_warmed_requests_are_hits(cached: Gateway, provider: Provider, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        chat("plain"),
        "",
        {"body": chat("wrapped"), "headers": {"x-signalbox-cache-tags": "faq"}},
        {"endpoint": "/v1/chat/completions", "body": chat("named", stream=False)},
    )
    first = warm(cached, file)
    assert first.returncode == 0, first.stderr
    assert first.stdout == "sent 3: 0 hit, 3 miss, 0 bypassed, 0 failed\n" and not first.stderr
    wait_for_entries(cached, 3)
    assert len(provider.requests) == 3
    for question in ("plain", "wrapped", "named"):
        assert "hit" in status(ask(cached, question))
    second = document(warm(cached, file, "--json"))
    assert second == {"sent": 3, "hit": 3, "miss": 0, "bypassed": 0, "failed": 0, "invalid": 0, "stopped": None}
    assert len(provider.requests) == 3
    assert document(admin(cached, "purge", "--tag", "faq", "--json"))["in_memory"] == 1


def test_bad_lines_are_told_and_the_others_sent(cached: Gateway, provider: Provider, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        chat("one"),
        "nonsense",
        {"model": "cached"},
        {"body": chat("two"), "headers": {"host": "elsewhere"}},
        chat("x" * 2000),
        chat("three", model="no-such-model"),
        chat("four"),
    )
    done = warm(cached, file, "--max-line", "1000")
    assert done.returncode == 1
    assert done.stdout == "sent 3: 0 hit, 2 miss, 0 bypassed, 1 failed; 4 lines are no requests\n"
    told = {int(line.split(":")[1]): line for line in done.stderr.splitlines()}
    assert sorted(told) == [2, 3, 4, 5, 6]
    assert "not valid JSON" in told[2] and "'messages'" in told[3] and "'host'" in told[4]
    assert "longer than 1000 bytes" in told[5] and "404 model_not_found" in told[6]
    assert len(provider.requests) == 2


def test_standard_input_and_a_base_address_with_v1(cached: Gateway) -> None:
    lines = "".join(json.dumps(chat(f"piped {number}")) + "\n" for number in range(5))
    done = subprocess.run(
        [binary(), "cache", "warm", "-", "--url", cached.url + "/v1", "--rate", "1000", "--key", TEAM_KEY],
        input=lines.removesuffix("\n"),
        capture_output=True,
        text=True,
        timeout=30,
        env={"PATH": os.environ.get("PATH", "")},
    )
    assert done.returncode == 0 and done.stdout.startswith("sent 5: 0 hit, 5 miss"), done.stderr


def test_a_stream_is_read_to_its_end(cached: Gateway, provider: Provider, tmp_path: Path) -> None:
    provider.script = [replies.stream(replies.text_events(["a", "b"]))]
    done = warm(cached, write(tmp_path, chat("streamed", stream=True)))
    assert done.returncode == 0 and "1 miss" in done.stdout, done.stderr
    assert "hit" in status(ask(cached, "streamed"))


def test_a_group_without_a_cache_is_told_as_bypassed(cached: Gateway, tmp_path: Path) -> None:
    done = warm(cached, write(tmp_path, chat("one", model="gpt-4o-mini"), chat("two", temperature=1)))
    assert done.returncode == 0 and done.stdout.startswith("sent 2: 0 hit, 0 miss, 2 bypassed")
    assert "did not pass through the cache" in done.stderr


def test_a_refused_key_stops_at_once(cached: Gateway, provider: Provider, tmp_path: Path) -> None:
    file = write(tmp_path, *[chat(f"question {number}") for number in range(50)])
    done = run("warm", str(file), "--url", cached.url, "--concurrency", "1", "--rate", "1000", "--key", "sk-wrong")
    assert done.returncode == 1 and "401" in done.stderr and "the rest is not sent" in done.stderr
    assert int(done.stdout.split()[1].rstrip(":")) <= 2 and not provider.requests
    assert "sk-wrong" not in done.stderr


def test_no_more_requests_per_second_than_allowed(cached: Gateway, tmp_path: Path) -> None:
    file = write(tmp_path, *[chat(f"question {number}") for number in range(11)])
    begin = time.monotonic()
    done = run("warm", str(file), "--url", cached.url, "--rate", "20", "--key", TEAM_KEY)
    assert done.returncode == 0 and time.monotonic() - begin >= 0.5


def test_a_file_that_is_not_there_is_told(cached: Gateway) -> None:
    done = warm(cached, Path("no-such-file.jsonl"))
    assert done.returncode == 1 and "no-such-file.jsonl" in done.stderr


def test_a_gateway_that_closes_before_the_request_is_told_of_each_request(tmp_path: Path) -> None:
    """A connection may end between its opening and the first byte sent on it: nothing may wait for its answer."""
    file = write(tmp_path, *[chat(f"question {number}") for number in range(300)])
    with socket.create_server(("127.0.0.1", 0), backlog=300) as listener:

        def close_all() -> None:
            with contextlib.suppress(OSError):
                while True:
                    listener.accept()[0].close()

        closer = threading.Thread(target=close_all)
        closer.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        done = run("warm", str(file), "--url", url, "--rate", "100000", "--key", TEAM_KEY)
        listener.shutdown(socket.SHUT_RDWR)
        closer.join()
    assert done.returncode == 1 and done.stdout.startswith("sent 300: 0 hit, 0 miss, 0 bypassed, 300 failed"), done


def test_warming_speaks_tls(
    tls_gateway: Gateway, provider: Provider, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    provider.script = [replies.chat()]
    file = write(tmp_path, chat("one", model="gpt-4o-mini"))
    url = f"https://localhost:{tls_gateway.port}"
    untrusted = run("warm", str(file), "--url", url, "--key", TEAM_KEY)
    assert untrusted.returncode == 1 and "TLS" in untrusted.stderr and not provider.requests
    trusted = run("warm", str(file), "--url", url, "--key", TEAM_KEY, "--ca-file", str(certificate[0]))
    assert trusted.returncode == 0 and "1 bypassed" in trusted.stdout, trusted.stderr
