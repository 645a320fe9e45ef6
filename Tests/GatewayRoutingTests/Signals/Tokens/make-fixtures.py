#!/usr/bin/env python3
"""Writes Fixtures/reference.json: texts and their tokens as the reference encoder has them, for both encodings.

    TIKTOKEN_CACHE_DIR=FOLDER make-fixtures.py   (needs tiktoken 0.14; FOLDER holds its vocabularies)
"""

import json
from pathlib import Path

import tiktoken

TARGET = Path(__file__).resolve().parent / "Fixtures/reference.json"

# Written for this table: one or two sentences per language, about the same everyday things.
LANGUAGES = {
    "english": "Please summarise this report in three bullet points, and don't mention the author's name.",
    "german": "Könntest du mir bitte erklären, warum der Geschäftsführer heute früh so müde aussah?",
    "french": "Où est-ce qu'on peut acheter du pain frais après huit heures du soir, s'il vous plaît ?",
    "spanish": "¿Cuánto cuesta el billete de ida y vuelta? Mañana salimos a las siete en punto.",
    "portuguese": "Não há previsão de chuva amanhã, então vamos à praia com as crianças.",
    "italian": "Perché non mi hai detto che l'università è chiusa il lunedì?",
    "dutch": "Het regent alweer, dus we blijven gezellig thuis en drinken koffie.",
    "swedish": "Imorgon åker vi till sjön för att fiska och bada i det kalla vattnet.",
    "finnish": "Järvenrannalla seisoi pieni mökki, jossa kukaan ei ollut asunut vuosiin.",
    "polish": "Zażółć gęślą jaźń, a potem wróć do domu przed zmrokiem.",
    "czech": "Příliš žluťoučký kůň úpěl ďábelské ódy celou noc.",
    "hungarian": "Az ügyfélszolgálat holnap reggel nyolckor nyit, addig türelmüket kérjük.",
    "romanian": "Aș vrea să știu dacă trenul spre București întârzie și astăzi.",
    "turkish": "İstanbul'da hava bugün çok güzel, ama akşama doğru yağmur bekleniyor.",
    "vietnamese": "Hôm nay trời đẹp quá, chúng ta đi dạo quanh hồ rồi ăn phở nhé.",
    "indonesian": "Tolong tuliskan surat lamaran kerja yang singkat dan sopan untuk saya.",
    "swahili": "Habari ya asubuhi, naomba unisaidie kutafsiri barua hii kwa Kiingereza.",
    "greek": "Πού βρίσκεται το πλησιέστερο φαρμακείο; Χρειάζομαι κάτι για τον πονοκέφαλο.",
    "russian": "Напиши, пожалуйста, короткое стихотворение о зимнем лесе и первом снеге.",
    "ukrainian": "Доброго ранку! Скільки коштує квиток до Львова на п'ятницю?",
    "bulgarian": "Утре ще вали дъжд, затова вземи чадъра със себе си.",
    "armenian": "Բարի լույս, ինչպե՞ս եք այսօր։",
    "georgian": "დილა მშვიდობისა, როგორ ხართ დღეს?",
    "hebrew": "בוקר טוב, איפה אפשר למצוא כאן בית קפה שקט לעבודה?",
    "arabic": "من فضلك اكتب لي رسالة قصيرة أشكر فيها زملائي على المساعدة.",
    "persian": "لطفاً این متن را به زبان ساده‌تر بازنویسی کنید.",
    "urdu": "براہ کرم مجھے بتائیں کہ اگلی بس کب آئے گی؟",
    "hindi": "कृपया मुझे बताइए कि दिल्ली जाने वाली अगली रेलगाड़ी कब आएगी।",
    "bengali": "আজ আকাশ খুব পরিষ্কার, তাই আমরা নদীর ধারে হাঁটতে যাব।",
    "tamil": "நாளை காலை எட்டு மணிக்கு கூட்டம் தொடங்கும், தயவுசெய்து தாமதிக்க வேண்டாம்.",
    "telugu": "దయచేసి ఈ వాక్యాన్ని ఆంగ్లంలోకి అనువదించండి.",
    "thai": "พรุ่งนี้เช้าเราจะไปตลาดน้ำกัน อย่าลืมเอาร่มไปด้วยนะ",
    "khmer": "សូមជួយបកប្រែអត្ថបទនេះជាភាសាអង់គ្លេស។",
    "burmese": "မင်္ဂလာပါ၊ ဒီနေ့ ရာသီဥတု သာယာပါတယ်။",
    "amharic": "እንደምን አደርክ? ዛሬ አየሩ በጣም ጥሩ ነው።",
    "japanese": "明日の会議は午後三時からに変更になりました。資料をご確認ください。カタカナも混ざります。",
    "chinese": "请用简单的话解释一下量子计算机和普通计算机有什么区别。谢谢！",
    "traditional chinese": "這家餐廳的招牌菜是什麼？我們一共有六個人，需要靠窗的位子。",
    "korean": "내일 아침 회의 전에 보고서 초안을 보내 주시면 감사하겠습니다.",
}

