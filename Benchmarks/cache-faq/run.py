#!/usr/bin/env python3
"""Sends a stream of questions through a gateway with the exact cache on and tells what was found, and what it saved.

The stream is a file of JSON lines, gzip or not, each with `prompt` (and `class`, where questions of one class may share
an answer). The provider is the gateway's own simulated one. Ends with 1 when a request failed, an answer was another
question's, or less was found than --at-least asks for.
"""

import argparse
import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-faq-0123456789abcdef"
CONFIGURATION = """\
server: {{listen: 127.0.0.1:{port}, admin: 127.0.0.1:{admin}}}
providers:
  - {{id: simulated, kind: simulated, simulation: {{first_token: {first_token}, token_gap: {token_gap}}}}}
deployments:
  - {{id: faq-1, provider: simulated, model: gpt-4o-mini, price: {{input: 0.15, output: 0.60}}}}
models:
  - {{name: faq, deployments: [faq-1], cache: {{exact: true}}}}
cache: {{memory: {memory}, policy: {policy}}}
keys:
  - {{name: faq, key: {key}}}
access_log: {{file: {log}}}
"""


@dataclass(frozen=True)
class Reply:
    """What came of one request."""

    index: int
    seconds: float
    request_id: str = ""
    outcome: str = "failed"
    cost: Decimal = Decimal(0)
    saved: Decimal = Decimal(0)
    tokens: int = 0
    answer_id: str = ""
    why: str = ""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path, help="the questions")
    parser.add_argument("--signalbox", type=Path, help="binary (default: the release build, else the debug build)")
    parser.add_argument("--concurrency", type=int, default=32, help="requests at the same time (default 32)")
    parser.add_argument("--limit", type=int, help="only the first so many requests")
    parser.add_argument("--memory", default="256MiB", help="cache.memory (default 256MiB: everything fits)")
    parser.add_argument("--policy", default="s3-fifo", help="cache.policy (default s3-fifo)")
    parser.add_argument("--first-token", default="180ms", help="the provider's median time to the first token")
    parser.add_argument("--token-gap", default="12ms", help="the provider's median time between tokens")
    parser.add_argument("--at-least", type=float, default=100, help="percent of what can be found (default 100)")
    return parser.parse_args()


def read_stream(path: Path, limit: int | None) -> tuple[list[str], list[object]]:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if is_gzip else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(limit or sys.maxsize))]
    return [row["prompt"] for row in rows], [row.get("class") for row in rows]


def repeats(values: list) -> int:
    """How many of the values came before: what a cache without a bound would find."""
    return len(values) - len(set(values))


def normalised(prompt: str) -> str:
    """The prompt without what a reader would not call a difference: case, width, space."""
    return " ".join(unicodedata.normalize("NFKC", prompt).casefold().split())


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def outcome_of(cache_status: str) -> str:
    parts = [part.strip() for part in cache_status.split(",")[-1].split(";")]
    if "hit" in parts:
        return "hit"
    if "collapsed" in parts:
        return "coalesced"
    return "miss" if "fwd=miss" in parts else "other"


def ask(connection: http.client.HTTPConnection, index: int, prompt: str) -> Reply:
    body = json.dumps({"model": "faq", "temperature": 0, "messages": [{"role": "user", "content": prompt}]})
    headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
    begun = time.perf_counter()
    try:
        connection.request("POST", "/v1/chat/completions", body.encode(), headers)
        reply = connection.getresponse()
        data = reply.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return Reply(index, time.perf_counter() - begun, why=repr(error))
    seconds = time.perf_counter() - begun
    if reply.status != 200:
        return Reply(index, seconds, why=f"{reply.status} {data[:200]!r}")
    answer = json.loads(data)
    return Reply(
        index,
        seconds,
        reply.headers["x-request-id"],
        outcome_of(reply.headers.get("cache-status", "")),
        Decimal(reply.headers.get("x-signalbox-cost", "0")),
        Decimal(reply.headers.get("x-signalbox-cost-saved", "0")),
        answer["usage"]["total_tokens"],
        answer["id"],
    )


