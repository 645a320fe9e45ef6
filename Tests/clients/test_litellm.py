"""The litellm SDK with `openai/...` and an api_base."""

import os

# Its list of prices would be downloaded otherwise.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm
import openai
import pytest
from support import replies
from support.gateway import TEAM_KEY, Direct, Gateway
from support.provider import Finish, Provider, Wait

litellm.telemetry = False
MESSAGES = [{"role": "user", "content": "hi"}]


@pytest.fixture
def options(gateway: Gateway | Direct) -> dict:
    base = {"api_base": gateway.url + "/v1", "api_key": TEAM_KEY, "num_retries": 0, "max_retries": 0}
    return {"model": "openai/gpt-4o-mini", "messages": MESSAGES, **base}


def test_a_plain_answer(options: dict, provider: Provider) -> None:
    provider.script = [replies.chat("Hello, litellm.")]
    answer = litellm.completion(**options)
    assert answer.choices[0].message.content == "Hello, litellm."
    assert answer.usage.total_tokens == 26
    assert provider.request.path == "/v1/chat/completions"


def test_a_stream(options: dict, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(["a", "b", "c"]))]
    chunks = list(litellm.completion(**options, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "abc"


def test_embeddings(options: dict, provider: Provider) -> None:
    vectors = [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}]
    usage = {"prompt_tokens": 2, "total_tokens": 2}
    provider.script = [replies.json_reply({"object": "list", "model": "e", "data": vectors, "usage": usage})]
    asked = {**options, "model": "openai/text-embedding-3-small", "input": ["one"]}
    del asked["messages"]
    assert litellm.embedding(**asked).data[0]["embedding"] == [0.5, 0.25]


def test_a_limited_provider(options: dict, provider: Provider) -> None:
    provider.script = [replies.error(429, "slow down", "rate_limit_error", None, "rate_limit_exceeded")]
    with pytest.raises(litellm.RateLimitError, match="slow down"):
        litellm.completion(**options)


@pytest.mark.gateway
def test_a_wrong_key(options: dict, provider: Provider) -> None:
    with pytest.raises(litellm.AuthenticationError):
        litellm.completion(**{**options, "api_key": "sk-nobody"})
    assert provider.requests == []


@pytest.mark.gateway
def test_a_broken_stream_is_an_error(options: dict, provider: Provider) -> None:
    provider.script = [replies.stream([*replies.text_events(["a", "b"])[:2], Wait(0.05), Finish()])]
    with pytest.raises(openai.APIError, match="broke off"):
        list(litellm.completion(**options, stream=True))
