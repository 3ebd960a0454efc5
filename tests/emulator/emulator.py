"""Runs a function's binary under AWS's Runtime Interface Emulator, without a container."""

import json
import platform
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from processes import free_port, listens, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]

# Variables that AWS sets in addition to those of the template.
RUNTIME = {"AWS_LAMBDA_FUNCTION_TIMEOUT": "30", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256"}


def emulator_binary():
    """The path of the emulator that the Python package of sam contains."""
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    found = sorted(ROOT.glob(f".venv/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{machine}"))
    if not found:
        raise FileNotFoundError("the Runtime Interface Emulator is not in .venv: run tests/toolchain/install")
    return found[0]


class Emulator:
    """A context manager: the emulator and the binary run within the context."""

    def __init__(self, function, bootstrap, environment, log_folder):
        self.function = function
        self.bootstrap = bootstrap
        self.environment = {"PATH": "/usr/bin:/bin", "AWS_LAMBDA_FUNCTION_NAME": function, **RUNTIME, **environment}
        self.log = log_folder / f"{function}.log"

    def __enter__(self):
        self.port = free_port()
        # Without these addresses it listens on all interfaces.
        addresses = [
            "--runtime-interface-emulator-address",
            f"127.0.0.1:{self.port}",
            "--runtime-api-address",
            f"127.0.0.1:{free_port()}",
        ]
        with self.log.open("wb") as log:
            command = [emulator_binary(), *addresses, self.bootstrap]
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(f"the emulator of {self.function} listens", 10, self._listens)
        return self

    def __exit__(self, *_):
        stop(self.process)

    def invoke(self, event):
        """The function's response. Raises an error if the function fails (a panic, an exit, a timeout)."""
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        request = urllib.request.Request(url, data=json.dumps(event).encode())
        try:
            with urllib.request.urlopen(request, timeout=40) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            text = error.read()
        try:
            result = json.loads(text)
        except ValueError:
            raise AssertionError(f"{self.function} returned no JSON: {text[:200]!r}\n{self.last_lines()}") from None
        if isinstance(result, dict) and "errorType" in result:
            raise AssertionError(f"{self.function} failed: {result}\n{self.last_lines()}")
        return result

    def last_lines(self):
        return "".join(f"    | {line}\n" for line in self.log.read_text(errors="replace").splitlines()[-15:])

    def _listens(self):
        if self.process.poll() is not None:
            status = self.process.returncode
            raise AssertionError(f"the emulator of {self.function} exited with {status}\n{self.last_lines()}")
        return listens(self.port)
