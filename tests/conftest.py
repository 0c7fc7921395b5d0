"""What holds for every test: no skipping in CI, no network, bounded properties."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

FORBID_SKIP = os.environ.get("MUYUN_FORBID_SKIP") == "1"

settings.register_profile(
    "muyun",
    deadline=None,  # machines differ
    max_examples=30,
    derandomize=FORBID_SKIP,  # CI repeats; at the desk every run looks further
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("muyun")

_remote: list[str] = []


def _is_local(host: object) -> bool:
    """Whether a host name or address stays on this machine."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch_sockets(event: str, args: tuple[object, ...]) -> None:
    """Stops a connection, datagram or name look-up that would leave this machine.

    An audit hook sees it below every library; it can't be removed, which is what we want.
    """
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if not _is_local(host):
        _remote.append(f"{event} {host!r}")
        raise ConnectionRefusedError(f"tests stay on this machine: {_remote[-1]}")


sys.addaudithook(_watch_sockets)


@pytest.fixture
def remote_attempts() -> list[str]:
    """What the running test tried to reach beyond this machine, as "event host"."""
    return _remote


@pytest.fixture(autouse=True)
def no_network(remote_attempts: list[str]) -> Iterator[None]:
    """Fails a test that tried to reach another machine, also when the code swallowed the error."""
    remote_attempts.clear()
    yield
    attempts, remote_attempts[:] = list(remote_attempts), []
    if attempts:
        pytest.fail(f"tried to reach another machine: {attempts}", pytrace=False)


def _forbid_skip(report: pytest.CollectReport | pytest.TestReport) -> None:
    if FORBID_SKIP and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipping is forbidden here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _forbid_skip(report)
    return report
