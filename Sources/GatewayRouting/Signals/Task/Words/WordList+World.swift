extension WordList {
    /// Verbs and question words of many languages, those included that have no list of their own.
    static let world = WordList(
        "world",
        """
        translate: oversatt, oversattning, overset*, oversaet*, kaanna*, kaannos, prelozit, preloz, prelozte
        translate: fordits*, forditsd
        translate: traduceti, tradu, traducerea, tradu in, terjemahkan, terjemahan, dich sang, hay dich, μεταφρασ*
        translate: переклади, перекласти, ترجمه, תרגם, תרגמי, অনুবাদ, metti in, volgi in, vertaal*, przetlumacz*
        translate: tlumacz*
        summarize: sammanfatta*, sammendrag, opsummer*, oppsummer*, tiivista*, yhteenveto, shrn, shrnte, shrnuti
        summarize: foglald ossze
        summarize: osszefoglal*, rezuma*, rezumat*, ringkas*, rangkum*, tom tat, συνοψ*, περιληψη, стисло
        summarize: підсумуй, خلاصه, סכם
        summarize: סיכום, সারসংক্ষেপ, riassum*, sintetizza*, stresc*, podsumuj*, vat samen, samenvatt*
        summarize: изложи кратко, в двух словах
        summarize: короче говоря, перескажи, суть письма, суть текста, summariza*, resum*, resumen, zusammenfass*
        summarize: kurzfassen
        extract: extrahera, plocka ut, hitta alla, find alle, poimi, etsi kaikki, vypis, vypiste, najdi vsechny
        extract: keresd ki, gyujtsd ki
        extract: extrage, extrageti, ekstrak, sebutkan semua, trich xuat, liet ke tat ca, εξαγε, витягни, випиши
        extract: استخراج کن
        extract: liste alle, nenne alle, liste tous, releve*, releve toutes, relever, cita tutti, elenca tutti
        extract: elenca tutte, estrai*
        extract: listar todos, liste todos, liste todas, extraia*, wypisz*, wymien wszystk*, haal alle, geef alle
        extract: noem alle
        extract: gib mir alle, zieh alle, such alle, suche alle, finde alle, 抜き出*, 書き出*, 뽑아, 추출, 찾아 줘, 골라, निकालो
        extract: निकालिए
        according: selon le texte, d apres le texte, dans le texte suivant, segundo a noticia, segundo o texto
        according: de acordo com o texto
        according: secondo il testo, nel testo, in base al testo, laut text, laut dem text, nach dem text, im text
        according: aus dem text
        according: wedlug tekstu, w tekscie, volgens de tekst, in de tekst, enligt texten, ifolge teksten
        according: прочитай текст
        according: metne gore, yukaridaki metne, 根据短文, 根据文章, 根据上面, 本文によると, 글에 따르면, 본문에서, पाठ के अनुसार
        according: tekstin mukaan
        classify: klassificera, klassificer, luokittele, klasifikuj, zarad, osztalyozd, clasifica*, klasifikasikan
        classify: phan loai
        classify: ταξινομησε, класифікуй, دسته بندی, סווג, ordne, ordnen, ordne den, ordne die, stufe ein
        classify: bestimme die kategorie
        classify: est elle ironique, est il positif, cette phrase est, ce commentaire est
        classify: el siguiente comentario es, es una queja
        classify: questa recensione, e favorevole, questo commento, esta avaliacao, este comentario
        classify: jest pozytywn*, czy ten komentarz
        classify: is deze recensie, deze recensie, определи, определите, классифицируй, 긍정인지
        classify: 부정인지
        classify: 分类为, 属于哪一类, 归为, 是正面, 是负面, इस समीक्षा, सकारात्मक या नकारात्मक, olumlu mu, olumsuz mu
        labelPair: positiv oder negativ, wahr oder falsch, ja oder nein, positif ou negatif, vrai ou faux
        labelPair: oui ou non
        labelPair: positivo o negativo, favorevole o contraria, favorevole o contrario, vero o falso, si o no
        labelPair: verdadeiro ou falso
        labelPair: sim ou nao, positief of negatief, waar of onwaar, ja of nee, prawda czy falsz, tak lub nie
        labelPair: tak czy nie
        labelPair: положительная отрицательная, положительный или отрицательный, 正面或负面, 正面负面, 肯定か否定か, 긍정 또는 부정
        make: skriv, skriv en, skriv et, lav, lag, kirjoita, napis, napiste, irj, irjon, scrie, scrieti, tulis
        make: tuliskan, buatkan
        make: hay viet, γραψε, напиши, напишіть, بنویس, כתוב, כתבי, لকھو, redige*, redigez, verfasse, verfass
        make: formulier*
        make: schreib, schreibe, schreiben sie, entwirf, denk dir, erfinde, ecris, ecrivez, imagine un, escribe
        make: escriba, escreva
        make: escreve, scrivi, scrivimi, schrijf, bedenk, verzin, napisz, uloz, stworz, yaz, yazar misin, 써 줘, 써줘
        make: 작성해, 만들어
        make: लिखो, लिखिए, लिखें, сочини, придумай, составь, 写一, 写个, 帮我写, 拟一, 起草一
        rewrite: skriv om, forbattra, omskriv, korjaa, oprav, opravte, javitsd, corecteaza, perbaiki, sua loi
        rewrite: διορθωσε
        rewrite: виправ, ویرایش, korrigier*, verbesser*, umformulier*, formuliere um, corrige*, reformule*
        rewrite: ameliore*, corrija, melhore
        rewrite: correggi*, riscrivi*, migliora*, verbeter, herschrijf*, popraw*, przeredaguj, 고쳐, 다듬어, 수정해
        rewrite: सुधारो, सुधारें
        explain: forklara, forklar, selita, vysvetli, vysvetlete, magyarazd, explica, explicati, jelaskan
        explain: giai thich, εξηγησε, поясни
        explain: توضیح بده, הסבר, ব্যাখ্যা, erklar*, erlauter*, beschreib*, expliqu*, decri*, spiega*, descrivi*
        explain: leg uit, wyjasnij*, opisz*
        explain: 설명해, 알려 줘, 알려줘, समझाओ, समझाइए, बताइए, aciklar misin, acikla
        mathVerb: berakna, los ekvationen, beregn, laske, ratkaise, vypocitej, vypocitejte, szamitsd, calculeaza
        mathVerb: hitung
        mathVerb: υπολογισε, обчисли, розв яжи, محاسبه, חשב, berechn*, rechne, loese, lose die gleichung
        mathVerb: bestimme alle, calcul*, resou*
        mathVerb: resolv*, calcola*, risolvi*, bereken*, oblicz*, rozwiaz*, 계산, 구하, 풀어, हल करो, हल कीजिए
        mathVerb: ज्ञात कीजिए, 求出, 求解
        howMany: hur manga, hvor mange, kuinka monta, kolik, hany, cate, cati, berapa, bao nhieu, ποσα, скільки
        howMany: چند, כמה, wie viele
        howMany: wie viel, wieviel, wieviele, combien, cuantos, cuantas, cuanto, quantos, quantas, quanto, quanti
        howMany: quante, hoeveel
        howMany: ile, ilu, сколько, kac, 多少, 几个, 几颗, 幾つ, いくつ, 몇, 얼마, कितने, कितना, कितनी, كم
        numberWord: drittel, viertel, funftel, sechstel, siebtel, achtel, neuntel, zehntel, halfte, doppelt
        numberWord: dreimal, zweimal, dutzend
        numberWord: tiers, quart, cinquieme, moitie, douzaine, tercio, cuarto, quinta parte, terzo, quarto, doppio
        numberWord: terco, quarta
        numberWord: helft, kwart, derde, polowa, trzecia, cwierc, треть, трети, четверть, половина, ucte, dortte
        numberWord: 三分之一, 一半, 两倍, 三倍
        whQuestion: vilken, vilket, vem, hvem, hvad, hva, hvilken, hvor ligger, mika on, kuka, mitka, kdo, kdy
        whQuestion: jaky, jaka, melyik
        whQuestion: mikor, cine, unde, siapa, apa itu, dimana, khi nao, la gi, ποιος, ποια, ποιο, τι ειναι, хто
        whQuestion: коли, چیست, کیست
        howQuestion: hvordan, miten, hogyan, bagaimana, lam the nao, πως, چگونه, wie kann, wie mache
        howQuestion: comment faire, como faco, como puedo
        whyQuestion: varfor, hvorfor, miksi, proc, miert, de ce, mengapa, kenapa, tai sao, γιατι, чому, چرا, למה
        greet: hej, hallo, hei, moi, ahoj, szia, salut, buna, halo, xin chao, γεια, привіт, سلام, שלום, bonsoir
        greet: bonjour, buongiorno
        greet: buonasera, ola, bom dia, boa noite, hola, buenas, hoi, goedemorgen, czesc, dzien dobry, selam
        greet: merhaba, guten morgen
        greet: guten tag, guten abend, servus, moin, gruss gott, na wie geht, wie geht s, tu vas bien, ca va
        greet: come stai, tudo bem
        greet: que tal, jak sie masz, nasilsin, как дела, чем занимаешься, 你好呀, 在吗, やあ, 元気, 안녕, नमस्ते, مرحبا
        greet: hur mar du
        feeling: mir ist langweilig, bin traurig, bin mude, bin einsam, estoy aburrid*, estoy triste, je m ennuie
        feeling: je suis triste
        feeling: sono triste, mi annoio, estou triste, estou entediad*, мне скучно, мне грустно, 疲れた, 聞いてくれ, 好累
        feeling: 难过, 외로워
        feeling: 심심해, 힘들어, 우울해, उदास हूँ, jestem smutn*, nudzi mi sie, ik verveel me, ik ben verdrietig
        feeling: canim sikildi, cok uzgunum
        logic: folgt daraus, kann man schliessen, folglich, wer lugt, wer war es, entweder der, en conclure
        logic: peut on conclure
        logic: razona tu respuesta, se puede concluir, si puo concludere, daraus schliessen, следует ли, можно ли
        puzzle: lien de parente, soeur de la mere, frere de, hermano de, sorella della, schwester von, bruder von
        puzzle: сестра, брат
        puzzle: 说谎, 撒谎, 说的是真话, 嘘をつい, 거짓말, qui ment, wer lugt, quien miente, chi mente, kto klamie, yalan soyl*
        puzzle: वह झूठ
        puzzle: какой сегодня день, welcher tag, quel jour, que dia sera, ratsel, enigme, indovinello, zagadka
        puzzle: raadsel
        """
    )
}
