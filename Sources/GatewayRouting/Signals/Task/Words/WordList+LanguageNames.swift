extension WordList {
    /// Names of languages, in the languages of the other lists.
    static let languageNames = WordList(
        "languagenames",
        """
        language: english, german, french, spanish, portuguese, italian, dutch, polish, russian, turkish
        language: chinese, mandarin, cantonese, japanese, korean, arabic, hindi, latin, greek, hebrew
        language: swahili, swedish, norwegian, danish, finnish, czech, hungarian, romanian, ukrainian
        language: vietnamese, thai
        language: indonesian, malay, tagalog, urdu, bengali, tamil, telugu, marathi, persian, farsi
        language: catalan, basque, welsh, irish, icelandic, serbian, croatian, slovak, slovenian
        language: bulgarian, estonian, latvian, lithuanian, yoruba, zulu, igbo, hausa, amharic, nepali
        language: khmer, lao, burmese, mongolian, esperanto
        language: englisch*, deutsch*, franzosisch*, spanisch*, italienisch*, anglais, allemand, francais
        language: espagnol, italien, ingles, aleman, frances, espanol, portugues, italiano, inglese
        language: tedesco, francese, spagnolo, engels, duits, frans, spaans
        language: angielsk*, niemieck*, polsk*, английск*, немецк*, французск*, испанск*, русск*
        language: ingilizce*, almanca*, fransizca*, turkce*
        language: 英文, 英语, 英語, 中文, 法语, 日语, 日本語, 德语, 韩语, 西班牙语, 영어, 한국어, 일본어, 중국어, الانجليزية, العربية
        language: الفرنسية, अंग्रेजी, अंग्रेज़ी, हिंदी
        language: japonais, chinois, russe, arabe, portugais, neerlandais, coreen, turc, polonais, grec, suedois
        language: russisch*, chinesisch*, japanisch*, polnisch*, turkisch*, portugiesisch*, arabisch*, chino
        language: japones, ruso, coreano, giapponese, cinese, russo, alemao, китайск*, японск*, итальянск*
        language: украинск*, португальск*, 俄语, 法文, 德文, 意大利语, 葡萄牙语, 阿拉伯语, 日文, 日语
        intoLanguage: to spanish, to french, to german, to italian, to portuguese, to chinese, to japanese
        intoLanguage: to korean, to russian, to arabic, to hindi, to dutch, to polish, to turkish
        intoLanguage: to latin, to greek, to swedish, to vietnamese, into spanish, into french
        intoLanguage: into german, into italian, into portuguese, into chinese
        intoLanguage: into japanese, into korean, into russian, into arabic, into hindi, into dutch
        intoLanguage: into polish, into turkish, in spanish, in french, in german, in italian
        intoLanguage: in portuguese, in chinese, in japanese, in korean, in russian, in arabic, in hindi
        intoLanguage: in dutch, in polish, in turkish, from german, from french, from spanish
        intoLanguage: from chinese
        intoLanguage: from japanese, from russian, from italian, the chinese version, the german version
        intoLanguage: the french version, the spanish version, english translation, french word
        intoLanguage: german word, spanish word, italian word, japanese word
        languagePair: en de, en fr, en es, en it, en pt, en nl, en pl, en ru, en zh, en ja, en ko, en ar, en hi
        languagePair: en ro, en cs, en tr, de en, fr en, es en, it en, pt en, nl en, pl en, ru en, zh en, ja en
        languagePair: ko en, ar en, hi en, ro en, cs en, tr en, de fr, fr de, es fr, eng deu, eng fra
        languagePair: german english, french english, spanish english, portuguese english, italian english
        languagePair: dutch english, polish english, russian english, chinese english, japanese english
        languagePair: korean english, arabic english, hindi english, romanian english, turkish english
        languagePair: czech english, greek english, swedish english, english german, english french
        languagePair: english spanish, english portuguese, english italian, english dutch, english polish
        languagePair: english russian, english chinese, english japanese, english korean, english arabic
        languagePair: english hindi, english romanian, english turkish, english czech, english greek
        languagePair: english swedish, german to english, french to english, spanish to english
        languagePair: portuguese to english, italian to english, dutch to english, polish to english
        languagePair: russian to english, chinese to english, japanese to english, korean to english
        languagePair: arabic to english, hindi to english, romanian to english, turkish to english
        languagePair: czech to english, greek to english, swedish to english, english to german, english to french
        languagePair: english to spanish, english to portuguese, english to italian, english to dutch
        languagePair: english to polish, english to russian, english to chinese, english to japanese
        languagePair: english to korean, english to arabic, english to hindi, english to romanian
        languagePair: english to turkish, english to czech, english to greek, english to swedish
        intoLanguage: from portuguese, from dutch, from polish, from korean, from arabic, from hindi, to romanian
        intoLanguage: into romanian, in romanian, from romanian, from turkish, to czech, into czech, in czech
        intoLanguage: from czech, into greek, in greek, from greek, into swedish, in swedish, from swedish
        intoLanguage: to finnish, into finnish, in finnish, from finnish, to danish, into danish, in danish
        intoLanguage: from danish, to norwegian, into norwegian, in norwegian, from norwegian, to hebrew
        intoLanguage: into hebrew, in hebrew, from hebrew, into latin, in latin, from latin, to ukrainian
        intoLanguage: into ukrainian, in ukrainian, from ukrainian, into vietnamese, in vietnamese
        intoLanguage: from vietnamese, to thai, into thai, in thai, from thai, to hungarian, into hungarian
        intoLanguage: in hungarian, from hungarian, to catalan, into catalan, in catalan, from catalan
        intoLanguage: the spanish for, the french for, the german for, the italian for, the portuguese for
        intoLanguage: the chinese for, the japanese for, the korean for, the russian for, the arabic for
        intoLanguage: the hindi for, the dutch for, the polish for, the turkish for, the latin for, the greek for
        intoLanguage: the swedish for, the english for, the danish for, the spanish word for, the french word for
        intoLanguage: the german word for, the italian word for, the portuguese word for, the chinese word for
        intoLanguage: the japanese word for, the korean word for, the russian word for, the arabic word for
        intoLanguage: the hindi word for, the dutch word for, the polish word for, the turkish word for
        intoLanguage: the latin word for, the greek word for, the swedish word for, the english word for
        intoLanguage: the danish word for, english version, french version
        """
    )
}
