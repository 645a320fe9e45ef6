"""Routing while providers get slow, fail, refuse and recover: who loses traffic, how fast, and who gets it back."""

import itertools
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai
import pytest
from support.gateway import REPOSITORY, TEAM_KEY
from support.routing import Backend, Pace, Routed, Traffic, providers, shares

pytestmark = [pytest.mark.gateway, pytest.mark.timeout(150)]

Start = Callable[..., Routed]


@pytest.fixture(scope="module")
def backends() -> Iterator[dict[str, Backend]]:
    """Three providers; tests that change their pace do so for their own models."""
    backends = {name: Backend() for name in "abc"}
    yield backends
    for backend in backends.values():
        backend.stop()


@pytest.fixture
def start(backends: dict[str, Backend], tmp_path: Path) -> Iterator[Start]:
    """Starts gateways of the test's own, which are stopped at its end."""
    started: list[Routed] = []

    def start(body: str, others: dict[str, Backend] | None = None, **options: Any) -> Routed:
        folder = tmp_path / f"gateway-{len(started)}"
        started.append(Routed(folder, providers(others or backends) + body, others or backends, **options))
        return started[-1]

    yield start
    for gateway in started:
        gateway.stop()


# Adaptation

STRATEGIES = ["weighted", "least-load", "lowest-latency", "score"]
# The others answer whole.
STREAMS = {"lowest-latency"}
# The quickest member is the one that gets into trouble: all strategies send it a good part of their traffic.
QUICK, USUAL = 0.03, 0.05
# Requests per second and strategy.
RATE = 20.0
# Each brings the member down for so long; from the first to the second it has to have lost its traffic.
NOTICED, OVER = 5.0, 9.0
# By then it has to have it back.
RECOVERED = 30.0
TROUBLES: dict[str, dict[str, Any]] = {
    "slow": {"delay": 10 * QUICK},
    "failing": {"status": 500},
    "limited": {"status": 429},
}


def adaptive_groups() -> str:
    deployments = "".join(
        f"  - {{id: {group}-{name}, provider: {name}, model: {group}-{name}, tier: standard,"
        " price: {input: 1, output: 2}}\n"
        for group in STRATEGIES
        for name in "abc"
    )
    groups = "".join(
        f"  - {{name: {group}, deployments: [{group}-a, {group}-b, {group}-c], strategy: {group}}}\n"
        for group in STRATEGIES
    )
    return f"deployments:\n{deployments}models:\n{groups}"


@dataclass
class Course:
    """What became of the traffic of the first of three members, by strategy."""

    before: dict[str, float] = field(default_factory=dict)
    during: dict[str, int] = field(default_factory=dict)
    during_all: dict[str, int] = field(default_factory=dict)
    back: dict[str, float] = field(default_factory=dict)
    factor: float = 1.0
    failures: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)


def observe(folder: Path, trouble: dict[str, Any]) -> Course:
    """Brings trouble upon the first member while traffic goes on, and ends it again."""
    backends = {name: Backend(QUICK if name == "a" else USUAL) for name in "abc"}
    gateway = Routed(folder, providers("abc") + adaptive_groups(), backends)
    try:
        return _observe(gateway, backends, trouble)
    finally:
        gateway.stop()
        for backend in backends.values():
            backend.stop()


