"""Processes under measurement: start and stop by pid, cores, scheduling weight, CPU time and memory."""

import os
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path


class Unavailable(Exception):
    """A target or a tool cannot be used here; the text says why."""


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for_port(port: int, process: "Process", seconds: float = 10) -> None:
    """Waits until something accepts connections there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.running():
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
            return
        except OSError:
            time.sleep(0.02)
    raise Unavailable(f"{process.name} does not listen on port {port}: {process.last_words()}")


def raise_file_limit() -> None:
    """Lets children hold thousands of connections."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Process:
    """A child process in a session of its own, whose output goes to a file."""

    def __init__(self, name: str, command: list[str], work: Path, core: int | None = None, env: dict | None = None):
        self.name = name
        self.log = work / f"{name}.log"
        pinned = ["taskset", "-c", str(core)] + command if core is not None else command
        self.core = core
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen(
                pinned, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=work,
                env={**os.environ, **(env or {})}, start_new_session=True,
            )

    def running(self) -> bool:
        return self.child.poll() is None

    def last_words(self) -> str:
        """The end of what the process printed."""
        text = self.log.read_text(errors="replace").strip()
        return text[-600:] or "(no output)"

    def pids(self) -> list[int]:
        """The process and its descendants."""
        found, todo = [], [self.child.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    todo += [int(child) for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
            except OSError:
                continue
        return found

    def threads(self) -> list[int]:
        found = []
        for pid in self.pids():
            try:
                found += [int(task) for task in os.listdir(f"/proc/{pid}/task")]
            except OSError:
                continue
        return found

    def weigh(self) -> None:
        """Asks for more than an equal share of a busy machine. Refused without privileges, which is no error: figures
        are then only as quiet as the machine is."""
        try:
            Path(f"/proc/{self.child.pid}/autogroup").write_text("-19")
        except OSError:
            pass
        for thread in self.threads():
            try:
                os.setpriority(os.PRIO_PROCESS, thread, -15)
            except OSError:
                pass

    def place(self, cores: set[int]) -> None:
        """Lets every thread run on these cores only."""
        for thread in self.threads():
            try:
                os.sched_setaffinity(thread, cores)
            except ProcessLookupError:
                continue

    def realtime(self, on: bool) -> bool:
        """Puts every thread into the round-robin class, or back; false where that is not permitted."""
        for thread in self.threads():
            try:
                if on:
                    os.sched_setscheduler(thread, os.SCHED_RR, os.sched_param(10))
                else:
                    os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
            except ProcessLookupError:
                continue
            except OSError:
                return False
        return True

    def cpu_seconds(self) -> float:
        """CPU time used so far by all threads, from the scheduler's counters."""
        total = 0
        for pid in self.pids():
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    total += int(Path(f"/proc/{pid}/task/{task}/schedstat").read_text().split()[0])
            except OSError:
                continue
        return total / 1e9

    def resident_mb(self) -> float:
        total = 0
        for pid in self.pids():
            try:
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1])
            except OSError:
                continue
        return total / 1024

    def stop(self, seconds: float = 3) -> None:
        """Ends the process and what it started, politely first."""
        pids = self.pids()
        if self.running():
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                for pid in pids:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                self.child.wait()
