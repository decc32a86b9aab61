"""Make .venv from the hash-locked list, with nothing but Python's own library.

Used by every target: `bootstrap.py runtime` or `bootstrap.py dev`. A stamp, written last, remembers
which list is installed: a second call does nothing and needs no network, an interrupted one is
completed by the next. uv is used when it is there; python3-venv's pip, the system's pip or a pip
fetched for the purpose do the same more slowly.
"""

from __future__ import annotations

import configparser
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LISTS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
SECONDS_PER_PACKAGE = {"uv": 0.1, "pip": 1.2}
# The pip that is fetched where Python came without any; checked against this digest.
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 -- the very check that this is new enough
        sys.exit(
            f"CoopPortal needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
            "If a newer one is installed, name it: make run PYTHON=python3.12"
        )
    wanted = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    with (ROOT / ".bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_installed(wanted):
            install(wanted)


def _fingerprint(name: str) -> str:
    digest = hashlib.sha256((ROOT / LISTS[name]).read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.platform}".encode())
    return digest.hexdigest()


def _stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def _is_installed(name: str) -> bool:
    names = {name, "dev"}  # the longer list holds the shorter one at the same versions
    if name == "runtime" and not _matches("runtime"):
        names = {"runtime"}
    return any(_matches(each) for each in names) and PYTHON.exists()


def _matches(name: str) -> bool:
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _fingerprint(name)


def install(name: str) -> None:
    packages = _package_names(ROOT / LISTS[name])
    tool = "uv" if shutil.which("uv") else "pip"
    guess = max(5, round(len(packages) * SECONDS_PER_PACKAGE[tool]))
    print(f"Setting up the environment in .venv: {len(packages)} packages, about {guess} s.")
    began = time.monotonic()
    _make_venv()
    for old in LISTS:
        _stamp(old).unlink(missing_ok=True)
    if not (tool == "uv" and _install_with_uv(name)):
        _install_with_pip(name, packages)
    if name == "dev":  # the longer list includes the shorter one
        _write(_stamp("runtime"), _fingerprint("runtime"))
    _write(_stamp(name), _fingerprint(name))
    print(f"The environment is ready ({time.monotonic() - began:.0f} s).")


def _write(stamp: Path, content: str) -> None:
    draft = stamp.with_suffix(".new")
    draft.write_text(content, encoding="utf-8")
    draft.replace(stamp)


def _package_names(file: Path) -> list[str]:
    return re.findall(r"^([A-Za-z0-9_.-]+)==", file.read_text(encoding="utf-8"), re.MULTILINE)


def _make_venv() -> None:
    """An empty environment of this Python's version; a broken or older one is made anew."""
    ask = "import sys; print(sys.version_info[:2])"
    if PYTHON.exists():
        found = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
        if found.stdout.strip() == str(sys.version_info[:2]):
            return
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], check=False
    )
    if done.returncode:
        sys.exit(
            "This Python cannot make environments: its venv module is missing. "
            "Install the full Python (Debian, Ubuntu: sudo apt install python3)."
        )


def _install_with_uv(name: str) -> bool:
    command = ["uv", "pip", "install", "--quiet", "--require-hashes", "--python", str(PYTHON)]
    done = subprocess.run([*command, "-r", ROOT / LISTS[name]], cwd=ROOT, check=False)
    if done.returncode:
        print("uv could not install the packages; trying again with pip.")
    return done.returncode == 0


def _install_with_pip(name: str, packages: list[str]) -> None:
    command = [*_pip(), "--python", str(PYTHON), "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar=off", "-r", str(ROOT / LISTS[name])]
    began = shown = time.monotonic()
    seen, last = 0, []
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as pip:
        for line in pip.stdout or ():
            last = [*last[-14:], line.rstrip()]
            seen += line.startswith(("Collecting ", "Requirement already satisfied"))
            if line.startswith("Installing collected"):
                print("  unpacking: the last step, usually under 30 s", flush=True)
            elif 0 < seen < len(packages) and time.monotonic() - shown > 5:  # noqa: PLR2004 -- seconds between two lines
                shown = time.monotonic()
                left = (shown - began) / seen * max(0, len(packages) - seen)
                print(f"  {seen} of {len(packages)} packages, about {left:.0f} s left", flush=True)
    if pip.returncode:
        print(*last, sep="\n", file=sys.stderr)
        sys.exit(
            "The packages could not be installed; pip's last lines are above. "
            "Once the network or the disk is well again, the same command goes on where it stopped."
        )


def _pip() -> list[str]:
    """A pip that can install into another environment: the system's, ensurepip's, or a fetched one."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if importlib.util.find_spec("ensurepip"):
        done = subprocess.run(
            [PYTHON, "-m", "ensurepip", "--default-pip"], capture_output=True, check=False
        )
        if done.returncode == 0:
            return [str(PYTHON), "-m", "pip"]
    return [sys.executable, str(_fetched_pip() / "pip")]


def _fetched_pip() -> Path:
    """The pip wheel, from the package index this machine is set to, checked by digest."""
    kept = VENV / PIP_WHEEL
    if not kept.exists():
        index = _index()
        print(f"This Python has no pip; fetching it from {urllib.parse.urlsplit(index).hostname}.")
        try:
            page = _get(f"{index.rstrip('/')}/pip/")
            link = re.search(rf'href="([^"]*{re.escape(PIP_WHEEL)}[^"]*)"', page.decode())
            wheel = (
                _get(urllib.parse.urljoin(f"{index.rstrip('/')}/pip/", link[1])) if link else b""
            )
        except (OSError, urllib.error.URLError) as error:
            sys.exit(
                f"pip could not be fetched ({error}). Check the network, or install it: "
                "sudo apt install python3-pip (Debian, Ubuntu)."
            )
        if hashlib.sha256(wheel).hexdigest() != PIP_SHA256:
            sys.exit(
                "The package index has no pip, or another one than expected. "
                "Install it: sudo apt install python3-pip (Debian, Ubuntu)."
            )
        kept.write_bytes(wheel)
    return kept


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 -- the index the machine's owner chose
        return bytes(answer.read())


def _index() -> str:
    """Where pip would look: the environment, then pip's own files, then PyPI."""
    if chosen := os.environ.get("PIP_INDEX_URL"):
        return chosen
    files = [Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf", "/etc/pip.conf"]
    config = configparser.RawConfigParser()
    config.read([os.environ.get("PIP_CONFIG_FILE", ""), *reversed(files)], encoding="utf-8")
    return config.get("global", "index-url", fallback="https://pypi.org/simple")


if __name__ == "__main__":
    main()
