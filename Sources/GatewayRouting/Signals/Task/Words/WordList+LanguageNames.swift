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
        """
    )
}
