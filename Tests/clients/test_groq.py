"""The groq SDK, whose base URL has no path: it asks under /openai/v1."""

import groq
import pytest
from support import replies
from support.gateway import DIRECT, TEAM_KEY, Direct, Gateway
from support.provider import Finish, Provider, Wait

MESSAGES = [{"role": "user", "content": "hi"}]
MODEL = "gpt-4o-mini"


@pytest.fixture
def client(gateway: Gateway | Direct) -> groq.Groq:
    return groq.Groq(base_url=gateway.url, api_key=TEAM_KEY, max_retries=0)


def test_a_plain_answer(client: groq.Groq, provider: Provider) -> None:
    provider.script = [replies.chat("Hello, Groq.")]
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.choices[0].message.content == "Hello, Groq."
    assert provider.request.path == ("/openai/v1/chat/completions" if DIRECT else "/v1/chat/completions")


def test_a_stream(client: groq.Groq, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(["a", "b", "c"]))]
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "abc"


def test_a_limited_provider(client: groq.Groq, provider: Provider) -> None:
    provider.script = [replies.error(429, "slow down", "tokens", None, "rate_limit_exceeded", [("retry-after", "3")])]
    with pytest.raises(groq.RateLimitError) as refused:
        client.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert refused.value.response.headers["retry-after"] == "3"


@pytest.mark.gateway
def test_a_broken_stream_is_an_error(client: groq.Groq, provider: Provider) -> None:
    provider.script = [replies.stream([*replies.text_events(["a", "b"])[:2], Wait(0.05), Finish()])]
    with pytest.raises(groq.APIError):
        list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))


@pytest.mark.gateway
def test_models_are_listed(client: groq.Groq) -> None:
    assert MODEL in {model.id for model in client.models.list().data}
