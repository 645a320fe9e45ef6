"""Fixtures of the cache's tests; a module names its gateway with `gateway_of`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .cache_gateway import Asked, CacheGateway, Client, Groups
from .calls import Caller
from .provider import Provider


@pytest.fixture(scope="session")
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.stop()


@pytest.fixture
def asked(provider_session: Provider) -> Iterator[Asked]:
    """The provider, which answers everything."""
    provider_session.reset()
    yield Asked(provider_session)
    provider_session.reset()


@pytest.fixture
def client(caller: Caller, cached: CacheGateway) -> Client:
    """A client of the module's gateway."""
    return Client(caller, cached)


@pytest.fixture
def start_cached(
    provider_session: Provider, caller: Caller, tmp_path: Path
) -> Iterator[Callable[..., Client]]:
    """Starts gateways of the test's own, which are stopped at its end."""
    started: list[CacheGateway] = []

    def start(groups: Groups, provider: Provider | int | None = None, **options: object) -> Client:
        folder = tmp_path / f"gateway-{len(started)}"
        started.append(CacheGateway(folder, provider or provider_session, groups, **options))
        return Client(caller, started[-1])

    yield start
    for gateway in started:
        gateway.stop()


def gateway_of(groups: Groups, **options: object) -> object:
    """A fixture: one gateway for all tests of a module."""

    @pytest.fixture(scope="module", name="cached")
    def cached(provider_session: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CacheGateway]:
        gateway = CacheGateway(tmp_path_factory.mktemp("cache") / "gateway", provider_session, groups, **options)
        yield gateway
        gateway.stop()

    return cached
