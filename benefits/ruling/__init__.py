"""The forms that edit a benefit: one for what is given, one for each group of rules."""

from __future__ import annotations

from benefits.ruling.after import AfterForm
from benefits.ruling.base import GroupForm, WhatForm
from benefits.ruling.often import OftenForm
from benefits.ruling.proof import ProofForm
from benefits.ruling.what import WHAT_FORMS
from benefits.ruling.where import WhereForm
from benefits.ruling.who import WhoForm
from benefits.ruling.whole import GROUP_FORMS, KIND_NAMES, WholeForm

__all__ = [
    "GROUP_FORMS",
    "KIND_NAMES",
    "WHAT_FORMS",
    "AfterForm",
    "GroupForm",
    "OftenForm",
    "ProofForm",
    "WhatForm",
    "WhereForm",
    "WhoForm",
    "WholeForm",
]
