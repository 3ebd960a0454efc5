"""What the built binaries promise: each promise is a function of the running things, its name says it."""

import json

import events
from processes import wait_until

PROMISES = []
OTHER_TOPICS = (
    "shopify-orders-updated",
    "shopify-orders-cancelled",
    "shopify-refunds-create",
    "shopify-inventory_levels-update",
    "shopify-products-update",
    "shopify-app-uninstalled",
    "shopify-customers-data_request",
    "shopify-customers-redact",
    "shopify-shop-redact",
)


def promise(function):
    PROMISES.append(function)
    return function


def answered(answer, status):
    assert answer.get("statusCode") == status, f"wanted {status}, got {json.dumps(answer)[:500]}"
    return answer


def json_body(answer):
    assert not answer.get("isBase64Encoded"), "a JSON answer in base64"
    return json.loads(answer["body"])


def header(answer, name):
    merged = {**{key: ",".join(values) for key, values in (answer.get("multiValueHeaders") or {}).items()}, **(answer.get("headers") or {})}
    return {key.lower(): value for key, value in merged.items()}.get(name)


def event_ids(run):
    status, page = run.stack.get("/api/webhooks?limit=200", run.token)
    assert status == 200, f"GET /api/webhooks answered {status}"
    return [event["id"] for event in page["events"]]


@promise
def shopify_refuses_a_body_that_was_changed_and_leaves_no_row(run):
    changed = events.with_one_letter_of_the_body_changed(events.sample("shopify-orders-create"))
    answered(run.shopify.invoke(changed), 401)
    # Nothing was sent before, so this is the whole list.
    assert event_ids(run) == []


@promise
def shopify_answers_a_get_with_405(run):
    answered(run.shopify.invoke(events.with_method(events.sample("shopify-orders-create"), "GET")), 405)


@promise
def shopify_stores_a_webhook_once(run):
    first = json_body(answered(run.shopify.invoke(events.sample("shopify-orders-create")), 200))
    assert first["status"] == "stored", first
    for copy in ("shopify-orders-create", "shopify-orders-create-base64"):
        again = json_body(answered(run.shopify.invoke(events.sample(copy)), 200))
        assert again == {"id": first["id"], "status": "duplicate"}, again
    run.event_id = first["id"]


@promise
def selloship_stores_what_is_signed_and_has_it_processed(run):
    sample = events.sample("selloship-waybill")
    answered(run.selloship.invoke({**sample, "body": sample["body"].replace("IN_TRANSIT", "DELIVERED", 1)}), 401)
    first = json_body(answered(run.selloship.invoke(sample), 200))
    assert first["status"] == "stored", first
    status, event = wait_until("the event is processed", 10, lambda: found(run.stack.get(f"/api/webhooks/{first['id']}", run.token)))
    assert event_of(event)["status"] == "processed" and event_of(event)["topic"] == "SHIPMENT_UPDATED", event


@promise
def flipkart_and_myntra_store_what_is_signed_and_have_it_processed(run):
    samples = {"flipkart-shipment_created": "shipment_created", "flipkart-ORDER_CREATED": "ORDER_CREATED", "myntra-order-create": "order/create"}
    for name, topic in samples.items():
        sample, door = events.sample(name), getattr(run, name.split("-")[0])
        answered(door.invoke({**sample, "body": sample["body"].replace("APPROVED", "CANCELLED").replace("CREATED", "PACKED")}), 401)
        first = json_body(answered(door.invoke(sample), 200))
        assert first["status"] == "stored", first
        path = f"/api/webhooks/{first['id']}"
        status, event = wait_until("the event is processed", 10, lambda: found(run.stack.get(path, run.token)))
        assert event_of(event)["status"] == "processed" and event_of(event)["topic"] == topic, event


@promise
def standard_refuses_what_was_signed_too_long_ago_or_with_another_secret(run):
    sample = events.sample("standard-order.paid")
    answered(run.standard.invoke(sample), 401)
    # That they left nothing is shown by the next promise: the same id is new to it.
    answered(run.standard.invoke(events.signed_now(sample, b"another-secret")), 401)


