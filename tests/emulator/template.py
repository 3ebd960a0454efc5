"""What the template gives each function: only that is given to its binary, so that a name that the template forgot
shows here and not on AWS."""

import re
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
# AWS sets region and credentials, and needs no endpoints; here the stack's own stand for them.
FROM_AWS = re.compile(r"^AWS_")


def resources():
    """The text of each function's resource by the name of its binary. Read by its layout: there is no YAML in Python."""
    found = re.findall(r"^  [A-Za-z]+Function:\n((?:    .*\n|\n)*)", TEMPLATE.read_text(), re.MULTILINE)
    return {re.search(r"^        Binary: (\w+)$", resource, re.MULTILINE)[1]: resource for resource in found}


def variables(function):
    """The names under Environment of the function's resource."""
    resource = resources()[function]
    block = re.search(r"^        Variables:\n((?:          .*\n)+)", resource, re.MULTILINE)[1]
    names = set(re.findall(r"^          ([A-Z_]+):", block, re.MULTILINE))
    assert names, f"no variables of {function} found in the template"
    return names


def environment(function, whole):
    """The part of the stack's environment that the function would have on AWS."""
    names = variables(function)
    return {name: value for name, value in whole.items() if name in names or FROM_AWS.match(name)}
