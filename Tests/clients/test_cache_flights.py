"""Identical requests at the same time: one call, which lives as long as anybody wants its answer."""

import time
from collections.abc import Callable

import pytest
from support import replies
from support.cache_fixtures import asked, caller, client, gateway_of, start_cached  # noqa: F401
from support.cache_gateway import Asked, Client, answer, chat, group, new_question, wait_until, words_of
from support.calls import Call
from support.provider import Finish, Gate, Provider, Reply, Request, Reset, Wait

pytestmark = pytest.mark.gateway

GROUPS = {
    "cached": group(),
    "apart": group("{coalesce: false}"),
    "drained": group(more="on_disconnect: drain"),
    "small": group("{max_size: 64KiB}"),
    "mended": group(
        deployments="[chat-1, chat-2]", more="strategy: priority, rescue: restart, retry: {attempts: 2}"
    ),
    # Of its own deployment: a call is not begun where its deadline is shorter than its deployment's usual answer.
    "timed": group(deployments="[chat-2]"),
}
MANY = 200
cached = gateway_of(GROUPS, cache="coalesce: {max_leaders: 3}")


class Gated:
    """Answers whose pieces wait for the test: each word but the first has a gate before it."""

    def __init__(self, asked: Asked, words: list[str] | None = None) -> None:
        self.words = words or ["one ", "two ", "three ", "four"]
        self.gates = [Gate() for _ in self.words[1:]]
        asked.reply = self.reply

    def reply(self, request: Request, number: int) -> Reply:
        whole = answer(request, self.words)
        if whole.framing == "length":
            return Reply(whole.status, whole.headers, [*self.gates, *whole.steps])
        steps: list = whole.steps[:2]
        for gate, step in zip(self.gates, whole.steps[2:]):
            steps += [gate, step]
        return Reply(whole.status, whole.headers, steps + whole.steps[2 + len(self.gates) :], "chunked")

    def open(self) -> None:
        for gate in self.gates:
            gate.open()


def count(client: Client, outcome: str) -> float:
    return client.gateway.metric("signalbox_cache_requests_total", outcome=outcome, model="cached")