def send_all(port: int, prompts: list[str], concurrency: int) -> list[Reply]:
    """Sends the prompts in order: a request begins when the one before it has begun and a worker is free."""
    replies: list[Reply] = []
    order, lock = iter(enumerate(prompts)), threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            with lock:
                item = next(order, None)
            if item is None:
                connection.close()
                return
            reply = ask(connection, *item)
            with lock:
                replies.append(reply)

    workers = [threading.Thread(target=work) for _ in range(concurrency)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sorted(replies, key=lambda reply: reply.index)


def strangers(prompts: list[str], replies: list[Reply]) -> int:
    """Replies with an answer that was made for another prompt."""
    made_for: dict[str, str] = {}
    for reply in replies:
        if reply.outcome == "miss":
            made_for[reply.answer_id] = prompts[reply.index]
    found = [reply for reply in replies if reply.outcome in ("hit", "coalesced")]
    return sum(made_for.get(reply.answer_id) != prompts[reply.index] for reply in found)


def milliseconds(values: list[float], share: float) -> str:
    if not values:
        return "-"
    return f"{sorted(values)[min(len(values) - 1, int(share * len(values)))] * 1e3:.2f}"


def gateway_seconds(log: Path) -> dict[str, float]:
    """How long each request took in the gateway itself, by its id."""
    lines = (json.loads(line) for line in log.read_text().splitlines())
    return {line["request_id"]: line["duration_ms"] / 1e3 for line in lines}


def report(prompts: list[str], classes: list, replies: list[Reply], in_gateway: dict[str, float]) -> float:
    """Prints the tables; returns the percentage of what can be found that was."""
    by_outcome = Counter(reply.outcome for reply in replies)
    found = by_outcome["hit"] + by_outcome["coalesced"]
    ideal = repeats(prompts)

    def percent(part: float, whole: float) -> str:
        return f"{100 * part / whole:.2f} %" if whole else "-"

    def kept(*outcomes: str) -> list[Reply]:
        return [reply for reply in replies if reply.outcome in outcomes]

    saved_tokens = sum(reply.tokens for reply in kept("hit", "coalesced"))
    spent_tokens = sum(reply.tokens for reply in kept("miss", "other"))
    saved, spent = sum(reply.saved for reply in replies), sum(reply.cost for reply in replies)
    all_tokens, all_cost = saved_tokens + spent_tokens, saved + spent
    print("| | requests | of all |\n|---|---|---|")
    print(f"| sent | {len(replies)} | |\n| distinct prompts | {len(set(prompts))} | {percent(len(set(prompts)), len(prompts))} |")
    for outcome in ("hit", "coalesced", "miss", "other", "failed"):
        print(f"| {outcome} | {by_outcome[outcome]} | {percent(by_outcome[outcome], len(replies))} |")
    print(f"| exact repeats: what there is to find | {ideal} | {percent(ideal, len(prompts))} |")
    print(f"| of them found | {found} | {percent(found, ideal)} of the repeats |")
    same = repeats([normalised(prompt) for prompt in prompts])
    print(f"| repeats but for case, width and space | {same} | {percent(same, len(prompts))} |")
    if None not in classes:
        print(f"| repeats of a class, however worded | {repeats(classes)} | {percent(repeats(classes), len(classes))} |")
    print("\n| | spent | saved | saved of all |\n|---|---|---|---|")
    print(f"| tokens | {spent_tokens} | {saved_tokens} | {percent(saved_tokens, all_tokens)} |")
    print(f"| US dollars | {spent:f} | {saved:f} | {percent(float(saved), float(all_cost))} |")
    print("\n| latency, ms | client p50 | client p99 | gateway p50 | gateway p99 |\n|---|---|---|---|---|")
    for outcome in ("hit", "coalesced", "miss"):
        outer = [reply.seconds for reply in kept(outcome)]
        inner = [in_gateway[reply.request_id] for reply in kept(outcome) if reply.request_id in in_gateway]
        cells = [milliseconds(values, share) for values in (outer, inner) for share in (0.5, 0.99)]
        print(f"| {outcome} | {' | '.join(cells)} |")
    return 100 * found / ideal if ideal else 100


def wait_until_ready(admin: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", admin, timeout=2)
        try:
            connection.request("GET", "/health/readiness")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    sys.exit("the gateway did not start")


def main() -> int:
    options = arguments()
    builds = [ROOT / ".build" / kind / "signalbox" for kind in ("release", "debug")]
    binary = options.signalbox or next((path for path in builds if path.exists()), None)
    if binary is None:
        sys.exit("no gateway to run; make release builds it")
    prompts, classes = read_stream(options.stream, options.limit)
    port, admin = free_ports(2)
    with tempfile.TemporaryDirectory() as folder:
        log, file = Path(folder, "access.log"), Path(folder, "gateway.yaml")
        file.write_text(CONFIGURATION.format(port=port, admin=admin, log=log, key=KEY, **vars(options)))
        with Path(folder, "output").open("wb") as output:
            command = [str(binary), "serve", "--config", str(file)]
            # A build that loads the toolchain's own libraries finds them by itself; nothing else is handed on.
            environment = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
            process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        try:
            wait_until_ready(admin, process)
            begun = time.monotonic()
            replies = send_all(port, prompts, options.concurrency)
            took = time.monotonic() - begun
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        print(f"{options.stream.name}: {took:.0f} s at concurrency {options.concurrency}, memory {options.memory}\n")
        share = report(prompts, classes, replies, gateway_seconds(log))
    wrong, failed = strangers(prompts, replies), [reply for reply in replies if reply.outcome == "failed"]
    print(f"\nanswers that were another prompt's: {wrong}")
    for reply in failed[:5]:
        print(f"request {reply.index} failed: {reply.why}")
    if share < options.at_least:
        print(f"found {share:.2f} % of what there is to find, less than {options.at_least:g} %")
    return 1 if wrong or failed or share < options.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
