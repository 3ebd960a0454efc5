"""The environment variables that the template sets for each function. The emulator sets only these, so that a variable
that the template lacks is found here and not on AWS."""

import re
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
# On AWS, Lambda sets the region and credentials. Here the stack provides these and the endpoints.
FROM_AWS = re.compile(r"^AWS_")


def resources():
    """The text of each function's resource by the name of its binary. The template is parsed by its layout, because
    Python's standard library has no YAML parser."""
    found = re.findall(r"^  [A-Za-z]+Function:\n((?:    .*\n|\n)*)", TEMPLATE.read_text(), re.MULTILINE)
    return {re.search(r"^        Binary: (\w+)$", resource, re.MULTILINE)[1]: resource for resource in found}


def variables(function):
    """The names of the variables of the function's resource."""
    resource = resources()[function]
    block = re.search(r"^        Variables:\n((?:          .*\n)+)", resource, re.MULTILINE)[1]
    names = set(re.findall(r"^          ([A-Z_]+):", block, re.MULTILINE))
    assert names, f"found no variables of {function} in the template"
    return names


def environment(function, stack_environment):
    """The part of the stack's environment that the function would have on AWS."""
    names = variables(function)
    return {name: value for name, value in stack_environment.items() if name in names or FROM_AWS.match(name)}