@pytest.mark.parametrize("streams", [False, True])
def test_many_identical_requests_are_one_call(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    before = count(client, "coalesced")
    gated = Gated(asked)
    calls = [client.start(chat(question, stream=streams)) for _ in range(MANY)]
    wait_until(lambda: asked.count(question) == 1)
    if streams:
        for call in calls:
            call.wait_for_words(1)
    else:
        time.sleep(0.5)
    gated.open()
    for call in calls:
        assert call.ok().text == "one two three four"
    assert asked.count(question) == 1
    followers = [call for call in calls if "collapsed" in call.cache_status]
    assert len([call for call in calls if call not in followers and "fwd" in call.cache_status]) == 1
    assert len(followers) > MANY // 2
    for call in followers:
        assert (call.cache_status["fwd"], call.cache_status["detail"]) == ("miss", "coalesced")
        assert call.headers["x-signalbox-attempts"] == "0"
        # The head of a stream goes out before its cost is known.
        assert streams or call.headers["x-signalbox-cost"] == "0"
    wait_until(lambda: count(client, "coalesced") - before == len(followers))
    follower = followers[0]
    noted = client.gateway.cache_of(follower)
    assert (noted["outcome"], noted["tier"]) == ("coalesced", "flight")


def test_who_comes_late_gets_what_is_there_and_then_the_rest(client: Client, asked: Asked) -> None:
    question = new_question()
    gated = Gated(asked)
    calls = [client.start(chat(question, stream=True)).wait_for_words(1)]
    for number, gate in enumerate(gated.gates, 2):
        gate.open()
        calls[0].wait_for_words(number)
        calls.append(client.start(chat(question, stream=True)).wait_for_words(number))
        assert calls[-1].words[: number - 1] == gated.words[: number - 1]
        for call in calls:
            call.wait_for_words(number)
    for call in calls:
        assert "".join(call.ok().words) == "".join(gated.words)
    assert asked.count(question) == 1


def test_pieces_reach_followers_as_they_come(client: Client, asked: Asked) -> None:
    question = new_question()
    gated = Gated(asked)
    first = client.start(chat(question, stream=True)).wait_for_words(1)
    others = [client.start(chat(question, stream=True)) for _ in range(10)]
    for call in others:
        call.wait_for_words(1)
    for number, gate in enumerate(gated.gates, 2):
        assert all(len(call.words) == number - 1 for call in [first, *others])
        gate.open()
        for call in [first, *others]:
            call.wait_for_words(number)
    for call in [first, *others]:
        call.ok()


def test_both_forms_share_a_call(client: Client, asked: Asked) -> None:
    for leads_stream in (True, False):
        question = new_question()
        gated = Gated(asked)
        first = client.start(chat(question, stream=leads_stream))
        wait_until(lambda: asked.count(question) == 1)
        kinds = [{"stream": True}, {"stream": False}, {"stream": True, "stream_options": {"include_usage": True}}]
        others = [client.start(chat(question, **kind)) for kind in kinds * 5]
        time.sleep(0.2)
        gated.open()
        assert first.ok().text == "one two three four"
        for kind, call in zip(kinds * 5, others):
            assert call.ok().text == "one two three four"
            if not kind["stream"]:
                assert call.json["usage"]["total_tokens"] == 26
            else:
                with_usage = [chunk for chunk in call.chunks if chunk.get("usage")]
                assert len(with_usage) == (1 if "stream_options" in kind else 0)
        assert asked.count(question) == 1


def test_the_call_goes_on_without_who_asked_first(client: Client, asked: Asked, provider_session: Provider) -> None:
    question = new_question()
    gated = Gated(asked)
    first = client.start(chat(question, stream=True)).wait_for_words(1)
    others = [client.start(chat(question, stream=True)).wait_for_words(1) for _ in range(5)]
    waiting = client.start(chat(question))
    time.sleep(0.1)
    first.leave()
    time.sleep(0.1)
    gated.open()
    for call in [*others, waiting]:
        assert call.ok().text == "one two three four"
    assert asked.count(question) == 1
    assert client.hit(chat(question)).text == "one two three four"


def test_the_call_goes_on_without_who_asked_first_for_json(client: Client, asked: Asked) -> None:
    question = new_question()
    gated = Gated(asked)
    first = client.start(chat(question))
    wait_until(lambda: asked.count(question) == 1)
    others = [client.start(chat(question)) for _ in range(5)]
    time.sleep(0.2)
    first.leave()
    time.sleep(0.1)
    gated.open()
    for call in others:
        assert call.ok().text == "one two three four"
    assert asked.count(question) == 1


def test_the_call_ends_with_the_last_who_leaves(client: Client, asked: Asked, provider_session: Provider) -> None:
    question = new_question()
    Gated(asked)
    first = client.start(chat(question, stream=True)).wait_for_words(1)
    others = [client.start(chat(question, stream=True)).wait_for_words(1) for _ in range(3)]
    first.leave()
    others[0].leave()
    others[1].leave()
    request = provider_session.requests[-1]
    time.sleep(0.1)
    assert not request.closed.is_set()
    others[2].leave()
    assert request.closed.wait(5), "the call went on for nobody"
    asked.reply = asked.usual
    client.miss(chat(question, stream=True))


def test_what_is_drained_is_stored(client: Client, asked: Asked) -> None:
    question = new_question()
    gated = Gated(asked)
    client.start(chat(question, model="drained", stream=True)).wait_for_words(1).leave()
    time.sleep(0.1)
    gated.open()
    wait_until(lambda: "hit" in client.ask(chat(question, model="drained")).ok().cache_status)
    assert asked.count(question) <= 2


# Deadlines


@pytest.mark.parametrize("streams", [False, True])
def test_a_followers_deadline_is_its_own(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    gated = Gated(asked)
    first = client.start(chat(question, model="timed", stream=streams))
    wait_until(lambda: asked.count(question) == 1)
    time.sleep(0.1)
    hurried = client.start(chat(question, model="timed", stream=streams), {"x-request-timeout": "400ms"})
    patient = client.start(chat(question, model="timed", stream=streams))
    hurried.wait()
    assert 0.3 < hurried.seconds < 1.5
    if not hurried.is_stream:
        assert hurried.status == 504
    assert hurried.code == "deadline_exceeded", hurried.body
    assert not first.over and not patient.over
    gated.open()
    assert first.ok().text == patient.ok().text == "".join(gated.words)
    assert asked.count(question) == 1


@pytest.mark.parametrize("streams", [False, True])
def test_the_deadline_of_who_asked_first_is_its_own(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    gated = Gated(asked)
    first = client.start(chat(question, model="timed", stream=streams), {"x-request-timeout": "500ms"})
    wait_until(lambda: asked.count(question) == 1)
    others = [client.start(chat(question, model="timed", stream=streams)) for _ in range(5)]
    first.wait()
    assert 0.4 < first.seconds < 1.5
    if not streams:
        assert first.status == 504
    assert first.code == "deadline_exceeded", first.body
    time.sleep(0.2)
    assert not any(call.over for call in others)
    gated.open()
    for call in others:
        assert call.ok().text == "one two three four"
    assert asked.count(question) == 1


# Failures


def failing(asked: Asked, question: str, failures: int, reply: object) -> None:
    """The first calls fail, a little later; the next ones answer."""

    def answers(request: Request, number: int) -> Reply:
        if asked.count(question) <= failures:
            failure = reply(request)
            return Reply(failure.status, failure.headers, [Wait(0.3), *failure.steps], failure.framing)
        return answer(request, ["here ", "it ", "is"], between=Wait(0.05))

    asked.reply = answers


def error_reply(_: Request) -> Reply:
    return replies.error(500, "it broke", "server_error")


@pytest.mark.parametrize("streams", [False, True])
def test_a_failed_call_is_followed_by_the_next(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    failing(asked, question, 1, error_reply)
    calls = [client.start(chat(question, stream=streams)) for _ in range(50)]
    ends = [call.wait() for call in calls]
    good = [call for call in ends if call.status == 200]
    assert len(good) >= 49 and all(call.ok().text == "here it is" for call in good)
    assert all(call.status == 500 for call in ends if call not in good)
    assert asked.count(question) == 2


@pytest.mark.parametrize("streams", [False, True])
def test_failures_do_not_become_a_herd(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    failing(asked, question, 1000, error_reply)
    calls = [client.start(chat(question, stream=streams)) for _ in range(50)]
    for call in calls:
        call.wait()
        assert call.status == 500 and "it broke" in call.json["error"]["message"], call.body
    assert asked.count(question) <= 4
    asked.reply = asked.usual
    client.miss(chat(question, stream=streams))


def test_a_reset_before_the_answer_is_followed_by_the_next(client: Client, asked: Asked) -> None:
    question = new_question()
    failing(asked, question, 2, lambda request: Reply(200, [], [Reset()], "raw"))
    calls = [client.start(chat(question, stream=True)) for _ in range(20)]
    ends = [call.wait() for call in calls]
    assert sum(call.status == 200 for call in ends) >= 17
    assert asked.count(question) <= 5


def test_a_stream_that_breaks_is_told_to_all_who_saw_a_part(client: Client, asked: Asked) -> None:
    question = new_question()
    gate = Gate()
    word = replies.event(replies.chunk({"content": "half "}))
    asked.reply = lambda request, number: replies.stream([word, gate, Finish()])
    calls = [client.start(chat(question, stream=True)).wait_for_words(1) for _ in range(10)]
    whole = client.start(chat(question))
    time.sleep(0.1)
    asked.reply = asked.usual
    gate.open()
    for call in calls:
        call.wait()
        assert call.body.count(b"[DONE]") == 0 and call.code, call.body[-300:]
    # Who has seen nothing yet gets an answer.
    assert question in whole.ok().text
    assert asked.count(question) == 2
    assert question in client.ask(chat(question)).ok().text


# Bounds


def test_a_slow_reader_holds_up_nobody(client: Client, asked: Asked) -> None:
    question = new_question()
    words = [f"{number:>1023} " for number in range(800)]
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words)
        return Reply(whole.status, whole.headers, [*whole.steps[:2], gate, *whole.steps[2:]], "chunked")

    asked.reply = reply
    first = client.start(chat(question, stream=True)).wait_for_words(1)
    slow = [client.start(chat(question, stream=True), pace=0.1).wait_for_words(1) for _ in range(2)]
    others = [client.start(chat(question, stream=True)).wait_for_words(1) for _ in range(3)]
    begun = time.monotonic()
    gate.open()
    for call in [first, *others]:
        assert call.ok().words == words
    assert time.monotonic() - begun < 5
    assert not any(call.over and call.error is None and len(call.words) == len(words) for call in slow)
    for call in slow:
        call.leave()
    assert client.hit(chat(question)).text == "".join(words)


def test_a_slow_first_reader_holds_up_nobody(client: Client, asked: Asked) -> None:
    question = new_question()
    words = [f"{number:>1023} " for number in range(800)]
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words)
        return Reply(whole.status, whole.headers, [*whole.steps[:2], gate, *whole.steps[2:]], "chunked")

    asked.reply = reply
    slow = client.start(chat(question, stream=True), pace=0.1).wait_for_words(1)
    others = [client.start(chat(question, stream=True)).wait_for_words(1) for _ in range(3)]
    begun = time.monotonic()
    gate.open()
    for call in others:
        assert call.ok().words == words
    assert time.monotonic() - begun < 5
    slow.leave()
    assert asked.count(question) == 1


@pytest.mark.parametrize("streams", [False, True])
def test_an_answer_too_large_to_keep_is_still_shared(client: Client, asked: Asked, streams: bool) -> None:
    question = new_question()
    words = [f"{number:>1023} " for number in range(100)]
    asked.reply = lambda request, number: answer(request, words, between=Wait(0.004))
    calls = [client.start(chat(question, model="small", stream=streams)) for _ in range(10)]
    for call in calls:
        assert call.ok().text == "".join(words)
    assert asked.count(question) <= 1 + (0 if streams else 3)
    assert "hit" not in client.ask(chat(question, model="small", stream=streams)).ok().cache_status


def test_it_can_be_switched_off(client: Client, asked: Asked) -> None:
    question = new_question()
    gated = Gated(asked)
    calls = [client.start(chat(question, model="apart", stream=True)).wait_for_words(1) for _ in range(5)]
    gated.open()
    for call in calls:
        assert "collapsed" not in call.ok().cache_status
    assert asked.count(question) == 5


@pytest.mark.parametrize("directives", ["no-cache", "no-store"])
def test_who_wants_no_cache_neither_leads_nor_follows(client: Client, asked: Asked, directives: str) -> None:
    question = new_question()
    gated = Gated(asked)
    calls: list[Call] = []
    for headers in ({"cache-control": directives}, {}, {"cache-control": directives}, {}):
        calls.append(client.start(chat(question, stream=True), headers).wait_for_words(1))
    gated.open()
    for call in calls:
        call.ok()
    assert asked.count(question) == 3
    assert ["collapsed" in call.cache_status for call in calls] == [False, False, False, True]


def test_no_more_follow_than_allowed(start_cached: Callable[..., Client], asked: Asked) -> None:
    client = start_cached({"cached": group()}, cache="coalesce: {max_followers: 2}")
    question = new_question()
    gated = Gated(asked)
    calls = [client.start(chat(question, stream=True)).wait_for_words(1) for _ in range(5)]
    gated.open()
    assert {call.ok().text for call in calls} == {"one two three four"}
    assert ["collapsed" in call.cache_status for call in calls] == [False, True, True, False, False]
    assert asked.count(question) == 3


def test_pings_keep_all_connections_alive_and_are_not_stored(
    start_cached: Callable[..., Client], asked: Asked
) -> None:
    client = start_cached({"cached": group()}, ping="200ms")
    question = new_question()
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, words_of(request, number))
        return Reply(whole.status, whole.headers, [gate, *whole.steps], "chunked")

    asked.reply = reply
    calls = [client.start(chat(question, stream=True)) for _ in range(4)]
    plain = client.start(chat(question))
    wait_until(lambda: all(call.body.count(b": ping") >= 2 for call in calls))
    gate.open()
    assert len({call.ok().text for call in [*calls, plain]}) == 1 and asked.count(question) == 1
    again = client.hit(chat(question, stream=True))
    assert b"ping" not in again.body and again.text == plain.text


def test_a_broken_stream_that_was_mended_is_shared_and_stored_whole(client: Client, asked: Asked) -> None:
    question = new_question()
    gate = Gate()

    def reply(request: Request, number: int) -> Reply:
        whole = answer(request, ["one ", "two ", "three"])
        if asked.count(question) == 1:
            return Reply(whole.status, whole.headers, [*whole.steps[:3], gate, Finish()], "chunked")
        return whole

    asked.reply = reply
    calls = [client.start(chat(question, model="mended", stream=True)).wait_for_words(1) for _ in range(5)]
    gate.open()
    for call in calls:
        assert call.ok().text == "one two three"
    assert asked.count(question) == 2
    for streams in (True, False):
        again = client.hit(chat(question, model="mended", stream=streams))
        assert again.text == "one two three"
    assert again.json["choices"][0]["finish_reason"] == "stop"
