"""The proposal of a mapping: right where names are near, silent where values may be personal, loadable as settings."""

import tomllib
from datetime import date

import pytest

from drawn.dialects import Dialekt, draw_texts, render_csv
from pipeline.accept.lieferung import read_lieferung
from pipeline.accept.mapping import propose_mapping
from pipeline.accept.proposal import render_toml, write_proposal
from pipeline.cli.app import main
from pipeline.errors import LieferungError, UsageError
from pipeline.settings import Settings, read_settings
from schemas import EXPORTS

KOEPFE = {
    "verbis_kunden": {
        "kunde_id": "Kunden-ID",
        "av_status": "Kundenstatus AV",
        "av_seit": "AV seit",
        "schwerbehindert_reha": "Schwerbehindert/Reha",
        "selbststaendig": "Selbständig",
    },
    "verbis_vermerke": {"vermerk_id": "Vermerk-ID", "kontaktart": "Art des Kontakts", "datum": "Datum des Vermerks"},
    "atv_termine": {"dauer_min": "Dauer (Min.)", "gebucht_am": "Gebucht am", "status": "Termin-Status"},
}
WERTE = {"persoenlich": "Persönlich", "walk_and_talk": "Walk & Talk", "video": "Video", "telefon": "Telefonisch"}


FREMD = {
    "verbis_kunden": {
        "kunde_id": "Kundennummer",
        "bg_id": "BG-Nr.",
        "team_id": "Team-Nr.",
        "ifk_id": "pAp",
        "betreuung": "Betreuungsart",
        "geburtsmonat": "Geb.-Monat",
        "av_status": "Kundenstatus AV",
        "av_seit": "Beginn AV",
        "profillage": "Aktuelle Profillage",
        "par10": "§ 10 SGB II",
    },
    "verbis_lebenslauf": {"kunde_id": "Kunde", "art": "Art des Eintrags", "von": "Beginn", "bis": "Ende"},
    "verbis_vermerke": {"vermerk_id": "Vermerk-Nr.", "datum": "Datum des Vermerks", "kontaktart": "Art des Kontakts"},
    "verbis_massnahmen": {"massnahmeart": "Maßnahme", "eintritt": "Start", "austritt": "Ende geplant"},
    "verbis_vereinbarungen": {"datum": "abgeschlossen am", "gueltig_bis": "gültig bis"},
    "atv_termine": {
        "termin_id": "Termin-ID",
        "beginn": "Uhrzeit von",
        "dauer_min": "Dauer (Min.)",
        "gebucht_am": "Buchungsdatum",
        "abgesagt_am": "Absagedatum",
    },
    "atv_kapazitaet": {"ifk_id": "Vermittler", "datum": "Tag", "arbeitszeit_std": "Sollstunden"},
    "allegro_antraege": {"antrag_id": "Antragsnummer", "leistung_von": "Bewilligung von", "leistung_bis": "BWZ bis"},
}
FREMDE_WERTE = {
    "verbis_kunden": {"profillage": {"": "-", "M": "Marktprofil"}, "av_status": {"arbeitsuchend": "Arbeitssuchend"}},
    "atv_termine": {"status": {"nicht_erschienen": "Nicht erschienen", "wahrgenommen": "stattgefunden"}},
}


@pytest.fixture
def zeilen():
    return draw_texts(date(2026, 10, 31), seed=5, personen=25)


