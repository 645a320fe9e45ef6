"""The HTTP client library that the installed openai SDK is built on: httpx2 since 3.0, httpx before."""

import openai

if int(openai.__version__.split(".")[0]) >= 3:
    import httpx2 as httpx
else:
    import httpx

__all__ = ["httpx"]