CASES = {
    "empty": "",
    "one letter": "a",
    "one space": " ",
    "one newline": "\n",
    "NUL": "\0a\0\0b",
    "swift": 'func f<T>(_ x: inout [T]) throws -> Int? {\n'
    '    guard !x.isEmpty else { return nil }\n\treturn x.count << 2\n}\n',
    "python": 'def main(argv=None):\r\n'
    '    """Doc."""\r\n    return {k: v**2 for k, v in argv.items() if v != 0x1F}\r\n',
    "c": "#include <stdio.h>\n/* a // b */\nint main(void) { char *s = \"%d\\n\"; for (;;) printf(s, 1e-9); }\n",
    "json": '{"id":"chatcmpl-9a8B7c","n":[1,22,333,4444],"ok":true,"x":null,"s":"\\u00e9\\n"}',
    "html": "<p class='a-b'>x&nbsp;&amp;y</p>\n<!-- // -->\n\n\n<br/>",
    "sql": "SELECT COUNT(*) FROM users WHERE name LIKE '%O''Brien%' AND age>=21;--end",
    "paths": "https://example.com/a/b?c=d&e=%20#f C:\\dir\\file.txt ../../x//y\n///\n//\r\n/",
    "contractions": "I'm you're he'll we've they'd it's don't I'M YOU'RE HE'LL WE'VE THEY'D IT'S DON'T 'S 'lL 'Ve",
    "contraction after anything": "1's !'s  's\n's's's x'sx x'LLx 'rX 'l 'v r're' ''s",
    "long s": "it'ſ x'ſa 'ſ 'ſt",
    "curly contractions": "don’t it’s l’eau",
    "numbers": "1 12 123 1234 12345 1234567890 3.14159 1,000,000 ½ ⅷ ² ١٢٣٤ १२३४ ０１２３ 0x1F 1e10",
    "capitals": "HTTPServer getURLPath XMLHttpRequest iPhone ABCdef ABC DEf McDonald eBay ÀÉÎÕÜàéîõü ǅabc ABǅ",
    "camel case around letters without case": "ABC中文DEF日本aBc ªBºC ʰAʰa Aʰ ABʰCD中E",
    "spaces": "a  b   c    d\t\te \t f      \n   g\n\n\nh \n \n i  \n",
    "spaces at the end": "end   ",
    "newlines at the end": "end \n\n",
    "tabs at the end": "end\n\t\t",
    "CRLF": "a\r\nb\r\n\r\nc\rd\n\re \r\n f",
    "wide spaces": "a\u00a0b\u2003\u2003c\u3000d\u3000\u3000e\u0085f\u2028g\u2029\u2029h\u1680i\u202fj",
    "no spaces, though they look so": "a\u200bb\u200b\u200bc\ufeffd\u180ee\u00adf",
    "separators": "a\x1cb\x1d\x1ec\x1fd\x0be\x0c\x0cf\x7f",
    "punctuation": "!!! ... --- === *** ??!? (a) [b] {c} <d> \"e\" `f` ~~~ @#$%^&*_+|\\:;",
    "punctuation and newlines": "a!\n\nb !!\r\n/\n//c ;\n ;\n\n;",
    "slashes": "a/\n/b // /c/ \n/ /\n",
    "marks": "e\u0301 \u0301a \u0301A \u0301\u0301 !\u0301 1\u0301 \u0301's A\u0301B\u0301c \n\u0301a",
    "marks before capitals": "\u0301ABC \u0301ABc  \u0301\u0302ABC",
    "decomposed": "Cafe\u0301 nin\u0303o A\u030angstro\u0308m Việt Nam",
    "emoji": "😀😃 👍🏽 👩‍💻👨‍👩‍👧‍👦 🇩🇪🇯🇵 ❤️ ✅ a😀b 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "symbols": "→ ≤ ∑ € £ © ™ • … — – “q” «r» 「s」 ⠓⠑ ♜ ☃ ░▒▓",
    "mixed scripts": "Hello, мир! 你好 world، سلام 3 fois, ça va? Ελλάδα-Россия 東京Tokyo도쿄",
    "right to left": "abc אבג 123 العربية \u200f\u202e(x)\u202c",
    "plane 1": "𝐇𝐞𝐥𝐥𝐨 𝕏𝒴 𐐀𐐨 𒀀𒁀 𓀀 🄰 𠜎𠜱 𞤀𞤢",
    "unassigned and private": "\u0378a \ue000b\uf8ff \U000f0000 \uffff\ufffe\U0010ffff \ufffd",
    "special tokens as text": "<|endoftext|><|im_start|>user<|im_sep|> <|fim_prefix|>",
    "base64": "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==",
    "hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "one long word": "donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "a run of one letter": "a" * 97,
    "a longer run of one letter": "b" * 700,
    "a run of capitals": "Z" * 300,
    "runs of a few letters": "abracadabra" * 60 + "xyzzy" * 40,
    "runs of kanji": "的一是不了人我在有他这" * 30,
    "a run of spaces": "a" + " " * 300 + "b",
    "a run of newlines": "\n" * 120 + "x" + " \n" * 60,
    "a run of punctuation": "=" * 260 + "-+" * 90,
    "a run of digits": "0123456789" * 25,
}


def main() -> None:
    encoders = {name: tiktoken.get_encoding(f"{name}_base") for name in ("o200k", "cl100k")}
    rows = []
    for name, text in {**LANGUAGES, **CASES}.items():
        rows.append({"name": name, "text": text} | {key: each.encode_ordinary(text) for key, each in encoders.items()})
    TARGET.parent.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    TARGET.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