@promise
def standard_stores_a_webhook_once_however_often_it_is_signed(run):
    sample = events.sample("standard-order.paid")
    first = json_body(answered(run.standard.invoke(events.signed_now(sample)), 200))
    assert first["status"] == "stored", first
    again = json_body(answered(run.standard.invoke(events.signed_now(sample)), 200))
    assert again == {"id": first["id"], "status": "duplicate"}, again
    status, event = wait_until("the event is processed", 10, lambda: found(run.stack.get(f"/api/webhooks/{first['id']}", run.token)))
    assert event_of(event)["source"] == "standard" and event_of(event)["topic"] == "order.paid", event


@promise
def amazon_refuses_what_sns_did_not_sign(run):
    for name in ("amazon-ORDER_CHANGE-sns", "amazon-SubscriptionConfirmation"):
        answered(run.amazon.invoke(events.sample(name)), 401)
    # That they left nothing is shown by the next promise: the same notification is new to the queue.
    assert run.stack.subscriptions() == []


@promise
def amazon_stores_one_notification_once_by_all_of_its_ways(run):
    queue = events.sample("amazon-ORDER_CHANGE")
    before = set(event_ids(run))
    assert run.amazon.invoke(queue) == {"batchItemFailures": []}
    assert run.amazon.invoke(events.sample("amazon-ORDER_CHANGE-eventbridge")) is None
    posted = events.signed_by_sns(events.sample("amazon-ORDER_CHANGE-sns"), run.stack.sign)
    again = json_body(answered(run.amazon.invoke(posted), 200))
    assert again["status"] == "duplicate", again
    status, event = wait_until("the event is processed", 10, lambda: found(run.stack.get(f"/api/webhooks/{again['id']}", run.token)))
    assert event_of(event)["source"] == "amazon" and event_of(event)["status"] == "processed", event
    assert set(event_ids(run)) - before == {again["id"]}


