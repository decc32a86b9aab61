"""`make sbom`: what a portal is made of, as a CycloneDX list: the locked packages, and what it serves that others made.

Made from the lock and `assets.toml`, not from this machine: the same commit gives the same bytes.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "var" / "sbom.json"
COMMAND = [
    *(str(Path(sys.executable).parent / "cyclonedx-py"), "requirements", "requirements.txt"),
    *("--pyproject", "pyproject.toml", "--mc-type", "application"),
    *("--output-format", "JSON", "--spec-version", "1.6", "--output-reproducible"),
]


def main() -> None:
    made = subprocess.run(COMMAND, cwd=ROOT, capture_output=True, text=True, check=True)
    listed: dict[str, Any] = json.loads(made.stdout)
    packages = len(listed["components"])
    assets = tomllib.loads((ROOT / "assets.toml").read_text(encoding="utf-8"))["package"]
    listed["components"] += [_asset(each) for each in assets]
    text = json.dumps(listed, indent=2, sort_keys=True) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"The list breaks its schema: {wrong}")
    LISTED.parent.mkdir(exist_ok=True)
    LISTED.write_text(text, encoding="utf-8")
    bare = sum("hashes" not in str(each) for each in listed["components"])
    print(f"packages={packages} assets={len(assets)} without_digest={bare} file=var/sbom.json")
    sys.exit(bool(bare or not packages))


def _asset(told: dict[str, Any]) -> dict[str, Any]:
    name, version = told["name"], told["version"]
    kind, _, digest = told["integrity"].partition("-")
    purl = f"pkg:npm/{quote(name, safe='/')}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"id": told["licence"]}}],
        "hashes": [
            {
                "alg": {"sha512": "SHA-512"}[kind],
                "content": base64.b64decode(digest).hex(),
            }
        ],
    }


if __name__ == "__main__":
    main()
