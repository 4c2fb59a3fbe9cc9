"""Document → one self-contained HTML page: no network, no script, the same bytes for the same document.

Templates place texts and never decide; every text is escaped on its way in.
"""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from pipeline.present.blocks import Document
from pipeline.present.html import svg
from pipeline.resources import resource_folder


def render_page(document: Document) -> str:
    """Return the page."""
    return _template().render(document=document, sections=document.sections_for("page"))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(resource_folder("reports") / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(sparkline_of=svg.draw_sparkline, drawing_of=svg.draw_chart)
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["css"] = _escape_css
    return environment.get_template("document.html")


def _escape_css(text: str) -> Markup:
    """Write a text so that it stays one inside a quoted string of a style sheet."""
    safe = (sign if sign.isalnum() or sign in " .,:–" else f"\\{ord(sign):x} " for sign in text)
    return Markup("".join(safe))  # noqa: S704 - letters, digits and escapes only
