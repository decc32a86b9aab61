"""What templates may say in one word."""

from __future__ import annotations

import pytest

from tenants.templatetags.portal import breakable


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("did:web:a.example:c:oak", "did:<wbr>web:<wbr>a.example:<wbr>c:<wbr>oak"),
        ("https://a.example/c/oak/", "https://<wbr>a.example/<wbr>c/<wbr>oak/"),
        ("<b>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_an_address_breaks_between_its_parts(address, shown):
    assert breakable(address) == shown
