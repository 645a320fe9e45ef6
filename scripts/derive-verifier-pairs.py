#!/usr/bin/env python3
"""Derives labelled pairs for the verifier from permissively licensed prompts: JSON lines with `a`, `b`, `label`, `source`.

Changes that keep the meaning (another opening, contraction, spelling, synonym, typing mistake) make pairs that may share
an answer. Changes that break it (number, opposite, order, name, question word, negation, condition, word) make pairs
that may not. The same input gives the same output.
"""

import argparse
import gzip
import json
import math
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

LONGEST = 220
OPENINGS = [
    ["how do i ", "how can i ", "what is the best way to ", "how should i ", "how does one ", "how to ",
     "what should i do to ", "what is the easiest way to ", "how do you ", "how would i "],
    ["what is the ", "what's the ", "tell me the ", "can you tell me the ", "which is the ", "do you know the "],
    ["what is ", "what's ", "what exactly is ", "explain what is "],
    ["what are ", "which are ", "tell me what are ", "what're "],
    ["who is ", "who's ", "tell me who is "],
    ["why is ", "why's ", "what is the reason that ", "how come "],
    ["can i ", "is it possible to ", "may i ", "am i able to ", "could i "],
    ["write a ", "create a ", "please write a ", "can you write a ", "i need you to write a "],
    ["i want to ", "i would like to ", "i'd like to ", "i wanna ", "i need to "],
    ["where can i ", "where do i ", "where could i "],
    ["is it true that ", "is it the case that ", "is it correct that "],
    ["should i ", "is it a good idea to ", "do you think i should "],
]
SYNONYMS = [
    "buy purchase", "big large", "begin start", "quickly fast", "movie film", "kids children", "car automobile",
    "photo picture", "smart intelligent", "earn make", "find locate", "fix repair", "job occupation", "show display",
    "choose select", "happen occur", "often frequently", "nearly almost", "city town", "company firm", "build construct",
    "answer reply", "rich wealthy", "sick ill", "little small", "error mistake", "method way", "delete remove",
    "create make", "change modify", "help assist", "main primary", "ways methods", "cheap inexpensive", "finish complete",
    "color colour", "center centre", "organize organise", "favorite favourite", "traveling travelling", "center middle",
    "use utilize", "important significant", "doctor physician", "mobile cell", "bike bicycle", "tv television",
    "app application", "info information", "ok okay", "got received", "needs requires", "called named", "different distinct",
]
OPPOSITES = [
    "buy sell", "open close", "increase decrease", "enable disable", "before after", "first last", "best worst",
    "good bad", "hot cold", "up down", "left right", "high low", "long short", "fast slow", "love hate", "start stop",
    "win lose", "always never", "more less", "most least", "old new", "young old", "early late", "more fewer", "all none",
    "inside outside", "above below", "with without", "add remove", "import export", "borrow lend", "send receive",
    "largest smallest", "highest lowest", "longest shortest", "oldest newest", "maximum minimum", "positive negative",
    "north south", "east west", "man woman", "male female", "boy girl", "husband wife", "mother father", "son daughter",
    "like dislike", "easy hard", "strong weak", "cheap expensive", "rich poor", "light dark", "light heavy", "true false",
    "advantages disadvantages", "legal illegal", "possible impossible", "agree disagree", "public private", "push pull",
    "encode decode", "ascending descending", "gain lose", "arrive leave", "input output", "even odd", "save spend",
    "forward backward", "over under", "beginning end", "same different", "internal external", "direct indirect",
]
CONTRACTIONS = [
    ("what is", "what's"), ("who is", "who's"), ("where is", "where's"), ("it is", "it's"), ("i am", "i'm"),
    ("do not", "don't"), ("does not", "doesn't"), ("can not", "can't"), ("cannot", "can't"), ("is not", "isn't"),
    ("i have", "i've"), ("i will", "i'll"), ("there is", "there's"), ("are not", "aren't"), ("did not", "didn't"),
]
CONDITIONS = [
    " in india", " in the usa", " for beginners", " without money", " at home", " for free", " in winter", " before 2010",
    " on a mac", " in germany", " for a child", " at night", " while pregnant", " under $100", " as a student", " online",
    " in two days", " after 40", " with a dog", " in python", " without internet", " for women", " in the 19th century",
]
NAMES = [
    "Germany", "Brazil", "Kenya", "Toronto", "Einstein", "Microsoft", "Toyota", "Madrid", "Sarah", "Ahmed", "Texas",
    "Netflix", "Picasso", "Egypt", "Samsung", "Chicago", "Vietnam", "Oxford", "Beethoven", "Norway", "David", "Twitter",
]
QUESTIONS = ["how", "why", "when", "where", "who", "what"]
STOP = set(
    "a an the of to in on at for from by with is are was were be been am do does did have has had i you he she it we "
    "they me my your his her its our their this that these those and or as so if then than there here what which who "
    "whom whose when where why how can could would should will may might must about into not no please tell".split()
)


