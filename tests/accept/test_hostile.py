"""Hostile and broken deliveries: read as data or refused in one sentence, within bounded memory, written nowhere."""

import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from drawn.dialects import Dialekt, render_csv
from drawn.exports import BOSHEITEN, GUT, KOPF, ZEILEN, codes, find_exports, read
from pipeline.accept.validate import validate_export
from pipeline.errors import LieferungError


def make_zip(datei: Path, *inhalte: tuple[str, bytes]) -> None:
    with zipfile.ZipFile(datei, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, inhalt in inhalte:
            archiv.writestr(name, inhalt)


def delivery() -> list[tuple[str, bytes]]:
    return [(f"{e}.csv", render_csv(e, z, Dialekt())) for e, z in ZEILEN.items()]


@pytest.mark.parametrize(
    "name", ["../../organisation.csv", "/etc/organisation.csv", "C:\\organisation.csv", "a/../../b"]
)
def test_paths_that_lead_out_of_an_archive_are_refused(tmp_path, name):
    make_zip(tmp_path / "l.zip", *delivery()[1:], (name, b""))
    with pytest.raises(LieferungError, match="Pfade"):
        find_exports(tmp_path)
    assert sorted(d.name for d in tmp_path.rglob("*")) == ["l.zip"]


def test_a_burst_archive_is_refused_before_it_is_unpacked(tmp_path):
    make_zip(tmp_path / "l.zip", *delivery()[1:], ("organisation.csv", b"0" * 200_000_000))
    with pytest.raises(LieferungError, match="ausgepackt größer"):
        find_exports(tmp_path)


def test_a_burst_gz_is_refused_while_it_is_unpacked(tmp_path):
    with pytest.raises(LieferungError, match="ausgepackt größer"):
        read(tmp_path, gzip.compress(b"0" * 200_000_000, mtime=0), name="verbis_vermerke.csv.gz")


def many_rows(count: int, row: str = "n{:07};k1;01.10.2026;allgemein;telefon;\n") -> bytes:
    return (KOPF + "".join(row.format(n) for n in range(count))).encode()


def test_plausible_rows_packed_as_no_export_is_are_refused_by_what_they_would_take(tmp_path, monkeypatch):
    """The same rows are an export where the file is as large as they are."""
    monkeypatch.setattr("pipeline.accept.archive._HELD_ANYWAY", 0)
    rows = many_rows(10_000)
    packed = gzip.compress(rows, 9, mtime=0)
    assert len(rows) < 32 * len(packed)
    with pytest.raises(LieferungError, match="für 60006 Zellen zu klein"):
        read(tmp_path, packed, name="verbis_vermerke.csv.gz")
    assert read(tmp_path, rows).frame.height == 10_000


@pytest.mark.parametrize(
    ("header", "row"), [(KOPF[:-1] + ";" * 480 + "\n", "n1;k1\n"), (KOPF, "\n"), (KOPF, ";;;;;\n")]
)
def test_cells_that_a_few_bytes_stand_for_are_counted(tmp_path, header, row):
    rows = (header + GUT).encode() + (row * 3_000_000).encode() + GUT.encode()
    packed = gzip.compress(rows, mtime=0)
    with pytest.raises(LieferungError, match=r"Zellen zu klein|ausgepackt größer"):
        read(tmp_path, packed, name="verbis_vermerke.csv.gz")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_unpack_without_a_limit_are_refused(tmp_path, method):
    with zipfile.ZipFile(tmp_path / "l.zip", "w", method) as archive:
        for name, content in delivery():
            archive.writestr(name, content)
    with pytest.raises(LieferungError, match=r"Verfahren gepackt.*Deflate"):
        find_exports(tmp_path)


def test_a_packed_file_in_an_archive_is_measured_by_the_archive(tmp_path):
    make_zip(tmp_path / "l.zip", *delivery()[1:], ("organisation.csv.gz", gzip.compress(b"0" * 70_000_000, mtime=0)))
    with pytest.raises(LieferungError, match="ausgepackt größer"):
        find_exports(tmp_path)["organisation"].read()


def test_damaged_rows_beyond_count_are_refused_as_what_they_are(tmp_path):
    with pytest.raises(LieferungError, match="passen mehr als 100000 Zeilen"):
        read(tmp_path, many_rows(5) + b"n1;k1\n" * 100_001)


def test_values_that_hardly_ever_are_one_are_refused_with_their_column(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.accept.judge._MOST_EXCLUDING", 5)
    rows = KOPF + GUT.replace("01.10.2026", "gestern") * 4 + GUT.replace("telefon", "brief") * 2
    refusal = r"verbis_vermerke\.csv schließen 6 Werte ihre Zeile aus, allein 4 in der Spalte datum: datum ist nicht"
    with pytest.raises(LieferungError, match=refusal):
        validate_export(read(tmp_path, rows), {})


def test_an_archive_of_too_many_files_is_refused_by_their_number(tmp_path):
    make_zip(tmp_path / "l.zip", *((f"{n}.txt", b"") for n in range(2001)))
    with pytest.raises(LieferungError, match="enthält 2001 Dateien, mehr als die 2000") as refused:
        find_exports(tmp_path)
    assert "größer" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "verbis_vermerke.csv.gz ist leer"),
        (gzip.compress(b"", mtime=0), "verbis_vermerke.csv.gz ist leer"),
        (gzip.compress(KOPF.encode(), mtime=0)[:-9], "ist beschädigt oder unvollständig gepackt"),
        (b"\x1f\x8b\x08\x00" + b"x" * 50, "ist beschädigt oder unvollständig gepackt"),
        (KOPF.encode(), "ist beschädigt oder unvollständig gepackt"),
    ],
)
def test_what_is_wrong_with_a_packed_file_is_said(tmp_path, content, cause):
    with pytest.raises(LieferungError, match=cause):
        read(tmp_path, content, name="verbis_vermerke.csv.gz")


