#!/usr/bin/env python3
"""Fits the weights of token estimates to vocabularies, measures their errors, and writes TokenWeights.swift.

    fit-estimates.py TEXTS TOKENIZERS   (needs tiktoken, quicktok-v1, tokenizers, regex, numpy and scipy)

TEXTS holds UTF-8 files named SOURCE-LANGUAGE.txt. TOKENIZERS holds what TIKTOKEN_CACHE_DIR needs, tekken.json,
anthropic_tokenizer.json and deepseek_tokenizer.json. Half of the passages are fitted, the other half measured.
"""

import base64
import json
import os
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy
import quicktok
import regex
from scipy.optimize import nnls

texts, tokenizers = map(Path, sys.argv[1:3])
os.environ["TIKTOKEN_CACHE_DIR"] = str(tokenizers)
import tiktoken  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

TARGET = Path(__file__).resolve().parents[4] / "Sources/GatewayRouting/Signals/Tokens/TokenWeights.swift"
WIDE = "latin greek cyrillic armenian hebrew arabic devanagari indic dravidian thai".split()
WIDE += "burmese georgian ethiopic asian symbol kana han hangul emoji".split()
PIECES = [*WIDE, "word", "digits", "other"]
BYTES = [*WIDE, "words", "letters", "capitals", "digits", "marks", "blanks"]
MOSTLY_WIDE = set(
    "am ar be bg bn bo ckb dz el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr my ne or pa ru si ta te tg th ti "
    "udm ug uk ur zh".split()
)
LEAST_PER_LANGUAGE, SHORT = 4, 200


def wide_kind(first: int, second: int) -> str:
    """As `TokenProfile.kind(ofWide:)`."""
    table = (
        (0xC2, 0xCB, "latin"), (0xCC, 0xCF, "greek"), (0xD0, 0xD3, "cyrillic"),
        (0xD4, 0xD4, "cyrillic" if second < 0xB0 else "armenian"), (0xD5, 0xD5, "armenian"),
        (0xD6, 0xD6, "armenian" if second < 0x90 else "hebrew"), (0xD7, 0xD7, "hebrew"), (0xD8, 0xDF, "arabic"),
        (0xE0, 0xE0, "devanagari" if second < 0xA6 else "indic" if second < 0xB0 else "dravidian" if second < 0xB8
                     else "thai"),
        (0xE1, 0xE1, "burmese" if second < 0x82 else "georgian" if second < 0x84
                     else "ethiopic" if 0x88 <= second <= 0x8E else "latin" if 0xB8 <= second <= 0xBB
                     else "greek" if second >= 0xBC else "asian"),
        (0xE3, 0xE3, "kana"), (0xE4, 0xE9, "han"), (0xEA, 0xED, "hangul"), (0xF0, 0xF4, "emoji"),
    )  # fmt: skip
    return next((kind for low, high, kind in table if low <= first <= high), "symbol")


def by_pieces(text: str, encoder: tiktoken.Encoding, pattern) -> list[int]:
    counts = defaultdict(int)
    for piece in pattern.findall(text):
        raw = piece.encode()
        place = next((index for index, byte in enumerate(raw[:24]) if byte >= 0x80), None)
        if place is not None:
            kind = wide_kind(raw[place], raw[place + 1] if place + 1 < len(raw) else 0)
        else:
            last = chr(raw[-1])
            kind = "digits" if last.isdigit() else "word" if last.isalpha() else "other"
        tokens = len(encoder.encode_ordinary(piece))
        counts[kind, tokens > 1] += len(raw) if kind == "digits" else tokens
    return [counts[kind, is_split] for is_split in (False, True) for kind in PIECES]