def table(pairs: list[str]) -> dict[str, list[str]]:
    """Both directions of a list of pairs."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        left, right = pair.split()
        found.setdefault(left, []).append(right)
        found.setdefault(right, []).append(left)
    return found


SYNONYM_OF, OPPOSITE_OF = table(SYNONYMS), table(OPPOSITES)


def replace_word(text: str, choices: dict[str, list[str]], dice: random.Random) -> str | None:
    """Another word for one that the table knows."""
    spots = [m for m in re.finditer(r"[A-Za-z]+", text) if m[0].lower() in choices]
    if not spots:
        return None
    spot = dice.choice(spots)
    word = dice.choice(choices[spot[0].lower()])
    return text[: spot.start()] + word + text[spot.end() :]


def opening(text: str, dice: random.Random) -> str | None:
    """Another opening of the same kind."""
    lower = text.lower()
    for group in OPENINGS:
        for start in sorted(group, key=len, reverse=True):
            if lower.startswith(start):
                other = dice.choice([each for each in group if each != start])
                return other + text[len(start) :]
    return None


def contraction(text: str, dice: random.Random) -> str | None:
    """A contraction, or the long form of one."""
    lower = text.lower()
    for long, short in CONTRACTIONS:
        for left, right in ((long, short), (short, long)):
            at = re.search(rf"\b{re.escape(left)}\b", lower)
            if at:
                return text[: at.start()] + right + text[at.end() :]
    return None


def politeness(text: str, dice: random.Random) -> str | None:
    """Words around the prompt that ask for nothing more."""
    before = dice.choice(["please ", "hey, ", "can you tell me ", "i want to know: ", "quick question: ", "hi! ", ""])
    after = dice.choice([" please", " thanks", "", " thank you", ""])
    changed = before + text.rstrip("?. ") + after
    return changed if changed != text else None


def typing(text: str, dice: random.Random) -> str | None:
    """A typing mistake in a long word."""
    spots = [m for m in re.finditer(r"[a-z]{6,}", text)]
    if not spots:
        return None
    spot = dice.choice(spots)
    at = dice.randrange(spot.start() + 1, spot.end() - 2)
    if dice.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]


def articles(text: str, dice: random.Random) -> str | None:
    """Without articles, in the manner of a search."""
    changed = re.sub(r"\b(the|a|an) ", "", text, flags=re.IGNORECASE)
    return changed if changed != text else None


def casing(text: str, dice: random.Random) -> str | None:
    """Other case and punctuation."""
    changed = text.lower().rstrip("?.! ") if dice.random() < 0.7 else text.rstrip("?.! ") + " ?"
    return changed if changed != text else None


def number(text: str, dice: random.Random) -> str | None:
    """Another number."""
    spots = list(re.finditer(r"\d+", text))
    if not spots:
        return None
    spot = dice.choice(spots)
    value = int(spot[0][:9])
    other = dice.choice([value + 1, value + 10, value * 2 + 1, max(0, value - 1), value * 10 + 5])
    return None if other == value else text[: spot.start()] + str(other) + text[spot.end() :]


def order(text: str, dice: random.Random) -> str | None:
    """Two words with meaning in each other's place."""
    words = text.split(" ")
    spots = [i for i in range(len(words)) if words[i].lower().strip("?,.") not in STOP and len(words[i]) > 3]
    far = [(i, j) for i in spots for j in spots if i < j and j - i >= 2]
    if not far:
        return None
    i, j = dice.choice(far)
    left, right = words[i].strip("?,."), words[j].strip("?,.")
    if left.lower() == right.lower():
        return None
    words[i], words[j] = words[i].replace(left, right), words[j].replace(right, left)
    return " ".join(words)


