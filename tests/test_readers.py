"""Reading articles: every encoding and every fault that a newsroom's files have, one row each."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standpoint.data.article import Article, Refused
from standpoint.data.readers import decode, parse_record, read_articles
from standpoint.errors import InputError

RUSSIAN = (
    "Жители посёлка вышли на площадь утром. Они потребовали вернуть автобус до города. "
    "Глава района пообещал ответить до пятницы. Никто ему не поверил.\n"
) * 3
FRENCH = (
    "Les élèves ont bloqué la rue dès l’aube, a déclaré la préfète. « Nous n’avons pas été prévenus », "
    "a regretté le maire, très fâché.\n"
).replace("’", "'") * 3
JAPANESE = "市民は朝から広場に集まった。市長は金曜日までに答えると述べた。誰も信じなかった。\n"


def read(*inputs: object, stdin: bytes | None = None, country: str | None = None) -> list[Article | Refused]:
    stream = None if stdin is None else io.BytesIO(stdin)
    return list(read_articles(map(str, inputs), stdin=stream, country=country))


def article(*inputs: object, stdin: bytes | None = None) -> Article:
    (found,) = read(*inputs, stdin=stdin)
    assert isinstance(found, Article), found
    return found


def refused(*inputs: object, stdin: bytes | None = None) -> Refused:
    (found,) = read(*inputs, stdin=stdin)
    assert isinstance(found, Refused), found
    return found


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("Zürich shut.".encode(), "Zürich shut.", id="utf-8"),
        pytest.param("Zürich shut.".encode("utf-8-sig"), "Zürich shut.", id="utf-8 with byte-order mark"),
        pytest.param(b"One.\r\n\r\nTwo.\r\n", "One.\n\nTwo.\n", id="crlf"),
        pytest.param(b"One.\rTwo.", "One.\nTwo.", id="cr alone"),
        pytest.param(b"One.\r\r\nTwo.", "One.\n\nTwo.", id="cr before crlf"),
        pytest.param(b"Hush", "Hush", id="one word"),
        pytest.param(b"  Hush \n", "  Hush \n", id="white space around is kept"),
        pytest.param("“No” 🙂".encode(), "“No” 🙂", id="beyond the basic plane"),
        pytest.param("A\u2028B\x0bC".encode(), "A\u2028B\x0bC", id="other separators are no line ends"),
    ],
)
def test_text_file(write_file: Any, data: bytes, text: str) -> None:
    """UTF-8 is the ordinary case, is not said, and reads as Python's own text files do."""
    path = write_file("a.txt", data)
    assert article(path) == Article(text=text, id=str(path), encoding=None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(RUSSIAN, "cp1251", id="cp1251"),
        pytest.param(FRENCH, "latin-1", id="latin-1"),
        pytest.param(RUSSIAN, "utf-16", id="utf-16"),
        pytest.param(FRENCH, "utf-16", id="utf-16 of latin letters, half of it NUL bytes"),
        pytest.param("\ufeff" + FRENCH, "utf-16-be", id="utf-16 big-endian"),
        pytest.param(RUSSIAN, "koi8-r", id="koi8-r"),
        pytest.param(JAPANESE * 10, "shift-jis", id="shift-jis"),
    ],
)
def test_other_encoding_is_detected_and_said(write_file: Any, text: str, encoding: str) -> None:
    """A wrong guess would be silent mojibake, so the text must be right and the article must name the encoding."""
    found = article(write_file("a.txt", text.encode(encoding)))
    assert found.text == text.removeprefix("\ufeff")
    assert found.encoding is not None


@pytest.mark.parametrize("shift", [0, 1], ids=["even", "odd"])
def test_detection_does_not_depend_on_where_its_sample_ends(write_file: Any, shift: int) -> None:
    """The detector sees the first 65,536 bytes only; their end may cut a two-byte character in half."""
    text = "A" * shift + JAPANESE * 1200
    found = article(write_file("a.txt", text.encode("shift-jis")))
    assert found.text == text


