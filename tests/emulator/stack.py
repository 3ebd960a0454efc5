"""The stack on this machine: `storebell serve` on a data folder of its own."""

import json
import queue
import re
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from processes import stop

# The embedded DynamoDB wants a signature and looks at none.
UNSIGNED = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
READY = re.compile(r"^storebell: ready on (http://127\.0\.0\.1:\d+)$")


class Stack:
    """Use as a context: the stack runs within it."""

    def __init__(self, storebell, data, log_folder):
        self.storebell = storebell
        self.data = data
        self.log = log_folder / "storebell.log"
        self.exit_status = None

    def __enter__(self):
        command = [self.storebell, "serve", "--data", self.data, "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        ready = queue.Queue()
        threading.Thread(target=self._copy_output, args=(ready,), daemon=True).start()
        try:
            self.url = ready.get(timeout=60)
            if self.url is None:
                raise AssertionError("it ended before it was ready")
        except (queue.Empty, AssertionError) as error:
            stop(self.process)
            raise AssertionError(f"storebell serve did not get ready ({error}); its output is in {self.log}") from None
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends the stack as SIGTERM does. Its exit status; `None` if it had to be killed."""
        if self.process.returncode is None:
            self.exit_status = stop(self.process, seconds=20)
        return self.exit_status

    def environment(self):
        """What a function's binary needs in its environment to use this stack."""
        lines = self._say("env", "--data", self.data).splitlines()
        return dict(line.split("=", 1) for line in lines if line)

    def token(self, user="demo"):
        """A token of the stack's own issuer, as `storebell token` prints it."""
        with urllib.request.urlopen(f"{self.url}/local/token?user={user}", timeout=10) as response:
            return response.read().decode().strip()

    def get(self, path, token):
        """Status and JSON of a request to the running stack's HTTP API."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, None

    def make_integration(self, settings, token):
        """Makes an integration by the stack's HTTP API."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/integrations", data=json.dumps(settings).encode(), headers=headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 201, response.status

    def sign(self, message):
        """The message as the stack's small SNS signs it: headers and body of the request."""
        request = urllib.request.Request(f"{self.url}/local/sns/sign", data=json.dumps(message).encode())
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def subscriptions(self):
        """The ARNs of topics whose subscription was confirmed with the small SNS."""
        with urllib.request.urlopen(f"{self.url}/local/sns/subscriptions", timeout=10) as response:
            return [subscription["topic_arn"] for subscription in json.load(response)["subscriptions"]]

    def fail_for_good(self, batch):
        """Puts a batch of the stream into the bucket of this machine, as Lambda does when it gives up."""
        with (Path(self.data) / "on-failure.ndjson").open("a") as file:
            file.write(json.dumps({"version": "1.0", "payload": json.dumps(batch)}) + "\n")

    def lose_event(self, integration, event_id):
        """Removes an event's row, as if it had never been written."""
        environment = self.environment()
        key = {"pk": {"S": integration}, "sk": {"S": event_id}}
        headers = {"X-Amz-Target": "DynamoDB_20120810.DeleteItem", "Content-Type": "application/x-amz-json-1.0", "Authorization": UNSIGNED, "X-Amz-Date": "20260101T000000Z"}
        body = json.dumps({"TableName": environment["EVENTS_TABLE"], "Key": key}).encode()
        request = urllib.request.Request(environment["AWS_ENDPOINT_URL_DYNAMODB"], data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 200, response.status

    def _say(self, *arguments):
        done = subprocess.run([self.storebell, *arguments], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f"storebell {arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}"
        return done.stdout

    def _copy_output(self, ready):
        with self.log.open("w") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                if match := READY.match(line.rstrip("\n")):
                    ready.put(match[1])
        ready.put(None)
