#!/usr/bin/env python3
"""Writes UnicodeClasses+Data.swift of the token counter: the character classes of its split patterns.

    python3 -m venv /tmp/tokens && /tmp/tokens/bin/pip install tiktoken==0.14
    /tmp/tokens/bin/python scripts/make-unicode-classes.py

The reference encoder itself is asked, character by character, so that the classes are those of its Unicode version
(16), whatever version this Python or the Swift library has.
"""

from itertools import groupby
from pathlib import Path

import tiktoken

TARGET = Path(__file__).resolve().parent.parent / "Sources/GatewayRouting/Signals/Tokens/UnicodeClasses+Data.swift"
LETTERS = {
    "n": r"[\r\n]",
    "s": r"\s",
    "d": r"\p{N}",
    "m": r"\p{M}",
    "u": r"[\p{Lu}\p{Lt}]",
    "l": r"\p{Ll}",
    "b": r"[\p{Lm}\p{Lo}]",
}
HEAD = '''\
extension UnicodeClasses {
    /// Runs of one class in the order of code points: its letter and how many there are (1 when left out). Two letters,
    /// "x" and a number repeat a pair. Written by `scripts/make-unicode-classes.py`; what is not named is in no class.
    static let runs: StaticString = """
'''


def members(pattern: str) -> set[int]:
    """The code points that a pattern matches: an encoder with tokens for all bytes drops what its pattern passes by."""
    encoder = tiktoken.Encoding(
        "class", pat_str=pattern, mergeable_ranks={bytes([each]): each for each in range(256)}, special_tokens={}
    )
    scalars = (each for each in range(0x110000) if not 0xD800 <= each < 0xE000)
    return {each for each in scalars if encoder.encode_ordinary(chr(each))}


def main() -> None:
    classes = ["-"] * 0x110000
    for letter, pattern in reversed(LETTERS.items()):
        for each in members(pattern):
            classes[each] = letter
    last = max(index for index, letter in enumerate(classes) if letter != "-")
    runs = [(letter, len(list(group))) for letter, group in groupby(classes[: last + 1])]
    words, index = [], 0
    while index < len(runs):
        pair, times = runs[index : index + 2], 1
        while all(count == 1 for _, count in pair) and runs[index + 2 * times : index + 2 * times + 2] == pair:
            times += 1
        if times > 1:
            words.append(f"{pair[0][0]}{pair[1][0]}x{times}")
            index += 2 * times
        else:
            letter, count = runs[index]
            words.append(letter if count == 1 else f"{letter}{count}")
            index += 1
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 106:
            lines.append(line)
            line = ""
        line += word
    lines.append(line)
    text = "\\\n".join(" " * 8 + each for each in lines)
    TARGET.write_text(f'{HEAD}{text}\n        """\n}}\n')


if __name__ == "__main__":
    main()