@pytest.mark.parametrize("name", ["verbis_vermerke.csv.gz", "verbis_vermerke.xlsx", "verbis_vermerke.parquet"])
@pytest.mark.parametrize("inhalt", [b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"PAR1abcPAR1", KOPF.encode()])
def test_a_file_that_is_not_what_its_ending_says_is_refused(tmp_path, name, inhalt):
    with pytest.raises(LieferungError, match="verbis_vermerke"):
        read(tmp_path, inhalt, name=name)


def test_broken_and_encrypted_archives_are_refused(tmp_path):
    (tmp_path / "l.zip").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(LieferungError, match="kein lesbares ZIP"):
        find_exports(tmp_path)
    make_zip(tmp_path / "l.zip", *delivery())
    inhalt = bytearray((tmp_path / "l.zip").read_bytes())
    inhalt[inhalt.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "l.zip").write_bytes(inhalt)
    with pytest.raises(LieferungError, match="verschlüsselt"):
        find_exports(tmp_path)


def test_a_damaged_member_is_refused_when_read(tmp_path):
    make_zip(tmp_path / "l.zip", *delivery())
    inhalt = bytearray((tmp_path / "l.zip").read_bytes())
    inhalt[60:70] = bytes(10)
    (tmp_path / "l.zip").write_bytes(inhalt)
    with pytest.raises(LieferungError, match="beschädigt"):
        find_exports(tmp_path)["organisation"].read()


