"""Reads YAML files: the one place that chooses the parser."""

from pathlib import Path
from typing import Any

import yaml

YamlError = yaml.YAMLError

# The C parser of PyYAML is ten times as quick as its Python one; it is not in every build.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path) -> Any:
    """The document in a YAML file, plain values only; None for an empty one.

    Raises YamlError for what is not YAML, OSError and UnicodeDecodeError for what cannot be read.
    """
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (both loaders are safe ones)