@pytest.fixture
def lieferung(tmp_path, zeilen):
    """A delivery as another system names things."""
    (tmp_path / "2026-10").mkdir()
    for export, inhalt in zeilen.items():
        if export == "verbis_vermerke":
            for zeile in inhalt:
                zeile["kontaktart"] = WERTE.get(zeile["kontaktart"], zeile["kontaktart"])
        kopf, _, rest = render_csv(export, inhalt, Dialekt()).decode().partition("\n")
        namen = [KOEPFE.get(export, {}).get(name, name) for name in kopf.split(";")]
        text = ";".join([*namen, "Bemerkung"]) + "\n" + rest.replace("\n", ";\n")
        (tmp_path / "2026-10" / f"{export}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_proposal_makes_the_delivery_readable(lieferung):
    vorschlaege = propose_mapping(lieferung / "2026-10", Settings())
    werte = tomllib.loads(render_toml(vorschlaege))
    vorgeschlagen = {export: spalten for export, spalten in werte["spalten"].items() if spalten}
    assert vorgeschlagen == {e: {v: k for k, v in koepfe.items()} for e, koepfe in KOEPFE.items()}
    assert werte["werte"]["verbis_vermerke"]["kontaktart"] == {v: k for k, v in WERTE.items()}
    gelesen = read_lieferung(lieferung, "2026-10", Settings(**werte), lambda _: None)
    assert "code_unbekannt" not in set(gelesen.befunde["code"])


def test_what_is_mapped_already_is_not_proposed_again(lieferung):
    werte = tomllib.loads(render_toml(propose_mapping(lieferung / "2026-10", Settings())))
    zweiter = propose_mapping(lieferung / "2026-10", Settings(**werte))
    assert not [v for v in zweiter if v.columns or v.vague or v.missing or v.values]
    assert all("Bemerkung" in v.unknown for v in zweiter)


def test_free_text_and_clear_values_are_counted_not_written(tmp_path, zeilen):
    (tmp_path / "2026-10").mkdir()
    for zeile in zeilen["verbis_vermerke"]:
        zeile["betreff"] = "Frau Geheim rief an"
    for nummer, zeile in enumerate(zeilen["verbis_kunden"]):
        zeile["profillage"] = f"{100 + nummer}A456789"
    for export in ("verbis_vermerke", "verbis_kunden"):
        (tmp_path / "2026-10" / f"{export}.csv").write_bytes(render_csv(export, zeilen[export], Dialekt()))
    text = render_toml(propose_mapping(tmp_path / "2026-10", Settings()))
    assert "Geheim" not in text
    assert "A456789" not in text
    assert "verbis_vermerke.betreff: 1 weitere" in text
    assert "verbis_kunden.profillage: 25 weitere" in text


def test_what_is_read_as_nothing_is_proposed_as_nothing_and_doubt_is_a_guess(tmp_path, zeilen):
    for zeile, text in zip(zeilen["verbis_kunden"], ["-", "k. A.", "Z?"], strict=False):
        zeile["profillage"] = text
    (tmp_path / "verbis_kunden.csv").write_bytes(render_csv("verbis_kunden", zeilen["verbis_kunden"], Dialekt()))
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert vorschlag.values["profillage"] == {"-": "", "k. A.": ""}
    assert vorschlag.code_values["profillage"].guessed == {"Z?": "Z"}


def test_a_header_that_names_nothing_of_ours_is_still_found(tmp_path):
    (tmp_path / "verbis_vereinbarungen.csv").write_text(
        "Liste\nVereinbarungs-Nr;Kunde;Art der Vereinbarung;Abschlussdatum;gültig bis\nv1;k1;einv;01.10.2026;\n"
    )
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert {**vorschlag.columns, **vorschlag.vague}["Kunde"] == "kunde_id"
    assert {**vorschlag.columns, **vorschlag.vague}["gültig bis"] == "gueltig_bis"


def test_hostile_headers_and_values_stay_strings_of_toml(tmp_path):
    boese = '"; x = 1\x7f\\ [spalten]'
    kopf = 'vereinbarung_id;kunde_id;art;datum;gueltig_bis;"' + boese.replace('"', '""') + '"'
    (tmp_path / "verbis_vereinbarungen.csv").write_text(f'{kopf}\nv1;k1;"einv ""\'\'\'[a]";01.10.2026;;x\n')
    werte = tomllib.loads(render_toml(propose_mapping(tmp_path, Settings())))
    assert set(werte) <= {"spalten", "werte"}


def test_an_existing_file_is_never_overwritten(tmp_path):
    datei = tmp_path / "zuordnung.toml"
    assert "0 Spalten" in write_proposal([], datei)
    with pytest.raises(UsageError, match="nicht überschrieben"):
        write_proposal([], datei)


def test_a_folder_without_exports_is_said(tmp_path):
    (tmp_path / "liste.csv").write_text("a;b\n")
    with pytest.raises(LieferungError, match="keine Datei, die wie ein Export heißt"):
        propose_mapping(tmp_path, Settings())


def test_the_proposal_for_nine_foreign_exports_is_taken_over_as_it_is(tmp_path, zeilen, monkeypatch, capsys):
    """From a delivery that nobody could read to one that is loaded, without a word changed by hand."""
    (tmp_path / "2026-10").mkdir()
    for export, inhalt in zeilen.items():
        for zeile in inhalt:
            for spalte, werte in FREMDE_WERTE.get(export, {}).items():
                zeile[spalte] = werte.get(zeile[spalte], zeile[spalte])
        kopf, _, rest = render_csv(export, inhalt, Dialekt()).decode().partition("\n")
        namen = [FREMD.get(export, {}).get(name, name) for name in kopf.split(";")]
        (tmp_path / "2026-10" / f"{export}.csv").write_text(";".join(namen) + "\n" + rest, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    auftrag = ["--month", "2026-10", "--input", str(tmp_path)]
    assert run(["mapping", *auftrag, "--output", "kontaktdichte.toml"]) == 0
    datei = tmp_path / "kontaktdichte.toml"
    datei.write_text(f'regelwerk = "bremen-2022"\nhoechster_ausschluss = 1\n{datei.read_text()}')
    vorgeschlagen = tomllib.loads(datei.read_text())
    assert vorgeschlagen["spalten"] == {e: {v: k for k, v in koepfe.items()} for e, koepfe in FREMD.items()}
    assert vorgeschlagen["werte"]["verbis_kunden"]["profillage"] == {"-": "", "Marktprofil": "M"}
    assert run(["check", *auftrag, "--config", str(datei)]) == 0
    assert "code_unbekannt" not in capsys.readouterr().out
    einstellungen = read_settings(datei, [])
    gelesen = read_lieferung(tmp_path, "2026-10", einstellungen, lambda _: None)
    kunden = next(t.frame for t in gelesen.parts if t.export == "verbis_kunden")
    assert kunden.height == len({z["kunde_id"] for z in zeilen["verbis_kunden"]})


def run(aufruf: list[str]) -> int:
    with pytest.raises(SystemExit) as ende:
        main(aufruf)
    return ende.value.code or 0


def propose_values(tmp_path, export, spalte, werte) -> str:
    """The lines below the table of one column, for an export that holds these values."""
    namen = list(EXPORTS[export].to_schema().columns)
    zeilen = [";".join(w if n == spalte else f"{n[0]}{i}" for n in namen) for i, w in enumerate(werte)]
    (tmp_path / f"{export}.csv").write_text("\n".join([";".join(namen), *zeilen]) + "\n", encoding="utf-8")
    text = render_toml(propose_mapping(tmp_path, Settings()))
    tomllib.loads(text)
    return text.partition(f"[werte.{export}.{spalte}]\n")[2].partition("\n[")[0].rstrip("\n")


def test_every_guess_at_a_value_is_a_comment(tmp_path):
    werte = ["telefon", "Telefonisch", "Persönliches Gespräch vor Ort", "Zuruf am Schalter", "Persönlich Beratung"]
    assert propose_values(tmp_path, "verbis_vermerke", "kontaktart", werte).splitlines() == [
        '# derselbe Code für mehrere Werte, bitte prüfen, ob das gewollt ist: "telefon", "Telefonisch" = "telefon"',
        '"Telefonisch" = "telefon"',
        '# "Persönlich Beratung" = ?',
        '# "Persönliches Gespräch vor Ort" = ?',
        "# verbis_vermerke.kontaktart: 1 weitere Werte werden hier nicht genannt (zu viele, Freitext oder Worte, die "
        "ein Name sein können).",
    ]


@pytest.mark.parametrize(
    ("wert", "code"),
    [
        ("Nicht arbeitslos", None),
        ("arbeitslos gemeldet", "arbeitslos"),
        ("Arbeitssuchend", "arbeitsuchend"),
        ("ARBEITSLOS", "arbeitslos"),
        ("nicht gesetzt", "nicht_gesetzt"),
        ("Arbeit", None),
    ],
)
def test_a_value_gets_its_code_or_stays_open(tmp_path, wert, code):
    zeile = f'"{wert}" = "{code}"' if code else f'# "{wert}" = ?'
    assert propose_values(tmp_path, "verbis_kunden", "av_status", [wert]) == zeile


@pytest.mark.parametrize(
    ("export", "spalte", "wert", "zeile"),
    [
        ("verbis_kunden", "profillage", "-", '"-" = ""'),
        ("verbis_kunden", "marktnaehe", "k. A.", '"k. A." = ""'),
        # A required column may not be empty: a human says what is meant.
        ("atv_termine", "status", "-", '# unsicher: "-" = ""'),
        ("verbis_kunden", "par10", "-", '# unsicher: "-" = ""'),
    ],
)
def test_what_stands_for_nothing_is_proposed_as_nothing(tmp_path, export, spalte, wert, zeile):
    assert propose_values(tmp_path, export, spalte, [wert]) == zeile


def test_two_values_on_one_code_are_remarked(tmp_path):
    text = propose_values(tmp_path, "atv_termine", "status", ["Erschienen", "Stattgefunden", "Unentschuldigt"])
    assert text.splitlines() == [
        "# derselbe Code für mehrere Werte, bitte prüfen, ob das gewollt ist: "
        '"Erschienen", "Stattgefunden" = "wahrgenommen"',
        '"Erschienen" = "wahrgenommen"',
        '"Stattgefunden" = "wahrgenommen"',
        '"Unentschuldigt" = "nicht_erschienen"',
    ]


@pytest.mark.parametrize(
    "werte",
    [
        ["Muster, Max", "Geheim, Anna"],
        ["Max Muster"],
        ["Frau Geheim fragen"],
        ["Geheim"],
        ["123A456789", "arbeitslos"],
        ["geheim@example.org"],
        [f"Wert {nummer}" for nummer in range(45)],
    ],
)
def test_values_that_look_like_persons_are_only_counted(tmp_path, werte):
    text = propose_values(tmp_path, "verbis_kunden", "av_status", werte)
    fremd = len([w for w in werte if w != "arbeitslos"])
    assert text.startswith(f"# verbis_kunden.av_status: {fremd} weitere Werte")
    assert not any(w in text for w in werte)


def test_headers_that_hold_a_person_are_not_named(tmp_path):
    kopf = "Kunde;Beginn;Ende;Art des Eintrags;123A456789;Muster, Max;Bemerkung"
    (tmp_path / "verbis_lebenslauf.csv").write_text(f"{kopf}\nk1;01.10.2026;;elternzeit;x;y;z\n", encoding="utf-8")
    text = render_toml(propose_mapping(tmp_path, Settings()))
    assert "123A" not in text
    assert "Muster" not in text
    assert "Spalte 5, 6" in text
    assert '"Bemerkung"' in text


def test_columns_with_clear_text_show_no_values(tmp_path):
    """A column that the guard would refuse is not looked into, whatever its header says."""
    werte = ["allgemein", "Telefonat mit 123A456789", "Beratung"]
    text = propose_values(tmp_path, "verbis_vermerke", "vermerktyp", werte)
    assert "Telefonat" not in text


def test_every_export_is_looked_at_though_some_cannot_be_read(tmp_path, zeilen, capsys):
    ort = tmp_path / "2026-10"
    ort.mkdir()
    for export, inhalt in zeilen.items():
        (ort / f"{export}.csv").write_bytes(render_csv(export, inhalt, Dialekt()).replace(b"kunde_id", b"Kunde"))
    (ort / "organisation.csv").unlink()
    (ort / "verbis_kunden.csv").write_bytes(b"")
    (ort / "verbis_vermerke.csv").rename(ort / "verbis_vermerke.xlsx")
    (ort / "atv_termine.csv.gz").write_bytes(b"kein gzip")
    assert run(["mapping", "--month", "2026-10", "--input", str(tmp_path), "--output", str(tmp_path / "v.toml")]) == 0
    text, gesagt = (tmp_path / "v.toml").read_text(), capsys.readouterr().out
    assert set(tomllib.loads(text)["spalten"]) == {
        *("verbis_lebenslauf", "verbis_massnahmen", "verbis_vereinbarungen", "allegro_antraege")
    }
    assert "# Nicht geliefert: organisation." in text
    for name in ("verbis_kunden.csv", "verbis_vermerke.xlsx", "atv_termine liegt mehrfach"):
        assert [name in zeile for zeile in text.splitlines() if zeile.startswith("# Nicht gelesen: ")].count(True) == 1
        assert name in gesagt


def test_a_delivery_of_which_nothing_can_be_read_is_refused(tmp_path):
    for export in ("verbis_kunden", "atv_termine"):
        (tmp_path / f"{export}.csv").write_bytes(b"")
    with pytest.raises(LieferungError, match=r"verbis_kunden.csv(.|\n)*atv_termine.csv"):
        propose_mapping(tmp_path, Settings())
