"""Usual first names and surnames, in each spelling in which people and programs write them.

Surnames that are words of offices, too, as colours, trades or sizes, are not among them.
"""

import unicodedata

import polars as pl

# The first names that most people of working age have.
_FIRST = """
    Achim Adam Ahmed Alexander Alexandra Ali Amina Andrea Andreas Angela Angelika Anja Anke Anna Anne Annette Antje
    Astrid Aylin Ayse Barbara Bärbel Bernd Bettina Birgit Björn Brigitte Britta Carmen Carola Carsten Christa Christian
    Christiane Christina Christine Christoph Claudia Cornelia Dagmar Daniel Daniela David Denise Dennis Dieter Dirk
    Doris Elena Elisabeth Elke Emine Erika Eva Fatima Fatma Felix Florian Franziska Gabriele Gerd Gisela Gudrun Guido
    Günter Hannah Hans Hasan Heike Heiko Heinz Helga Helmut Holger Horst Ibrahim Ina Ines Inge Ingo Ingrid Irina
    Jana Janina Jasmin Jens Jennifer Jessica Joachim Johanna Jonas Jörg Julia Julian Jürgen Karin Karsten Katharina
    Kathrin Katja Katrin Kerstin Klaus Kristin Lars Laura Lena Lisa Maik Manfred Manuela Marcel Marco Marcus
    Marion Markus Martin Martina Matthias Mehmet Melanie Michael Michaela Mike Mohamed Mohammed Monika Mustafa Nadine
    Nicole Nina Norbert Olaf Olga Oliver Patricia Patrick Peter Petra Philipp Rainer Ralf Ramona Regina Renate René
    Robert Roland Rolf Sabine Sabrina Samira Sandra Sarah Sascha Sebastian Silke Silvia Simone Sonja Stefan Stefanie
    Steffen Susanne Sven Svenja Swetlana Sylvia Tanja Tatjana Thomas Thorsten Tobias Torsten Ulrich Ulrike Ursula Ute
    Uwe Vanessa Volker Werner Wolfgang Yvonne Zeynep
    Agnieszka Ahmad Aleksandra Alina Alisa Andrej Annika Beate Björn Burak Celine Denis Dominik Edith Ekaterina
    Elif Emma Esra Fabian Frank Gabi Georg Gerhard Hakan Halina Hanna Hannelore Hatice Heidi Heinrich Henrik Hildegard
    Hussein Iryna Iwona Jan Jelena Johannes Josef Judith Jutta Kai Karl Katarzyna Khaled Kevin Kurt Leonie Ludwig
    Magdalena Małgorzata Maria Marie Marina Marlies Merve Miriam Murat Natalia Natascha Nils Oksana Olena Omar Özlem
    Paul Peggy Piotr Reinhard Rita Rüdiger Ruth Sibylle Sigrid Sina Siegfried Sophie Sofia Theresa Tim Tina Timo Udo
    Ümit Verena Viktoria Walter Wilhelm Yusuf
"""
_SURNAMES = """
    Müller Schmidt Schmitt Schmitz Schmid Schneider Fischer Weber Meyer Meier Maier Mayer Wagner Becker Schulz Schulze
    Schultz Hoffmann Hofmann Schäfer Bauer Richter Schröder Neumann Schwarz Zimmermann Krüger Hartmann Lange Krause
    Lehmann Köhler Herrmann Hermann König Walter Kaiser Huber Peters Möller Weiss Fuchs Lang Scholz Keller Vogel
    Friedrich Günther Berger Winkler Lorenz Schubert Roth Baumann Franke Albrecht Schuster Simon Ludwig Böhm
    Kraus Krämer Vogt Martin Schumacher Jäger Otto Gross Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl
    Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Wolf Pfeiffer Beck Hahn Schulte Ziemann Seidel Heinrich
    Brandl Lindner Kranz Kramer Hübner Nowak Kowalski Kowalczyk Wiśniewski Wójcik Lewandowski Kaminski Zielinski
    Jansen Janssen Hansen Petersen Andersen Jensen Paulsen Behrens Ebert Barth Böttcher Kruse Reuter Schilling Thiel
    Fiedler Hesse Götz Marx Heinz Kirsch Ullrich Ulrich Pietsch Stephan Reinhardt Bender Naumann Nagel Riedel Bachmann
    Rademacher Schütz Hein Eckert Grimm Wendt Voss Seifert Mohr Hinz Röder Wirth Unger Witt Lutz Rudolph Kunz Kurz
    Adler Sander Anders Gebhardt Hauser Löffler Dietz Popp Strauß Burkhardt Ahrens Döring Siebert Wegner Stark Henning
    Krebs Steiner Hecht Rieger Reimann Schiller Decker Brinkmann Pieper Wenzel Heller Schlüter Heck Scherer Bock Moser
    Yilmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt
    Özkan Şimşek Polat Korkmaz Nguyen Tran Pham Petrov Ivanov Iwanow Popescu Hussein Hassan Mohamed Ahmed
    Kovač Novak Horvat Jovanović Petrović Nikolić Dimitrov Shevchenko Schewtschenko Bondarenko Kovalenko Melnyk
"""
# They may as well be what something is called by: a size, a colour, a month, a first name.
_AMBIGUOUS = "Lang Lange Schwarz Weiss Gross Roth Kurz Stark Horn Keller Kara Kurt Hesse Anders Otto"
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ı": "i", "ł": "l", "Ł": "L"}
)
_DOTLESS = str.maketrans({"ß": "ss", "ı": "i", "ł": "l", "Ł": "L"})


def without_marks(text: str) -> str:
    """Return a text without diacritics, umlauts with their „e“: „Ayşe Müller“ becomes „Ayse Mueller“."""
    return _bare(unicodedata.normalize("NFKC", text).translate(_SPELLED))


def _bare(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _plain_names(names: str) -> list[str]:
    """Return names without diacritics, umlauts with their „e“ and without."""
    found = {spelled for name in names.split() for spelled in (without_marks(name), _bare(name.translate(_DOTLESS)))}
    return sorted(found)


FIRST_NAMES = _plain_names(_FIRST)
SURNAMES = sorted(set(_plain_names(_SURNAMES)) - set(_plain_names(_AMBIGUOUS)))
# A name is a word of a key between signs or before digits; a short one, which chance makes, has digits alone beside it.
_LONG = 5


def _as_word(names: list[str], begin: str, end: str) -> str:
    """Return a pattern for names as people write them: chance mixes small letters and capitals."""
    return f"{begin}(?:{'|'.join(cased for name in names for cased in (name, name.lower(), name.upper()))}){end}"


_WITH_UMLAUTS = sorted({name for name in _SURNAMES.split() if not name.isascii()} - set(_AMBIGUOUS.split()))
_WORDS = SURNAMES + _WITH_UMLAUTS
_SURNAME = "|".join(
    (
        _as_word(
            [name for name in _WORDS if len(name) >= _LONG], r"(?:^|[^\p{L}0-9])", r"(?:[^\p{L}0-9]|[0-9]+[^\p{L}]*$|$)"
        ),
        _as_word([name for name in _WORDS if len(name) < _LONG], r"^[^\p{L}]*", r"[^\p{L}]*$"),
    )
)


def bear_surname(values: pl.Series) -> pl.Series:
    """Return those of the values of a column such as `vermerk_id` in which a usual surname is a word: „Meier-17“."""
    return values.filter(values.str.contains(_SURNAME))
