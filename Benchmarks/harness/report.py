"""Tables, ratios and verdicts."""

import statistics
from dataclasses import asdict, dataclass

from .scenarios import Rows

# Columns of each scenario's table: field of a row, heading, decimals.
COLUMNS = {
    "relay": [("cpu_us_per_req", "CPU us/req", 1), ("rps", "req/s", 0), ("p50", "p50 us", 0), ("p99", "p99 us", 0),
              ("rss_mb", "RSS MB", 1)],
    "rate-2000": [("added_p50", "+p50 us", 1), ("added_p99", "+p99 us", 1), ("p50", "p50 us", 1), ("p99", "p99 us", 1),
                  ("cpu_us_per_req", "CPU us/req", 1)],
    "stream": [("cpu_us_per_event", "CPU us/chunk", 2), ("events_per_s", "chunks/s", 0), ("ttfb50", "first p50 us", 0),
               ("ttfb99", "first p99 us", 0), ("rss_mb", "RSS MB", 1)],
    "tls-h2": [("cpu_us_per_req", "CPU us/req", 1), ("rps", "req/s", 0), ("rss_mb", "RSS MB", 1)],
    "counts": [("mallocs_per_req", "mallocs", 2), ("malloc_bytes_per_req", "bytes", 0),
               ("mallocs_per_req_8k", "at 8 KB", 2), ("mallocs_per_req_128k", "at 128 KB", 2),
               ("syscalls_per_req", "syscalls", 2), ("reads_per_req", "reads", 2), ("writes_per_req", "writes", 2),
               ("epoll_per_req", "epoll", 2), ("futex_per_req", "futex", 3)],
    "slow-reader": [("growth_mb", "growth MB", 1), ("rss_mb", "RSS MB", 1), ("seconds", "seconds", 1)],
    "start-up": [("start_ms", "ms", 1)],
    "soak": [("growth_percent", "growth %", 2), ("rss_early_mb", "early MB", 1), ("rss_late_mb", "late MB", 1),
             ("n", "requests", 0), ("minutes", "minutes", 1)],
    "cache": [("cpu_us_per_req", "CPU us/req", 1), ("rps", "req/s", 0), ("p50", "p50 us", 0), ("p99", "p99 us", 0),
              ("rss_mb", "RSS MB", 1)],
    "cache-shared": [("cpu_us_per_req", "CPU us/req", 1), ("rps", "req/s", 0), ("rate_p50", "p50 at 5,000/s", 0),
                     ("rate_p99", "p99 at 5,000/s", 0)],
    "cache-counts": [("mallocs_per_req", "mallocs", 2), ("malloc_bytes_per_req", "bytes", 0),
                     ("mallocs_per_req_8k", "at 8 KB", 2), ("syscalls_per_req", "syscalls", 2),
                     ("futex_per_req", "futex", 3)],
    "loops": [("rps", "req/s", 0), ("cpu_us_per_req", "CPU us/req", 1), ("busiest_us_per_req", "busiest us/req", 1),
              ("scaling", "scaling", 2), ("own_scaling", "own scaling", 2)],
}


def columns(scenario: str) -> list[tuple[str, str, int]]:
    return COLUMNS.get(scenario) or COLUMNS[scenario.split("-")[0]]


def median(rows: list[dict], name: str) -> float | None:
    values = [row[name] for row in rows if name in row]
    return statistics.median(values) if values else None


def table(scenario: str, rows: Rows) -> str:
    """Medians over the rounds, one line per target."""
    wanted = columns(scenario)
    lines = [f"{'':<12}" + "".join(f"{heading:>15}" for _, heading, _ in wanted) + f"{'errors':>9}"]
    for target, of_target in rows.items():
        cells = []
        for name, _, decimals in wanted:
            value = median(of_target, name)
            cells.append(f"{'-' if value is None else format(value, f',.{decimals}f'):>15}")
        lines.append(f"{target:<12}" + "".join(cells) + f"{errors(of_target):>9}")
    return "\n".join(lines)


def errors(rows: list[dict]) -> int:
    return sum(row.get("err", 0) + row.get("non2xx", 0) + row.get("cut", 0) for row in rows)


@dataclass
class Verdict:
    """One committed bar and what was measured."""

    scenario: str
    what: str
    measured: float | None
    bar: float
    passed: bool | None
    spread: str = ""

    def __str__(self) -> str:
        word = {True: "pass", False: "MISS", None: "skip"}[self.passed]
        measured = "not measured" if self.measured is None else f"{self.measured:.3g}"
        return f"  {word}  {self.what}: {measured}" + (f" ({self.spread})" if self.spread else "")

    def as_dict(self) -> dict:
        return asdict(self)


def judge(scenario: str, rows: Rows, bars: list[dict]) -> list[Verdict]:
    """Holds the rows against the bars of thresholds.json. Ratios are taken within a round, then their median."""
    verdicts = []
    for bar in bars:
        name, of_target, against = bar["metric"], bar.get("target", "signalbox"), bar.get("against")
        direction = "min" if "min" in bar else "max"
        limit = bar[direction]
        sign = "<=" if direction == "max" else ">="
        what = f"{of_target} {name}" + (f" / {against}" if against else "") + f" {sign} {limit:g}"
        values = [row[name] for row in rows.get(of_target, []) if name in row]
        if against:
            others = [row[name] for row in rows.get(against, []) if name in row]
            # A reference of nothing or less (an added latency lost in noise) says nothing about the ratio.
            values = [value / other for value, other in zip(values, others) if other > 0]
        if not values:
            verdicts.append(Verdict(scenario, what, None, limit, None))
            continue
        measured = statistics.median(values)
        passed = measured <= limit if direction == "max" else measured >= limit
        spread = f"{min(values):.3g} to {max(values):.3g} over {len(values)} rounds" if len(values) > 1 else ""
        verdicts.append(Verdict(scenario, what, measured, limit, passed, spread))
    for target, of_target in rows.items():
        failed = errors(of_target)
        if failed:
            ours = target.startswith("signalbox")
            verdicts.append(Verdict(scenario, f"{target} errors <= 0", failed, 0, False if ours else None))
    return verdicts