def test_line_ends_in_another_encoding(write_file: Any) -> None:
    """Line ends are made one after decoding: in UTF-16 their bytes look different."""
    assert article(write_file("a.txt", "One.\r\nTwo.".encode("utf-16"))).text == "One.\nTwo."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "expected text, found binary data", id="image"),
        pytest.param(b"text\0", "expected text, found binary data", id="one NUL"),
        pytest.param(b"", "found nothing but white space", id="empty"),
        pytest.param(b" \r\n\t\n", "found nothing but white space", id="white space"),
        pytest.param("\ufeff".encode(), "found nothing but white space", id="byte-order mark alone"),
    ],
)
def test_refused_file(write_file: Any, data: bytes, reason: str) -> None:
    """A file that is no article is refused by name, with what was expected."""
    path = write_file("a.txt", data)
    found = refused(path)
    assert found.id == str(path)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param("あ" * 40_000, "shift-jis", id="one line longer than the sample"),
        pytest.param("ਊ" + RUSSIAN * 300, "utf-16", id="utf-16, where half a character looks like a line's end"),
    ],
)
def test_long_file_in_another_encoding(text: str, encoding: str) -> None:
    """However long the file and wherever its lines end."""
    found, said = decode(text.encode(encoding))
    assert (found, said is not None) == (text, True)


def test_decode_raises_for_binary() -> None:
    """The error of `decode` says what to do next."""
    with pytest.raises(InputError, match="give the article as plain text"):
        decode(b"a\0b")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_decode_utf8_is_universal_newlines(text: str) -> None:
    """Spans count the characters that Python's text mode shows for the same file."""
    expected = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8-sig").read()
    assert decode(text.encode()) == (expected, None)


def test_missing_file() -> None:
    """A path that is not there costs its own record, not the run."""
    assert refused("") == Refused("", "no such file or folder")
    assert refused("no/such/file.txt") == Refused("no/such/file.txt", "no such file or folder")


def test_name_too_long() -> None:
    """What the system refuses to look up is a bad record too."""
    assert refused("x" * 10_000).reason == "File name too long"


def test_order_of_inputs_is_kept_and_faults_stay_in_place(write_file: Any) -> None:
    """A refused record stands where its article would have stood."""
    first, last = write_file("b.txt", "Bee."), write_file("a.txt", "Ay.")
    assert [type(found) for found in read(first, "missing", last)] == [Article, Refused, Article]
    assert [found.id for found in read(first, "missing", last)] == [str(first), "missing", str(last)]


# Folders


def test_folder_is_read_recursively_by_name(write_file: Any, tmp_path: Path) -> None:
    """The same folder gives the same order on every file system; other suffixes are passed over."""
    for name in ("c.TXT", "b/2.txt", "b/1.text", "a.jsonl", "b/d/0.ndjson", "b/skip.pdf", "b/README.md", "skip"):
        content = '{"text": "Hi."}' if "json" in name else "Hi."
        write_file(f"in/{name}", content)
    names = [Path(found.id).relative_to(tmp_path / "in").as_posix() for found in read(tmp_path / "in")]
    assert names == ["a.jsonl:1", "b/1.text", "b/2.txt", "b/d/0.ndjson:1", "c.TXT"]


def test_folder_with_nothing_readable(write_file: Any, tmp_path: Path) -> None:
    """An empty result would look like success."""
    write_file("in/a.pdf", "x")
    found = refused(tmp_path / "in")
    assert found.id == str(tmp_path / "in")
    endings = ".csv, .htm, .html, .jsonl, .ndjson, .parquet, .text, .tsv, .txt, .warc, .wet, .xhtml"
    assert found.reason == f"expected files ending in {endings} in the folder, found none"


def test_folder_within_that_is_named_like_a_file(write_file: Any, tmp_path: Path) -> None:
    """A folder `day.txt` is a folder: its files are read and it is not itself a failed article."""
    path = write_file("in/day.txt/a.txt", "Hi.")
    assert article(tmp_path / "in").id == str(path)


def test_bad_file_in_a_folder_spares_the_others(write_file: Any, tmp_path: Path) -> None:
    """One broken file among many is the ordinary case of an archive."""
    for name, data in (("a.txt", b"Ay."), ("b.txt", b"\0"), ("c.txt", b"Sea.")):
        write_file(f"in/{name}", data)
    assert [type(found) for found in read(tmp_path / "in")] == [Article, Refused, Article]


# JSON Lines