def relation(text: str, dice: random.Random) -> str | None:
    """The two sides of a relation exchanged."""
    at = re.search(r"\b([A-Za-z]{3,}) (to|than|from|into|versus|vs|causes?|over|for|by) ([A-Za-z]{3,})", text)
    if not at or at[1].lower() in STOP or at[3].lower() in STOP:
        return None
    return text[: at.start()] + f"{at[3]} {at[2]} {at[1]}" + text[at.end() :]


def name(text: str, dice: random.Random) -> str | None:
    """Another name in the same place."""
    spots = [m for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{2,}", text)]
    if not spots:
        return None
    spot = dice.choice(spots)
    return text[: spot.start()] + dice.choice(NAMES) + text[spot.end() :]


def negation(text: str, dice: random.Random) -> str | None:
    """Negated."""
    at = re.search(r"\b(is|are|does|do|can|should|will|was|were|did|has|have)\b(?: (?:i|you|it|we|they|he|she|the \w+))?", text)
    return None if not at else text[: at.end()] + " not" + text[at.end() :]


def condition(text: str, dice: random.Random) -> str | None:
    """Narrowed by a condition."""
    end = len(text.rstrip("?.! "))
    return text[:end] + dice.choice(CONDITIONS) + text[end:]


def question(text: str, dice: random.Random) -> str | None:
    """Asks for something else."""
    first = text.split(" ")[0].lower()
    if first not in QUESTIONS:
        return None
    return dice.choice([each for each in QUESTIONS if each != first]) + text[len(first) :]


class OtherWord:
    """Puts a word of another prompt in the place of one."""

    def __init__(self, texts: list[str]) -> None:
        self.words = sorted({w for t in texts for w in re.findall(r"[a-z]{4,}", t) if w not in STOP})
        self.by_end: dict[str, list[str]] = {}
        for word in self.words:
            self.by_end.setdefault(word[-2:], []).append(word)

    def __call__(self, text: str, dice: random.Random) -> str | None:
        spots = [m for m in re.finditer(r"\b[a-z]{4,}\b", text) if m[0] not in STOP]
        if not spots:
            return None
        spot = dice.choice(spots)
        choices = [w for w in self.by_end.get(spot[0][-2:], []) if w[:4] != spot[0][:4]]
        if not choices or dice.random() < 0.3:
            choices = self.words
        word = dice.choice(choices)
        if word == spot[0] or word in SYNONYM_OF.get(spot[0], []):
            return None
        return text[: spot.start()] + word + text[spot.end() :]


def read(path: Path) -> list[dict]:
    """The rows of a compressed file."""
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]


def prompts(data: Path) -> Iterator[tuple[str, str]]:
    """Short prompts whose licence allows to train on them, with their source."""
    for row in read(data / "cache/faq_clinc150.jsonl.gz"):
        if row["split"] in ("train", "oos_train") or row["class"] == "oos":
            yield "clinc150", row["prompt"]
    for row in read(data / "task/tasks.jsonl.gz"):
        kind = row["source"].split("/")[0]
        if kind in ("llmrouter9", "arena-hard-v0.1", "self-instruct") and len(row["prompt"]) <= LONGEST:
            if "\n" not in row["prompt"].strip():
                yield kind, row["prompt"].strip()


Rule = Callable[[str, random.Random], str | None]


def changed(text: str, rules: list[Rule], most: int, dice: random.Random) -> str | None:
    """Some rules, one after the other."""
    found = text
    for rule in dice.sample(rules, dice.randint(1, most)):
        found = rule(found, dice) or found
    return found if found != text else None


