"""Where we go and where not, by address alone."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from tenants.outbound import OutboundError
from tenants.outbound.places import Detour, is_public, place_of

# https://www.iana.org/assignments/iana-ipv4-special-registry/ and iana-ipv6-special-registry/, all rows;
# multicast, the clouds' metadata addresses, and addresses that carry a private one inside.
SPECIAL = [
    "0.0.0.0/8",
    "0.0.0.0/32",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.0.0/29",
    "192.0.0.8/32",
    "192.0.0.9/32",
    "192.0.0.10/32",
    "192.0.0.170/32",
    "192.0.0.171/32",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "169.254.169.254/32",
    "168.63.129.16/32",
    "100.100.100.200/32",
    "192.0.0.192/32",
    "::/128",
    "::1/128",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:1::3/128",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
    "fd00:ec2::254/128",
    "::ffff:8.8.8.8/128",
    "::ffff:127.0.0.1/128",
    "::8.8.8.8/128",
    "64:ff9b::7f00:1/128",
    "2002:7f00:1::/48",
    "2001:0:7f00:1::/64",
    "2a00:1450::5efe:7f00:1/128",
    "2a00:1450::200:5efe:a00:1/128",
    "4000::/3",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "203.0.112.255",
    "223.255.255.255",
    "168.63.129.15",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700::1111",
    "2a00:1450:4001:81b::200e",
    "3ffe::1",
]


@pytest.mark.parametrize("network", SPECIAL)
def test_no_address_of_a_special_network_is_public(network):
    first, last = ip_network(network)[0], ip_network(network)[-1]
    middle = ip_network(network)[ip_network(network).num_addresses // 2]

    assert [each for each in {first, middle, last} if is_public(str(each))] == []


@pytest.mark.parametrize("address", PUBLIC)
def test_what_lies_right_beside_a_special_network_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "1.2.3", "0x7f.1", "2a00::1%eth0", "1.1.1.1 "])
def test_what_is_no_address_is_not_public(text):
    assert not is_public(text)


HOSTILE = [
    "",
    "http://a.org/",
    "HTTPS://a.org/",
    "ftp://a.org/",
    "file:///etc/passwd",
    "//a.org/",
    "https:/a.org/",
    "https:a.org",
    "https://",
    "https:///x",
    "https://A.org/",
    "https://a.org:/",
    "https://a.org:0/",
    "https://a.org:080/",
    "https://a.org:8443/",
    "https://a.org:65536/",
    "https://a.org:443:443/",
    "https://user@a.org/",
    "https://user:password@a.org/",
    "https://a.org@b.org/",
    "https://a.org\\@b.org/",
    "https://a.org\\b",
    "https://a.org#b",
    "https://a.org/#b",
    "https://a.org/ b",
    "https://a.org/\tb",
    "https://a.org/\r\nHost: b.org",
    "https://a.org/\x00",
    "https://a.org/ä",
    "https://ä.org/",
    "https://a。org/",
    "https://a.org./",
    "https://a..org/",
    "https://.org/",
    "https://-a.org/",
    "https://a-.org/",
    "https://a_b.org/",
    "https://a%2eorg/",
    "https://%6c%6fcalhost/",
    "https://localhost/",
    "https://portal/",
    "https://a.localhost/",
    "https://a.local/",
    "https://a.internal/",
    "https://metadata.google.internal/",
    "https://a.home.arpa/",
    "https://a.onion/",
    "https://a.test/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://a.0x7f/",
    "https://0177.0.0.1/",
    "https://8.8.8.8/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1%25eth0]/",
    "https://a.org/../did.json",
    "https://a.org/c/..",
    "https://a.org/c/./x",
    "https://a.org/%2e%2e/x",
    "https://a.org/.%2E/x",
    "https://a.org/c//x",
    "https://a.org//x",
    "https://a.org/%zz",
    "https://a.org/" + "a" * 2048,
    "https://" + "a" * 64 + ".org/",
    "https://" + "a." * 140 + "org/",
    "https://own.example.org/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused(url):
    with pytest.raises(OutboundError) as refusal:
        place_of(url, detours={}, own_host="own.example.org")

    assert str(refusal.value) == "The other portal did not answer."


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.org", "/"),
        ("https://a.org/.well-known/did.json", "/.well-known/did.json"),
        ("https://xn--bcher-kva.example.org/c/oak/did.json", "/c/oak/did.json"),
        ("https://a.org/c/oak/?x=1&y=%20", "/c/oak/?x=1&y=%20"),
        ("https://a.org:443/x", "/x"),
    ],
)
def test_an_ordinary_address_is_taken(url, target):
    assert place_of(url, detours={}, own_host="own.example.org").target == target


def test_the_operator_may_name_a_host_and_a_port_that_the_public_rules_refuse():
    detours = {"portal:8443": Detour("10.1.2.3", 0, "/ca.pem"), "a.org:8443": Detour()}

    intranet = place_of("https://portal:8443/x", detours=detours, own_host="own.example.org")
    other_port = place_of("https://a.org:8443/x", detours=detours, own_host="own.example.org")

    assert (intranet.address, intranet.port, intranet.authority) == ("10.1.2.3", 8443, "/ca.pem")
    assert (other_port.address, other_port.port) == ("", 8443)
    with pytest.raises(OutboundError):
        place_of("https://portal/x", detours=detours, own_host="own.example.org")