def workbook(*zeilen: list, **teile: str) -> bytes:
    mappe = Workbook()
    for zeile in (KOPF.strip().split(";"), *zeilen):
        mappe.active.append(zeile)
    ziel = io.BytesIO()
    mappe.save(ziel)
    if not teile:
        return ziel.getvalue()
    neu = io.BytesIO()
    with zipfile.ZipFile(ziel) as alt, zipfile.ZipFile(neu, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name in alt.namelist():
            inhalt = alt.read(name).decode()
            for stelle, ersatz in teile.items():
                inhalt = inhalt.replace(stelle, ersatz) if "sheet1" in name else inhalt
            archiv.writestr(name, inhalt)
    return neu.getvalue()


def test_formulas_are_never_evaluated(tmp_path):
    inhalt = workbook(["n1", "=1+1", "01.10.2026", "allgemein", "telefon", '=HYPERLINK("http://x")'])
    roh = read(tmp_path, inhalt, name="verbis_vermerke.xlsx")
    assert roh.frame.select("kunde_id", "betreff").row(0) in [(None, None), ("=1+1", '=HYPERLINK("http://x")')]


def test_entities_are_refused(tmp_path):
    inhalt = workbook(
        **{"<worksheet": '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><worksheet', "vermerk_id": "&y;"}
    )
    with pytest.raises(LieferungError, match="keine lesbare Excel-Mappe"):
        read(tmp_path, inhalt, name="verbis_vermerke.xlsx")


def test_a_cell_far_out_is_refused_before_a_table_is_built(tmp_path):
    inhalt = workbook(["n1"], **{'r="A2"': 'r="XFD1048576"'})
    with pytest.raises(LieferungError, match="weit außerhalb"):
        read(tmp_path, inhalt, name="verbis_vermerke.xlsx")


def test_zero_bytes_and_control_signs_make_values_unreadable_not_files(tmp_path):
    inhalt = KOPF + GUT + GUT.replace("n1", "n\x002") + GUT.replace("telefon", "tele\x00fon").replace("n1", "n3")
    geprueft = validate_export(read(tmp_path, inhalt), {})
    assert (geprueft.gelesen, geprueft.frame.height) == (3, 1)


def test_an_endless_line_costs_one_row(tmp_path):
    lang = "n2;k1;01.10.2026;allgemein;telefon;" + "x" * 3_000_000
    roh = read(tmp_path, KOPF + GUT + lang + '"' + lang + "\n" + GUT.replace("n1", "n3"))
    assert (roh.frame["zeile"].to_list(), codes(roh)) == ([2, 4], {"zeile_unlesbar": [3]})


def test_a_header_without_end_is_refused(tmp_path):
    with pytest.raises(LieferungError, match="keine Kopfzeile"):
        read(tmp_path, "x" * 1_000_000)


def test_a_gigabyte_file_is_refused_by_its_size_alone(tmp_path):
    datei = tmp_path / "verbis_vermerke.csv"
    with datei.open("wb") as strom:
        strom.truncate(4 * 1024**3)
    from pipeline.accept.sources import Source

    with pytest.raises(LieferungError, match="ausgepackt größer"):
        Source(datei).read()


@pytest.mark.parametrize("name", BOSHEITEN)
def test_hostile_names_are_data(tmp_path, name):
    """All as it is, but for the sign that turns the direction of reading: nobody sees it, and it makes another key."""
    kopf = "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name\n"
    zelle = '"' + name.replace('"', '""') + '"'
    roh = read(tmp_path, kopf + f"{zelle};{zelle};ue25;{zelle};{zelle};j;J\n", export="organisation")
    frame = validate_export(roh, {}).frame
    assert (
        frame.select("team_id", "team_name", "bereich_id", "bereich_name").row(0) == (name.removeprefix("\u202e"),) * 4
    )


@pytest.mark.parametrize("name", BOSHEITEN)
def test_hostile_headers_are_named_without_harm(tmp_path, name):
    zelle = '"' + name.replace('"', '""') + '"'
    roh = read(tmp_path, KOPF.replace("\n", f";{zelle}\n") + GUT.replace("\n", ";1\n"))
    assert len(roh.foreign_columns) == 1
    assert roh.foreign_columns[0].isprintable()


def test_memory_follows_the_columns_not_the_mistakes(tmp_path):
    """Every line is damaged in another way; reading it must not take many times what the clean file takes."""
    gut = (KOPF + "".join(GUT.replace("n1", f"n{i}") for i in range(150_000))).encode()
    boese = gut.replace(b"telefon;\n", b'telefon;"a;b""c"\n').replace(b"k1", b'"k1"')
    assert peak_memory(tmp_path, boese) < 3 * peak_memory(tmp_path, gut)


def peak_memory(ordner: Path, inhalt: bytes) -> int:
    (ordner / "verbis_vermerke.csv").write_bytes(inhalt)
    programm = (
        "import resource; from pathlib import Path; from pipeline.accept.export import read_export; "
        "from pipeline.accept.sources import Source; "
        f"read_export('verbis_vermerke', Source(Path({str(ordner / 'verbis_vermerke.csv')!r})), {{}}); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    return int(subprocess.run([sys.executable, "-c", programm], capture_output=True, check=True, text=True).stdout)
