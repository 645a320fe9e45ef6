"""`signalbox eval` and `signalbox train`: the committed sample, limits, faulty lines, a small model."""

import gzip
import json
import subprocess
from pathlib import Path

import pytest
from support.gateway import binary

pytestmark = pytest.mark.gateway

SAMPLES = Path(__file__).resolve().parent.parent / "Samples" / "signals"


def run(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([binary(), *map(str, arguments)], capture_output=True, text=True, timeout=120)


def test_the_sample_is_judged() -> None:
    done = run("eval", "signals", "--json", *sorted(SAMPLES.glob("*.jsonl")))
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["unlabelled"] == 1 and figures["unreadable"] == 0
    assert figures["task"]["accuracy"] > 0.8 and figures["language"]["accuracy"] > 0.8
    assert figures["complexity"]["correlation"] > 0.4
    assert sum(cell["rows"] for cell in figures["task"]["confusion"]) == figures["task"]["rows"]


def test_a_limit_that_is_not_kept_fails() -> None:
    done = run("eval", "signals", SAMPLES / "tasks.jsonl", "--min-accuracy", "task=1.01", "--min-f1", "0.1")
    assert done.returncode == 1
    assert done.stdout.startswith("task: ")
    assert "is below 1.01 (--min-accuracy)" in done.stderr and "--min-f1" not in done.stderr


def test_a_faulty_line_is_told_with_its_place_and_the_others_are_judged(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"task": "chat", "prompt": "hi"}\n\n{"task": "chat"\n{"lang": "xx", "text": "a"}\n')
    done = run("eval", "signals", file)
    assert done.returncode == 1
    assert f"{file}:3: " in done.stderr and f"{file}:4: 'lang'" in done.stderr
    assert "1 rows; 2 lines could not be read" in done.stdout


def test_a_compressed_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"task": "chat", "prompt": "hi"}\n' * 1000))
    done = run("eval", "signals", file, "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["task"]["rows"] == 1000
    file.write_bytes(file.read_bytes()[:-10])
    done = run("eval", "signals", file)
    assert done.returncode == 1 and str(file) in done.stderr


def test_a_model_that_was_trained_is_judged_and_the_same_again(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    german = "der die das und nicht ich wir haben werden schön größer Straße Wetter heute morgen gestern"
    english = "the and not this that have will would house weather today tomorrow yesterday thing which"
    (words / "de.tsv").write_text(f"de\t1\t{german}\n" * 4)
    (words / "en.tsv").write_text(f"en\t1\t{english}\n" * 4)
    rows = [{"lang": "de", "kind": "words", "text": f"{word} wir"} for word in german.split() * 3]
    rows += [{"lang": "en", "kind": "words", "text": f"{word} the {word}"} for word in english.split() * 3]
    sample = tmp_path / "sample.jsonl"
    sample.write_text("".join(json.dumps(row) + "\n" for row in rows))
    models = [tmp_path / "one.bin", tmp_path / "two.bin"]
    for model in models:
        done = run(
            *("train", "language", "--sample", sample, "--words", words, "--steps", 5000, "--max-bytes", 20000),
            *("--output", model),
        )
        assert done.returncode == 0, done.stderr
    assert models[0].read_bytes() == models[1].read_bytes()
    assert not list(tmp_path.glob("*.part"))
    done = run("eval", "signals", sample, "--language-model", models[0], "--json")
    assert json.loads(done.stdout)["language"]["accuracy"] > 0.9
    models[1].write_bytes(b"none")
    done = run("eval", "signals", sample, "--language-model", models[1])
    assert done.returncode == 1 and "no language model" in done.stderr


def test_the_complexity_is_fitted(tmp_path: Path) -> None:
    done = run("train", "complexity", SAMPLES / "difficulty.jsonl", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["parts"]["mathematics"] > 0
    done = run("train", "complexity", SAMPLES / "difficulty.jsonl", "-o", tmp_path / "weights.swift")
    assert done.returncode == 0 and ".mathematics: 0." in (tmp_path / "weights.swift").read_text()
    assert run("train", "complexity", SAMPLES / "tasks.jsonl").returncode == 1
