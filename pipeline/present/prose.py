"""Long explanations of reports: texts under reports/texte/, so that who knows the matter can edit them."""

import re

from pipeline.present.blocks import Pairs
from pipeline.resources import resource_folder


def read_pairs(name: str, **words: object) -> Pairs:
    """Return the headings of `reports/texte/<name>.md` with their texts; `words` fill the places in braces.

    :raises KeyError: the text names a place that `words` does not fill
    """
    text = (resource_folder("reports") / "texte" / f"{name}.md").read_text(encoding="utf-8")
    parts = re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", text, re.MULTILINE)
    return Pairs(tuple((title, (body.strip().format(**words),)) for title, body in parts))
