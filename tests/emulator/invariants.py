"""The invariants of the built binaries. Each is a function whose name states it; its argument `run` holds the running
stack, a token of its issuer, and the emulator of each function by the function's name."""

import json

import events
from processes import wait_until

INVARIANTS = []
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


def invariant(function):
    INVARIANTS.append(function)
    return function


def with_status(response, status):
    """The response, after asserting its status."""
    assert response.get("statusCode") == status, f"expected {status}, got {json.dumps(response)[:500]}"
    return response


def json_body(response):
    assert not response.get("isBase64Encoded"), "the JSON body is encoded in base64"
    return json.loads(response["body"])


def header(response, name):
    multiple = {key: ",".join(values) for key, values in (response.get("multiValueHeaders") or {}).items()}
    merged = {**multiple, **(response.get("headers") or {})}
    return {key.lower(): value for key, value in merged.items()}.get(name)


def event_ids(run):
    status, page = run.stack.get("/api/webhooks?limit=200", run.token)
    assert status == 200, f"GET /api/webhooks responded with {status}"
    return [event["id"] for event in page["events"]]


@invariant
def shopify_rejects_a_changed_body_and_stores_nothing(run):
    changed = events.with_changed_body(events.sample("shopify-orders-create"))
    with_status(run.shopify.invoke(changed), 401)
    # This invariant runs first, so no other webhook has been sent.
    assert event_ids(run) == []


@invariant
def shopify_responds_to_get_with_405(run):
    with_status(run.shopify.invoke(events.with_method(events.sample("shopify-orders-create"), "GET")), 405)


@invariant
def shopify_stores_copies_of_a_webhook_as_one_delivery(run):
    first = json_body(with_status(run.shopify.invoke(events.sample("shopify-orders-create")), 200))
    assert first["status"] == "stored", first
    for copy in ("shopify-orders-create", "shopify-orders-create-base64"):
        again = json_body(with_status(run.shopify.invoke(events.sample(copy)), 200))
        assert again == {"id": first["id"], "status": "duplicate"}, again
    run.event_id = first["id"]


@invariant
def selloship_stores_a_signed_webhook_that_is_then_processed(run):
    sample = events.sample("selloship-waybill")
    with_status(run.selloship.invoke({**sample, "body": sample["body"].replace("IN_TRANSIT", "DELIVERED", 1)}), 401)
    first = json_body(with_status(run.selloship.invoke(sample), 200))
    assert first["status"] == "stored", first
    event = written_event(run, first["id"])
    assert event_of(event)["status"] == "processed" and event_of(event)["topic"] == "SHIPMENT_UPDATED", event


@invariant
def flipkart_and_myntra_store_signed_webhooks_that_are_then_processed(run):
    samples = {
        "flipkart-shipment_created": "shipment_created",
        "flipkart-ORDER_CREATED": "ORDER_CREATED",
        "myntra-order-create": "order/create",
    }
    for name, topic in samples.items():
        sample, function = events.sample(name), getattr(run, name.split("-")[0])
        changed = sample["body"].replace("APPROVED", "CANCELLED").replace("CREATED", "PACKED")
        with_status(function.invoke({**sample, "body": changed}), 401)
        first = json_body(with_status(function.invoke(sample), 200))
        assert first["status"] == "stored", first
        event = written_event(run, first["id"])
        assert event_of(event)["status"] == "processed" and event_of(event)["topic"] == topic, event


@invariant
def standard_rejects_an_old_signature_and_another_secret(run):
    sample = events.sample("standard-order.paid")
    with_status(run.standard.invoke(sample), 401)
    # The next invariant shows that nothing was stored: the same id is not a duplicate.
    with_status(run.standard.invoke(events.signed_now(sample, "another-secret")), 401)


@invariant
def standard_stores_a_webhook_once_if_it_is_signed_twice(run):
    sample = events.sample("standard-order.paid")
    first = json_body(with_status(run.standard.invoke(events.signed_now(sample)), 200))
    assert first["status"] == "stored", first
    again = json_body(with_status(run.standard.invoke(events.signed_now(sample)), 200))
    assert again == {"id": first["id"], "status": "duplicate"}, again
    event = written_event(run, first["id"])
    assert event_of(event)["source"] == "standard" and event_of(event)["topic"] == "order.paid", event


