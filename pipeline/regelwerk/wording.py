"""A rule set in words, for the command line and for reports."""

from collections.abc import Iterator

from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel, LebenslaufBedingung
from pipeline.regelwerk.regelwerk import Neukunde, Regelwerk, Ziel

_RICHTUNG = {"hoechstens": "höchstens", "mindestens": "mindestens", "richtwert": "Richtwert"}


def describe(werk: Regelwerk) -> str:
    """Return the whole rule set as German text with sources and assumptions."""
    teile = (_head(werk), _terms(werk), _rules(werk), _targets(werk), _sources(werk), _assumptions(werk))
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
    ende = f" bis {werk.gueltig_bis:%d.%m.%Y}" if werk.gueltig_bis else ""
    yield from (werk.id, werk.titel, werk.papier, f"gilt ab {werk.gueltig_ab:%d.%m.%Y}{ende}")
    yield f"Feiertage: {werk.land or 'nur bundesweite'}"


def _terms(werk: Regelwerk) -> Iterator[str]:
    yield f"AV-Bestand: {', '.join(werk.bestand.av_status)} [{werk.bestand.quelle}]"
    kontakt, abstand = werk.kontakt, werk.hoechstabstand
    dauer = f", ab {kontakt.mindestdauer_min} Minuten" if kontakt.mindestdauer_min else ""
    formen = f"{', '.join(kontakt.vermerktyp)}; {', '.join(kontakt.kontaktart)}{dauer}"
    yield f"Qualifizierter Kontakt: {formen} [{kontakt.quelle}]"
    ohne = f", ohne {', '.join(abstand.ohne_betreuung)}" if abstand.ohne_betreuung else ""
    yield f"Höchstabstand: {describe_frist(abstand.frist)}{ohne} [{abstand.quelle}]"
    yield f"Neukunde: {_new_client(werk.neukunde)} [{werk.neukunde.quelle}]"
    if werk.marktnaehe:
        yield f"Marktnah ohne Angabe: {', '.join(werk.marktnaehe.marktnah_bei)} [{werk.marktnaehe.quelle}]"


def _new_client(neukunde: Neukunde) -> str:
    wechsel = " oder bei neuer Bedarfsgemeinschaft" if neukunde.bg_wechsel else ""
    teile = [f"erstmals, nach mehr als {neukunde.freie_tage_mehr_als} leistungsfreien Tagen{wechsel}"]
    teile += ["im Inland"] if neukunde.inland else []
    teile += [f"ab {neukunde.mindestalter} Jahren"] if neukunde.mindestalter is not None else []
    teile += ["vor der Altersgrenze nach § 7a SGB II"] if neukunde.altersgrenze else []
    return ", ".join(teile)


def _rules(werk: Regelwerk) -> Iterator[str]:
    yield "Kontaktregeln (die erste zutreffende gilt):"
    yield from (f"  {r.id}: {r.titel} – {describe_regel(r)} [{r.quelle}]" for r in werk.kontaktregel)


def _targets(werk: Regelwerk) -> Iterator[str]:
    yield "Ziele:" if werk.ziel else "Ziele: keine"
    yield from (f"  {describe_ziel(z)} [{z.quelle}]" for z in werk.ziel)


def _sources(werk: Regelwerk) -> Iterator[str]:
    yield "Fundstellen der Kennzahlen:" if werk.quellen else "Fundstellen der Kennzahlen: keine"
    yield from (f"  {kennzahl}: {quelle}" for kennzahl, quelle in werk.quellen.items())


def _assumptions(werk: Regelwerk) -> Iterator[str]:
    yield "Annahmen:" if werk.annahme else "Annahmen: keine"
    yield from (f"  {a.thema}: {a.text}" for a in werk.annahme)


def describe_frist(frist: Frist) -> str:
    """Return „6 Monate“ or „180 Tage“."""
    anzahl, wort = (frist.monate, "Monat") if frist.monate else (frist.tage, "Tag")
    return f"{anzahl} {wort}{'' if anzahl == 1 else 'e'}"


def describe_regel(regel: Kontaktregel) -> str:
    """Return what a contact rule asks for, and of whom."""
    forderungen = []
    if regel.ziel:
        forderungen.append(f"Ziel {describe_frist(regel.ziel)}")
    if regel.mindest:
        forderungen.append(f"Mindest {describe_frist(regel.mindest)}")
    if regel.mindest_anzahl:
        zeitraum = describe_frist(regel.mindest_anzahl.zeitraum)
        forderungen.append(f"mindestens {regel.mindest_anzahl.gespraeche} Gespräche in {zeitraum}n")
    if regel.mindest_durchschnitt:
        schnitt = regel.mindest_durchschnitt
        forderungen.append(
            f"im Durchschnitt alle {describe_frist(schnitt.abstand)} seit Ende von {schnitt.seit_ende_von}"
        )
    gilt = " oder ".join(_condition(b) for b in regel.wenn) or "alle"
    zeit = f", ab Stichtag {regel.ab_stichtag:%d.%m.%Y}" if regel.ab_stichtag else ""
    zeit += f", bis Stichtag {regel.bis_stichtag:%d.%m.%Y}" if regel.bis_stichtag else ""
    return f"{', '.join(forderungen) or 'ohne Vorgabe'} ({gilt}{zeit})"


def describe_ziel(ziel: Ziel) -> str:
    """Return a target as „kennzahl (segment) höchstens 110“."""
    wo = f" ({ziel.segment})" if ziel.segment not in (None, "gesamt") else ""
    arten = f" für {', '.join(ziel.team_art)}" if ziel.team_art else ""
    wert = f"{ziel.wert.normalize():f}".replace(".", ",")
    mindest = "" if ziel.mindest is None else f", Mindestwert {f'{ziel.mindest.normalize():f}'.replace('.', ',')}"
    return f"{ziel.kennzahl}{wo}{arten} {_RICHTUNG[ziel.richtung]} {wert}{mindest}"


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
