"""What the gateway may change in a body (law L9), undone: what is left must be what the client sent."""

import re

_usage_request = re.compile(rb',"stream_options":\{"include_usage":true\}|"stream_options":\{"include_usage":true\},')


def with_model(body: bytes, asked: str, served: str) -> bytes:
    """The body with only the value of its model replaced, every other byte as it was."""
    pattern = re.compile(rb'("model"\s*:\s*)"' + re.escape(asked.encode()) + b'"')
    patched, count = pattern.subn(lambda match: match[1] + b'"' + served.encode() + b'"', body)
    assert count == 1, f"the body names the model {count} times"
    return patched


def without_usage_request(body: bytes) -> bytes:
    """The body without the usage request that the gateway inserts."""
    stripped, count = _usage_request.subn(b"", body)
    assert count == 1, f"the body asks for usage {count} times: {body!r}"
    return stripped