def written(path: Path) -> Iterator[dict]:
    """The pairs of the written groups: before the bar what may share an answer, after it what may not."""
    for line in path.read_text().splitlines():
        same, other = (part.split(" | ") for part in line.split(" || "))
        same, other = [s.strip() for s in same], [s.strip() for s in other]
        for i, a in enumerate(same):
            yield from ({"a": a, "b": b, "label": 1, "source": "written"} for b in same[i + 1 :])
            yield from ({"a": a, "b": b, "label": 0, "source": "written"} for b in other)
        for i, a in enumerate(other):
            yield from ({"a": a, "b": b, "label": 0, "source": "written"} for b in other[i + 1 :])


def near(texts: list[str], answer: dict[str, str], source: str) -> Iterator[dict]:
    """Each prompt with the most similar one that has another answer, by the rarity of common words."""
    places: dict[str, list[int]] = {}
    words = [sorted(set(re.findall(r"[a-z0-9']+", text.lower()))) for text in texts]
    for at, found in enumerate(words):
        for word in found:
            places.setdefault(word, []).append(at)
    rarity = {word: math.log(len(texts) / len(found)) for word, found in places.items()}
    size = [sum(rarity[w] for w in found) for found in words]
    for at, found in enumerate(words):
        shared: dict[int, float] = {}
        for word in found:
            if len(places[word]) <= 400:
                for other in places[word]:
                    shared[other] = shared.get(other, 0) + rarity[word]
        best = None
        for other, value in shared.items():
            own, theirs = answer.get(texts[at]), answer.get(texts[other])
            if other == at or (own is not None and own == theirs and own != "oos"):
                continue
            overlap = value / max(size[at] + size[other] - value, 1e-9)
            if best is None or (overlap, -other) > best:
                best = (overlap, -other)
        if best is not None and best[0] > 0.25:
            yield {"a": texts[at], "b": texts[-best[1]], "label": 0, "source": f"{source}/near"}


def derive(data: Path, groups: Path, most: int, seed: int) -> Iterator[dict]:
    """All pairs."""
    dice = random.Random(seed)
    answer = {row["prompt"]: row["class"] for row in read(data / "cache/faq_clinc150.jsonl.gz")}
    yield from written(groups)
    for row in read(data / "cache/gptcache_mock.jsonl.gz"):
        yield {"a": row["a"], "b": row["b"], "label": row["label"], "source": "gptcache_mock"}
    texts: dict[str, list[str]] = {}
    for source, text in prompts(data):
        texts.setdefault(source, []).append(text)
    texts["gptcache_mock"] = [row["a"] for row in read(data / "cache/gptcache_mock.jsonl.gz")]
    keep: list[Rule] = [opening, contraction, politeness, typing, articles, casing,
                        lambda t, d: replace_word(t, SYNONYM_OF, d), opening, contraction]
    for source in sorted(texts):
        chosen = sorted(set(texts[source]))
        dice.shuffle(chosen)
        chosen = chosen[:most]
        if source != "gptcache_mock":
            yield from near(chosen, answer, source)
        other = OtherWord(chosen)
        breaks: list[Rule] = [number, lambda t, d: replace_word(t, OPPOSITE_OF, d), order, relation, name, negation,
                              condition, condition, question, other, other]
        for text in chosen:
            for _ in range(2):
                if (same := changed(text, keep, 3, dice)) is not None:
                    yield {"a": text, "b": same, "label": 1, "source": f"{source}/kept"}
            for rule in dice.sample(breaks, 3):
                if (wrong := rule(text, dice)) is not None and wrong != text:
                    if dice.random() < 0.5:
                        wrong = changed(wrong, keep, 2, dice) or wrong
                    yield {"a": text, "b": wrong, "label": 0, "source": f"{source}/broken"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with cache/ and task/")
    parser.add_argument("--written", type=Path, required=True, help="file of written groups")
    parser.add_argument("--most", type=int, default=1500, help="prompts of a source at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    with options.output.open("w") as output:
        for row in derive(options.data, options.written, options.most, options.seed):
            # What people wrote counts more than what rules made of it.
            row["weight"] = 4 if row["source"] in ("written", "gptcache_mock") else 1
            output.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
