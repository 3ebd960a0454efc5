"""PyPI `sseclient-py`, with `requests`."""

import requests
import sseclient

from report import report, run


def read_stream(url, headers):
    session = requests.Session()
    # The environment's proxies are not for loopback.
    session.trust_env = False
    with session.get(url, stream=True, headers=headers) as response:
        response.raise_for_status()
        report(type="opened")
        yield from sseclient.SSEClient(response).events()


run(read_stream)
