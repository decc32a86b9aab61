"""What must notice that a 404 is gone, where no test writes an address that leads to it from its own module."""

from __future__ import annotations

_NOT_THERE = ("tests/walls/test_not_there.py",)
_SWEEP = "tests/walls/test_sweep.py::test_strangers_find_nothing_there[tenants:member-name]"
_PHOTOS = "tests/credentials/test_photos.py"

TESTS: dict[str, tuple[str, ...]] = {
    "benefits/views/agreements.py": _NOT_THERE,
    "benefits/views/clearances.py": _NOT_THERE,
    "benefits/views/grants.py": _NOT_THERE,
    "benefits/views/networks.py": _NOT_THERE,
    "benefits/views/proposing.py": _NOT_THERE,
    "benefits/views/ruling.py": ("tests/benefits/test_rule_pages.py", *_NOT_THERE),
    "benefits/views/desk/photo.py": (_PHOTOS,),
    "coopportal/network/access.py": ("tests/portal/test_network_interest.py",),
    "credentials/views/accreditations.py": _NOT_THERE,
    "credentials/views/inviting.py": _NOT_THERE,
    "tenants/access.py": (_SWEEP, "tests/portal/test_network.py"),
    "tenants/forms/finding.py": _NOT_THERE,
    "tenants/views/language.py": ("tests/words/test_choosing.py",),
    "tenants/middleware.py": ("tests/tenants/test_cooperative_page.py",),
}


def of(path: str) -> tuple[str, ...]:
    """Pages of the office besides are asked for what is not there by one module."""
    return TESTS.get(path, _NOT_THERE if path.startswith("tenants/views/staff/") else ())