def _observe(gateway: Routed, backends: dict[str, Backend], trouble: dict[str, Any]) -> Course:
    course = Course()
    well = backends["a"].pace

    def share(group: str, since: float) -> float:
        return shares(backends, group, since, time.monotonic())["a"]

    with Traffic(gateway, STRATEGIES, RATE, STREAMS) as traffic:
        time.sleep(1)
        began = time.monotonic()
        time.sleep(4)
        course.before = {group: share(group, began) for group in STRATEGIES}
        backends["a"].pace = Pace(**{"delay": QUICK, **trouble})
        time.sleep(NOTICED)
        noticed = time.monotonic()
        time.sleep(OVER - NOTICED)
        course.factor = gateway.metric("signalbox_deployment_share", deployment="weighted-a")
        for group in STRATEGIES:
            counts = {name: each.count(f"{group}-{name}", noticed) for name, each in backends.items()}
            course.during[group], course.during_all[group] = counts["a"], sum(counts.values())
        backends["a"].pace = well
        recovered = time.monotonic()
        while len(course.back) < len(STRATEGIES) and time.monotonic() < recovered + RECOVERED:
            time.sleep(0.25)
            now = time.monotonic()
            for group in STRATEGIES:
                # Of the time after the recovery alone, and long enough to tell.
                if group in course.back or now < recovered + 1.5:
                    continue
                if share(group, now - 1.5) >= course.before[group] / 2:
                    course.back[group] = now - recovered
        course.failures = {group: len(traffic.failures(group)) for group in STRATEGIES}
        course.asked = Counter(each.group for each in traffic.outcomes)
    return course


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Course]:
    """All troubles at the same time, each with a gateway and providers of its own."""
    folder = tmp_path_factory.mktemp("troubles")
    with ThreadPoolExecutor(len(TROUBLES)) as pool:
        running = {name: pool.submit(observe, folder / name, trouble) for name, trouble in TROUBLES.items()}
        return {name: each.result() for name, each in running.items()}


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_member_in_trouble_loses_its_traffic_and_gets_it_back(
    courses: dict[str, Course], trouble: str, strategy: str
) -> None:
    course = courses[trouble]
    before, count, total = course.before[strategy], course.during[strategy], course.during_all[strategy]
    assert before >= 0.15, "it had its share while all was well"
    assert total >= 20, "traffic went on"
    # One in ten of what it had, and what chance may add to that.
    most = 0.1 * before * total
    assert count <= most + 3 * math.sqrt(most), f"{count} of {total} requests, {before:.0%} before: {course}"
    assert count / total < before / 3, course
    assert strategy in course.back, f"it never got its traffic back: {course}"
    # What a member failed another one answered: a caller may hear of a failure only where the retry budget is used up.
    assert course.failures[strategy] <= 0.01 * course.asked[strategy], course


def test_a_slow_member_is_left_a_trickle(courses: dict[str, Course]) -> None:
    """Exactly, where counting requests leaves it to chance."""
    assert 0 < courses["slow"].factor <= 0.1


def test_noise_moves_nothing(start: Start, backends: dict[str, Backend]) -> None:
    groups = {"noisy-weighted": "weighted", "noisy-load": "least-load"}
    models = {f"{group}-{name}": name for group in groups for name in "abc"}
    for model, name in models.items():
        backends[name].paces[model] = Pace(0.03, spread=0.5)
    gateway = start(
        "deployments:\n"
        + "".join(f"  - {{id: {model}, provider: {name}, model: {model}}}\n" for model, name in models.items())
        + "models:\n"
        + "".join(
            f"  - {{name: {group}, deployments: [{group}-a, {group}-b, {group}-c], strategy: {strategy}}}\n"
            for group, strategy in groups.items()
        )
    )
    factors: list[float] = []
    with Traffic(gateway, groups, 30) as traffic:
        began = time.monotonic()
        while time.monotonic() < began + 8:
            time.sleep(0.25)
            factors += [gateway.metric("signalbox_deployment_share", deployment=model) for model in models]
    assert min(factors) > 0.7, "shares of healthy members were taken away"
    assert sum(each < 1 for each in factors) <= 0.05 * len(factors), "shares of healthy members flapped"
    for group in groups:
        # Where latency is what counts, the luckiest member wins each pair for a while.
        tolerance = 0.15 if group == "noisy-weighted" else 0.28
        for name, share in shares(backends, group, began, time.monotonic()).items():
            assert abs(share - 1 / 3) < tolerance, f"{group}: {name} got {share:.0%}"
    assert not [each for each in traffic.outcomes if each.status != 200]


def test_a_member_whose_limit_is_used_up_is_left_alone(start: Start, backends: dict[str, Backend]) -> None:
    gateway = start("""\
deployments:
  - {id: left-a, provider: a, model: left-a}
  - {id: left-b, provider: b, model: left-b}
models:
  - {name: left, deployments: [left-a, left-b], strategy: headroom}
""")
    limits = [("x-ratelimit-limit-requests", "100"), ("x-ratelimit-reset-requests", "60s")]
    for name in "ab":
        backends[name].paces[f"left-{name}"] = Pace(headers=[*limits, ("x-ratelimit-remaining-requests", "90")])
    with gateway.client() as client:

        def ask(count: int) -> int:
            """How many of so many requests the first one gets."""
            before = backends["a"].count("left-a")
            for _ in range(count):
                client.chat.completions.create(model="left", messages=[{"role": "user", "content": "Hi"}])
            return backends["a"].count("left-a") - before

        assert 10 <= ask(40) <= 30
        backends["a"].paces["left-a"].headers[-1] = ("x-ratelimit-remaining-requests", "0")
        # It has to be asked once more before anybody can know.
        ask(10)
        assert ask(40) <= 2


