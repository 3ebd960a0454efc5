"""The sample events of `events/`, and functions that return changed copies of them."""

import copy
import json
from datetime import datetime, timedelta, timezone
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "events"
# The generator of the samples contains each channel's signature.
_loader = SourceFileLoader("generate", str(FOLDER / "generate"))
generate = module_from_spec(spec_from_loader("generate", _loader))
_loader.exec_module(generate)


def sample(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


CHANNELS = ("shopify", "amazon", "flipkart", "myntra", "selloship", "standard")


def names_of_channel_samples():
    """The names of all samples that a channel sends, over any transport."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file.stem.split("-")[0] in CHANNELS)


# Some samples are copies of another: over another transport, or encoded in base64.
COPIES = ("-eventbridge", "-sns", "-base64")
# The number of deliveries, and so of events, that all samples together result in.
DELIVERY_COUNT = len([name for name in names_of_channel_samples() if not name.endswith(COPIES)])


def sample_integrations():
    """The settings of integrations for the samples whose signature scheme the demo's integrations do not have."""
    fklogin = {"scheme": "fklogin", "app_id": generate.FKLOGIN["app_id"], "url": generate.FKLOGIN["url"]}
    token = {"scheme": "static-token", "header": "authorization", "prefix": "Bearer "}
    for channel, sample, scheme in (("flipkart", generate.FKLOGIN, fklogin), ("myntra", generate.TOKEN, token)):
        account, secrets = sample["integration"], [{"value": sample["secret"]}]
        yield {"id": account, "channel": channel, "account": account, "schemes": {"https": scheme}, "secrets": secrets}


def as_if_sent_now(name, sign):
    """The sample with a new signature if its signature covers the time. `sign` is as in `signed_by_sns`."""
    event = sample(name)
    if name.startswith("standard-"):
        return signed_now(event)
    if name.endswith("-fklogin"):
        event["headers"] |= generate.fklogin(int(datetime.now(timezone.utc).timestamp()))
    signed_by_aws = name.endswith("-sns") or name.endswith("Confirmation")
    return signed_by_sns(event, sign) if signed_by_aws else event


def sample_order():
    """The order of the Shopify samples, with numbers as text: its id has 18 digits, too many for a float."""
    body = (FOLDER / "bodies" / "shopify-orders-create.json").read_text(encoding="utf-8")
    return json.loads(body, parse_int=str, parse_float=str)


def with_token(event, token):
    """The event with the token instead of the placeholder, in every header."""
    event = copy.deepcopy(event)
    for header, value in event["headers"].items():
        event["headers"][header] = value.replace(generate.PLACEHOLDER, token)
    for header, values in event.get("multiValueHeaders", {}).items():
        event["multiValueHeaders"][header] = [value.replace(generate.PLACEHOLDER, token) for value in values]
    return event


def with_changed_body(event):
    assert "KURTA" in event["body"]
    return {**event, "body": event["body"].replace("KURTA", "KURTB", 1)}


def signed_now(event, secret=generate.STANDARD_SECRET):
    """A Standard Webhooks request as if sent now: its signature covers the time, and an old one is rejected.
    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    event = copy.deepcopy(event)
    headers = event["headers"]
    headers["webhook-timestamp"] = str(int(datetime.now(timezone.utc).timestamp()))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{event['body']}".encode()
    headers["webhook-signature"] = "v1," + generate.signature(signed, generate.standard_key(secret))
    return event


def signed_by_sns(event, sign):
    """The request with its message signed now by the stack's SNS emulator. `sign` takes the message to sign and returns
    {"headers": ..., "body": ...}."""
    event = copy.deepcopy(event)
    message = json.loads(event["body"])
    signed = sign(
        {"type": message["Type"], "topic_arn": message["TopicArn"], "message": message["Message"], "version": "2"}
    )
    event["headers"].update(signed["headers"])
    return {**event, "body": signed["body"]}


def with_method(event, method):
    event = copy.deepcopy(event)
    event["requestContext"]["http"]["method"] = method
    return event


def as_if_received_now(batch):
    """The stream batch as if received now: the sample's own time will exceed the retention one day."""
    batch = copy.deepcopy(batch)
    now = datetime.now(timezone.utc)
    for record in batch["Records"]:
        row = record["dynamodb"]["NewImage"]
        row["received_at"]["S"] = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        row["expires_at"]["N"] = str(int(now.timestamp()) + generate.RETENTION_SECONDS)
    return batch


def with_event_id(batch, event_id):
    """The stream batch with another event id."""
    batch = copy.deepcopy(batch)
    batch["Records"][0]["dynamodb"]["NewImage"]["event_id"]["S"] = event_id
    return batch


def with_time_in_minutes(event, minutes):
    """The schedule's event with a time that is so many minutes from now."""
    time = datetime.now(timezone.utc) + timedelta(minutes=minutes)
    return {**event, "time": time.strftime("%Y-%m-%dT%H:%M:%SZ")}
