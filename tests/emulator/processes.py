"""Starts, waits for and stops processes."""

import os
import signal
import socket
import subprocess
import time


def free_port():
    """A port of the loopback interface that no process uses at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(description, seconds, condition):
    """The first true value of `condition`. Raises an error if it is not true in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"timed out after {seconds} s: {description}")
        time.sleep(0.05)


def stop(process, seconds=10):
    """Sends SIGTERM to a process that leads its own session, waits, then kills it and its children.
    Returns the exit status, or `None` if the process did not exit within `seconds`."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
