"""Verify a credential without a portal or a network: ``python -m credentials.core card.json`` (see `command.py`).

https://www.w3.org/TR/vc-data-model-2.0/#verification
"""

from __future__ import annotations

import gc
import sys

if __name__ == "__main__":
    # The process ends before garbage could matter, and looking for it costs a tenth of what a card takes.
    gc.disable()

    from credentials.core.at_hand import without_fetching
    from credentials.core.canonical.jsonld import before_pyld
    from credentials.core.command import main

    before_pyld(without_fetching)
    sys.exit(main())
