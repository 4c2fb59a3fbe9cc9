"""Report → one self-contained HTML page: no network, no script, the same bytes for the same report.

Its parts are prepared as plain texts (modules html_*); the templates under reports/templates only loop over them
and place them.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from pipeline.evaluate.bericht import Bericht
from pipeline.present import cell as formate
from pipeline.present.explain import explain_figures, explain_rules
from pipeline.present.html.overview import build_glance, build_overviews
from pipeline.present.html.quality import assess_delivery
from pipeline.present.html.units import build_months, build_sections
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.regelwerk.wording import validity
from pipeline.resources import resource_dir

# The title names the Jobcenter, but not a whole Land of them.
_NAMEN_BIS = 4


class Kopf(NamedTuple):
    """Who, what and when, and what the reader must know before reading on."""

    wer: str
    monat: str
    stichtag: str
    zeitraum: str
    papiere: tuple[str, ...]
    warnungen: tuple[str, ...]
    version: str
    mindestfallzahl: str


def render_page(bericht: Bericht) -> str:
    """Return the page; every text of the report is escaped on its way in."""
    return _template().render(
        kopf=_head(bericht),
        blicke=build_glance(bericht),
        uebersichten=build_overviews(bericht),
        verlauf=build_months(bericht),
        einheiten=build_sections(bericht),
        qualitaet=assess_delivery(bericht.datenqualitaet),
        kapitel=explain_figures(bericht),
        papiere=explain_rules(bericht),
        zeichen=formate.ZEICHENERKLAERUNG,
    )


@cache
def _template() -> Template:
    umgebung = Environment(
        loader=FileSystemLoader(resource_dir("reports") / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return umgebung.get_template("seite.html")


def _head(bericht: Bericht) -> Kopf:
    erster = bericht.vorheriger_stichtag + timedelta(days=1)
    ungueltige = [w for w in bericht.regelwerke if w.id in bericht.nicht_gueltig]
    return Kopf(
        wer=_who(bericht),
        monat=formate.monat(date.fromisoformat(f"{bericht.monat}-01")),
        stichtag=formate.tag(bericht.stichtag),
        zeitraum=f"{formate.tag(erster)} bis {formate.tag(bericht.stichtag)}",
        papiere=tuple(f"{w.id} – {w.titel} ({w.papier})" for w in bericht.regelwerke),
        warnungen=tuple(_not_in_force(w, bericht) for w in ungueltige),
        version=bericht.version,
        mindestfallzahl=str(bericht.mindestfallzahl),
    )


def _who(bericht: Bericht) -> str:
    titel = [e.titel for e in bericht.of_level("jobcenter")] or [e.titel for e in bericht.einheiten[:1]]
    return ", ".join(titel) if len(titel) <= _NAMEN_BIS else f"{len(titel)} Jobcenter"


def _not_in_force(werk: Regelwerk, bericht: Bericht) -> str:
    return (
        f"Das Regelwerk {werk.id} gilt am Stichtag {formate.tag(bericht.stichtag)} nicht ({validity(werk)}). "
        "Dieser Bericht ist ein Vergleich und keine Auswertung nach geltenden Vorgaben."
    )
