"""A finished run gets its place as a whole, or the last good one stays."""

from pathlib import Path

import pytest

from pipeline.publish.place import staging


def test_failing_swap_brings_the_old_report_back(tmp_path, monkeypatch):
    ziel = tmp_path / "2026-10"
    ziel.mkdir()
    (ziel / "alt.txt").write_text("alt")
    echt = Path.rename

    def rename(self, neu):
        if self.name.endswith(".neu"):
            raise OSError("voll")
        return echt(self, neu)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="voll"), staging(ziel) as stapel:
        stapel.publish()
    assert [d.name for d in tmp_path.iterdir()] == ["2026-10"]
    assert (ziel / "alt.txt").read_text() == "alt"
