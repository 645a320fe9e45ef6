"""The measuring tools: the project's own loader, h2load and strace, each run beside a target."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from .machine import Unavailable
from .targets import CLIENT_KEY, Fleet, Target, find

READS = {"read", "readv", "recvfrom", "recvmsg", "recvmmsg"}
WRITES = {"write", "writev", "sendto", "sendmsg", "sendmmsg"}


class Tools:
    """Runs the tools on the loader's core, with the same weight as the targets."""

    def __init__(self, fleet: Fleet, load_program: Path, paths: dict[str, Path]):
        self.fleet = fleet
        self.load_program = load_program
        self.paths = paths
        self.children: list[subprocess.Popen] = []

    def stop(self) -> None:
        """Ends what still runs after an interruption."""
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()

    def spawn(self, command: list[str], cores: set[int] | None = None, realtime: bool = False) -> subprocess.Popen:
        if cores is None and self.fleet.load_core is not None:
            cores = {self.fleet.load_core}
        if cores:
            command = ["taskset", "-c", ",".join(map(str, sorted(cores)))] + command
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                 start_new_session=True)
        self.children = [other for other in self.children if other.poll() is None] + [child]
        try:
            if realtime:
                os.sched_setscheduler(child.pid, os.SCHED_RR, os.sched_param(10))
            else:
                Path(f"/proc/{child.pid}/autogroup").write_text("-19")
                os.setpriority(os.PRIO_PROCESS, child.pid, -15)
        except OSError:
            pass
        return child

    def load_command(self, target: Target, body: str, *, connections: int, seconds: float, warm_up: float = 0.5,
                     rate: float = 0, distinct: int = 64, idle: int = 0, total: int = 0, slow: int = 0,
                     counters: Path | None = None, stream: bool = False,
                     path: str = "/v1/chat/completions") -> list[str]:
        command = [str(self.load_program), "-u", target.url(path, stream), "-b", str(self.paths[body]),
                   "-H", f"Authorization: Bearer {CLIENT_KEY}", "-c", str(connections), "-s", str(seconds),
                   "-w", str(warm_up), "-k", str(distinct), "-P", target.pids(), "-l", target.name]
        if rate:
            command += ["-r", str(rate), "-x"]
        for option, value in (("-I", idle), ("-N", total), ("-S", slow), ("-m", counters)):
            if value:
                command += [option, str(value)]
        return command

    def load(self, target: Target, body: str, *, cores: set[int] | None = None, realtime: bool = False,
             **options) -> dict:
        target.empty_log()
        return finish_load(self.spawn(self.load_command(target, body, **options), cores, realtime))

    def h2load(self, target: Target, body: str, requests: int, connections: int = 16, streams: int = 8) -> dict:
        """HTTP/2 over TLS; CPU of the target over the whole run, handshakes included."""
        command = [find("h2load"), "-n", str(requests), "-c", str(connections), "-m", str(streams), "-t", "1",
                   "-H", f"authorization: Bearer {CLIENT_KEY}", "-H", "content-type: application/json",
                   "-d", str(self.paths[body]), target.tls_url()]
        target.empty_log()
        before = target.process.cpu_seconds()
        out, error = self.spawn(command).communicate()
        used = target.process.cpu_seconds() - before
        counts = re.search(r"(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", out)
        status = re.search(r"status codes: (\d+) 2xx", out)
        speed = re.search(r"finished in [^,]+, ([\d.]+) req/s", out)
        if not (counts and status and speed) or "Application protocol: h2" not in out:
            raise Unavailable(f"h2load said: {(out + error).strip()[-400:]}")
        done, good = int(counts[1]), int(status[1])
        return {"label": target.name, "n": done, "err": requests - done, "non2xx": done - good,
                "rps": float(speed[1]), "cpu_us_per_req": used * 1e6 / max(done, 1),
                "rss_mb": target.process.resident_mb()}

    def system_calls(self, target: Target, body: str, requests: int) -> dict:
        """System calls per request over a fixed number of requests, with strace attached to every thread."""
        report = self.fleet.work / f"strace-{target.name}.txt"
        command = [find("strace"), "-f", "-c", "-U", "calls,name", "-o", str(report)]
        pids = target.process.pids()
        for pid in pids:
            command += ["-p", str(pid)]
        tracer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                  start_new_session=True)
        try:
            attached = 0
            while attached < len(pids):
                line = tracer.stderr.readline()
                if not line:
                    raise Unavailable("strace may not attach to processes here")
                attached += "attached" in line
            time.sleep(0.2)
            row = self.load(target, body, connections=16, seconds=60, total=requests)
        finally:
            if tracer.poll() is None:
                tracer.send_signal(signal.SIGINT)
            tracer.communicate(timeout=20)
        calls = {}
        for line in report.read_text().splitlines():
            fields = line.split()
            if len(fields) == 2 and fields[0].isdigit() and fields[1] != "total":
                calls[fields[1]] = int(fields[0])
        n = max(row["n"], 1)
        return {
            "label": target.name, "n": row["n"], "err": row["err"], "non2xx": row["non2xx"],
            "syscalls_per_req": sum(calls.values()) / n,
            "reads_per_req": sum(v for k, v in calls.items() if k in READS) / n,
            "writes_per_req": sum(v for k, v in calls.items() if k in WRITES) / n,
            "epoll_per_req": sum(v for k, v in calls.items() if k.startswith("epoll")) / n,
            "futex_per_req": calls.get("futex", 0) / n,
            "calls": dict(sorted(calls.items(), key=lambda item: -item[1])),
        }


def finish_load(child: subprocess.Popen) -> dict:
    out, error = child.communicate()
    if child.returncode:
        raise Unavailable(f"load: {error.strip()}")
    row = json.loads(out)
    row["rss_mb"] = row["rss_max_kb"] / 1024
    row["growth_mb"] = (row["rss_max_kb"] - row["rss_before_kb"]) / 1024
    return row