# Groq first


class GroqFirst(Routed):
    """The example as it stands, but for addresses, keys and the log."""

    def render(self, models: str = "") -> str:
        text = (REPOSITORY / "examples/groq-first.yaml").read_text()
        for old, new in (
            ("127.0.0.1:8080", f"127.0.0.1:{self.port}"),
            ("127.0.0.1:9090", f"127.0.0.1:{self.admin_port}"),
            ("kind: groq\n", f"kind: groq\n    base_url: {self.backends['groq'].url}\n"),
            ("kind: openai\n", f"kind: openai\n    base_url: {self.backends['openai'].url}\n"),
        ):
            assert old in text
            text = text.replace(old, new)
        return f"{text}\naccess_log: {{file: {self.log}}}\n"


GROQ, OPENAI = "llama-3.3-70b-versatile", "gpt-4o-mini"


@pytest.fixture
def groq_first(tmp_path: Path) -> Iterator[GroqFirst]:
    backends = {"groq": Backend(0.005), "openai": Backend(0.02)}
    keys = {"GROQ_API_KEY": "gsk-test-1", "OPENAI_API_KEY": "sk-test-1"}
    keys |= {"TEAM_A_KEY": TEAM_KEY, "TEAM_B_KEY": "sk-team-b-1"}
    gateway = GroqFirst(tmp_path / "groq", "", backends, environment=keys)
    yield gateway
    gateway.stop()
    for backend in backends.values():
        backend.stop()


def ask_stream(client: openai.OpenAI, model: str, **more: Any) -> str:
    """The deployment's model that answered a stream."""
    messages = [{"role": "user", "content": "Say hello"}]
    text = ""
    for chunk in client.chat.completions.create(model=model, messages=messages, stream=True, **more):
        for choice in chunk.choices:
            text += choice.delta.content or ""
            assert choice.finish_reason in (None, "stop")
    assert text.startswith("Hello from "), text
    return text.removeprefix("Hello from ")


def ask(client: openai.OpenAI, model: str, content: Any = "Say hello", **more: Any) -> str:
    """The deployment's model that answered whole."""
    messages = [{"role": "user", "content": content}]
    answer = client.chat.completions.create(model=model, messages=messages, **more)
    return (answer.choices[0].message.content or "").removeprefix("Hello from ")


def tagged(*tags: str) -> dict[str, dict[str, str]]:
    return {"extra_headers": {"x-signalbox-tags": ",".join(tags)}}


def test_groq_serves_those_who_wait_and_others_stand_in(groq_first: GroqFirst) -> None:
    groq = groq_first.backends["groq"]
    with groq_first.client() as client:
        assert Counter(ask_stream(client, "chat") for _ in range(30))[GROQ] >= 28
        # Nobody waits for these: they go where they cost less.
        assert Counter(ask_stream(client, "chat", **tagged("batch")) for _ in range(15)) == {OPENAI: 15}
        # What nobody has tagged and nobody streams is shared 3 to 7.
        whole = Counter(ask(client, "chat") for _ in range(60))
        assert 6 <= whole[GROQ] <= 32 and whole[OPENAI] == 60 - whole[GROQ], whole
        # A caller who says that it is urgent is one who waits.
        urgent = {"extra_headers": {"x-signalbox-latency": "fast"}}
        assert Counter(ask(client, "chat", **urgent) for _ in range(15))[GROQ] >= 13
        groq.go_down()
        during = [ask_stream(client, "chat") for _ in range(40)]
        assert GROQ not in during and len(during) == 40
        assert Counter(ask_stream(client, "chat", **tagged("batch")) for _ in range(5)) == {OPENAI: 5}
        groq.come_back()
        returned = time.monotonic()
        latest: list[str] = []
        while latest[-10:].count(GROQ) < 9:
            assert time.monotonic() < returned + 30, Counter(latest[-10:])
            latest.append(ask_stream(client, "chat"))
            time.sleep(0.05)
    # The SDK closes a stream as soon as it has read [DONE], which may be before the provider's own end.
    told = [line for line in groq_first.log_lines() if line.get("error") is not None]
    assert not told, [(line.get("error"), line.get("status"), line.get("deployment")) for line in told][:6]