@invariant
def amazon_rejects_messages_that_sns_did_not_sign(run):
    for name in ("amazon-ORDER_CHANGE-sns", "amazon-SubscriptionConfirmation"):
        with_status(run.amazon.invoke(events.sample(name)), 401)
    # The next invariant shows that nothing was stored: the same notification from the queue adds an event.
    assert run.stack.confirmed_topics() == []


@invariant
def amazon_stores_a_notification_once_over_all_transports(run):
    queue = events.sample("amazon-ORDER_CHANGE")
    before = set(event_ids(run))
    assert run.amazon.invoke(queue) == {"batchItemFailures": []}
    assert run.amazon.invoke(events.sample("amazon-ORDER_CHANGE-eventbridge")) is None
    posted = events.signed_by_sns(events.sample("amazon-ORDER_CHANGE-sns"), run.stack.sign)
    again = json_body(with_status(run.amazon.invoke(posted), 200))
    assert again["status"] == "duplicate", again
    event = written_event(run, again["id"])
    assert event_of(event)["source"] == "amazon" and event_of(event)["status"] == "processed", event
    assert set(event_ids(run)) - before == {again["id"]}


@invariant
def amazon_reports_the_batch_items_that_it_did_not_store(run):
    good, foreign = (events.sample(f"amazon-{topic}_PROCESSING_FINISHED")["Records"][0] for topic in ("FEED", "REPORT"))
    foreign = {**foreign, "body": foreign["body"].replace("A1EXAMPLESELLER", "A9NOBODYATALL")}
    response = run.amazon.invoke({"Records": [good, foreign]})
    assert response == {"batchItemFailures": [{"itemIdentifier": foreign["messageId"]}]}, response


@invariant
def amazon_confirms_the_subscription_to_its_topic(run):
    request = events.signed_by_sns(events.sample("amazon-SubscriptionConfirmation"), run.stack.sign)
    stored = json_body(with_status(run.amazon.invoke(request), 200))
    assert stored["status"] == "stored", stored
    assert run.stack.confirmed_topics() == [request["headers"]["x-amz-sns-topic-arn"]]


@invariant
def webhook_that_shopify_stored_is_processed_by_the_running_stack(run):
    event = written_event(run, run.event_id)
    assert event_of(event)["status"] == "processed", event
    assert events.sample_order()["id"] in json.dumps(event), "the order's id has lost digits"


@invariant
def shopify_stores_every_topic(run):
    stored = [json_body(with_status(run.shopify.invoke(events.sample(name)), 200)) for name in OTHER_TOPICS]
    assert all(response["status"] == "stored" for response in stored), stored
    expected = {response["id"] for response in stored} | {run.event_id}
    wait_until("every event is listed", 10, lambda: expected <= set(event_ids(run)))


@invariant
def order_is_projected_from_all_its_webhooks(run):
    expected = events.sample_order()
    path = f"/api/orders/{expected['id']}?integration=demo-shopify"

    def complete():
        status, order = run.stack.get(path, run.token)
        order = order_of(order) if status == 200 else {}
        return order if order.get("refunded") == expected["total_price"] else None

    order = wait_until("the refund is in the order", 10, complete)
    assert order["id"] == expected["id"] and order["total"] == expected["total_price"], order


@invariant
def stream_writes_the_event_of_its_batch(run):
    batch = events.as_if_received_now(events.sample("stream-orders-create"))
    event_id = batch["Records"][0]["dynamodb"]["NewImage"]["event_id"]["S"]
    assert run.stack.get(f"/api/webhooks/{event_id}", run.token)[0] == 404
    for _ in ("first", "again"):
        assert run.stream.invoke(batch) == {"batchItemFailures": []}
    status, event = run.stack.get(f"/api/webhooks/{event_id}", run.token)
    assert status == 200 and event_of(event)["status"] == "processed", event


