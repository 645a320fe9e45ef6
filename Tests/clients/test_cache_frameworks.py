"""LangChain and LlamaIndex on stored answers."""

import pytest
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from llama_index.llms.openai import OpenAI
from support import replies
from support.cache_fixtures import asked, gateway_of  # noqa: F401
from support.cache_gateway import ALPHA, Asked, CacheGateway, group, new_question

pytestmark = pytest.mark.gateway

# LlamaIndex takes names of OpenAI's own models only.
cached = gateway_of({"gpt-4o-mini": group("{tools: true}")})


def chain(gateway: CacheGateway) -> ChatOpenAI:
    return ChatOpenAI(model="gpt-4o-mini", base_url=gateway.url + "/v1", api_key=ALPHA, max_retries=0, temperature=0)


@pytest.mark.parametrize("streams_first", [False, True])
def test_langchain(cached: CacheGateway, asked: Asked, streams_first: bool) -> None:
    question, model = new_question(), chain(cached)
    ways = [
        lambda: model.invoke(question).text,
        lambda: "".join(chunk.text for chunk in model.stream(question)),
    ]
    first, second = ways[::-1] if streams_first else ways
    assert question in first() and second() == first() == second()
    assert asked.count(question) == 1
    assert model.invoke(question).usage_metadata["total_tokens"] == 26


def test_langchain_with_tools(cached: CacheGateway, asked: Asked) -> None:
    @tool
    def weather(place: str) -> str:
        """Tells the weather."""
        return place

    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"place":"Oslo"}'}}
    message = replies.choice({"content": None, "tool_calls": [call]}, finish="tool_calls")
    asked.reply = lambda request, number: replies.json_reply(replies.completion(message))
    question, model = new_question(), chain(cached).bind_tools([weather])
    answers = [model.invoke(question), model.invoke(question)]
    whole = None
    for chunk in model.stream(question):
        whole = chunk if whole is None else whole + chunk
    for answer in [*answers, whole]:
        (found,) = answer.tool_calls
        assert (found["name"], found["args"], found["id"]) == ("weather", {"place": "Oslo"}, "call_1")
    assert asked.count(question) == 1


@pytest.mark.parametrize("streams_first", [False, True])
def test_llama_index(cached: CacheGateway, asked: Asked, streams_first: bool) -> None:
    question = new_question()
    model = OpenAI(
        model="gpt-4o-mini", api_base=cached.url + "/v1", api_key=ALPHA, max_retries=0, temperature=0, max_tokens=50
    )
    ways = [
        lambda: str(model.complete(question)),
        lambda: "".join(each.delta or "" for each in model.stream_complete(question)),
    ]
    first, second = ways[::-1] if streams_first else ways
    assert question in first() and second() == first() == second()
    assert asked.count(question) == 1
