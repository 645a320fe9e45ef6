#!/usr/bin/env python3
"""Turns the letter n-gram models of the lingua wheel into weighted words, one `lang<TAB>weight<TAB>word` a line.

The models give how often each run of one to five letters occurs within words. Runs that are not preceded (or not
followed) by a letter are what is left over, so the models also say where words begin and end: they are a complete
fourth-order Markov chain over whole words. Words of up to five letters come out as they are in the text that the
models were counted on; longer ones agree with it in every run of five letters.
"""

import collections
import json
import sys
from pathlib import Path

import brotli
import numpy

ORDERS = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
LONGEST = 24


def runs_as_words(folder, count):
    """The runs themselves, weighted: for scripts without spaces, whose models end before five letters."""
    below = {"": 1.0}
    for order in ORDERS[:3]:
        if not (folder / f"{order}.json.br").exists():
            return
        document = json.loads(brotli.decompress((folder / f"{order}.json.br").read_bytes()))
        here = {}
        for fraction, runs in document["ngrams"].items():
            over, under = fraction.split("/")
            for run in runs.split(" "):
                here[run] = below.get(run[:-1], 0.0) * int(over) / int(under)
        yield from ((max(round(f * count), 1), run) for run, f in here.items() if f * count > 0.2)
        below = here


def frequencies(folder):
    """For each order, the runs of that length and how often each occurs, as a part of all letters."""
    below, all_orders = {"": 1.0}, []
    for order in ORDERS:
        document = json.loads(brotli.decompress((folder / f"{order}.json.br").read_bytes()))
        here = {}
        for fraction, runs in document["ngrams"].items():
            over, under = fraction.split("/")
            for run in runs.split(" "):
                here[run] = below.get(run[:-1], 0.0) * int(over) / int(under)
        all_orders.append(here)
        below = here
    return all_orders


def marginals(runs):
    """Sums over the last letter, the first letter, and both."""
    heads, tails, middles = (collections.defaultdict(float) for _ in range(3))
    for run, frequency in runs.items():
        heads[run[:-1]] += frequency
        tails[run[1:]] += frequency
        middles[run[1:-1]] += frequency
    return heads, tails, middles


def short_words(orders):
    """Words of one to three letters."""
    for length in (1, 2, 3):
        heads, tails, _ = marginals(orders[length])
        _, _, middles = marginals(orders[length + 1])
        for run, frequency in orders[length - 1].items():
            alone = frequency - heads.get(run, 0) - tails.get(run, 0) + middles.get(run, 0)
            if alone > frequency * 1e-6:
                yield run, alone


def long_words(orders, count, chance):
    """Words of four letters and more, drawn from the chain."""
    states = sorted(orders[3])
    index = {state: at for at, state in enumerate(states)}
    _, tails, _ = marginals(orders[4])
    start = numpy.array([max(orders[3][state] - tails.get(state, 0.0), 0.0) for state in states])
    steps = sorted((index[run[:4]], run[4], index.get(run[1:], -1), f) for run, f in orders[4].items() if run[:4] in index)
    source = numpy.array([step[0] for step in steps])
    share = numpy.array([step[3] for step in steps]) / numpy.array([orders[3][s] for s in states])[source]
    letter = numpy.array([step[1] for step in steps])
    target = numpy.array([step[2] for step in steps])
    total = numpy.cumsum(share)
    first = numpy.searchsorted(source, numpy.arange(len(states)))
    before = numpy.concatenate(([0.0], total))[first]
    last = numpy.searchsorted(source, numpy.arange(len(states)), side="right")
    at = chance.choice(len(states), size=count, p=start / start.sum())
    words = numpy.array(states, dtype=object)[at]
    live = numpy.arange(count)
    for _ in range(LONGEST - 4):
        drawn = before[at] + chance.random(len(at))
        step = numpy.searchsorted(total, drawn, side="right")
        goes = step < last[at]
        live, step = live[goes], step[goes]
        if not len(live):
            break
        words[live] = words[live] + letter[step]
        at = target[step]
        live, at = live[at >= 0], at[at >= 0]
    return words, start.sum()


def main():
    models, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    only = sys.argv[4].split(",") if len(sys.argv) > 4 else []
    for number, folder in enumerate(sorted(models.iterdir())):
        if not (folder / "unigrams.json.br").exists() or (only and folder.name not in only):
            continue
        if not (folder / "fivegrams.json.br").exists():
            rows = sorted(runs_as_words(folder, count), key=lambda row: (-row[0], row[1]))
            with open(out / f"{folder.name}.tsv", "w", encoding="utf-8") as file:
                file.writelines(f"{folder.name}\t{weight}\t{word}\n" for weight, word in rows)
            continue
        chance = numpy.random.default_rng(number + 1)
        orders = frequencies(folder)
        drawn, mass = long_words(orders, count, chance)
        weights = collections.Counter(drawn.tolist())
        rows = [(weight, word) for word, weight in weights.items()]
        rows += [(round(f / mass * count), word) for word, f in short_words(orders)]
        rows = sorted(((w, word) for w, word in rows if w > 0), key=lambda row: (-row[0], row[1]))
        with open(out / f"{folder.name}.tsv", "w", encoding="utf-8") as file:
            for weight, word in rows:
                file.write(f"{folder.name}\t{weight}\t{word}\n")
        print(folder.name, len(rows), sum(w for w, _ in rows), rows[:6], file=sys.stderr)


main()
