"""Endpoints that the gateway relays as they are: responses, files, audio, moderations."""

import io
import re

import openai
import pytest
from conftest import Recorder
from support import replies
from support.gateway import DIRECT, PROVIDER_KEY, TEAM_KEY, Direct, Gateway
from support.http import httpx
from support.patch import with_model
from support.provider import Finish, Provider, Reply, Wait

MODEL = "gpt-4o-mini"


@pytest.fixture
def client(gateway: Gateway | Direct, recorder: Recorder) -> openai.OpenAI:
    return openai.OpenAI(base_url=gateway.url + "/v1", api_key=TEAM_KEY, max_retries=0, http_client=recorder.http)


def response(text: str) -> dict:
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5,
             "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "m",
            "output": [message], "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": usage}


def check_credentials(provider: Provider) -> None:
    if not DIRECT:
        assert provider.request.header("authorization") == f"Bearer {PROVIDER_KEY}"
        assert TEAM_KEY.encode() not in provider.request.head


def test_responses(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    provider.script = [replies.json_reply(response("Hi"))]
    assert client.responses.create(model=MODEL, input="hi").output_text == "Hi"
    assert provider.request.line == "POST /v1/responses HTTP/1.1"
    sent = recorder.sent[0]
    assert provider.request.body == (sent if DIRECT else with_model(sent, MODEL, replies.UPSTREAM_CHAT))
    check_credentials(provider)


def test_a_stream_of_responses_has_no_done_and_is_complete(client: openai.OpenAI, provider: Provider) -> None:
    delta = {"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0,
             "delta": "Hi", "sequence_number": 1, "logprobs": []}
    end = {"type": "response.completed", "sequence_number": 2, "response": response("Hi")}
    events = [b"event: " + each["type"].encode() + b"\n" + replies.event(each) for each in (delta, end)]
    provider.script = [replies.stream(events)]
    kinds = [each.type for each in client.responses.create(model=MODEL, input="hi", stream=True)]
    assert kinds == ["response.output_text.delta", "response.completed"]


def test_moderations(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    provider.script = [replies.json_reply({"id": "modr-1", "model": "omni", "results": []})]
    assert client.moderations.create(input=["a", "b"]).id == "modr-1"
    assert provider.request.path == "/v1/moderations"
    assert provider.request.body == recorder.sent[0]
    check_credentials(provider)


def test_a_file_is_uploaded(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    content = bytes(range(256)) * 4096
    reply = {"id": "file-1", "object": "file", "bytes": len(content), "created_at": 1, "filename": "a.bin",
             "purpose": "batch", "status": "processed"}
    provider.script = [replies.json_reply(reply)]
    assert client.files.create(file=("a.bin", io.BytesIO(content)), purpose="batch").bytes == len(content)
    request = provider.request
    assert request.path == "/v1/files"
    assert request.body == recorder.sent[0] and content in request.body
    assert re.fullmatch(r"multipart/form-data; boundary=\S+", request.header("content-type") or "")
    check_credentials(provider)


def test_speech_is_transcribed(client: openai.OpenAI, provider: Provider, recorder: Recorder) -> None:
    provider.script = [replies.json_reply({"text": "hello"})]
    answer = client.audio.transcriptions.create(file=("a.wav", b"RIFF" + bytes(5000)), model="whisper-1")
    assert answer.text == "hello"
    assert provider.request.path == "/v1/audio/transcriptions"
    assert provider.request.body == recorder.sent[0]
    check_credentials(provider)


def test_a_file_is_downloaded(client: openai.OpenAI, provider: Provider) -> None:
    content = bytes(range(256)) * 4096
    kind = ("content-type", "application/octet-stream")
    provider.script = [Reply(200, [kind], [content[:300_000], content[300_000:]], "chunked")]
    assert client.files.content("file-1").read() == content
    assert provider.request.line == "GET /v1/files/file-1/content HTTP/1.1"


def test_lists_and_deletion_keep_their_method_and_query(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [
        replies.json_reply({"object": "list", "data": [], "has_more": False}),
        replies.json_reply({"id": "file-1", "object": "file", "deleted": True}),
    ]
    assert client.files.list(purpose="batch", limit=3).data == []
    assert client.files.delete("file-1").deleted
    path, query = provider.requests[0].path.split("?")
    assert (path, sorted(query.split("&"))) == ("/v1/files", ["limit=3", "purpose=batch"])
    assert provider.requests[1].line == "DELETE /v1/files/file-1 HTTP/1.1"


def test_a_providers_error_is_kept(client: openai.OpenAI, provider: Provider) -> None:
    provider.script = [replies.error(404, "No such File object: file-9", param="id")]
    with pytest.raises(openai.NotFoundError, match="No such File object: file-9") as refused:
        client.files.retrieve("file-9")
    assert refused.value.param == "id"


@pytest.mark.gateway
def test_the_key_counts_here_as_well(client: openai.OpenAI, provider: Provider) -> None:
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="sk-nobody").files.list()
    assert provider.requests == []


@pytest.mark.gateway
def test_a_stream_of_responses_that_is_cut_does_not_end_silently(client: openai.OpenAI, provider: Provider) -> None:
    created = {"type": "response.created", "sequence_number": 0, "response": {**response(""), "status": "in_progress"}}
    event = b"event: response.created\n" + replies.event(created)
    provider.script = [replies.stream([event, Wait(0.05), Finish()])]
    with pytest.raises((openai.APIError, httpx.TransportError)):
        list(client.responses.create(model=MODEL, input="hi", stream=True))
