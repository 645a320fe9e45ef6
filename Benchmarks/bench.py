#!/usr/bin/env python3
"""Measures Signalbox beside nginx, HAProxy and Envoy on this machine and holds the ratios against thresholds.json.

Everything runs on free loopback ports in a temporary folder and is stopped at the end. See README.md for the method.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import bodies
from harness.machine import Unavailable, raise_file_limit
from harness.report import Verdict, judge, table
from harness.scenarios import SCENARIOS, Bench
from harness.targets import ORDER, Fleet, check_relay
from harness.tools import Tools

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".build-bench"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", default="", help=f"some of: {','.join(SCENARIOS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    parser.add_argument("--quick", action="store_true", help="short rounds: a look, not a result")
    parser.add_argument("--signalbox", type=Path, default=ROOT / ".build/release/signalbox", help="binary to measure")
    parser.add_argument("--envoy", type=Path, default=CACHE / "envoy/envoy", help="Envoy's binary")
    parser.add_argument("--without", default="", help=f"targets to leave out, some of: {','.join(ORDER[1:])}")
    parser.add_argument("--soak-minutes", type=float, help="length of the soak (default 1; 0.25 with --quick)")
    parser.add_argument("--no-pin", action="store_true", help="let the scheduler place all processes")
    parser.add_argument("--no-realtime", action="store_true", help="rate-2000 in the normal scheduling class")
    parser.add_argument("--report-only", action="store_true", help="exit code 0 also when a bar is missed")
    parser.add_argument("--out", type=Path, default=HERE / "out", help="folder for the results as JSON")
    parser.add_argument("--keep", action="store_true", help="keep the work folder (configurations, logs)")
    given = parser.parse_args()
    given.names = given.scenarios.split(",") if given.scenarios else list(SCENARIOS)
    given.without = {name for name in given.without.split(",") if name}
    for name in [*given.names, *given.without]:
        if name not in SCENARIOS and name not in ORDER:
            parser.error(f"unknown: {name}")
    if given.soak_minutes is None:
        given.soak_minutes = 0.25 if given.quick else 1
    return given


def compile_tools() -> Path:
    """Compiles the C programs into the cache; seconds, so always anew."""
    out = CACHE / "bin"
    out.mkdir(parents=True, exist_ok=True)
    flags = [os.environ.get("CC", "cc"), "-O2", "-Wall", "-Wextra"]
    for command in (
        ["-o", out / "mock", HERE / "mock.c"],
        ["-o", out / "load", HERE / "load.c", "-lm"],
        ["-shared", "-fPIC", "-o", out / "malloc_count.so", HERE / "malloc_count.c"],
    ):
        subprocess.run(flags + [str(part) for part in command], check=True)
    return out


def version(command: list[str]) -> str:
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=10)
        return (said.stdout + said.stderr).strip().splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return "unknown"


def machine(given: argparse.Namespace, fleet: Fleet) -> dict:
    """What a reader of the figures must know about where they come from."""
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    commands = {"nginx": ["nginx", "-v"], "haproxy": ["haproxy", "-v"], "envoy": [str(given.envoy), "--version"],
                "signalbox": [str(given.signalbox), "version"]}
    return {
        "cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "load_average": os.getloadavg(),
        "pinned": fleet.target_core is not None, "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "versions": {name: version(command) for name, command in commands.items() if name in fleet.targets},
    }


def measure(given: argparse.Namespace, fleet: Fleet, bench: Bench) -> tuple[dict, list[Verdict]]:
    bars = json.loads((HERE / "thresholds.json").read_text())
    results, verdicts = {}, []
    for name in given.names:
        print(f"\n== {name}", flush=True)
        try:
            rows = SCENARIOS[name](bench)
        except Unavailable as reason:
            print(f"  not measured: {reason}")
            ours = "signalbox" in fleet.targets
            verdicts += [Verdict(name, f"{name} runs", None, 0, False if ours else None)]
            continue
        if not rows:
            print("  skipped: it measures signalbox alone")
            continue
        results[name] = rows
        print(table(name, rows))
        judged = judge(name, rows, bars.get(name, []))
        for verdict in judged:
            if verdict.passed is not None or "signalbox" in fleet.targets or verdict.what.endswith("errors <= 0"):
                print(verdict)
        verdicts += judged
        sys.stdout.flush()
    return results, verdicts


def main() -> int:
    given = arguments()
    # A terminated run stops what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    raise_file_limit()
    programs = compile_tools()
    cores = sorted(os.sched_getaffinity(0))
    pinned = not given.no_pin and len(cores) > 1
    work = Path(tempfile.mkdtemp(prefix="signalbox-bench-"))
    envoy = given.envoy if given.envoy.exists() else None
    fleet = Fleet(work, given.signalbox.resolve(), envoy, programs / "mock", cores[0] if pinned else None,
                  cores[1] if pinned else None)
    tools = None
    try:
        fleet.start(given.without)
        tools = Tools(fleet, programs / "load", bodies.write_all(work / "bodies"))
        bench = Bench(fleet, tools, given.rounds, given.quick, not given.no_realtime, given.soak_minutes,
                      str(programs / "malloc_count.so"), print)
        about = machine(given, fleet)
        print(f"{about['cpu']}, {about['cores']} cores, Linux {about['kernel']}, load {about['load_average'][0]:.2f}")
        if about["load_average"][0] > 0.7:
            print("  other work runs on this machine: expect wider spreads")
        for name, reason in fleet.skipped.items():
            print(f"  skipped {name}: {reason}")
        verdicts = []
        if "signalbox" in fleet.skipped:
            verdicts.append(Verdict("check", "signalbox starts", None, 0, False))
        for target in fleet.targets.values():
            wrong = check_relay(target)
            print(f"  {target.name}: " + ("; ".join(wrong) if wrong else "relays every body unchanged"))
            if wrong:
                verdicts.append(Verdict("check", f"{target.name} relays every body unchanged", None, 0,
                                        False if target.name == "signalbox" else None))
        results, judged = measure(given, fleet, bench)
        verdicts += judged
    except Unavailable as reason:
        print(f"cannot measure: {reason}", file=sys.stderr)
        return 2
    finally:
        if tools:
            tools.stop()
        fleet.stop()
        if given.keep:
            print(f"kept {work}")
        else:
            subprocess.run(["rm", "-rf", str(work)], check=False)
    missed = [verdict for verdict in verdicts if verdict.passed is False]
    given.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": about, "quick": given.quick, "rounds": given.rounds, "results": results,
                       "verdicts": [verdict.as_dict() for verdict in verdicts]}, indent=1)
    (given.out / f"{time.strftime('%Y%m%d-%H%M%S')}.json").write_text(text)
    (given.out / "latest.json").write_text(text)
    passed = sum(verdict.passed is True for verdict in verdicts)
    unknown = sum(verdict.passed is None for verdict in verdicts)
    print(f"\n{passed} bars passed, {len(missed)} missed, {unknown} not judged; {given.out / 'latest.json'}")
    for verdict in missed:
        print(f"  {verdict.scenario}:{verdict}")
    return 1 if missed and not given.report_only else 0


if __name__ == "__main__":
    sys.exit(main())