def test_json_lines(write_file: Any) -> None:
    """Known keys become attributes, further keys are kept untouched, and a missing id is file and line."""
    records = [
        {"id": "x", "title": "Head", "text": "Hi.", "country": "KZ", "outlet": {"name": "Post", "page": [1, None]}},
        {"text": "Ho.", "title": None, "country": None, "id": None},
        {"text": "Ha.", "id": 7},
    ]
    path = write_file("a.jsonl", "\n".join(map(json.dumps, records)))
    metadata = {"outlet": {"name": "Post", "page": [1, None]}}
    assert read(path) == [
        Article(text="Hi.", id="x", title="Head", country="KZ", metadata=metadata),
        Article(text="Ho.", id=f"{path}:2"),
        Article(text="Ha.", id="7"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param('{"text": "cut', "expected a JSON object on line 2, found invalid JSON: ", id="truncated"),
        pytest.param("plain words", "found invalid JSON", id="not JSON"),
        pytest.param("[" * 100_000, "found invalid JSON", id="nested beyond reason"),
        pytest.param('["text"]', "expected a JSON object on line 2, found list", id="array"),
        pytest.param('"text"', "expected a JSON object on line 2, found str", id="string"),
        pytest.param("null", "expected a JSON object on line 2, found NoneType", id="null"),
        pytest.param('{"body": "Hi.", "a": 1}', r"on line 2, found no such key (keys: a, body)", id="text missing"),
        pytest.param("{}", "found no such key (keys: none)", id="empty object"),
        pytest.param('{"text": null}', "expected a string in `text` on line 2, found null", id="text null"),
        pytest.param('{"text": 3}', "expected a string in `text` on line 2, found int", id="text a number"),
        pytest.param('{"text": ["Hi."]}', "expected a string in `text` on line 2, found list", id="text a list"),
        pytest.param('{"text": ""}', "expected some text in `text` on line 2, found none", id="text empty"),
        pytest.param('{"text": " \\n"}', "expected some text in `text` on line 2, found none", id="text white space"),
        pytest.param('{"text": "Hi.", "title": 1}', "expected a string in `title` on line 2, found int", id="title"),
        pytest.param('{"text": "Hi.", "country": []}', "a string in `country` on line 2, found list", id="country"),
        pytest.param('{"text": "\0"}', "binary data", id="NUL"),
    ],
)
def test_bad_line_among_good_ones(write_file: Any, line: str, reason: str) -> None:
    """The fault names its line, and the lines before and after it are read."""
    path = write_file("a.jsonl", f'{{"text": "One."}}\n{line}\n{{"text": "Three."}}\n')
    before, fault, after = read(path)
    assert isinstance(fault, Refused)
    assert fault.id == f"{path}:2"
    assert reason in fault.reason
    assert [found.text for found in (before, after) if isinstance(found, Article)] == ["One.", "Three."]


def test_parse_record_raises_with_the_line() -> None:
    """The function by itself names the line that it was given."""
    with pytest.raises(InputError, match=r"expected a string in `text` on line 12, found null"):
        parse_record('{"text": null}', name="f", number=12)


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "A.JSONL"])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"text":"A."}\n{"text":"B."}', id="no last line end"),
        pytest.param(b'{"text":"A."}\r\n{"text":"B."}\r\n', id="crlf"),
        pytest.param(b'\xef\xbb\xbf{"text":"A."}\n{"text":"B."}\n', id="byte-order mark"),
        pytest.param(b'\n{"text":"A."}\n  \n{"text":"B."}\n\n', id="blank lines"),
    ],
)
def test_json_lines_layout(write_file: Any, name: str, data: bytes) -> None:
    """How the lines end is of no account."""
    assert [found.text for found in read(write_file(name, data)) if isinstance(found, Article)] == ["A.", "B."]


def test_line_separators_within_a_json_string_do_not_divide_records() -> None:
    """Only `\\n` ends a JSON line; U+2028 and U+0085 may stand in a string as they are."""
    record = {"text": "One.\u2028Two.\x85"}
    assert article("-", stdin=json.dumps(record, ensure_ascii=False).encode()).text == record["text"]


