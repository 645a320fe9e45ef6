extension WordList {
    /// German: verbs, task words and question forms.
    static let german = WordList(
        "german",
        """
        translate: ubersetz*, ubertrag*
        howSay: wie sagt man, wie heisst, was heisst, wie sage ich
        intoLanguage: ins englische, ins deutsche, ins franzosische, ins spanische, ins italienische, auf englisch
        intoLanguage: auf deutsch, auf spanisch, auf franzosisch, aus dem
        summarize: zusammenfass*, fasse, fass, zusammenzufassen, kurzfassung, kurz zusammen, kernaussage*
        summarize: hauptpunkte, wichtigsten punkte
        headline: uberschrift, schlagzeile, titel fur
        classify: klassifizier*, kategorisier*, ordne, einordnen, eine der kategorien, welche kategorie
        classify: bestimme ob, ist diese bewertung, ist dieser kommentar, ist diese rezension, ist dieser satz
        classify: welche stimmung
        labelPair: positiv oder negativ, negativ oder positiv, positiv negativ, wahr oder falsch, ja oder nein
        labelPair: neutral
        sentiment: stimmung, positiv, negativ, tonfall
        review: bewertung, rezension, kommentar, kundenbewertung
        extract: extrahier*, extraktion, entnimm, liste alle, finde alle, nenne alle, im text genannt
        extract: markiere alle, namen und orte, suche alle, gib alle
        entity: namen, orte, personen, organisationen, zahlen, datumsangaben, stichworter, betrage
        according: laut text, laut dem text, aus dem text, im text, dem text zufolge, aus dem folgenden text
        according: im artikel, anhand des textes, basierend auf dem text
        passageQuestion: beantworte die frage, beantworte folgende frage, beantworte die folgende
        make: schreib*, verfass*, erstell*, entwirf, generier*, formulier*, dichte, erzahl*, mach, mache, erfinde
        make: gib mir, entwickle, entwickel*, bau, erzeuge
        rewrite: umformulier*, formuliere diesen satz, hoflicher, korrigier*, korrekturles*, verbesser*
        rewrite: uberarbeit*, umschreib*, formeller, grammatik, freundlicher
        prose: geschichte, erzahlung, aufsatz, artikel, kurzgeschichte, marchen, absatz, rede, beschreibung
        prose: biografie, roman, text uber, bericht, dialog, blogbeitrag, szene
        verse: gedicht*, liedtext, reim, haiku, ein lied
        message: e mail, email, bewerbung, anschreiben, nachricht, einladung, kundigung, antwort auf
        message: motivationsschreiben, entschuldigung, gluckwunsch*, geburtstagskarte, einen brief, ein brief
        message: brief an
        copy: werbetext, slogan*, produktbeschreibung, pressemitteilung, anzeige, beitrag fur
        idea: ideen, vorschlage, tipps
        plan: plan, zeitplan, speiseplan, reiseplan, gliederung
        codeVerb: implementier*, programmier*, debugge*, refaktor*, kompilier*
        codeStrong: funktion, python funktion, programm, quellcode, skript, algorithmus, sql abfrage
        codeStrong: datenbankabfrage, schnittstelle, java klasse, klasse in, methode java
        codeTrouble: fehlermeldung, fehler, absturz, funktioniert nicht
        mathVerb: berechn*, lose die, lose das, vereinfach*, bestimme die ableitung, bestimme den, leite ab
        mathVerb: integrier*, rechne
        mathNoun: gleichung*, ableitung, integral, flache, umfang, rechteck, dreieck, wahrscheinlichkeit, prozent
        mathNoun: bruch, quadrat, kreis, radius, summe, primzahl, matrix, vektor, drittel, viertel, durchschnitt
        prove: beweis*, zeige dass
        howMany: wie viele, wie viel, wieviel, wieviele, wie lange, wie weit, wie alt, wie hoch
        quantity: jede, jeder, jedes, pro, doppelt, halfte, insgesamt, ubrig, mehr als, weniger als, dreimal
        quantity: zweimal, zusammen
        wordProblem: kauft, verkauft, bezahlt, kostet, gibt, hat, bekommt, spart, fahrt, verdient, teilt, isst
        logic: logisch*, schlussfolger*, folgt daraus, begrunde, annahme, argument, pramisse, gultig, wenn alle
        puzzle: ratsel*, logikratsel, wer hat welches, wer wohnt, wer lugt, wahrheit, links von, rechts von
        puzzle: grosser als, kleiner als, alter als, junger als, wer ist der, verschiedene
        infer: wahrscheinlich, vermutlich, was passiert, warum konnte, was wurde
        explain: erklar*, beschreib*, erlauter*, was sind die ursachen, wie funktioniert, wie funktionieren
        define: was ist, was sind, definier*, bedeutet, unterschied zwischen, bedeutung von, wofur steht, vorteile
        define: nachteile
        compare: vergleich*, unterschied
        list: nenne, zahle
        whQuestion: wer, wann, wo, welche, welcher, welches, wem, wen, woher, wessen, was ist, was sind
        whQuestion: was bedeutet, was war, was waren, was passiert, was macht, was versteht, was kann, was fur
        howQuestion: wie
        whyQuestion: warum, wieso, weshalb
        fact: hauptstadt, prasident, erfand, erfunden, entwickelt, entdeckt, gegrundet, geboren, grosste, hochste
        fact: langste, krieg, jahrhundert, weltkrieg, schrieb, einwohner, fluss, bundeskanzler*
        greet: hallo, guten morgen, guten tag, guten abend, gute nacht, wie geht es dir, wie geht s, moin, servus
        greet: tschuss, na du, heute so
        roleplay: du bist ein, du bist eine, spiel die rolle, tu so als, verhalte dich wie, stell dir vor du
        feeling: ich fuhle mich, ich bin traurig, einsam, mir geht es schlecht, liebeskummer, ich habe angst
        feeling: langweilig, mir ist langweilig, ich bin mude
        you: magst du, bist du, hast du, kannst du mir helfen, deine meinung, dein lieblings*, was machst du
        you: findest du, glaubst du
        joke: erzahl mir einen witz, witz
        advice: was soll ich, soll ich, hast du tipps
        selfQuestion: wer bist du, was kannst du, bist du ein mensch
        thanks: danke, vielen dank, dankeschon
        passage: folgenden text, folgende text, den text, dem text, diesen text, folgenden satz, folgenden artikel
        passage: artikel, abschnitt, text
        please: bitte, kannst du, konntest du, konnen sie, ich brauche, ich mochte, hilf mir
        questionWord: frage
        answerWord: antwort
        context: text, kontext, abschnitt
        imperative: lies, beantworte, gib, nenne, finde, bestimme, entscheide, wahle, suche, liste, zeige
        imperative: begrunde, prufe
        constraint: mindestens, hochstens, genau, muss, mussen, ohne, nur, zuerst, dann, schritt, schritte, wenn
        constraint: falls, sodass, ausser
        numberWord: zwei, drei, vier, funf, sechs, sieben, acht, neun, zehn, halfte, drittel, viertel, doppelt
        numberWord: dutzend
        """
    )
}
