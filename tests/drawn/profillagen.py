"""A warehouse of three months with two Profillagen, one of them too small to be shown in October."""

from drawn.warehouse import figure, unit, write_warehouse

BA = "ba-empfehlung-2010"
IST, QUOTE = "kontakte_halbjahr", "kontaktdichte_mindest_quote"
THREE_MONTHS = ("2026-07", "2026-08", "2026-10")


def profile(monat, profillage, *, gespraeche, personen, haelt, soll=None, **felder):
    """The two rows of a Profillage in a month."""
    gliederung = {"segment_art": "profillage", "segment": profillage, **felder}
    return [
        figure(monat, IST, gespraeche, personen, ziel=soll, **gliederung),
        figure(monat, QUOTE, haelt, personen, **gliederung),
    ]


def draw_profillagen(regelwerk=BA, **felder):
    """Profillage M with a Soll of 4 in three months; in August too few persons kept it to be shown."""
    soll = 4.0 if regelwerk == BA else None
    zeilen = [
        *profile("2026-07", "M", gespraeche=30, personen=10, haelt=5, soll=soll),
        *profile("2026-08", "M", gespraeche=90, personen=20, haelt=2, soll=soll),
        *profile("2026-10", "M", gespraeche=60, personen=30, haelt=15, soll=soll),
        *profile("2026-07", "Z", gespraeche=8, personen=8, haelt=4, soll=soll and 1.0),
        # two persons: the Profillage is hidden in October
        *profile("2026-10", "Z", gespraeche=4, personen=2, haelt=2, soll=soll and 1.0),
        *(figure(m, QUOTE, 20, 40) for m in THREE_MONTHS),
        # other figures and levels stay out
        figure("2026-07", IST, 999, 1, ebene="team", einheit_id="t1", segment_art="profillage", segment="M"),
        figure("2026-07", "ueberfaellig", 50),
    ]
    return [{**z, "regelwerk": regelwerk, **felder} for z in zeilen]


def write_profillagen(tmp_path, zeilen=None, regelwerk=BA, name="Jobcenter Birkental"):
    einheiten = [unit(m, regelwerk=regelwerk, name=name) for m in THREE_MONTHS]
    einheiten += [unit("2026-07", ebene="team", einheit_id="t1", name="Team 1", bereich_id="b1", regelwerk=regelwerk)]
    return write_warehouse(
        tmp_path / "lager.duckdb", draw_profillagen(regelwerk) if zeilen is None else zeilen, einheiten
    )