def test_a_slow_groq_serves_nobody_who_waits(groq_first: GroqFirst) -> None:
    groq, other = groq_first.backends["groq"], groq_first.backends["openai"]
    groq.pace.delay, other.pace.delay = 0.03, 0.06
    with Traffic(groq_first, ["chat"], 40, ["chat"]):
        time.sleep(2)
        assert groq.count(GROQ) > 4 * other.count(OPENAI)
        groq.pace.delay = 0.6
        time.sleep(5)
        slow = time.monotonic()
        time.sleep(2)
        assert groq.count(GROQ, slow) < other.count(OPENAI, slow) / 4


# Affinity

AFFINE = """\
deployments:
  - {id: home-a, provider: a, model: home-a, price: {input: 1, output: 2, cached_input: 0.1}}
  - {id: home-b, provider: b, model: home-b, price: {input: 1, output: 2, cached_input: 0.1}}
  - {id: home-c, provider: c, model: home-c, price: {input: 1, output: 2, cached_input: 0.1}}
  - {id: elsewhere, provider: a, model: elsewhere}
models:
  - {name: drawn, deployments: [home-a, home-b, home-c], strategy: weighted, affinity: session}
  - {name: scored, deployments: [home-a, home-b, home-c], strategy: score, affinity: session}
  - {name: unrelated, deployments: [elsewhere]}
"""


class Conversation:
    """A chat that goes on: each turn repeats those before."""

    def __init__(self, group: str, number: int, session: bool, words: int = 5) -> None:
        self.group, self.number, self.words = group, number, words
        self.headers = {"x-signalbox-session": f"{group}-session-{number}"} if session else {}
        self.messages: list[dict[str, str]] = [{"role": "system", "content": "You are brief."}]
        self.homes: list[str] = []

    def turn(self, client: openai.OpenAI) -> str:
        """Who answered."""
        text = " ".join(f"word-{self.number}-{len(self.messages)}-{each}" for each in range(self.words))
        self.messages.append({"role": "user", "content": text})
        answer = client.chat.completions.create(model=self.group, messages=self.messages, extra_headers=self.headers)
        content = answer.choices[0].message.content or ""
        self.messages.append({"role": "assistant", "content": content})
        self.homes.append(content.removeprefix("Hello from "))
        return self.homes[-1]


def conversations(group: str, words: int = 5) -> list[Conversation]:
    return [Conversation(group, number, number % 2 == 0, words) for number in range(16)]


def test_conversations_stay_across_a_reload_and_on_every_node(start: Start) -> None:
    one, other = start(AFFINE), start(AFFINE)
    with one.client() as client, other.client() as elsewhere:
        short, long = conversations("drawn"), conversations("scored", 400)
        for _ in range(2):
            for each in short + long:
                each.turn(client)
        one.reload_by_signal(lambda body: body.replace("name: unrelated", "name: unrelated, aliases: [renamed]"))
        assert ask(client, "renamed") == "elsewhere"
        for _ in range(2):
            for each in short + long:
                each.turn(client)
        for each in short + long:
            assert len(set(each.homes)) == 1, (each.group, each.homes)
        assert len({each.homes[0] for each in short}) == 3, "they are spread"
        # Nobody tells the other node; it comes to the same choice.
        again = conversations("drawn")
        for each in again:
            each.turn(elsewhere)
        assert [each.homes[0] for each in again] == [each.homes[0] for each in short]


def test_conversations_whose_deployment_dies_move_and_stay(start: Start, backends: dict[str, Backend]) -> None:
    gateway = start(AFFINE)
    with gateway.client() as client:
        short, long = conversations("drawn"), conversations("scored", 400)
        for each in short + long:
            each.turn(client)
        dead = short[0].homes[0]
        backends[dead[-1]].paces[dead] = Pace(status=500)
        try:
            # Whoever is asked while nobody knows yet may land anywhere.
            while gateway.metric("signalbox_deployment_available", deployment=dead) > 0:
                ask(client, "drawn", f"Are you there? {time.monotonic()}")
            for _ in range(3):
                for each in short + long:
                    each.turn(client)
        finally:
            del backends[dead[-1]].paces[dead]
        for each in short + long:
            first, *later = each.homes
            assert len(set(later)) == 1, (each.group, each.homes)
            assert later[0] == first if first != dead else later[0] != dead, (each.group, each.homes)
        # What is long is in the new one's prompt cache: it stays there even when the old one is back.
        returned = time.monotonic()
        while gateway.metric("signalbox_deployment_available", deployment=dead) == 0:
            assert time.monotonic() < returned + 30, "it never came back"
            ask(client, "drawn", f"Are you there again? {time.monotonic()}")
        for each in long:
            assert each.turn(client) == each.homes[1], each.homes


