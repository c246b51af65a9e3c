#!/usr/bin/env python3
"""Prints cxm-node/documents.d.ts: the TypeScript types of every document and record, from schemas/*.schema.json. No arguments."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def literal(value: Any) -> str:
    """A JSON value as a type: `'asIs'`."""
    return "'" + value + "'" if isinstance(value, str) else json.dumps(value)


def key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name)


def type_of(schema: Any) -> str:
    """The type of what a schema lets through; what TypeScript cannot say (patterns, ranges) is left to the schema."""
    if schema is True or not set(schema) - {"description"}:
        return "unknown"
    if "$ref" in schema:
        return str(schema["$ref"].removeprefix("#/$defs/"))
    if "const" in schema:
        return literal(schema["const"])
    if "enum" in schema:
        return " | ".join(literal(each) for each in schema["enum"])
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return " | ".join(type_of(each) for each in schema[several])
    if isinstance(schema["type"], list):
        return " | ".join(type_of({**schema, "type": each}) for each in schema["type"])
    match schema["type"]:
        case "null":
            return "null"
        case "boolean":
            return "boolean"
        case "integer" | "number":
            return "number"
        case "string":
            return "string"
        case "array" if "prefixItems" in schema:
            return "[" + ", ".join(type_of(each) for each in schema["prefixItems"]) + "]"
        case "array":
            return f"Array<{type_of(schema['items'])}>"
        case "object" if "properties" in schema:
            required = schema.get("required", [])
            fields = [f"{key(name)}{'' if name in required else '?'}: {type_of(each)}" for name, each in schema["properties"].items()]
            if "patternProperties" in schema:
                fields.append("[key: `x-${string}`]: unknown")
            return "{ " + "; ".join(fields) + " }"
        case "object":
            return f"Record<string, {type_of(schema['additionalProperties'])}>"
    sys.exit(f"no type for {schema}")


def reading(name: str, required: list[str]) -> tuple[bool, bool, str]:
    """The order in which fields are read: the id, what must be there, the rest."""
    return name != "id", name not in required, name


def definition(name: str, schema: dict[str, Any]) -> str:
    """One exported type; an object becomes an interface with its notes."""
    if "properties" not in schema or "oneOf" in schema:
        return f"export type {name} = {type_of(schema)}\n"
    lines = [f"export interface {name} {{"]
    for field, each in sorted(schema["properties"].items(), key=lambda pair: reading(pair[0], schema.get("required", []))):
        note = each.get("description") if isinstance(each, dict) else None
        if note:
            lines.append(f"  /** {note} */")
        lines.append(f"  {key(field)}{'' if field in schema.get('required', []) else '?'}: {type_of(each)}")
    if "patternProperties" in schema:
        lines += ["  /** Keys of your own. */", "  [key: `x-${string}`]: unknown"]
    return "\n".join(lines) + "\n}\n"


def main() -> None:
    definitions: dict[str, Any] = {}
    for path in sorted(SCHEMAS.glob("*.schema.json")):
        for name, schema in json.loads(path.read_text(encoding="utf-8"))["$defs"].items():
            if definitions.setdefault(name, schema) != schema:
                sys.exit(f"{path.name}: another {name} than in the schemas before it")
    print("// Made by .ci/documents_dts.py from schemas/*.schema.json: documents and records as JSON holds them.\n")
    print("\n".join(definition(name, schema) for name, schema in sorted(definitions.items())), end="")


if __name__ == "__main__":
    main()
