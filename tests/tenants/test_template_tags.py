"""What templates may say in one word."""

from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from tenants.templatetags.portal import breakable, unbroken


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("did:web:a.example:c:oak", "did:<wbr>web:<wbr>a.example:<wbr>c:<wbr>oak"),
        ("https://a.example/c/oak/", "https://<wbr>a.example/<wbr>c/<wbr>oak/"),
        ("amara@a.example", "amara@<wbr>a.example"),
        ("<b>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_an_address_breaks_between_its_parts(address, shown):
    assert breakable(address) == f'<span translate="no">{shown}</span>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Oak Street Food Co-op", 'Oak Street Food <span class="unbroken">Co-op</span>'),
        ("co-ops of Co-operators", '<span class="unbroken">co-ops</span> of Co-operators'),
        ("A <b> & c", "A &lt;b&gt; &amp; c"),
        (SafeString("A &amp; co-op"), 'A &amp; <span class="unbroken">co-op</span>'),
        (SafeString('<a href="/co-op/">x</a>'), '<a href="/co-op/">x</a>'),
        ("", ""),
    ],
)
def test_no_line_ends_within_co_op(text, shown):
    assert unbroken(text) == shown
