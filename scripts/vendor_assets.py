"""Fetch what others made, compare its digest, keep the files named in assets.toml.

scripts/vendor_assets.py           write static/vendor/ and THIRD_PARTY.md
scripts/vendor_assets.py --check   compare what is committed with the packages; write nothing
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import os
import sys
import tarfile
import tomllib
import urllib.request
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
SVG = "http://www.w3.org/2000/svg"
Package = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args().check
    packages = read_packages()
    wanted = {ROOT / "THIRD_PARTY.md": third_party(packages)}
    for package in packages:
        wanted |= files_of(package, fetch(package))
    different = [path for path, content in wanted.items() if read(path) != content]
    for path in different:
        print(("differs: " if check else "wrote: ") + str(path.relative_to(ROOT)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    print(f"{len(wanted)} files of {len(packages)} packages, {len(different)} differed.")
    return 1 if check and different else 0


def read_packages() -> list[Package]:
    packages: list[Package] = tomllib.loads((ROOT / "assets.toml").read_text("utf-8"))["package"]
    return packages


def read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def fetch(package: Package) -> bytes:
    """The package as published, or a refusal: the digest is ours, not the registry's word."""
    name, version = package["name"], package["version"]
    address = f"{REGISTRY}/{name}/-/{name.split('/')[-1]}-{version}.tgz"
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 -- the registry's address is https by default
        data: bytes = answer.read()
    found = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != package["integrity"]:
        sys.exit(f"{name} {version}: the digest is {found}, which is not the one in assets.toml.")
    return data


def files_of(package: Package, data: bytes) -> dict[Path, bytes]:
    folder = ROOT / package["folder"]
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        found = {folder / Path(name).name: member(archive, name) for name in package["files"]}
        if "sprite" in package:
            icons = {name: member(archive, f"icons/{name}.svg") for name in package["icons"]}
            found[folder / package["sprite"]] = sprite(icons)
    return found


def member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(f"package/{name}")
    if file is None:
        sys.exit(f"{name} is not a file of the package.")
    return file.read()


def sprite(icons: dict[str, bytes]) -> bytes:
    """One file with a symbol per icon, in the order of their names."""
    ET.register_namespace("", SVG)
    whole = ET.Element(f"{{{SVG}}}svg")
    for name, source in sorted(icons.items()):
        drawing = ET.fromstring(source)  # noqa: S314 -- the digest of the package was compared
        symbol = ET.SubElement(
            whole, f"{{{SVG}}}symbol", {"id": name, "viewBox": drawing.get("viewBox", "0 0 24 24")}
        )
        symbol.extend(drawing)
    ET.indent(whole, space="")
    return ET.tostring(whole) + b"\n"


def third_party(packages: list[Package]) -> bytes:
    lines = [
        "# Made by others",
        "",
        "Written by `scripts/vendor_assets.py` from `assets.toml`. Each folder holds the licence.",
        "",
        "| Package | Version | Licence | Where | Why |",
        "|---|---|---|---|---|",
    ]
    lines += [
        "| [{name}](https://www.npmjs.com/package/{name}) | {version} | {licence} | `{folder}/` | {why} |".format(
            **package
        )
        for package in packages
    ]
    lines += [
        "",
        "htmx 2 (0BSD) comes with the Python package django-htmx.",
    ]
    return ("\n".join(lines) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main())
