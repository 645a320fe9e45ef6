"""The scenarios. Each is a function that returns rows per target: `{target: [one row per round]}`.

Rounds are interleaved: every target is measured once per round, in an order that turns around from round to round, so
that drift of the machine meets all of them alike and ratios can be taken within a round.
"""

import http.client
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from .machine import Unavailable
from .targets import CLIENT_KEY, Fleet, Target
from .tools import Tools, finish_load

Rows = dict[str, list[dict]]


@dataclass
class Bench:
    """What a scenario has to work with."""

    fleet: Fleet
    tools: Tools
    rounds: int
    quick: bool
    realtime: bool
    soak_minutes: float
    malloc_library: str
    say: Callable[[str], None]

    def pick(self, full: float, quick: float) -> float:
        return quick if self.quick else full

    def targets(self, *names: str) -> list[Target]:
        return [target for name, target in self.fleet.targets.items() if not names or name in names]

    def interleaved(self, targets: list[Target], measure: Callable[[Target], dict]) -> Rows:
        rows: Rows = {target.name: [] for target in targets}
        for turn in range(self.rounds):
            for target in targets if turn % 2 == 0 else reversed(targets):
                rows[target.name].append(measure(target))
        return rows


def relay(body: str, connections: int, distinct: int) -> Callable[[Bench], Rows]:
    """Closed loop: CPU per request when the target's core is busy."""
    def run(bench: Bench) -> Rows:
        return bench.interleaved(bench.targets(), lambda target: bench.tools.load(
            target, body, connections=connections, distinct=distinct, seconds=bench.pick(4, 1.5),
            warm_up=bench.pick(1, 0.5)))
    return run


def rate_2000(bench: Bench) -> Rows:
    """Open loop, Poisson arrivals: what the target adds to the latency of the mock alone in the same round."""
    processes = [target.process for target in bench.targets()]
    realtime = bench.realtime and all([process.realtime(True) for process in processes])
    try:
        rows = bench.interleaved(bench.targets(), lambda target: bench.tools.load(
            target, "chat-300", connections=64, distinct=512, rate=2000, seconds=bench.pick(6, 2), warm_up=0.5,
            realtime=realtime))
    finally:
        for process in processes:
            process.realtime(False)
            process.weigh()
    for name, of_target in rows.items():
        for row, direct in zip(of_target, rows["direct"]):
            row["realtime"] = realtime
            row["added_p50"] = row["p50"] - direct["p50"]
            row["added_p99"] = row["p99"] - direct["p99"]
    return rows


def stream_paced(bench: Bench) -> Rows:
    """200 streams of 50 chunks a second each, beside 1,000 connections that do nothing."""
    return bench.interleaved(bench.targets(), lambda target: bench.tools.load(
        target, "stream-paced", stream=True, connections=200, idle=1000, seconds=bench.pick(6, 2.5),
        warm_up=bench.pick(2.5, 1.5)))


def stream_burst(bench: Bench) -> Rows:
    """Streams whose 61 events come as fast as the socket takes them."""
    return bench.interleaved(bench.targets(), lambda target: bench.tools.load(
        target, "stream-burst", stream=True, connections=64, distinct=512, seconds=bench.pick(4, 1.5),
        warm_up=bench.pick(1, 0.5)))


def tls_h2(bench: Bench) -> Rows:
    """HTTP/2 over TLS towards the client, plain HTTP/1.1 towards the provider."""
    targets = [target for target in bench.targets("nginx", "haproxy", "envoy") if target.tls_port]
    if "signalbox" in bench.fleet.targets:
        targets.append(bench.fleet.signalbox("signalbox-tls", tls=True))
    for target in targets:
        bench.tools.h2load(target, "chat-300", 2000)
    try:
        return bench.interleaved(targets, lambda target: bench.tools.h2load(
            target, "chat-300", int(bench.pick(60000, 20000))))
    finally:
        if targets and targets[-1].name == "signalbox":
            bench.fleet.discard(targets[-1].process)