@invariant
def retry_recovers_a_batch_that_exhausted_its_retries(run):
    run.stack.delete_event("demo-shopify", run.event_id)
    path = f"/api/webhooks/{run.event_id}"
    assert run.stack.get(path, run.token)[0] == 404
    batch = events.with_event_id(events.sample("stream-orders-create"), run.event_id)
    run.stack.add_failed_batch(events.as_if_received_now(batch))
    # At the sample's time, which is in the past, no retry is due; the function recovers the batch and schedules one.
    assert run.retry.invoke(events.sample("retry-schedule"))["retried"] == 0
    failed = event_of(run.stack.get(path, run.token)[1])
    assert failed["error"].startswith("batch_failed: ") and failed["next_retry_at"], failed
    run.retry.invoke(events.with_time_in_minutes(events.sample("retry-schedule"), 2))

    def recovered():
        event = event_of(run.stack.get(path, run.token)[1])
        return event if event["status"] == "processed" else None

    event = wait_until("the event is processed", 10, recovered)
    assert (event["attempt"], event["next_retry_at"]) == (1, None), event


@invariant
def websocket_rejects_a_connection_without_a_token_of_the_issuer(run):
    with_status(run.websocket.invoke(events.sample("websocket-connect")), 401)


@invariant
def websocket_accepts_a_connection_a_message_and_a_disconnect(run):
    connected = with_status(run.websocket.invoke(events.with_token(events.sample("websocket-connect"), run.token)), 200)
    assert header(connected, "sec-websocket-protocol") == "storebell.v1", connected
    with_status(run.websocket.invoke(events.sample("websocket-message")), 200)
    with_status(run.websocket.invoke(events.sample("websocket-disconnect")), 200)


@invariant
def api_reports_that_the_stack_is_ready(run):
    with_status(run.api.invoke(events.sample("api-health")), 200)


@invariant
def api_lists_events_only_for_users_with_access(run):
    with_status(run.api.invoke(events.sample("api-webhooks")), 401)
    page = json_body(with_status(run.api.invoke(events.with_token(events.sample("api-webhooks"), run.token)), 200))
    assert run.event_id in [event["id"] for event in page["events"]], page
    request_of_stranger = events.with_token(events.sample("api-webhooks"), run.stack.token("stranger"))
    page = json_body(with_status(run.api.invoke(request_of_stranger), 200))
    assert page["events"] == [], page


def written_event(run, event_id):
    """The event, as soon as the stack has written it."""

    def event():
        status, body = run.stack.get(f"/api/webhooks/{event_id}", run.token)
        return body if status == 200 else None

    return wait_until("the event is written", 10, event)


def event_of(body):
    """The event, which some responses wrap in an object."""
    return body.get("event", body)


def order_of(body):
    return body.get("order", body)


@invariant
def reconcile_calls_each_shop_that_has_an_access_token(run):
    report = run.reconcile.invoke({})
    assert (report["asked"], report["failed"], report["left"]) == (1, 0, 0), report


@invariant
def every_sample_event_of_every_channel_is_accepted_and_processed(run):
    for settings in events.sample_integrations():
        run.stack.create_integration(settings, run.token)
    for name in events.names_of_channel_samples():
        assert_accepted(getattr(run, name.split("-")[0]).invoke(events.as_if_sent_now(name, run.stack.sign)), name)

    def processed():
        status, page = run.stack.get("/api/webhooks?limit=200", run.token)
        assert status == 200, status
        return len(page["events"]) >= events.DELIVERY_COUNT and page["events"]

    listed = wait_until("every event is listed", 20, processed)
    failed = [(event["topic"], event["error"]) for event in listed if event["status"] != "processed"]
    assert not failed, failed
    assert {event["source"] for event in listed} == {name.split("-")[0] for name in events.names_of_channel_samples()}


def assert_accepted(response, name):
    """Each transport has another response."""
    if name.endswith("-eventbridge"):
        assert response is None, (name, response)
    elif "batchItemFailures" in (response or {}):
        assert response == {"batchItemFailures": []}, (name, response)
    else:
        assert json_body(with_status(response, 200))["status"] in ("stored", "duplicate"), (name, response)