def by_bytes(text: str) -> list[int]:
    """As `TextProfile`."""
    raw, counts, before = text.encode(), defaultdict(int), ""
    for index, byte in enumerate(raw):
        if byte >= 0xC0:
            kind = wide_kind(byte, raw[index + 1] if index + 1 < len(raw) else 0)
            counts[kind] += 1
        elif byte >= 0x80:
            continue
        elif chr(byte).isalpha():
            kind = "letters"
            counts[kind] += 1
            counts["words"] += before != kind
            counts["capitals"] += byte < 0x60
        elif chr(byte).isdigit():
            kind = "digits"
            counts[kind] += 1
        elif byte == 0x20 or 9 <= byte <= 13:
            kind = "blanks" if before in ("blanks", "space") or byte != 0x20 else "space"
            counts["blanks"] += kind == "blanks" and (before != "blanks" or index % 16 == 0)
        else:
            kind = "marks"
            counts[kind] += index % 8 == 0 or raw[index - 1] != byte
        before = kind
    return [counts[kind] for kind in BYTES]


def families() -> dict:
    tekken = json.loads((tokenizers / "tekken.json").read_text())
    size = tekken["config"]["default_vocab_size"] - tekken["config"]["default_num_special_tokens"]
    mistral = tiktoken.Encoding(
        "tekken", pat_str=tekken["config"]["pattern"], special_tokens={},
        mergeable_ranks={base64.b64decode(each["token_bytes"]): each["rank"] for each in tekken["vocab"][:size]},
    )  # fmt: skip
    claude = Tokenizer.from_file(str(tokenizers / "anthropic_tokenizer.json"))
    deepseek = Tokenizer.from_file(str(tokenizers / "deepseek_tokenizer.json"))
    o200k, cl100k = tiktoken.get_encoding("o200k_base"), tiktoken.get_encoding("cl100k_base")
    llama, qwen = quicktok.get_encoding("llama3"), quicktok.get_encoding("qwen3")
    return {
        "o200k": lambda text: len(o200k.encode_ordinary(text)),
        "cl100k": lambda text: len(cl100k.encode_ordinary(text)),
        "llama": lambda text: len(llama.encode(text)),
        "qwen": lambda text: len(qwen.encode(text)),
        "mistral": lambda text: len(mistral.encode_ordinary(text)),
        "deepseek": lambda text: len(deepseek.encode(text, add_special_tokens=False).ids),
        "claude": lambda text: len(claude.encode(text, add_special_tokens=False).ids),
    }


def passages() -> list[tuple[str, str]]:
    chance = random.Random(7)
    english = {line.strip() for path in texts.glob("*-en*.txt") for line in path.read_text().splitlines()}
    by_language = defaultdict(list)
    for path in sorted(texts.glob("*.txt")):
        language = path.stem.split("-", 1)[1].replace("_", "-").split("-")[0]
        lines = path.read_text().splitlines()
        if language not in ("en", "code", "emoji"):
            lines = [line for line in lines if line.strip() not in english]
        whole, index = "\n".join(lines), 0
        while index < len(whole):
            length = int(40 * (100 if len(whole) > 100_000 else 30) ** chance.random())
            passage, index = whole[index : index + length], index + length
            wide = sum(each > "\x7f" for each in passage) / max(1, len(passage))
            if len(passage) >= 40 and (wide > 0.3 or language not in MOSTLY_WIDE):
                by_language[language].append(passage)
    found = []
    for language, all_of_it in sorted(by_language.items()):
        if len(all_of_it) < LEAST_PER_LANGUAGE:
            continue
        most = 1500 if language == "code" else 900 if language == "en" else 150
        found += [(language, each) for each in chance.sample(all_of_it, min(most, len(all_of_it)))]
    return found


def fit(features, counts):
    """Least squares of the relative error. A kind that hardly occurs keeps a plausible weight."""
    plausible = [{"digits": 0.4, "letters": 0.2, "capitals": 0.1, "emoji": 2}.get(kind, 0.8) for kind in BYTES]
    if features.shape[1] != len(BYTES):
        plausible = [{"digits": 0.4}.get(kind, 1) for kind in PIECES * 2]
    weighted = numpy.vstack([features / counts[:, None], 0.1 * numpy.eye(features.shape[1])])
    return nnls(weighted, numpy.concatenate([numpy.ones(len(counts)), 0.1 * numpy.array(plausible)]))[0]


def errors(features, counts, weights):
    return numpy.abs(features @ weights / counts - 1)