def counts(bench: Bench) -> Rows:
    """Allocations and system calls per relayed request: numbers that a busy machine does not change."""
    rows: Rows = {}
    for name in ("nginx", "haproxy", "signalbox"):
        if name not in bench.fleet.targets:
            continue
        row: dict = {"label": name, "err": 0, "non2xx": 0}
        file = bench.fleet.work / f"mallocs-{name}"
        counted = bench.fleet.start_one(name, f"{name}-counted", {
            "LD_PRELOAD": bench.malloc_library, "MALLOC_COUNT_FILE": str(file)})
        for body in ("chat-300", "chat-8k", "chat-128k"):
            load = bench.tools.load(counted, body, connections=16, seconds=bench.pick(2, 0.8), warm_up=0.5,
                                    counters=file)
            suffix = "" if body == "chat-300" else "_" + body.removeprefix("chat-")
            row["mallocs_per_req" + suffix] = load["mallocs_per_req"]
            row["malloc_bytes_per_req" + suffix] = load["malloc_bytes_per_req"]
            row["err"] += load["err"]
            row["non2xx"] += load["non2xx"]
        bench.fleet.discard(counted.process)
        try:
            traced = bench.tools.system_calls(bench.fleet.targets[name], "chat-300", int(bench.pick(20000, 8000)))
            row["err"] += traced.pop("err")
            row["non2xx"] += traced.pop("non2xx")
            row |= traced
        except Unavailable as reason:
            bench.say(f"  system calls of {name} not counted: {reason}")
        rows[name] = [row]
    return rows


def slow_reader(bench: Bench) -> Rows:
    """200 MB streamed to one client that reads slower than the provider sends. A fresh process each time, since one
    that had held memory before would not need to grow."""
    rows: Rows = {}
    for name in ("nginx", "envoy", "signalbox"):
        if name not in bench.fleet.targets:
            continue
        fresh = bench.fleet.start_one(name, f"{name}-fresh")
        bench.tools.load(fresh, "stream-burst", stream=True, connections=4, seconds=0.3, warm_up=0.2)
        row = bench.tools.load(fresh, "stream-200mb", stream=True, connections=1, total=1, distinct=1, seconds=120,
                               slow=int(bench.pick(20e6, 60e6)))
        row["err"] += row["n"] != 1 or row["events"] != 12802
        rows[name] = [row]
        bench.fleet.discard(fresh.process)
    return rows


def start_up(bench: Bench) -> Rows:
    """From exec to the first chat answer. A first start that fills the page cache is not counted."""
    if "signalbox" not in bench.fleet.targets:
        return {}
    rows = []
    for turn in range(int(bench.pick(9, 5)) + 1):
        command, port, _ = bench.fleet.signalbox_command("signalbox-start")
        target = Target("signalbox", bench.fleet.run("signalbox-start", command, None), port)
        try:
            milliseconds = first_answer(bench, target)
        finally:
            bench.fleet.discard(target.process)
        if turn:
            rows.append({"label": "signalbox", "err": 0, "non2xx": 0, "start_ms": milliseconds})
    return {"signalbox": rows}


def first_answer(bench: Bench, target: Target) -> float:
    """Milliseconds since the process was started until a request was answered with 200."""
    body = bench.tools.paths["chat-300"].read_bytes()
    while time.monotonic() - target.process.started < 10 and target.process.running():
        try:
            connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=5)
            connection.request("POST", "/v1/chat/completions", body, {
                "content-type": "application/json", "authorization": f"Bearer {CLIENT_KEY}"})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status == 200:
                return (time.monotonic() - target.process.started) * 1000
        except OSError:
            pass
        time.sleep(0.001)
    raise Unavailable(f"no answer within 10 s: {target.process.last_words()}")


