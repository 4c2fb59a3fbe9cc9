"""What the project needs from others: declared once, pinned, and from nowhere in particular."""

import re
import tomllib

from drawn.source import ROOT


def test_no_registry_host_in_any_file():
    hosts = re.compile(r"pypi\.org|pythonhosted|files\.python|index-url|find-links|trusted-host|registry\.npmjs", re.I)
    for muster in ("*.txt", "*.in", "*.toml", "Makefile", ".ci/run", "*.md", "docs/**/*.md"):
        for datei in ROOT.glob(muster):
            assert not hosts.search(datei.read_text(encoding="utf-8")), f"{datei} names a package registry"


def test_declared_dependencies_are_the_pinned_ones():
    projekt = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    eingang = [z for z in (ROOT / "requirements.in").read_text().splitlines() if z and not z.startswith("#")]
    nur_bau = {"hatchling>=1.27", "editables"}
    assert set(eingang) - nur_bau == set(projekt), "requirements.in and pyproject.toml differ"
    gepinnt = (ROOT / "requirements.txt").read_text()
    for zeile in eingang:
        name = re.split(r"[\[><=]", zeile)[0]
        assert re.search(rf"^{re.escape(name)}==", gepinnt, re.MULTILINE), f"run `make lock`: {name} is not pinned"
