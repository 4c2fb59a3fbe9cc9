"""Names are known in the spellings of people and of programs, and none of them is a word of offices."""

from pipeline.accept.usual_names import FIRST_NAMES, SURNAMES, without_marks


def test_marks_are_taken_off_and_umlauts_have_their_e():
    assert without_marks("Ayşe Müller") == "Ayse Mueller"
    assert without_marks("Małgorzata Yıldız ß Ö") == "Malgorzata Yildiz ss Oe"


def test_names_are_known_with_and_without_the_e_of_umlauts():
    assert {"Juergen", "Jurgen", "Ayse", "Malgorzata"} <= set(FIRST_NAMES)
    assert {"Mueller", "Muller", "Schaefer", "Sahin"} <= set(SURNAMES)


def test_all_are_plain_words_with_one_capital():
    names = [*FIRST_NAMES, *SURNAMES]
    assert [name for name in names if not (name.isascii() and name.isalpha() and name.istitle())] == []
    assert {"Lang", "Schwarz", "Koch", "Berg"}.isdisjoint(SURNAMES)
