"""What stands before the portal: each lets through what the portal takes, and no more; whatever can read it here, reads it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tenants import files
from tenants.forms import paper, photo
from tenants.importing import reading

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
# What a form sends beside its files.
BESIDE = 500_000
KEPT_BY_NGINX = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def test_the_proxy_writes_the_forwarded_headers_itself_and_keeps_what_is_within():
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert "header_up X-Forwarded-For {remote_host}" in text
    assert re.search(r"@within path /readyz /metrics\s+respond @within 404", text)


def test_the_proxies_let_through_whatever_the_portal_takes():
    most = max(
        settings.DATA_UPLOAD_MAX_NUMBER_FILES * files.MOST_BYTES,
        *(each.MOST_BYTES for each in (photo, paper, reading)),
    )
    caddy = re.search(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text(encoding="utf-8"))
    nginx = re.search(
        r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    )
    assert int(caddy[1]) * 1000**2 > most + BESIDE
    assert int(nginx[1]) * 1024**2 > most + BESIDE


def test_nginx_of_distributions_reads_its_file():
    """Debian 12 has 1.22 and Ubuntu 24.04 has 1.24: neither knows `http2 on;`."""
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*listen .*443.*;", text, re.MULTILINE)
    assert not re.search(r"^\s*http2 ", text, re.MULTILINE)
    assert re.search(r"\^/\(readyz\|metrics\)\$ \{[^}]*deny all;", text)


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx on this machine")
def test_nginx_reads_its_file_here(tmp_path):
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    subprocess.run(
        [*made, "-keyout", tmp_path / "key", "-out", tmp_path / "pem"],
        check=True,
        capture_output=True,
    )
    site = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {tmp_path}/pem;", site)
    site = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {tmp_path}/key;", site)
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    paths = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in KEPT_BY_NGINX)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {paths} include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy on this machine")
def test_caddy_reads_its_file(tmp_path):
    done = subprocess.run(
        ["caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
