"""Runs the stack on this machine: `storebell serve` with its own data folder."""

import json
import queue
import re
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from processes import stop

# The embedded DynamoDB requires a signature but does not verify it.
DUMMY_SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
)
READY = re.compile(r"^storebell: ready on (http://127\.0\.0\.1:\d+)$")


class Stack:
    """A context manager: the stack runs within the context."""

    def __init__(self, storebell, data, log_folder):
        self.storebell = storebell
        self.data = data
        self.log = log_folder / "storebell.log"
        self.exit_status = None

    def __enter__(self):
        command = [self.storebell, "serve", "--data", self.data, "--port", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        ready = queue.Queue()
        threading.Thread(target=self._copy_output, args=(ready,), daemon=True).start()
        try:
            self.url = ready.get(timeout=60)
            if self.url is None:
                raise AssertionError("it exited")
        except (queue.Empty, AssertionError) as error:
            stop(self.process)
            reason = str(error) or "timeout"
            raise AssertionError(f"storebell serve was not ready ({reason}); its output is in {self.log}") from None
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Stops the stack with SIGTERM. Returns its exit status, or `None` if it had to be killed."""
        if self.process.returncode is None:
            self.exit_status = stop(self.process, seconds=20)
        return self.exit_status

    def environment(self):
        """The environment variables with which a function's binary uses this stack."""
        lines = self._output_of("env", "--data", self.data).splitlines()
        return dict(line.split("=", 1) for line in lines if line)

    def token(self, user="demo"):
        """A token of the stack's issuer, as `storebell token` prints it."""
        with urllib.request.urlopen(f"{self.url}/local/token?user={user}", timeout=10) as response:
            return response.read().decode().strip()

    def get(self, path, token):
        """The status and JSON body of a GET request to the stack's HTTP API; no body if the request fails."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, None

    def create_integration(self, settings, token):
        """Creates an integration with the stack's HTTP API."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps(settings).encode()
        request = urllib.request.Request(f"{self.url}/api/integrations", data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 201, response.status

    def sign(self, message):
        """The headers and body of the request in which the stack's SNS emulator would send the message."""
        request = urllib.request.Request(f"{self.url}/local/sns/sign", data=json.dumps(message).encode())
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def confirmed_topics(self):
        """The ARNs of the topics whose subscription was confirmed with the stack's SNS emulator."""
        with urllib.request.urlopen(f"{self.url}/local/sns/subscriptions", timeout=10) as response:
            return [subscription["topic_arn"] for subscription in json.load(response)["subscriptions"]]

    def add_failed_batch(self, batch):
        """Adds a stream batch to the stack's failed batches, as Lambda does when a batch exhausts its retries."""
        with (Path(self.data) / "on-failure.ndjson").open("a") as file:
            file.write(json.dumps({"version": "1.0", "payload": json.dumps(batch)}) + "\n")

    def delete_event(self, integration, event_id):
        """Deletes an event's row, as if it had never been written."""
        environment = self.environment()
        key = {"pk": {"S": integration}, "sk": {"S": event_id}}
        headers = {
            "X-Amz-Target": "DynamoDB_20120810.DeleteItem",
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": DUMMY_SIGNATURE,
            "X-Amz-Date": "20260101T000000Z",
        }
        body = json.dumps({"TableName": environment["EVENTS_TABLE"], "Key": key}).encode()
        request = urllib.request.Request(environment["AWS_ENDPOINT_URL_DYNAMODB"], data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 200, response.status

    def _output_of(self, *arguments):
        done = subprocess.run([self.storebell, *arguments], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f"storebell {arguments[0]} exited with {done.returncode}: {done.stderr[-500:]}"
        return done.stdout

    def _copy_output(self, ready):
        with self.log.open("w") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                if match := READY.match(line.rstrip("\n")):
                    ready.put(match[1])
        ready.put(None)
