"""Old encodings are told by letters within words, and text that no encoding reads whole is refused with its cause."""

import pytest

from pipeline.accept.formats.charset import require_one_encoding, tell_old, tell_wide
from pipeline.errors import LieferungError

HEADER = "team_id;team_name;team_art;bereich_id;bereich_name\n"
TEXT = HEADER + "t1;Süd;ue25;b1;Geschäftsstelle\n" * 3


@pytest.mark.parametrize("text", [TEXT, "Köln", "Süd", "Straße Müll", "Geschäft"])
@pytest.mark.parametrize(("encoding", "told"), [("cp850", "cp850"), ("cp437", "cp850"), ("mac_roman", "mac_roman")])
def test_old_encodings_are_told_by_umlauts_within_words(text, encoding, told):
    assert tell_old(text.encode(encoding))[0] == told


@pytest.mark.parametrize(
    "text", ["Süd", "„Köln“ – 5 €", "Tomašević", "Dušan", "Straße § 16i", "Café „süß“", "Team „Nord“", "Á", "Súd"]
)
def test_what_windows_writes_is_no_old_encoding(text):
    assert tell_old(text.replace("ć", "c").encode("cp1252")) is None


def test_two_old_encodings_or_one_beside_windows_are_not_certain():
    assert tell_old("Süd".encode("cp850") + "Süd".encode("cp1252")) is None
    assert tell_old("Geschäft".encode("cp850") + "Geschäft".encode("mac_roman")) is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_told_with_and_without_a_mark(encoding):
    assert tell_wide(TEXT.encode(encoding)) == encoding
    assert tell_wide(f"\ufeff{TEXT}".encode(encoding)) == encoding[:6]
    require_one_encoding("x.csv", TEXT.encode(encoding))


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (TEXT.encode("utf-16")[:-1], "ein Byte ging verloren"),
        (TEXT.encode("utf-16")[:101] + TEXT.encode("utf-16")[102:-1], "ein Byte ging verloren"),
        (HEADER.encode("utf-16") + TEXT.encode(), "teils in UTF-16 geschrieben, teils anders"),
        (HEADER.encode() + TEXT.encode("utf-16-le"), "teils in UTF-16 geschrieben, teils anders"),
        (TEXT.encode("cp273"), "EBCDIC"),
    ],
)
def test_what_no_encoding_reads_whole_is_refused_with_its_cause(content, cause):
    with pytest.raises(LieferungError, match=rf"x\.csv .*{cause}.*UTF-8"):
        require_one_encoding("x.csv", content)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "utf-16", "gb18030"])
def test_text_of_one_encoding_is_let_through(encoding):
    require_one_encoding("x.csv", TEXT.replace("ß", "ss").encode(encoding))
    require_one_encoding("x.csv", b"")
