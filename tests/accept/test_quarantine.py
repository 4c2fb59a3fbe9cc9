"""Excluded rows: kept with the Stand that leaves them out, for those who must correct them, and shown nowhere else."""

from drawn.deliveries import HOUSE, write_case
from drawn.files import exposed, open_umask
from pipeline.run.month import MonthOrder, run_month
from pipeline.settings import Settings

MONAT = "2026-10"
DAMAGED = HOUSE | {
    "verbis_vermerke": """
        kunde_id | datum         | betreff
        P1       | kanarienvogel | Frau Geheim rief an
        P2       | 02.10.2026    |
    """,
    "atv_termine": """
        termin_id   | kunde_id | team_id | datum
        bleibt      | P1       | T1      | 01.10.2026
        spaeterraus | P2       | T99     | 02.10.2026
    """,
}


def test_excluded_rows_are_kept_in_the_archive_and_nowhere_else(tmp_path):
    def report(fall, **auftrag):
        write_case(fall, tmp_path / "ein")
        ausgabe = tmp_path / "aus" / "berichte"
        grosszuegig = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)
        with open_umask():
            return run_month(MonthOrder(MONAT, tmp_path / "ein", ausgabe, grosszuegig, **auftrag), lambda _: None)

    quarantaene = report(DAMAGED).stand.folder / "quarantaene"
    assert quarantaene == tmp_path / "aus" / "berichte.archiv" / MONAT / "01" / "quarantaene"
    assert sorted(d.name for d in quarantaene.iterdir()) == ["atv_termine.csv", "verbis_vermerke.csv"]
    vermerke = (quarantaene / "verbis_vermerke.csv").read_text(encoding="utf-8-sig")
    assert "2;wert_unlesbar;" in vermerke
    assert "kanarienvogel" not in vermerke
    assert "Geheim" not in vermerke
    assert "3;team_unbekannt;spaeterraus;" in (quarantaene / "atv_termine.csv").read_text(encoding="utf-8-sig")
    assert {name.partition("/")[0] for name in exposed(tmp_path / "aus")} == {"berichte"}
    veroeffentlicht = b"".join(d.read_bytes() for d in (tmp_path / "aus" / "berichte").rglob("*") if d.is_file())
    assert b"kanarienvogel" not in veroeffentlicht
    assert b"spaeterraus" not in veroeffentlicht
    berichtigt = report(HOUSE, teams=("T1",)).stand
    assert berichtigt.number == 2
    assert not (berichtigt.folder / "quarantaene").exists()
