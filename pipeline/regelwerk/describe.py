"""A whole rule set as German text, for the command line."""

from collections.abc import Iterator

from pipeline.katalog import Katalog
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel, LebenslaufBedingung
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.regelwerk.wording import demand, describe_frist, holidays, period, source, target, terms, validity


def describe(werk: Regelwerk, katalog: Katalog) -> str:
    """Return the whole rule set with sources and assumptions; rules and targets bear the ids of its file."""
    teile = (
        _head(werk),
        (f"{b.titel}: {b.text} [{source(b.quelle)}]" for b in terms(werk, katalog)),
        _rules(werk, katalog),
        _targets(werk, katalog),
        _sources(werk),
        _assumptions(werk),
    )
    return "\n\n".join("\n".join(teil) for teil in teile)


def summarize(werk: Regelwerk) -> str:
    """Return how much a rule set says, in one sentence."""
    quellen = [
        *(t.quelle for t in (werk.bestand, werk.kontakt, werk.hoechstabstand, werk.neukunde)),
        *(r.quelle for r in werk.kontaktregel),
        *(z.quelle for z in werk.ziel),
    ]
    angenommen = sum(q.startswith("annahme") for q in quellen)
    return (
        f"{len(werk.kontaktregel)} Kontaktregeln, {len(werk.ziel)} Ziele, {len(werk.annahme)} Annahmen; "
        f"{len(quellen) - angenommen} von {len(quellen)} Vorgaben mit Fundstelle, {angenommen} mit Annahme."
    )


def _head(werk: Regelwerk) -> Iterator[str]:
    yield from (werk.id, werk.titel, werk.papier, validity(werk), f"Feiertage: {holidays(werk)}")


def _rules(werk: Regelwerk, katalog: Katalog) -> Iterator[str]:
    yield "Kontaktregeln (die erste zutreffende gilt):"
    for regel in werk.kontaktregel:
        forderung = f"{demand(regel, katalog)} ({_of_whom(regel)})"
        yield f"  {regel.id}: {regel.titel} – {forderung} [{source(regel.quelle)}]"


def _targets(werk: Regelwerk, katalog: Katalog) -> Iterator[str]:
    yield "Ziele:" if werk.ziel else "Ziele: keine"
    for ziel in werk.ziel:
        yield f"  {ziel.kennzahl}: {katalog[ziel.kennzahl].titel} {target(ziel, katalog)} [{source(ziel.quelle)}]"


def _sources(werk: Regelwerk) -> Iterator[str]:
    yield "Fundstellen der Kennzahlen:" if werk.quellen else "Fundstellen der Kennzahlen: keine"
    yield from (f"  {kennzahl}: {source(quelle)}" for kennzahl, quelle in werk.quellen.items())


def _assumptions(werk: Regelwerk) -> Iterator[str]:
    yield "Annahmen:" if werk.annahme else "Annahmen: keine"
    yield from (f"  {a.thema}: {a.text}" for a in werk.annahme)


def _of_whom(regel: Kontaktregel) -> str:
    """Return the conditions of a rule by the keys and codes of its file, and its period if it has one."""
    gilt = " oder ".join(_condition(b) for b in regel.wenn) or "alle"
    befristet = regel.ab_stichtag or regel.bis_stichtag
    return f"{gilt}; {period(regel.ab_stichtag, regel.bis_stichtag)}" if befristet else gilt


def _condition(bedingung: Bedingung) -> str:
    teile = []
    for name in bedingung.model_fields_set:
        wert = getattr(bedingung, name)
        if isinstance(wert, bool):
            teile.append(name if wert else f"nicht {name}")
        elif isinstance(wert, LebenslaufBedingung):
            teile.append(f"{name} {wert.art}{_dauer(wert)}")
        elif isinstance(wert, Frist):
            teile.append(f"{name} {describe_frist(wert)}")
        else:
            teile.append(f"{name} {' / '.join(wert)}")
    return " und ".join(sorted(teile)) or "alle"


def _dauer(bedingung: LebenslaufBedingung) -> str:
    grenzen = (("mindestens", bedingung.seit_mindestens), ("höchstens", bedingung.seit_hoechstens))
    return "".join(f" seit {wort} {describe_frist(frist)}" for wort, frist in grenzen if frist)
