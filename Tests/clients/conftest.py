"""Fixtures: the scripted provider, the gateway, and clients that remember what they sent."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.gateway import DIRECT, TEAM_KEY, Direct, Gateway
from support.http import httpx
from support.provider import Provider


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if DIRECT and item.get_closest_marker("gateway"):
            item.add_marker(pytest.mark.skip(reason="needs the gateway itself"))


@pytest.fixture(scope="session")
def provider_session() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def gateway(provider_session: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway | Direct]:
    """The gateway that most tests share."""
    url = f"http://127.0.0.1:{provider_session.port}"
    if DIRECT:
        yield Direct(url)
        return
    gateway = Gateway(tmp_path_factory.mktemp("gateway"), url)
    yield gateway
    gateway.stop()


@pytest.fixture
def provider(provider_session: Provider, gateway: Gateway | Direct) -> Iterator[Provider]:
    """The provider behind the gateway, with an empty script and an empty record."""
    provider_session.reset()
    yield provider_session
    assert not provider_session.script, "the test scripted replies that nobody asked for"
    provider_session.reset()


@pytest.fixture
def start_gateway(provider_session: Provider, tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Starts gateways of the test's own; they are stopped at its end."""
    started: list[Gateway] = []

    def start(provider: Provider | None = None, **options: object) -> Gateway:
        folder = tmp_path / f"gateway-{len(started)}"
        folder.mkdir()
        target = provider or provider_session
        scheme = "https" if target.tls else "http"
        started.append(Gateway(folder, f"{scheme}://localhost:{target.port}", **options))
        return started[-1]

    yield start
    for gateway in started:
        gateway.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost and its key, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    chain, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        + ["-out", str(chain), "-keyout", str(key)],
        check=True,
        capture_output=True,
    )
    return chain, key


@pytest.fixture(scope="session")
def tls_gateway(
    provider_session: Provider, certificate: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway whose data plane speaks TLS."""
    chain, key = certificate
    url = f"http://127.0.0.1:{provider_session.port}"
    server = f"  tls: {{certificate: {chain}, key: {key}}}"
    gateway = Gateway(tmp_path_factory.mktemp("tls-gateway"), url, server)
    yield gateway
    gateway.stop()


@pytest.fixture(scope="session")
def trust(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate[0]))


class Recorder:
    """An HTTP client for SDKs that keeps the bodies it sent and the heads it got."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.received: list[httpx.Response] = []
        hooks = {"request": [self.note_request], "response": [self.received.append]}
        self.http = httpx.Client(event_hooks=hooks, timeout=20)

    def note_request(self, request: httpx.Request) -> None:
        self.sent.append(request.read())


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.http.close()


@pytest.fixture
def raw(gateway: Gateway | Direct) -> Iterator[httpx.Client]:
    """A plain HTTP client with the team's key, for what no SDK shows."""
    headers = {"authorization": f"Bearer {TEAM_KEY}"}
    with httpx.Client(base_url=gateway.url, headers=headers, timeout=20) as client:
        yield client