@pytest.mark.parametrize("data", [b"", b"\n \n"], ids=["empty", "blank lines"])
def test_empty_json_lines(write_file: Any, data: bytes) -> None:
    """A file without records is a fault, not a success with nothing in it."""
    assert "expected JSON Lines records, found an empty file" in refused(write_file("a.jsonl", data)).reason


def test_json_lines_in_another_encoding_say_so(write_file: Any) -> None:
    """The article says which encoding was found, whatever kind of file it came from."""
    path = write_file("a.jsonl", json.dumps({"text": RUSSIAN}, ensure_ascii=False).encode("cp1251"))
    found = article(path)
    assert found.text == RUSSIAN
    assert found.encoding is not None


def test_lone_surrogate_is_no_text(write_file: Any) -> None:
    """JSON can spell half a character; no result could be written with it, and all the others would be lost."""
    (found,) = read(write_file("a.jsonl", r'{"text": "Half \ud83d a face."}'))
    assert isinstance(found, Refused)
    assert found.reason == r"expected whole characters on line 1, found half a surrogate pair: '\ud83d'"


@given(
    st.dictionaries(
        st.text().filter(lambda key: key not in {"id", "text", "title", "country"}),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=4),
        max_size=4,
    )
)
def test_metadata_is_kept(metadata: dict[str, Any]) -> None:
    """Whatever else a record holds comes out as it went in."""
    line = json.dumps({"text": "Hi.", "id": "x", **metadata})
    assert parse_record(line, name="f", number=1) == Article(text="Hi.", id="x", metadata=metadata)


@given(st.lists(st.sampled_from(['{"text": "Hi."}', "", "broken", "{}"]), max_size=12).filter(lambda lines: any(lines)))
def test_every_line_is_one_record(lines: list[str]) -> None:
    """Nothing is lost and nothing is counted twice: one result a line that is not blank, numbered as in the file."""
    found = read("-", stdin=("{}\n" + "\n".join(lines)).encode())
    numbers = [int(record.id.removeprefix("-:")) for record in found]
    assert numbers == [1, *(number for number, line in enumerate(lines, 2) if line)]


# Standard input


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        pytest.param(b"A head\n\nOne. {Two}.\n", ["A head\n\nOne. {Two}.\n"], id="text"),
        pytest.param(b'{"text":"A."}\n{"text":"B."}\n', ["A.", "B."], id="json lines"),
        pytest.param(b'  {"text":"A."}', ["A."], id="json lines, indented"),
        pytest.param(b'\xef\xbb\xbf{"text":"A."}\n{"text":"B."}\n', ["A.", "B."], id="json lines with byte-order mark"),
        pytest.param(b'\n{"text":"A."}\n{"text":"B."}\n', ["A.", "B."], id="json lines after a blank line"),
        pytest.param("\ufeffZürich.\r\n".encode(), ["Zürich.\n"], id="text with byte-order mark and crlf"),
    ],
)
def test_standard_input(data: bytes, texts: list[str]) -> None:
    """`-` takes what a file would hold, and tells text from JSON Lines by its first character."""
    found = read("-", stdin=data)
    assert [record.text for record in found if isinstance(record, Article)] == texts


def test_standard_input_is_called_by_its_sign() -> None:
    """Records of standard input are known as `-`, with the line for JSON Lines."""
    assert article("-", stdin=b"Hi.").id == "-"
    assert article("-", stdin=b'{"text": "Hi."}').id == "-:1"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "nothing but white space"), (b"a\0", "binary data")], ids=["empty", "binary"]
)
def test_standard_input_refused(data: bytes, reason: str) -> None:
    """Nothing on standard input is a refused record, as an empty file is."""
    found = refused("-", stdin=data)
    assert found.id == "-"
    assert reason in found.reason


def test_standard_input_that_is_not_there() -> None:
    """To name `-` without a stream is a caller's mistake, not a bad record."""
    with pytest.raises(InputError, match="standard input was named but is not there"):
        read("-")


def test_country_is_given_to_those_without_their_own() -> None:
    """What a record says of itself wins; a refused record stays refused."""
    data = b'{"text":"A.","country":"KZ"}\n{"text":"B."}\n{}\n'
    first, second, third = read("-", stdin=data, country="FR")
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.country, second.country) == ("KZ", "FR")
    assert isinstance(third, Refused)
