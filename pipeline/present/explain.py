"""What the figures of a report mean and where they come from, in words; the same for all writers."""

from typing import NamedTuple

from pipeline.evaluate.bericht import Bericht
from pipeline.katalog import Katalog, Kennzahl, Seite
from pipeline.present import cell as formate
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.regelwerk import Regelwerk, Ziel
from pipeline.regelwerk.wording import describe_frist

_UNGEREGELT = "vom Papier nicht geregelt"
_ZAEHLT = {"personen": "Personen", "faelle": "Fälle", "menge": "Menge"}


def kennzahl_anchor(kennzahl: Kennzahl) -> str:
    """Return the id under which a figure is explained, for links."""
    return f"kennzahl-{kennzahl.id}"


class Erklaerung(NamedTuple):
    """What a figure is; `quellen` has one entry per rule set: its paper and the paragraph."""

    titel: str
    anker: str
    vorschau: bool
    definition: str
    einheit: str
    zaehler: str
    nenner: str
    quellen: tuple[tuple[str, str], ...]
    ziele: tuple[str, ...]


class Kapitel(NamedTuple):
    """Figures of one chapter."""

    titel: str
    erklaerungen: tuple[Erklaerung, ...]


class Regelzeile(NamedTuple):
    """A line of a table about a rule set: contact rule, target or term, with its paragraph."""

    titel: str
    texte: tuple[str, ...]
    quelle: str


class Papier(NamedTuple):
    """A rule set as the page explains it."""

    id: str
    titel: str
    papier: str
    gueltigkeit: str
    feiertage: str
    begriffe: tuple[Regelzeile, ...]
    regeln: tuple[Regelzeile, ...]
    ziele: tuple[Regelzeile, ...]
    annahmen: tuple[tuple[str, str], ...]


def explain_figures(bericht: Bericht) -> tuple[Kapitel, ...]:
    """Explain every figure of the catalogue, by chapter."""
    return tuple(
        Kapitel(
            abschnitt.titel,
            tuple(
                _explain(kennzahl, bericht)
                for kennzahl in bericht.katalog.kennzahl
                if kennzahl.abschnitt == abschnitt.id
            ),
        )
        for abschnitt in bericht.katalog.abschnitt
    )


def _explain(kennzahl: Kennzahl, bericht: Bericht) -> Erklaerung:
    werke = bericht.regelwerke
    return Erklaerung(
        titel=kennzahl.titel,
        anker=kennzahl_anchor(kennzahl),
        vorschau=kennzahl.vorschau,
        definition=kennzahl.definition,
        einheit=kennzahl.einheit if kennzahl.form != "anteil" else "Anteil in %",
        zaehler=_side(kennzahl.zaehler),
        nenner=_side(kennzahl.nenner) if kennzahl.nenner else "keiner (Anzahl)",
        quellen=tuple(
            (w.papier, source_text(w.quellen[kennzahl.id]) if kennzahl.id in w.quellen else _UNGEREGELT) for w in werke
        ),
        ziele=tuple(
            f"{_target_value(z, kennzahl)} – {_target_scope(z, bericht.katalog)} ({source_text(z.quelle)})"
            for w in werke
            for z in w.ziel
            if z.kennzahl == kennzahl.id
        ),
    )


def _side(seite: Seite) -> str:
    return f"{seite.text} ({_ZAEHLT[seite.zaehlt]})"


def source_text(quelle: str) -> str:
    """Name a paragraph as a reader would: `3.1` → Abschnitt 3.1, `annahme: …` → Annahme: …."""
    if quelle.lower().startswith("annahme"):
        return f"A{quelle[1:]}"
    return f"Abschnitt\u00a0{quelle}" if quelle[:1].isdigit() else quelle


def explain_rules(bericht: Bericht) -> tuple[Papier, ...]:
    """Explain every rule set of the report."""
    return tuple(_explain_paper(werk, bericht.katalog) for werk in bericht.regelwerke)


def _explain_paper(werk: Regelwerk, katalog: Katalog) -> Papier:
    return Papier(
        id=werk.id,
        titel=werk.titel,
        papier=werk.papier,
        gueltigkeit=validity_text(werk),
        feiertage=f"des Landes {werk.land}" if werk.land else "bundesweit einheitliche",
        begriffe=_terms(werk, katalog),
        regeln=tuple(
            Regelzeile(r.titel, (_interval(r.ziel), _minimum(r), _until(r)), source_text(r.quelle))
            for r in werk.kontaktregel
        ),
        ziele=tuple(
            Regelzeile(
                katalog[z.kennzahl].titel,
                (_target_scope(z, katalog), _target_value(z, katalog[z.kennzahl])),
                source_text(z.quelle),
            )
            for z in werk.ziel
        ),
        annahmen=tuple((a.thema, a.text) for a in werk.annahme),
    )


