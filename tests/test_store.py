"""A stored model: the round trip is the identity, and every kind of damage is a clear error."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from standpoint.errors import ModelFileError
from standpoint.model import store
from standpoint.model.classifier import Model
from standpoint.model.store import FORMAT, header_of, load_folder, save

TEXT = (
    "Hundreds of porters blocked the gate. “They beat us and we will stay,” said Ana Kola, a porter who joined the "
    "protest.\n\nPolice said that order had been restored in Tirana. The German ambassador called it shameful."
)
HEADER, ARRAYS, WORDS = "model.json", "arrays.npz", "words.json"


@pytest.fixture(scope="module")
def stored(tiny_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny model; not to be changed."""
    folder = tmp_path_factory.mktemp("store") / "model"
    save(tiny_model, folder, trained_on={"articles": 4})
    return folder


@pytest.fixture
def folder(stored: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    return Path(shutil.copytree(stored, tmp_path / "model"))


def edit_header(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    header = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    change(header)
    (folder / HEADER).write_text(json.dumps(header), encoding="utf-8")


def put(folder: Path, name: str, content: bytes) -> None:
    """Exchange a file and make its hash fit, as a stranger with bad intentions would."""
    (folder / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    edit_header(folder, lambda header: header["files"].update({name: digest}))


def edit_arrays(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    with np.load(folder / ARRAYS, allow_pickle=False) as found:
        arrays = {name: found[name] for name in found.files}
    change(arrays)
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    put(folder, ARRAYS, stream.getvalue())


def edit_words(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
    change(words)
    put(folder, WORDS, json.dumps(words).encode())


class TestRoundTrip:
    def test_predictions_are_those_of_the_fitted_model(self, stored: Path, tiny_model: Model) -> None:
        """Weights are stored with 24 bits: the same labels, and confidences to five places."""
        fitted, read = tiny_model.classify(TEXT), load_folder(stored).classify(TEXT)
        assert [(one.source, one.stance, one.speaker) for one in fitted.sentences] == [
            (one.source, one.stance, one.speaker) for one in read.sentences
        ]
        assert [one.source_confidence for one in read.sentences] == pytest.approx(
            [one.source_confidence for one in fitted.sentences], abs=1e-5
        )

    def test_reading_and_writing_again_is_the_identity(self, stored: Path, tmp_path: Path) -> None:
        first = load_folder(stored)
        save(first, tmp_path / "again", trained_on=header_of(stored)["trained_on"])
        second = load_folder(tmp_path / "again")
        assert second.classify(TEXT) == first.classify(TEXT)
        np.testing.assert_array_equal(first.vectors.idf, second.vectors.idf)
        assert first.vectors.vocabularies == second.vectors.vocabularies
        for name, head in first.heads.items():
            np.testing.assert_array_equal(head.weights, second.heads[name].weights)
            np.testing.assert_array_equal(head.intercept, second.heads[name].intercept)

    def test_the_same_model_is_the_same_bytes(self, stored: Path, tiny_model: Model, tmp_path: Path) -> None:
        save(tiny_model, tmp_path / "again", trained_on={"articles": 4})
        for name in (HEADER, ARRAYS, WORDS):
            assert (tmp_path / "again" / name).read_bytes() == (stored / name).read_bytes()

    def test_the_header_says_what_it_was_trained_on(self, stored: Path) -> None:
        header = header_of(stored)
        assert (header["format"], header["trained_on"]) == (FORMAT, {"articles": 4})

    def test_nothing_in_the_files_is_an_object(self, stored: Path) -> None:
        with np.load(stored / ARRAYS, allow_pickle=False) as arrays:
            assert {arrays[name].dtype.kind for name in arrays.files} == {"f"}
        assert sorted(path.name for path in stored.iterdir()) == [ARRAYS, HEADER, WORDS]

    def test_the_folder_can_be_read_by_others(self, stored: Path) -> None:
        assert stat.S_IMODE(stored.stat().st_mode) == 0o755


class TestAtomic:
    def test_saving_replaces_the_old_model(self, folder: Path, tiny_model: Model) -> None:
        save(tiny_model, folder, trained_on={"articles": 9})
        assert header_of(folder)["trained_on"] == {"articles": 9}
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]

    @pytest.mark.parametrize("step", ["np.savez_compressed", "json.dumps", "_digest"])
    def test_a_save_that_fails_while_writing_leaves_the_old_model(
        self, step: str, folder: Path, tiny_model: Model, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise OSError("no space left on device")

        monkeypatch.setattr(f"standpoint.model.store.{step}", fail)
        with pytest.raises(OSError, match="no space left"):
            save(tiny_model, folder, trained_on={"articles": 9})
        monkeypatch.undo()
        assert header_of(folder)["trained_on"] == {"articles": 4}
        assert load_folder(folder).classify(TEXT).sentences
        assert [path.name for path in folder.parent.iterdir()] == [folder.name]

    def test_a_save_that_fails_while_moving_leaves_the_old_model(
        self, folder: Path, tiny_model: Model, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The old model has been moved aside when the new one cannot take its place: it must come back."""
        rename = Path.rename

        def fail_for_the_new_one(path: Path, target: Path) -> Path:
            if Path(target) == folder and not path.name.endswith(".old"):
                raise OSError("device is gone")
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
        with pytest.raises(OSError, match="device is gone"):
            save(tiny_model, folder, trained_on={"articles": 9})
        monkeypatch.undo()
        assert header_of(folder)["trained_on"] == {"articles": 4}

    def test_a_folder_that_is_no_model_is_not_replaced(self, tiny_model: Model, tmp_path: Path) -> None:
        """`standpoint train -o ~/Documents` must not remove what stands there."""
        letters = tmp_path / "letters"
        letters.mkdir()
        (letters / "to-mother.txt").write_text("Dear mother", encoding="utf-8")
        with pytest.raises(ModelFileError, match="letters"):
            save(tiny_model, letters, trained_on={})
        assert (letters / "to-mother.txt").read_text(encoding="utf-8") == "Dear mother"

    def test_an_empty_folder_may_become_a_model(self, tiny_model: Model, tmp_path: Path) -> None:
        (tmp_path / "model").mkdir()
        save(tiny_model, tmp_path / "model", trained_on={})
        assert load_folder(tmp_path / "model").name == tiny_model.name


class TestDamage:
    """What time, transport and carelessness do to files."""

    @pytest.mark.parametrize("name", [ARRAYS, WORDS])
    @pytest.mark.parametrize("kept", [0, 1, 100, -1], ids=["empty", "one byte", "100 bytes", "all but one"])
    def test_truncated(self, name: str, kept: int, folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes()[:kept])
        with pytest.raises(ModelFileError, match=f"{name}: damaged: its SHA-256"):
            load_folder(folder)

    @pytest.mark.parametrize("name", [ARRAYS, WORDS])
    @pytest.mark.parametrize("place", [0.0, 0.5, 0.99])
    def test_a_flipped_bit(self, name: str, place: float, folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[int(len(content) * place)] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(ModelFileError, match=f"{name}: damaged: its SHA-256"):
            load_folder(folder)

    @pytest.mark.parametrize("name", [HEADER, ARRAYS, WORDS])
    def test_a_missing_file(self, name: str, folder: Path) -> None:
        (folder / name).unlink()
        with pytest.raises(ModelFileError, match="No such file"):
            load_folder(folder)

    def test_no_folder_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(ModelFileError, match=r"expected a model folder.*`make train` builds one"):
            load_folder(tmp_path / "nowhere")

    def test_a_file_where_a_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "model").write_text("x", encoding="utf-8")
        with pytest.raises(ModelFileError, match="expected a model folder"):
            load_folder(tmp_path / "model")

    def test_a_folder_of_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
        with pytest.raises(ModelFileError, match="expected a model folder"):
            load_folder(tmp_path)

    @pytest.mark.parametrize("name", [ARRAYS, WORDS])
    def test_a_wrong_hash(self, name: str, folder: Path) -> None:
        edit_header(folder, lambda header: header["files"].update({name: "0" * 64}))
        with pytest.raises(ModelFileError, match=r"damaged: its SHA-256 is not the one in model\.json"):
            load_folder(folder)

    @pytest.mark.parametrize("number", [FORMAT + 1, 0, str(FORMAT), None, [FORMAT]], ids=repr)
    def test_another_format(self, number: object, folder: Path) -> None:
        edit_header(folder, lambda header: header.update(format=number))
        with pytest.raises(ModelFileError, match=f"expected model format {FORMAT}, found .*retrain"):
            load_folder(folder)

    def test_a_header_without_format(self, folder: Path) -> None:
        edit_header(folder, lambda header: header.pop("format"))
        with pytest.raises(ModelFileError, match="found None"):
            load_folder(folder)

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            pytest.param(b"not json", "damaged", id="not JSON"),
            pytest.param(b"", "damaged", id="empty"),
            pytest.param(b"\xff\xfe{", "damaged", id="not UTF-8"),
            pytest.param(b'{"format": 1', "damaged", id="truncated"),
            pytest.param(b"[" * 100_000, "damaged", id="nested without end"),
            pytest.param(b"[]", "expected a standpoint model header", id="a list"),
            pytest.param(b"{}", "expected a standpoint model header", id="empty object"),
            pytest.param(b'{"files": []}', "expected a standpoint model header", id="files a list"),
            pytest.param(b" " * 1_000_001, "expected a model header, found a file of 1000001 bytes", id="huge"),
        ],
    )
    def test_a_header_that_is_none(self, content: bytes, message: str, folder: Path) -> None:
        (folder / HEADER).write_bytes(content)
        with pytest.raises(ModelFileError, match=message):
            load_folder(folder)


class TestHostile:
    """A model from a stranger, whose hashes fit what is in it. Nothing of it runs, and nothing but our error leaves."""

    @pytest.mark.parametrize("name", ["../model.json", "/etc/hostname", "weights.pkl", "arrays.npz/../arrays.npz"])
    def test_a_foreign_member(self, name: str, folder: Path) -> None:
        edit_header(folder, lambda header: header["files"].update({name: "0" * 64}))
        with pytest.raises(ModelFileError, match=r"expected the files arrays\.npz and words\.json, found"):
            load_folder(folder)

    def test_an_object_array_is_refused_unread(self, folder: Path, tmp_path: Path) -> None:
        class Trap:
            def __reduce__(self) -> tuple[Any, tuple[str]]:
                return os.system, (f"touch {tmp_path / 'sprung'}",)

        def change(arrays: dict[str, Any]) -> None:
            arrays["idf"] = np.array([Trap()], dtype=object)

        edit_arrays(folder, change)
        with pytest.raises(ModelFileError, match=r"does not fit.*allow_pickle=False"):
            load_folder(folder)
        assert not (tmp_path / "sprung").exists()

    def test_a_pickle_in_place_of_the_arrays_is_refused_unread(self, folder: Path) -> None:
        put(folder, ARRAYS, pickle.dumps({"idf": [1.0]}))
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)

    @pytest.mark.parametrize("kept", [0, 4, 1000, -30], ids=["empty", "magic", "head", "without its end"])
    def test_arrays_cut_short_under_a_fitting_hash(self, kept: int, folder: Path) -> None:
        put(folder, ARRAYS, (folder / ARRAYS).read_bytes()[:kept])
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)

    def test_arrays_flipped_under_a_fitting_hash(self, folder: Path) -> None:
        content = bytearray((folder / ARRAYS).read_bytes())
        for place in range(200, 400):
            content[place] ^= 0xFF
        put(folder, ARRAYS, bytes(content))
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)

    @pytest.mark.parametrize("name", ["idf", "source.weights", "stance.intercept"])
    def test_an_array_is_missing(self, name: str, folder: Path) -> None:
        edit_arrays(folder, lambda arrays: arrays.pop(name))
        with pytest.raises(ModelFileError, match=f"does not fit.*{name}"):
            load_folder(folder)

    @pytest.mark.parametrize(
        ("name", "shape"),
        [
            pytest.param("source.weights", (7, 6), id="rows"),
            pytest.param("source.weights", (0, 6), id="no rows"),
            pytest.param("attributed.weights", (3,), id="one dimension"),
            pytest.param("idf", (3,), id="idf too short"),
            pytest.param("source.intercept", (2,), id="intercept too short"),
            pytest.param("stance.intercept", (), id="intercept a number"),
        ],
    )
    def test_an_array_of_another_shape(self, name: str, shape: tuple[int, ...], folder: Path) -> None:
        edit_arrays(folder, lambda arrays: arrays.update({name: np.zeros(shape)}))
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)

    @pytest.mark.parametrize("name", ["idf", "source.weights"])
    def test_numbers_that_are_none(self, name: str, folder: Path) -> None:
        """A NaN among the weights would make every label of the affected sentences nonsense, silently."""
        edit_arrays(folder, lambda arrays: arrays.update({name: np.full_like(arrays[name], np.nan)}))
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda header: header.pop("heads"), id="no heads"),
            pytest.param(lambda header: header["heads"].pop("stance"), id="no stance head"),
            pytest.param(lambda header: header.update(config=[]), id="config a list"),
            pytest.param(lambda header: header["config"]["fields"].update(shape={}), id="unknown field"),
            pytest.param(lambda header: header["heads"]["source"].update(classes=["police"] * 6), id="illegal labels"),
            pytest.param(lambda header: header["heads"]["source"].update(classes=["other"]), id="too few labels"),
            pytest.param(lambda header: header["heads"]["source"].update(temperature="hot"), id="temperature a word"),
            pytest.param(lambda header: header["heads"]["source"].update(temperature=0), id="temperature 0"),
            pytest.param(lambda header: header.pop("name"), id="no name"),
        ],
    )
    def test_a_header_that_does_not_fit(self, change: Callable[[dict[str, Any]], None], folder: Path) -> None:
        edit_header(folder, change)
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda words: words.pop("vocabularies"), id="no vocabularies"),
            pytest.param(lambda words: words["vocabularies"].pop("outside"), id="no vocabulary of a field"),
            pytest.param(lambda words: words["vocabularies"]["outside"].pop(), id="a word less"),
            pytest.param(lambda words: words.update(common=None), id="no common words"),
            pytest.param(lambda words: words.pop("punkt"), id="no splitter"),
            pytest.param(lambda words: words.update(punkt=[]), id="splitter a list"),
        ],
    )
    def test_words_that_do_not_fit(self, change: Callable[[dict[str, Any]], None], folder: Path) -> None:
        edit_words(folder, change)
        with pytest.raises(ModelFileError, match="does not fit"):
            load_folder(folder)


def test_the_file_names_are_those_of_the_store() -> None:
    """The tests above name the files themselves: they must be the ones the store writes."""
    assert (store._HEADER, store._ARRAYS, store._WORDS) == (HEADER, ARRAYS, WORDS)