def soak(bench: Bench) -> Rows:
    """Mixed load for minutes on a fresh process; memory is compared between an early and the last fifth of the time."""
    if "signalbox" not in bench.fleet.targets:
        return {}
    fresh = bench.fleet.start_one("signalbox", "signalbox-soak")
    seconds = bench.soak_minutes * 60
    mix = [
        ("chat-300", {"connections": 32, "rate": 400}),
        ("chat-8k", {"connections": 16, "rate": 100}),
        ("chat-128k", {"connections": 4, "rate": 10}),
        ("stream-paced", {"connections": 40, "stream": True}),
        ("stream-burst", {"connections": 8, "rate": 20, "stream": True}),
        ("embedding", {"connections": 8, "rate": 50, "path": "/v1/embeddings"}),
    ]
    loads = [bench.tools.spawn(bench.tools.load_command(fresh, body, seconds=seconds, warm_up=0, **options))
             for body, options in mix]
    memory: list[float] = []
    try:
        while any(load.poll() is None for load in loads):
            memory.append(fresh.process.resident_mb())
            if not fresh.process.running():
                raise Unavailable(f"ended during the soak: {fresh.process.last_words()}")
            time.sleep(min(1, seconds / 30))
    finally:
        done = [finish_load(load) for load in loads]
    fifth = max(len(memory) // 5, 1)
    early, late = statistics.median(memory[fifth:2 * fifth]), statistics.median(memory[-fifth:])
    bench.fleet.discard(fresh.process)
    return {"signalbox": [{
        "label": "signalbox", "n": sum(row["n"] for row in done), "err": sum(row["err"] + row["cut"] for row in done),
        "non2xx": sum(row["non2xx"] for row in done), "minutes": bench.soak_minutes, "rss_early_mb": early,
        "rss_late_mb": late, "growth_percent": (late / early - 1) * 100, "memory_mb": memory,
    }]}


def loops(bench: Bench) -> Rows:
    """One loop with everything on one core against two loops with everything on two: loader and mock are in both, so
    that they take the same share and throughput can double also where there is no third core for them."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    if len(cores) < 2:
        raise Unavailable("one core only")
    fleet = bench.fleet
    mock = fleet.targets["direct"].process
    pairs = []
    if "nginx" in fleet.targets:
        pairs.append(("nginx", [fleet.nginx(f"nginx-{n}-loops", workers=n) for n in (1, 2)]))
    if "signalbox" in fleet.targets:
        pairs.append(("signalbox", [fleet.signalbox(f"signalbox-{n}-loops", loops=n) for n in (1, 2)]))
    for name, pair in pairs:
        for n, target in enumerate(pair, 1):
            target.name = f"{name} x{n}"

    def measure(target: Target) -> dict:
        used = set(cores[:1] if target.name.endswith("x1") else cores)
        target.process.place(used)
        mock.place(used)
        return bench.tools.load(target, "chat-300", connections=128, distinct=512, cores=used,
                                seconds=bench.pick(4, 1.5), warm_up=bench.pick(1, 0.5))

    try:
        rows = bench.interleaved([target for _, pair in pairs for target in pair], measure)
    finally:
        if fleet.load_core is not None:
            mock.place({fleet.load_core})
        for _, pair in pairs:
            for target in pair:
                fleet.discard(target.process)
    for name, _ in pairs:
        for one, two in zip(rows[f"{name} x1"], rows[f"{name} x2"]):
            two["scaling"] = two["rps"] / one["rps"]
            # All that is lost is charged to the target: loader and mock are taken to cost the same in both.
            others = 1e6 / one["rps"] - one["cpu_us_per_req"]
            two["own_scaling"] = 2 * one["cpu_us_per_req"] / (2e6 / two["rps"] - others)
    return rows


def relay_routed(strategy: str) -> Callable[[Bench], Rows]:
    """Closed loop through a group of three members among which a strategy chooses, against the peer without."""
    def run(bench: Bench) -> Rows:
        routed = bench.fleet.signalbox(f"signalbox-{strategy}", strategy=strategy)
        try:
            return bench.interleaved(bench.targets("nginx") + [routed], lambda target: bench.tools.load(
                target, "chat-300", connections=64, seconds=bench.pick(4, 1.5), warm_up=bench.pick(1, 0.5)))
        finally:
            bench.fleet.discard(routed.process)
    return run


# The bench's bodies have no temperature: whatever is asked is kept.
CACHED = "when: always, ttl: 1h"


def cache_hit(body: str, distinct: int) -> Callable[[Bench], Rows]:
    """Closed loop on answers in memory, against the peer that relays the same requests."""
    def run(bench: Bench) -> Rows:
        hit = bench.fleet.signalbox("signalbox-hit", cache=CACHED)
        bench.tools.load(hit, body, connections=64, distinct=distinct, seconds=0.5, warm_up=0.5)
        try:
            return bench.interleaved(bench.targets("nginx") + [hit], lambda target: bench.tools.load(
                target, body, connections=64, distinct=distinct, seconds=bench.pick(4, 1.5),
                warm_up=bench.pick(1, 0.5)))
        finally:
            bench.fleet.discard(hit.process)
    return run


def cache_miss(bench: Bench) -> Rows:
    """Closed loop on requests that never come again: key, look-up, storing and evicting, against the same binary
    without. The loader begins with the same bodies each time, so that each round has a process of its own; its memory
    is full before the measuring begins, for what the system takes to hand out fresh pages is no cost of a miss."""
    full = "cache: {memory: 16MiB}"

    def measure(target: Target) -> dict:
        is_cached = target.name == "signalbox miss"
        fresh = bench.fleet.signalbox("signalbox-miss", cache=CACHED, shared=full) if is_cached else target
        try:
            return bench.tools.load(fresh, "chat-300", connections=64, distinct=800_000, seconds=bench.pick(4, 1.5),
                                    warm_up=bench.pick(1, 0.5))
        finally:
            if fresh is not target:
                bench.fleet.discard(fresh.process)

    plain = bench.targets("nginx", "signalbox")
    return bench.interleaved(plain + [Target("signalbox miss", plain[-1].process, 0)], measure)


def cache_shared(bench: Bench) -> Rows:
    """Answers in Redis, nothing in memory: CPU of the gateway in a closed loop, latency at 5,000 requests a second."""
    port = bench.fleet.redis()
    shared = (f"cache: {{memory: 0, redis: main, key_secret: {'k' * 44}, negative: {{ttl: 0s}}}}\n"
              f"redis: {{main: {{url: 'redis://127.0.0.1:{port}'}}}}")
    hit = bench.fleet.signalbox("signalbox-shared", cache=CACHED, shared=shared)
    bench.tools.load(hit, "chat-300", connections=64, distinct=512, seconds=1, warm_up=0.5)
    try:
        rows = bench.interleaved(bench.targets("nginx") + [hit], lambda target: bench.tools.load(
            target, "chat-300", connections=64, distinct=512, seconds=bench.pick(4, 1.5), warm_up=bench.pick(1, 0.5)))
        for row in rows["signalbox"]:
            paced = bench.tools.load(hit, "chat-300", connections=64, distinct=512, rate=5000,
                                     seconds=bench.pick(4, 1.5), warm_up=0.5)
            row |= {"rate_p50": paced["p50"], "rate_p99": paced["p99"]}
            row["err"] += paced["err"]
        return rows
    finally:
        bench.fleet.discard(hit.process)


def cache_counts(bench: Bench) -> Rows:
    """Allocations and system calls per answer from memory."""
    if "signalbox" not in bench.fleet.targets:
        return {}
    file = bench.fleet.work / "mallocs-cache"
    counted = bench.fleet.signalbox("signalbox-cache-counted", {
        "LD_PRELOAD": bench.malloc_library, "MALLOC_COUNT_FILE": str(file)}, cache=CACHED)
    row: dict = {"label": "signalbox", "err": 0, "non2xx": 0}
    for body, suffix in (("chat-300", ""), ("chat-8k", "_8k")):
        load = bench.tools.load(counted, body, connections=16, seconds=bench.pick(2, 0.8), warm_up=1, counters=file)
        row["mallocs_per_req" + suffix] = load["mallocs_per_req"]
        row["malloc_bytes_per_req" + suffix] = load["malloc_bytes_per_req"]
        row["err"] += load["err"]
    bench.fleet.discard(counted.process)
    plain = bench.fleet.signalbox("signalbox-cache-traced", cache=CACHED)
    bench.tools.load(plain, "chat-300", connections=16, seconds=0.5, warm_up=0.5)
    try:
        row |= bench.tools.system_calls(plain, "chat-300", int(bench.pick(20000, 8000)))
    except Unavailable as reason:
        bench.say(f"  system calls not counted: {reason}")
    bench.fleet.discard(plain.process)
    return {"signalbox": [row]}


SCENARIOS: dict[str, Callable[[Bench], Rows]] = {
    "relay-300": relay("chat-300", 64, 512),
    "relay-8k": relay("chat-8k", 64, 64),
    "relay-128k": relay("chat-128k", 16, 8),
    "rate-2000": rate_2000,
    "stream-paced": stream_paced,
    "stream-burst": stream_burst,
    "tls-h2": tls_h2,
    "counts": counts,
    "slow-reader": slow_reader,
    "start-up": start_up,
    "soak": soak,
    "loops": loops,
    "relay-score": relay_routed("score"),
    "cache-hit-300": cache_hit("chat-300", 512),
    "cache-hit-8k": cache_hit("chat-8k", 64),
    "cache-miss": cache_miss,
    "cache-shared": cache_shared,
    "cache-counts": cache_counts,
}