def validity_text(werk: Regelwerk) -> str:
    """Write since when, and if it has ended until when, the paper is in force."""
    bis = f" bis {formate.tag(werk.gueltig_bis)}" if werk.gueltig_bis else ""
    return f"gültig ab {formate.tag(werk.gueltig_ab)}{bis}"


def _terms(werk: Regelwerk, katalog: Katalog) -> tuple[Regelzeile, ...]:
    kontakt, dauer = werk.kontakt, werk.kontakt.mindestdauer_min
    vermerke = katalog.words("vermerktyp", kontakt.vermerktyp)
    formen = katalog.words("kontaktart", kontakt.kontaktart)
    lang = f"; gebuchte Termine mindestens {dauer} Minuten" if dauer else ""
    status = katalog.words("av_status", werk.bestand.av_status)
    return (
        Regelzeile("AV-Bestand", (f"Status: {status}",), source_text(werk.bestand.quelle)),
        Regelzeile("Gespräch", (f"{vermerke}; {formen}{lang}",), source_text(kontakt.quelle)),
        Regelzeile("Höchstabstand", (_interval(werk.hoechstabstand.frist),), source_text(werk.hoechstabstand.quelle)),
        Regelzeile("Neukunde", (_new_client(werk),), source_text(werk.neukunde.quelle)),
    )


def _new_client(werk: Regelwerk) -> str:
    n = werk.neukunde
    pause = f"mehr als {n.freie_tage_mehr_als} leistungsfreien" if n.freie_tage_mehr_als else "leistungsfreien"
    teile = [f"ohne früheren Leistungsbezug oder nach {pause} Tagen"]
    teile += ["auch bei Wechsel der Bedarfsgemeinschaft"] if n.bg_wechsel else []
    teile += ["Wohnsitz im Inland"] if n.inland else []
    teile += [f"mindestens {n.mindestalter} Jahre"] if n.mindestalter is not None else []
    teile += ["vor der Altersgrenze des § 7a SGB II"] if n.altersgrenze else []
    return "; ".join(teile)


def _interval(frist: Frist | None) -> str:
    return describe_frist(frist) if frist else "keine Vorgabe"


def _minimum(regel: Kontaktregel) -> str:
    if regel.mindest_anzahl:
        anzahl = regel.mindest_anzahl
        return f"{anzahl.gespraeche} Gespräche in {_interval(anzahl.zeitraum).replace('Monate', 'Monaten')}"
    if regel.mindest_durchschnitt:
        mittel = regel.mindest_durchschnitt
        ende = mittel.seit_ende_von.capitalize()
        return f"im Mittel alle {_interval(mittel.abstand)} seit dem Ende von: {ende}"
    return _interval(regel.mindest)


def _until(regel: Kontaktregel) -> str:
    return f"bis {formate.tag(regel.bis_stichtag)}" if regel.bis_stichtag else "unbefristet"


def _target_value(ziel: Ziel, kennzahl: Kennzahl) -> str:
    text = formate.grenze(kennzahl, ziel.richtung, float(ziel.wert))
    if ziel.mindest is not None:
        text += f", Mindestwert {formate.grenze(kennzahl, ziel.richtung, float(ziel.mindest))}"
    return text if kennzahl.form == "anteil" else f"{text}\u00a0{kennzahl.einheit}"


def _target_scope(ziel: Ziel, katalog: Katalog) -> str:
    """Say for which rows and teams a target holds."""
    art = ziel.segment_art
    if art is None:
        ungeteilt = katalog[ziel.kennzahl].segmente == ["gesamt"]
        teile = ["gesamt" if ungeteilt else "gesamt und alle Aufgliederungen"]
    elif ziel.segment is None:
        teile = [f"jede Ausprägung: {katalog.segmentart.get(art, art)}"]
    else:
        wort = katalog.word(art, ziel.segment)
        teile = ["gesamt" if art == "gesamt" else f"{katalog.segmentart.get(art, art)}: {wort}"]
    if ziel.team_art:
        teile.append(f"Teams: {katalog.words('team_art', ziel.team_art)}")
    return "; ".join(teile)