def main() -> None:
    found = passages()
    languages = [language for language, _ in found]
    o200k = tiktoken.get_encoding("o200k_base")
    pattern = regex.compile(o200k._pat_str)
    pieces = numpy.array([by_pieces(text, o200k, pattern) for _, text in found], float)
    plain = numpy.array([by_bytes(text) for _, text in found], float)
    length = numpy.array([len(text.encode()) for _, text in found])
    half = numpy.arange(len(found)) % 2 == 0
    SEEN[:] = len(found), len(set(languages))
    print(f"{SEEN[0]} passages, {SEEN[1]} languages, {length.sum()} bytes")
    rows, shares = [], []
    for name, count in families().items():
        counts = numpy.array([max(1, count(text)) for _, text in found], float)
        if name not in ("o200k", "cl100k"):
            shares.append(counts)
        rows.append((name, counts))
    # What no vocabulary is known for lies amid the others: fitted and measured against all of them.
    for name, counts in rows + [("unknown", None)]:
        parts = [counts] if counts is not None else shares
        line, bounds = [], []
        for features in (pieces, plain):
            all_features = numpy.concatenate([features[half]] * len(parts))
            weights = fit(all_features, numpy.concatenate([each[half] for each in parts]))
            wrong = numpy.concatenate([errors(features[~half], each[~half], weights) for each in parts])
            is_long = numpy.concatenate([length[~half] >= SHORT] * len(parts))
            bounds += [numpy.percentile(wrong[is_long], 95), numpy.percentile(wrong[~is_long], 95)]
            line.append(weights)
            worst = defaultdict(list)
            for language, each, big in zip(numpy.array(languages * 1)[~half].tolist() * len(parts), wrong, is_long):
                if big:
                    worst[language].append(each)
            medians = sorted(((numpy.median(each), language) for language, each in worst.items()), reverse=True)[:8]
            of_long = f"p50 {numpy.median(wrong[is_long]):.3f} p95 {bounds[-2]:.3f} max {wrong[is_long].max():.2f}"
            of_worst = " ".join(f"{language} {median:.2f}" for median, language in medians)
            print(f"{name:9} long {of_long} short p95 {bounds[-1]:.3f} {of_worst}")
        if name == "unknown":
            flat = numpy.concatenate(shares) / numpy.tile(pieces.sum(1), len(parts))
        else:
            flat = counts / pieces.sum(1)
        print(f"{name:9} one factor: median {numpy.median(flat):.3f} p95 error",
              f"{numpy.percentile(numpy.abs(numpy.median(flat) / flat - 1), 95):.3f}")
        RESULT[name] = (line, bounds)
    write()


RESULT: dict = {}
SEEN: list = []


def write() -> None:
    def vector(weights):
        numbers = [f"{each:.3f}," for each in weights]
        return "\n            ".join(" ".join(numbers[index : index + 10]) for index in range(0, len(numbers), 10))

    out = [
        "/// Weights of token estimates, written by `fit-estimates.py` beside the tests.",
        "///",
        "/// By piece: tokens per o200k token of each `TokenProfile.Kind` (per byte for digits), twice as there.",
        "/// By byte: tokens per unit of each `TextProfile.Kind`. The errors are the 95th percentiles of the relative error, on",
        "/// passages that the weights were not fitted to: of at least 200 bytes, and shorter.",
        f"/// Measured on {SEEN[0]} passages in {SEEN[1]} languages, code and emoji among them.",
        "struct TokenWeights: Sendable {",
        "    let byPiece: [Double]",
        "    let byByte: [Double]",
        "    let pieceError: Double",
        "    let shortPieceError: Double",
        "    let byteError: Double",
        "    let shortByteError: Double",
        "}",
        "",
        "extension TokenWeights {",
    ]
    for name, (line, bounds) in RESULT.items():
        out += [
            f"    static let {name} = TokenWeights(",
            "        byPiece: [",
            f"            {vector(line[0])}",
            "        ],",
            "        byByte: [",
            f"            {vector(line[1])}",
            "        ],",
            f"        pieceError: {bounds[0]:.3f},",
            f"        shortPieceError: {bounds[1]:.3f},",
            f"        byteError: {bounds[2]:.3f},",
            f"        shortByteError: {bounds[3]:.3f}",
            "    )",
            "",
        ]
    out[-1] = "}"
    TARGET.write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
