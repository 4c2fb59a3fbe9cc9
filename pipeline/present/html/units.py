"""Report model → every unit in its place: its section with all figures, and its line chart."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.evaluate.bericht import Bericht, Einheit, Zeile, Zweig, in_order
from pipeline.katalog import GESCHLOSSENE_SEGMENTE
from pipeline.present.explain import kennzahl_anchor
from pipeline.present.html.svg import GROSS, KLEIN, Diagramm, common_scale, draw_chart
from pipeline.present.html.values import Wertzeile, einheit_anchor, make_row


class Block(NamedTuple):
    """Rows under a common heading."""

    titel: str
    zeilen: tuple[Wertzeile, ...]


class Steckbrief(NamedTuple):
    """Everything about one unit."""

    titel: str
    anker: str
    pfad: tuple[tuple[str, str], ...]
    bloecke: tuple[Block, ...]
    aufgliederung: tuple[Block, ...]
    segmentarten: str


class Bild(NamedTuple):
    """A unit's line chart; None where it has no case."""

    titel: str
    anker: str
    diagramm: Diagramm | None


class Bildgruppe(NamedTuple):
    """Small charts under a common heading."""

    titel: str
    bilder: tuple[Bild, ...]


class Verlauf(NamedTuple):
    """The months of the figure that the page draws large, all small charts on one scale."""

    titel: str
    anker: str
    einheit: str
    gross: Bild
    gruppen: tuple[Bildgruppe, ...]


def groups(zweige: Sequence[Zweig]) -> tuple[tuple[Einheit | None, tuple[Einheit, ...]], ...]:
    """Return each Bereich with its teams, and at last under None the teams that stand below no Bereich."""
    bereiche = [(z.einheit, z.teams) for z in zweige if z.einheit.ebene == "bereich"]
    ohne = tuple(z.einheit for z in zweige if z.einheit.ebene == "team")
    return (*bereiche, *([(None, ohne)] if ohne else []))


def build_sections(bericht: Bericht) -> tuple[Steckbrief, ...]:
    """Return everything about every unit, each Bereich followed by its teams."""
    return tuple(_section(bericht, einheit, oben) for einheit, oben in in_order(bericht.einheiten))


def _section(bericht: Bericht, einheit: Einheit, oben: Sequence[Einheit]) -> Steckbrief:
    offen = [z for z in einheit.zeilen if _stands_in_front(z)]
    tiefer = [z for z in einheit.zeilen if not _stands_in_front(z)]
    arten = list(dict.fromkeys(_split_word(bericht, z) for z in tiefer))
    return Steckbrief(
        titel=einheit.titel,
        anker=einheit_anchor(einheit),
        pfad=tuple((e.titel, einheit_anchor(e)) for e in oben),
        bloecke=tuple(
            Block(a.titel, rows)
            for a in bericht.katalog.abschnitt
            if (rows := tuple(_front_row(z) for z in offen if z.kennzahl.abschnitt == a.id))
        ),
        aufgliederung=tuple(
            Block(
                f"{titel} nach {art}",
                tuple(make_row(z, z.segment_titel, mit_verlauf=False) for z in zeilen),
            )
            for (titel, art), zeilen in groupby(tiefer, lambda z: (z.kennzahl.titel, _split_word(bericht, z)))
        ),
        segmentarten=", ".join(arten),
    )


def _stands_in_front(zeile: Zeile) -> bool:
    """Keep a figure's total in sight, and the few classes of a figure that has no total."""
    ohne_summe = "gesamt" not in zeile.kennzahl.segmente
    return zeile.ist_hauptzeile or (ohne_summe and zeile.segment_art in GESCHLOSSENE_SEGMENTE)


def _front_row(zeile: Zeile) -> Wertzeile:
    titel = zeile.kennzahl.titel if zeile.ist_hauptzeile else f"{zeile.kennzahl.titel}: {zeile.segment_titel}"
    return make_row(zeile, titel, mit_verlauf=True)


def _split_word(bericht: Bericht, zeile: Zeile) -> str:
    return bericht.katalog.segmentart.get(zeile.segment_art, zeile.segment_art)


def build_months(bericht: Bericht) -> Verlauf | None:
    """Draw the months of the first figure to draw for the highest unit large and for all others on one small scale."""
    einheiten = [e for e, _ in in_order(bericht.einheiten)]
    zeilen = [z for k in bericht.katalog.diagramme()[:1] for e in einheiten if (z := e.find(k.id))]
    if not zeilen:
        return None
    kennzahl, skala = zeilen[0].kennzahl, common_scale(zeilen)

    def draw(einheit: Einheit) -> Bild:
        zeile = einheit.find(kennzahl.id)
        bild = draw_chart(zeile, einheit.titel, skala, KLEIN) if zeile else None
        return Bild(einheit.titel, einheit_anchor(einheit), bild)

    oberste = einheiten[0]
    erste = oberste.find(kennzahl.id)
    gross = draw_chart(erste, oberste.titel, common_scale([erste]), GROSS) if erste else None
    gruppen = [Bildgruppe(titel, tuple(draw(e) for e in teile)) for titel, teile in _chart_groups(bericht) if teile]
    return Verlauf(
        kennzahl.titel,
        kennzahl_anchor(kennzahl),
        kennzahl.einheit,
        Bild(oberste.titel, einheit_anchor(oberste), gross),
        tuple(gruppen),
    )


def _chart_groups(bericht: Bericht) -> list[tuple[str, tuple[Einheit, ...]]]:
    haeuser = bericht.of_level("jobcenter")
    gruppen = [("Jobcenter", haeuser if len(haeuser) > 1 else ()), ("Bereiche", bericht.of_level("bereich"))]
    for _, zweige in bericht.houses():
        for bereich, teams in groups(zweige):
            gruppen.append((f"Teams – {bereich.titel}" if bereich else "Teams", teams))
    return gruppen
