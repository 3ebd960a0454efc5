"""The sample events of `events/`, and small changes to them."""

import base64
import copy
import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "events"
# The generator of the samples knows how each sender signs.
_loader = SourceFileLoader("generate", str(FOLDER / "generate"))
generate = module_from_spec(spec_from_loader("generate", _loader))
_loader.exec_module(generate)
PLACEHOLDER = "put-a-token-here"
STANDARD_SECRET = b"demo-standard-secret"
RETENTION_SECONDS = 90 * 24 * 60 * 60


def sample(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


CHANNELS = ("shopify", "amazon", "flipkart", "myntra", "selloship", "standard")


def of_channels():
    """The names of all samples that a channel sends, by whatever way."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file.stem.split("-")[0] in CHANNELS)


# Of these some are the same once more: by another way, or in base64.
NOTIFICATIONS = len([name for name in of_channels() if not name.endswith(("-eventbridge", "-sns", "-base64"))])


def sample_integrations():
    """Those of samples that are proven in another way than the demo's: as their owners would make them."""
    fklogin = {"scheme": "fklogin", "app_id": generate.FKLOGIN["app_id"], "url": generate.FKLOGIN["url"]}
    token = {"scheme": "static-token", "header": "authorization", "prefix": "Bearer "}
    for channel, sample, scheme in (("flipkart", generate.FKLOGIN, fklogin), ("myntra", generate.TOKEN, token)):
        # The account is the seller whom the bodies name, unless the channel names none.
        account, secrets = sample["integration"], [{"value": sample["secret"]}]
        yield {"id": account, "channel": channel, "account": account, "schemes": {"https": scheme}, "secrets": secrets}


def as_sent_now(name, sign):
    """The sample with what covers the time made anew."""
    event = sample(name)
    if name.startswith("standard-"):
        return signed_now(event)
    if name.endswith("-fklogin"):
        event["headers"] |= generate.fklogin(int(datetime.now(timezone.utc).timestamp()))
    signed_by_aws = name.endswith("-sns") or name.endswith("Confirmation")
    return signed_by_sns(event, sign) if signed_by_aws else event


def order():
    """The order that the samples are about, numbers as text: its id has 18 digits, too many for a float."""
    return json.loads((FOLDER / "bodies" / "shopify-orders-create.json").read_text(encoding="utf-8"), parse_int=str, parse_float=str)


def with_token(event, token):
    """The event with a token in place of the placeholder, in whichever header it is."""
    event = copy.deepcopy(event)
    for header, value in event["headers"].items():
        event["headers"][header] = value.replace(PLACEHOLDER, token)
    for header, values in event.get("multiValueHeaders", {}).items():
        event["multiValueHeaders"][header] = [value.replace(PLACEHOLDER, token) for value in values]
    return event


def with_one_letter_of_the_body_changed(event):
    assert "KURTA" in event["body"]
    return {**event, "body": event["body"].replace("KURTA", "KURTB", 1)}


def signed_now(event, key=STANDARD_SECRET):
    """A request of Standard Webhooks as if sent now: its signature covers the time, and an old one is refused.
    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    event = copy.deepcopy(event)
    headers = event["headers"]
    headers["webhook-timestamp"] = str(int(datetime.now(timezone.utc).timestamp()))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{event['body']}".encode()
    headers["webhook-signature"] = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return event


def signed_by_sns(event, sign):
    """The request with its message signed now, by the small SNS that `sign` asks: (message) -> (headers, body)."""
    event = copy.deepcopy(event)
    said = json.loads(event["body"])
    wanted = {"type": said["Type"], "topic_arn": said["TopicArn"], "message": said["Message"], "version": "2"}
    signed = sign(wanted)
    event["headers"].update(signed["headers"])
    return {**event, "body": signed["body"]}


def with_method(event, method):
    event = copy.deepcopy(event)
    event["requestContext"]["http"]["method"] = method
    return event


def received_now(batch):
    """The stream batch as if received now: the sample's own time will be past the retention one day."""
    batch = copy.deepcopy(batch)
    now = datetime.now(timezone.utc)
    for record in batch["Records"]:
        row = record["dynamodb"]["NewImage"]
        row["received_at"]["S"] = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        row["expires_at"]["N"] = str(int(now.timestamp()) + RETENTION_SECONDS)
    return batch


def of_event(batch, event_id):
    """The stream batch of the delivery that has this event."""
    batch = copy.deepcopy(batch)
    batch["Records"][0]["dynamodb"]["NewImage"]["event_id"]["S"] = event_id
    return batch


def minutes_ahead(event, minutes):
    """The schedule's event as if it were so many minutes later than now."""
    time = datetime.now(timezone.utc) + timedelta(minutes=minutes)
    return {**event, "time": time.strftime("%Y-%m-%dT%H:%M:%SZ")}