@promise
def amazon_reports_of_a_batch_what_it_did_not_store(run):
    good, foreign = (events.sample(f"amazon-{topic}_PROCESSING_FINISHED")["Records"][0] for topic in ("FEED", "REPORT"))
    foreign = {**foreign, "body": foreign["body"].replace("A1EXAMPLESELLER", "A9NOBODYATALL")}
    answer = run.amazon.invoke({"Records": [good, foreign]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": foreign["messageId"]}]}, answer


@promise
def amazon_confirms_the_subscription_of_its_topic(run):
    asked = events.signed_by_sns(events.sample("amazon-SubscriptionConfirmation"), run.stack.sign)
    stored = json_body(answered(run.amazon.invoke(asked), 200))
    assert stored["status"] == "stored", stored
    assert run.stack.subscriptions() == [asked["headers"]["x-amz-sns-topic-arn"]]


@promise
def what_shopify_stored_is_processed_by_the_running_stack(run):
    status, event = wait_until("the event is processed", 10, lambda: found(run.stack.get(f"/api/webhooks/{run.event_id}", run.token)))
    assert event_of(event)["status"] == "processed", event
    assert events.order()["id"] in json.dumps(event), "the order's id has lost digits"


@promise
def shopify_stores_every_topic(run):
    stored = [json_body(answered(run.shopify.invoke(events.sample(name)), 200)) for name in OTHER_TOPICS]
    assert all(answer["status"] == "stored" for answer in stored), stored
    wanted = {answer["id"] for answer in stored} | {run.event_id}
    wait_until("every event is listed", 10, lambda: wanted <= set(event_ids(run)))


@promise
def the_order_is_folded_from_all_its_webhooks(run):
    wanted = events.order()
    path = f"/api/orders/{wanted['id']}?integration=demo-shopify"

    def whole():
        status, order = run.stack.get(path, run.token)
        order = order_of(order) if status == 200 else {}
        return order if order.get("refunded") == wanted["total_price"] else None

    order = wait_until("the refund is in the order", 10, whole)
    assert order["id"] == wanted["id"] and order["total"] == wanted["total_price"], order


@promise
def stream_writes_the_event_of_its_batch(run):
    batch = events.received_now(events.sample("stream-orders-create"))
    event_id = batch["Records"][0]["dynamodb"]["NewImage"]["event_id"]["S"]
    assert run.stack.get(f"/api/webhooks/{event_id}", run.token)[0] == 404
    for _ in ("first", "again"):
        assert run.stream.invoke(batch) == {"batchItemFailures": []}
    status, event = run.stack.get(f"/api/webhooks/{event_id}", run.token)
    assert status == 200 and event_of(event)["status"] == "processed", event


@promise
def retry_heals_a_batch_that_failed_for_good(run):
    run.stack.lose_event("demo-shopify", run.event_id)
    path = f"/api/webhooks/{run.event_id}"
    assert run.stack.get(path, run.token)[0] == 404
    run.stack.fail_for_good(events.received_now(events.of_event(events.sample("stream-orders-create"), run.event_id)))
    # By the sample's time, which is past, nothing is due; the batch is taken up.
    assert run.retry.invoke(events.sample("retry-schedule"))["retried"] == 0
    shown = event_of(run.stack.get(path, run.token)[1])
    assert shown["error"].startswith("batch_failed: ") and shown["next_retry_at"], shown
    run.retry.invoke(events.minutes_ahead(events.sample("retry-schedule"), 2))

    def healed():
        event = event_of(run.stack.get(path, run.token)[1])
        return event if event["status"] == "processed" else None

    event = wait_until("the event is processed", 10, healed)
    assert (event["attempt"], event["next_retry_at"]) == (1, None), event


@promise
def websocket_refuses_a_connection_without_a_token_of_the_issuer(run):
    answered(run.websocket.invoke(events.sample("websocket-connect")), 401)


@promise
def websocket_takes_a_connection_its_message_and_its_end(run):
    connected = answered(run.websocket.invoke(events.with_token(events.sample("websocket-connect"), run.token)), 200)
    assert header(connected, "sec-websocket-protocol") == "storebell.v1", connected
    answered(run.websocket.invoke(events.sample("websocket-message")), 200)
    answered(run.websocket.invoke(events.sample("websocket-disconnect")), 200)


@promise
def api_says_that_everything_is_ready(run):
    answered(run.api.invoke(events.sample("api-health")), 200)


@promise
def api_lists_events_only_to_those_with_a_token(run):
    answered(run.api.invoke(events.sample("api-webhooks")), 401)
    page = json_body(answered(run.api.invoke(events.with_token(events.sample("api-webhooks"), run.token)), 200))
    assert run.event_id in [event["id"] for event in page["events"]], page
    stranger = json_body(answered(run.api.invoke(events.with_token(events.sample("api-webhooks"), run.stack.token("stranger"))), 200))
    assert stranger["events"] == [], stranger


def found(answer):
    return answer if answer[0] == 200 else None


def event_of(body):
    """The event line, also where it stands in an object of its own."""
    return body.get("event", body)


def order_of(body):
    return body.get("order", body)


@promise
def reconcile_asks_each_shop_that_has_a_token(run):
    report = run.reconcile.invoke({})
    assert (report["asked"], report["failed"], report["left"]) == (1, 0, 0), report


@promise
def every_sample_event_of_every_channel_is_taken_and_processed(run):
    for settings in events.sample_integrations():
        run.stack.make_integration(settings, run.token)
    for name in events.of_channels():
        taken(getattr(run, name.split("-")[0]).invoke(events.as_sent_now(name, run.stack.sign)), name)

    def processed():
        status, page = run.stack.get("/api/webhooks?limit=200", run.token)
        assert status == 200, status
        return len(page["events"]) >= events.NOTIFICATIONS and page["events"]

    listed = wait_until("every event is listed", 20, processed)
    failed = [(event["topic"], event["error"]) for event in listed if event["status"] != "processed"]
    assert not failed, failed
    assert {event["source"] for event in listed} == {name.split("-")[0] for name in events.of_channels()}


def taken(answer, name):
    """Each way in has an answer of its own."""
    if name.endswith("-eventbridge"):
        assert answer is None, (name, answer)
    elif "batchItemFailures" in (answer or {}):
        assert answer == {"batchItemFailures": []}, (name, answer)
    else:
        assert json_body(answered(answer, 200))["status"] in ("stored", "duplicate"), (name, answer)
