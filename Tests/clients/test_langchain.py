"""LangChain's ChatOpenAI and OpenAIEmbeddings."""

import json

import openai
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from support import replies
from support.gateway import TEAM_KEY, Direct, Gateway
from support.provider import Finish, Provider, Wait

MODEL = "gpt-4o-mini"


@pytest.fixture
def model(gateway: Gateway | Direct) -> ChatOpenAI:
    return ChatOpenAI(model=MODEL, base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0)


def test_invoke(model: ChatOpenAI, provider: Provider) -> None:
    provider.script = [replies.chat("Hello, chain.")]
    answer = model.invoke([HumanMessage("hi")])
    assert answer.content == "Hello, chain."
    assert answer.usage_metadata is not None and answer.usage_metadata["total_tokens"] == 26


def test_stream(model: ChatOpenAI, provider: Provider) -> None:
    provider.script = [replies.stream(replies.text_events(["a", "b", "c"]))]
    assert "".join(chunk.text for chunk in model.stream("hi")) == "abc"


def test_bound_tools(model: ChatOpenAI, provider: Provider) -> None:
    @tool
    def weather(place: str) -> str:
        """Tells the weather."""
        return place

    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"place":"Oslo"}'}}
    first = replies.choice({"content": None, "tool_calls": [call]}, finish="tool_calls")
    provider.script = [replies.json_reply(replies.completion(first))]
    answer = model.bind_tools([weather]).invoke("Oslo?")
    assert [(each["name"], each["args"]) for each in answer.tool_calls] == [("weather", {"place": "Oslo"})]
    assert json.loads(provider.request.body)["tools"][0]["function"]["name"] == "weather"


@pytest.mark.gateway
def test_a_broken_stream_is_an_error(model: ChatOpenAI, provider: Provider) -> None:
    provider.script = [replies.stream([*replies.text_events(["a", "b"])[:2], Wait(0.05), Finish()])]
    with pytest.raises(openai.APIError):
        list(model.stream("hi"))


def test_embeddings(gateway: Gateway | Direct, provider: Provider) -> None:
    vectors = [{"object": "embedding", "index": index, "embedding": [0.5, float(index)]} for index in (0, 1)]
    usage = {"prompt_tokens": 2, "total_tokens": 2}
    provider.script = [replies.json_reply({"object": "list", "model": "e", "data": vectors, "usage": usage})]
    embeddings = OpenAIEmbeddings(
        model="text-embedding-3-small",
        base_url=gateway.url + "/v1",
        api_key=TEAM_KEY,
        max_retries=0,
        # Else it counts tokens with a vocabulary that it would download.
        check_embedding_ctx_length=False,
    )
    assert embeddings.embed_documents(["one", "two"]) == [[0.5, 0.0], [0.5, 1.0]]
    assert provider.request.path == "/v1/embeddings"
