from __future__ import annotations

from pathlib import Path

import pytest

from second.lieferschein import Lieferschein


@pytest.fixture
def neu(tmp_path: Path) -> Lieferschein:
    return Lieferschein(tmp_path)
