"""What the template gives each function: only that is given to its binary, so that a name that the template forgot
shows here and not on AWS."""

import re
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
RESOURCES = {
    "shopify": "ShopifyFunction",
    "flipkart": "FlipkartFunction",
    "myntra": "MyntraFunction",
    "selloship": "SelloshipFunction",
    "standard": "StandardFunction",
    "amazon": "AmazonFunction",
    "stream": "StreamFunction",
    "websocket": "WebSocketFunction",
    "api": "ApiFunction",
}

# AWS sets region and credentials, and needs no endpoints; here the stack's own stand for them.
FROM_AWS = re.compile(r"^AWS_")


def variables(function):
    """The names under Environment of the function's resource. Read by its layout: there is no YAML in Python."""
    text = TEMPLATE.read_text()
    resource = re.search(rf"^  {RESOURCES[function]}:\n((?:    .*\n|\n)*)", text, re.MULTILINE)[1]
    block = re.search(r"^        Variables:\n((?:          .*\n)+)", resource, re.MULTILINE)[1]
    names = set(re.findall(r"^          ([A-Z_]+):", block, re.MULTILINE))
    assert names, f"no variables of {function} found in the template"
    return names


def environment(function, whole):
    """The part of the stack's environment that the function would have on AWS."""
    names = variables(function)
    return {name: value for name, value in whole.items() if name in names or FROM_AWS.match(name)}
