"""LlamaIndex's OpenAI class, which takes names of OpenAI's own models only."""

import pytest
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai import OpenAI
from support import replies
from support.gateway import TEAM_KEY, Direct, Gateway
from support.provider import Provider


@pytest.fixture
def model(gateway: Gateway | Direct) -> OpenAI:
    return OpenAI(model="gpt-4o-mini", api_base=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0)


def test_complete(model: OpenAI, provider: Provider) -> None:
    provider.script = [replies.chat("Hello, llama.")]
    assert str(model.complete("hi")) == "Hello, llama."
    assert provider.request.path == "/v1/chat/completions"


def test_chat(model: OpenAI, provider: Provider) -> None:
    provider.script = [replies.chat("Hello again.")]
    assert model.chat([ChatMessage(role="user", content="hi")]).message.content == "Hello again."


def test_stream(model: OpenAI, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(["a", "b", "c"]))]
    assert "".join(each.delta or "" for each in model.stream_complete("hi")) == "abc"
