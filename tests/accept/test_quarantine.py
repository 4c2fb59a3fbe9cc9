"""Excluded rows: kept for those who must correct them, for as long as they are wrong, and shown to nobody else."""

from drawn.deliveries import HOUSE, write_case
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


def test_excluded_rows_are_kept_beside_the_warehouse_and_nowhere_else(tmp_path):
    def report(fall, **auftrag):
        write_case(fall, tmp_path / "ein")
        ausgabe = tmp_path / "aus" / "berichte"
        grosszuegig = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)
        run_month(MonthOrder(MONAT, tmp_path / "ein", ausgabe, grosszuegig, **auftrag), lambda _: None)

    report(DAMAGED)
    quarantaene = tmp_path / "aus" / "berichte.quarantaene" / MONAT
    assert sorted(d.name for d in quarantaene.iterdir()) == ["atv_termine.csv", "verbis_vermerke.csv"]
    vermerke = (quarantaene / "verbis_vermerke.csv").read_text(encoding="utf-8-sig")
    assert "2;wert_unlesbar;" in vermerke
    assert "kanarienvogel" not in vermerke
    assert "Geheim" not in vermerke
    assert "3;team_unbekannt;spaeterraus;" in (quarantaene / "atv_termine.csv").read_text(encoding="utf-8-sig")
    assert all(d.stat().st_mode & 0o077 == 0 for d in [quarantaene, *quarantaene.iterdir()])
    veroeffentlicht = b"".join(d.read_bytes() for d in (tmp_path / "aus" / "berichte").rglob("*") if d.is_file())
    assert b"kanarienvogel" not in veroeffentlicht
    report(HOUSE, teams=("T1",))
    assert not quarantaene.exists()
