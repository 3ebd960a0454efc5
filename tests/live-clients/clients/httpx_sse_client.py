"""PyPI `httpx-sse`."""

import httpx
from httpx_sse import connect_sse

from report import report, run


def read_stream(url, headers):
    # The environment's proxies are not for loopback.
    with httpx.Client(timeout=None, trust_env=False) as client, connect_sse(client, "GET", url, headers=headers) as sse:
        sse.response.raise_for_status()
        report(type="opened")
        yield from sse.iter_sse()


run(read_stream)
