#!/usr/bin/env python3
"""Gathers running text from the message catalogues and stop words of permissively licensed wheels, one
`lang<TAB>weight<TAB>text` a line. Messages that are the same in English are left out: they were not translated.
"""

import ast
import html
import json
import re
import sys
from pathlib import Path

CODES = (
    "af az bs ca cs cy da de en eo es et eu fi fr ga hr hu id is it la lg lt lv mi ms nb nl nn pl pt ro sk sl sn so sq st "
    "sv sw tl tn tr ts vi xh yo zu be bg kk mk mn ru sr uk ar fa ur hi mr ja zh"
).split()
ALIASES = {"fil": "tl", "no": "nb"}
HOLES = re.compile(r"%\([^)]*\)[a-z]|%[a-z]|\{[^{}]*\}|\{[^}]*\}|<[^>]*>|https?:\S*|`[^`]*`|\S*[_/=]\S*|\S*\d\S*")


def code_of(name):
    """Our code for a locale's name, if it is one of ours and in the script that we expect."""
    base = re.split(r"[-_@]", name)[0].lower()
    base = ALIASES.get(base, base)
    wrong_script = base == "sr" and "latn" in name.lower()
    return base if base in CODES and not wrong_script else None


def strings(node, path=""):
    """All strings of a document, with where they stand."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from strings(value, f"{path}.{key}")


def catalogue(text):
    """The messages of a gettext catalogue with their translations."""
    for block in re.split(r"\n\s*\n", text):
        if "#, fuzzy" in block or "#, python-format, fuzzy" in block:
            continue
        parts = re.findall(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\s*)+)', block, re.M)
        read = [(name, "".join(ast.literal_eval(line) for line in re.findall(r'".*"', value))) for name, value in parts]
        source = next((value for name, value in read if name == "msgid"), "")
        if source:
            for name, value in read:
                if name.startswith("msgstr") and value and value != source:
                    yield source, value


def main():
    wheels, out = Path(sys.argv[1]), Path(sys.argv[2])
    rows = set()

    def add(code, weight, text):
        text = " ".join(HOLES.sub(" ", html.unescape(text)).split())
        if text:
            rows.add((code, weight, text))

    for file in sorted(wheels.glob("django/**/LC_MESSAGES/*.po")):
        code = code_of(file.parent.parent.name)
        if code:
            for source, text in catalogue(file.read_text("utf-8")):
                add(code, 2, text)
                add("en", 1, source)
    groups = {}
    for file in sorted(wheels.glob("hass_frontend/static/translations/**/*.json")):
        name = re.sub(r"-[0-9a-f]{16,}\.json$", "", file.name)
        groups.setdefault(file.parent, {})[name] = dict(strings(json.loads(file.read_text("utf-8"))))
    for names in groups.values():
        english = names.get("en", {})
        seen = set(english.values())
        for name, found in names.items():
            code = code_of(name)
            for path, text in found.items():
                if code and (code == "en" or (text not in seen and english.get(path) != text)):
                    add(code, 2, text)
    for code, words in json.loads(next(wheels.glob("stopwordsiso/*.json")).read_text("utf-8")).items():
        code = code_of(code)
        if code:
            for word in words:
                add(code, 3, word)
    for file in sorted(wheels.glob("gflanguages/data/languages/*.textproto")):
        language, script = file.stem.split("_")[:2]
        language = {"fil": "tl"}.get(language, language)
        if language in CODES and script in ("Latn", "Cyrl", "Arab", "Deva", "Jpan", "Hans", "Hant"):
            if (language, script) in {("sr", "Latn"), ("bs", "Cyrl"), ("uz", "Cyrl"), ("az", "Cyrl"), ("ms", "Arab")}:
                continue
            body = file.read_text("utf-8")
            for _, text in re.findall(r'^  (styles|tester|poster_\w+|masthead_\w+|specimen_\w+): "(.*)"$', body, re.M):
                add(language, 3, text.replace("\\n", " ").replace('\\"', '"'))
    (out / "text.tsv").write_text("".join(f"{c}\t{w}\t{t}\n" for c, w, t in sorted(rows)), encoding="utf-8")


main()
