"""A whole rule set as German text, for the command line."""

from collections.abc import Iterator
from datetime import date

from pipeline.katalog import Katalog
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel, LebenslaufBedingung
from pipeline.regelwerk.regelwerk import GesetzZiel, Regelwerk
from pipeline.regelwerk.wording import (
    changes_of_law,
    demand,
    describe_frist,
    describe_quelle,
    describe_ziel,
    holidays,
    period,
    terms,
    validity,
)


def describe_regelwerk(regelwerk: Regelwerk, katalog: Katalog) -> str:
    """Return the whole rule set with sources and assumptions; rules and targets bear the ids of its file."""
    parts = (
        _head(regelwerk),
        (f"{b.titel}: {b.text} [{describe_quelle(b.quelle)}]" for b in terms(regelwerk, katalog)),
        _kontaktregeln(regelwerk, katalog),
        _ziele(regelwerk, katalog),
        _quellen(regelwerk),
        _annahmen(regelwerk),
        _rechtsstand(regelwerk),
    )
    return "\n\n".join(text for part in parts if (text := "\n".join(part)))


def summarize_regelwerk(regelwerk: Regelwerk) -> str:
    """Return how much a rule set says, in one sentence."""
    quellen = [
        *(t.quelle for t in (regelwerk.bestand, regelwerk.kontakt, regelwerk.hoechstabstand, regelwerk.neukunde)),
        *(t.quelle for t in (regelwerk.absolventen, regelwerk.vereinbarung, regelwerk.bg_beratung)),
        *(t.quelle for t in (regelwerk.sofo, regelwerk.absage, regelwerk.terminausfall)),
        *(r.quelle for r in regelwerk.kontaktregel),
        *(z.quelle for z in regelwerk.ziel),
    ]
    angenommen = sum(q.startswith("annahme") for q in quellen)
    return (
        f"{len(regelwerk.kontaktregel)} Kontaktregeln, {len(regelwerk.ziel)} Ziele, {len(regelwerk.annahme)} Annahmen; "
        f"{len(quellen) - angenommen} von {len(quellen)} Vorgaben mit Fundstelle, {angenommen} mit Annahme."
    )


def _head(regelwerk: Regelwerk) -> Iterator[str]:
    yield from (
        regelwerk.id,
        regelwerk.titel,
        regelwerk.papier,
        validity(regelwerk),
        f"Feiertage: {holidays(regelwerk)}",
    )


def _kontaktregeln(regelwerk: Regelwerk, katalog: Katalog) -> Iterator[str]:
    yield "Kontaktregeln (die erste zutreffende gilt):"
    for regel in regelwerk.kontaktregel:
        forderung = f"{demand(regel, katalog)} ({_of_whom(regel)})"
        yield f"  {regel.id}: {regel.titel} – {forderung} [{describe_quelle(regel.quelle)}]"


def _ziele(regelwerk: Regelwerk, katalog: Katalog) -> Iterator[str]:
    yield "Ziele:" if regelwerk.ziel else "Ziele: keine"
    for ziel in regelwerk.ziel:
        titel = katalog[ziel.kennzahl].titel
        since = f", Stichtage {period(ziel.ab_stichtag, None)}" if isinstance(ziel, GesetzZiel) else ""
        yield f"  {ziel.kennzahl}: {titel} {describe_ziel(ziel, katalog)}{since} [{describe_quelle(ziel.quelle)}]"


def _quellen(regelwerk: Regelwerk) -> Iterator[str]:
    yield "Fundstellen der Kennzahlen:" if regelwerk.quellen else "Fundstellen der Kennzahlen: keine"
    yield from (f"  {kennzahl}: {describe_quelle(quelle)}" for kennzahl, quelle in regelwerk.quellen.items())


def _annahmen(regelwerk: Regelwerk) -> Iterator[str]:
    yield "Annahmen:" if regelwerk.annahme else "Annahmen: keine"
    yield from (f"  {a.thema}: {a.text}" for a in regelwerk.annahme)


def _rechtsstand(regelwerk: Regelwerk) -> Iterator[str]:
    if regelwerk.rechtsstand:
        yield "Rechtsstand:"
        yield from (f"  {sentence}" for sentence in changes_of_law(regelwerk, date.max))


def _of_whom(regel: Kontaktregel) -> str:
    """Return the conditions of a rule by the keys and codes of its file, and its period if it has one."""
    gilt = " oder ".join(_bedingung(b) for b in regel.wenn) or "alle"
    befristet = regel.ab_stichtag or regel.bis_stichtag
    return f"{gilt}; {period(regel.ab_stichtag, regel.bis_stichtag)}" if befristet else gilt


def _bedingung(bedingung: Bedingung) -> str:
    parts = []
    for name in bedingung.model_fields_set:
        value = getattr(bedingung, name)
        if isinstance(value, bool):
            parts.append(name if value else f"nicht {name}")
        elif isinstance(value, LebenslaufBedingung):
            parts.append(f"{name} {value.art}{_duration(value)}")
        elif isinstance(value, Frist):
            parts.append(f"{name} {describe_frist(value)}")
        else:
            parts.append(f"{name} {' / '.join(value)}")
    return " und ".join(sorted(parts)) or "alle"


def _duration(bedingung: LebenslaufBedingung) -> str:
    grenzen = (("mindestens", bedingung.seit_mindestens), ("höchstens", bedingung.seit_hoechstens))
    return "".join(f" seit {wort} {describe_frist(frist)}" for wort, frist in grenzen if frist)