# Needs

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
IMAGE = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PIXEL}}]
TOOLS = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}]
NEEDS = """\
deployments:
  - {id: blind-a, provider: a, model: blind-a, capabilities: [tools], context_window: 1000}
  - {id: blind-b, provider: b, model: blind-b, capabilities: [json_schema], context_window: 4000}
  - {id: seeing, provider: c, model: seeing, capabilities: [vision], context_window: 4000}
models:
  - {name: blind, deployments: [blind-a, blind-b]}
  - {name: mixed, deployments: [blind-a, blind-b, seeing]}
"""


def refused(call: Callable[[], object]) -> dict[str, Any]:
    """The error object of a refusal, with its status."""
    with pytest.raises(openai.APIStatusError) as refusal:
        call()
    return {"status": refusal.value.status_code, **refusal.value.body}


def test_a_request_goes_to_who_can_serve_it_or_is_refused_with_the_reason(
    start: Start, backends: dict[str, Backend]
) -> None:
    gateway = start(NEEDS)
    with gateway.client() as client:
        assert {ask(client, "mixed", IMAGE) for _ in range(12)} == {"seeing"}
        assert {ask(client, "mixed", tools=TOOLS) for _ in range(12)} == {"blind-a"}
        asked = sum(each.count() for each in backends.values())
        blind = refused(lambda: ask(client, "blind", IMAGE))
        assert (blind["status"], blind["type"], blind["param"]) == (400, "invalid_request_error", "messages")
        assert "vision" in blind["message"] and "'blind'" in blind["message"]
        # Each could serve a part of it, and nobody all.
        both = refused(lambda: ask(client, "mixed", IMAGE, tools=TOOLS))
        assert both["status"] == 400 and "vision" in both["message"] and "tools" in both["message"], both
        # Longer than any window, even if it was estimated at half of its length.
        endless = refused(lambda: ask(client, "mixed", "over and over again " * 4000))
        assert endless["status"] == 400 and "context_window" in endless["message"] and "4000" in endless["message"]
        assert sum(each.count() for each in backends.values()) == asked, "a refused request was sent"
        # Longer than the smallest window: the others take it.
        long = {ask(client, "blind", "over and over again " * 600) for _ in range(12)}
        assert long == {"blind-b"}


# Rules

RULED = """\
deployments:
  - {id: ruled-a, provider: a, model: ruled-a, tier: basic, region: eu}
  - {id: ruled-b, provider: b, model: ruled-b, tier: standard, region: us}
  - {id: ruled-c, provider: c, model: ruled-c, tier: advanced, region: us}
models:
  - name: first
    deployments: [ruled-a, ruled-b, ruled-c]
    cache: {exact: {when: always}}
    rules:
      - {name: secret, when: 'prompt.contains("BEGIN PRIVATE KEY")', deny: "Keys must not leave the house."}
      - {name: team, when: '"x-team" in headers && headers["x-team"] == "red"', use: {deployments: [ruled-b]}}
      - {name: tag, when: '"eu" in tags', use: {region: eu}}
      - {name: fresh, when: '"fresh" in tags', cache: "off", prefer: {tier: advanced}}
      - {name: german, when: 'language == "de"', use: {tier: standard}}
      - {name: code, when: 'task == "code"', use: {tier: advanced}}
  - name: all
    deployments: [ruled-a, ruled-b, ruled-c]
    match: all
    rules:
      - {name: american, when: '"us" in tags', use: {region: us}}
      - {name: modest, when: '"modest" in tags', forbid: {tier: advanced}}
      - {name: denied, when: '"us" in tags && "banned" in tags', deny: Nothing for you.}
"""
GERMAN = "Bitte erkläre mir in einfachen Worten, warum der Himmel am Abend rot wird und mittags blau ist."
CODE = "Fix the bug in this Python function:\n```python\ndef add(a, b):\n    return a - b\n```"


@pytest.fixture
def ruled(start: Start) -> Routed:
    return start(RULED)


def test_a_rule_refuses_with_the_words_of_the_operator(ruled: Routed, backends: dict[str, Backend]) -> None:
    with ruled.client() as client:
        before = sum(each.count() for each in backends.values())
        error = refused(lambda: ask(client, "first", "-----BEGIN PRIVATE KEY-----"))
        assert (error["status"], error["code"]) == (403, "denied_by_rule")
        assert error["message"] == "Keys must not leave the house."
        assert refused(lambda: ask_stream(client, "all", **tagged("us", "banned")))["status"] == 403
        assert sum(each.count() for each in backends.values()) == before
    assert ruled.metric("signalbox_rule_matches_total", model="first", rule="secret") == 1


def test_rules_select_by_header_tag_language_and_task(ruled: Routed) -> None:
    with ruled.client() as client:

        numbers = itertools.count()

        def asked(text: str, **more: Any) -> set[str]:
            # No two alike: none comes from the cache.
            return {ask(client, "first", f"{text} ({next(numbers)})", **more) for _ in range(8)}

        assert asked("By team", extra_headers={"X-Team": "red"}) == {"ruled-b"}
        assert asked("By tag", **tagged("other", "eu")) == {"ruled-a"}
        assert asked(GERMAN) == {"ruled-b"}
        assert asked(CODE) == {"ruled-c"}
        # The first that matches counts alone.
        assert asked(CODE, **tagged("eu")) == {"ruled-a"}
        assert asked(GERMAN, **tagged("fresh")) == {"ruled-c"}
        # Nothing that a rule speaks of.
        assert len(asked("Who are you?") | asked("Who am I?")) > 1


def test_a_rule_switches_the_cache_off(ruled: Routed, backends: dict[str, Backend]) -> None:
    with ruled.client() as client:
        count = backends["c"].count
        before = count("ruled-c")
        for _ in range(3):
            assert ask(client, "first", "The same again", **tagged("fresh")) == "ruled-c"
        assert count("ruled-c") == before + 3
        everybody = sum(each.count() for each in backends.values())
        for _ in range(3):
            ask(client, "first", "And again the same")
        # Nothing was stored of those that the rule was for, and the others share an answer.
        assert sum(each.count() for each in backends.values()) == everybody + 1


PREDICTED = """\
deployments:
  - {id: dear, provider: a, model: dear, tier: advanced, price: {input: 1000, output: 1000}}
  - {id: cheap, provider: b, model: cheap, tier: basic, price: {input: 1, output: 1}}
models:
  - name: predicted
    deployments: [dear, cheap]
    exploration: 0%
    rules:
      - {name: thrifty, when: '"thrifty" in tags', max_cost: 0.01}
      - {name: hasty, when: '"hasty" in tags', max_ttft: 200ms}
      - {name: cheapest, when: '"cheapest" in tags', strategy: lowest-cost}
      - {name: quickest, when: '"quickest" in tags', strategy: lowest-latency}
      - {name: best, when: '"best" in tags', strategy: score, weights: {quality: 1}}
      - {name: frugal, when: '"frugal" in tags', strategy: score, weights: {cost: 1}}
"""


def test_what_only_a_rule_asks_for_is_predicted_all_the_same(start: Start, backends: dict[str, Backend]) -> None:
    backends["a"].paces["dear"] = Pace(0.5)
    gateway = start(PREDICTED)
    with gateway.client() as client:
        # The group itself draws, and asks for no numbers.
        with ThreadPoolExecutor(6) as pool:
            assert set(pool.map(lambda _: ask(client, "predicted"), range(24))) == {"dear", "cheap"}
        for tag, answers in (
            ("thrifty", "cheap"),
            ("hasty", "cheap"),
            ("cheapest", "cheap"),
            ("quickest", "cheap"),
            ("best", "dear"),
            ("frugal", "cheap"),
        ):
            with ThreadPoolExecutor(8) as pool:
                found = set(pool.map(lambda _: ask(client, "predicted", **tagged(tag)), range(8)))
            assert found == {answers}, tag


def test_where_all_rules_count_narrowing_adds_up(ruled: Routed) -> None:
    with ruled.client() as client:
        assert {ask(client, "all", **tagged("us")) for _ in range(16)} == {"ruled-b", "ruled-c"}
        assert {ask(client, "all", **tagged("modest")) for _ in range(16)} == {"ruled-a", "ruled-b"}
        assert {ask(client, "all", **tagged("us", "modest")) for _ in range(16)} == {"ruled-b"}


def test_a_preferred_member_that_fails_is_followed_by_the_others(ruled: Routed, backends: dict[str, Backend]) -> None:
    backends["c"].paces["ruled-c"] = Pace(status=500)
    try:
        with ruled.client() as client:
            answers = Counter(ask(client, "first", f"{number}", **tagged("fresh")) for number in range(12))
    finally:
        del backends["c"].paces["ruled-c"]
    assert sum(answers.values()) == 12 and "ruled-c" not in answers and len(answers) == 2, answers
