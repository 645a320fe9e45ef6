extension WordList {
    /// Dutch: verbs, task words and question forms.
    static let dutch = WordList(
        "dutch",
        """
        translate: vertaal*, vertaling
        howSay: hoe zeg je, wat betekent
        intoLanguage: naar het engels, naar het nederlands, naar het frans, naar het duits, in het engels
        intoLanguage: in het nederlands
        summarize: samenvat*, vat deze, vat de, vat het, vat dit, hoofdpunten, in het kort
        classify: classificeer, categoriseer, bepaal of, welke categorie, is deze recensie
        labelPair: positief of negatief, waar of onwaar, ja of nee, neutraal
        sentiment: sentiment, positief, negatief
        review: recensie, beoordeling
        extract: extraheer, haal alle, vind alle, noem alle uit, lijst alle
        entity: namen, plaatsen, datums, bedragen, personen
        according: volgens de tekst, in de tekst, uit de tekst, op basis van de tekst
        passageQuestion: beantwoord de vraag
        make: schrijf*, maak, genereer, verzin, vertel, stel op, geef me, bedenk, ontwerp
        rewrite: herschrijf*, corrigeer, verbeter*, herformuleer, formeler, grammatica
        prose: verhaal, opstel, artikel, alinea, toespraak, beschrijving, biografie, roman, sprookje, dialoog
        verse: gedicht*, rijm, haiku, een lied
        message: e mail, email, sollicitatiebrief, bericht, uitnodiging, ontslagbrief, een brief, brief aan
        copy: slogan, advertentie, productbeschrijving, persbericht
        codeVerb: implementeer, programmeer, debug
        codeStrong: functie die, python functie, algoritme, programma in, java klasse, klasse in
        codeTrouble: foutmelding, werkt niet
        mathVerb: bereken*, los op, vereenvoudig, los de
        mathNoun: vergelijking, afgeleide, integraal, oppervlakte, omtrek, driehoek, rechthoek, kans, procent
        mathNoun: breuk
        prove: bewijs*, toon aan
        howMany: hoeveel, hoe lang, hoe oud, hoe ver
        quantity: elke, elk, per, dubbel, helft, totaal, meer dan, minder dan
        wordProblem: koopt, verkoopt, betaalt, kost, geeft, verdient, heeft
        logic: logisch, conclusie, redenering, aanname, geen enkele
        puzzle: raadsel*, puzzel, groter dan, kleiner dan, ouder dan, wie liegt
        explain: leg uit, verklaar, beschrijf*, hoe werkt, uitleg
        define: wat is, wat zijn, definieer, verschil tussen
        whQuestion: wat, wie, wanneer, waar, welke, welk
        howQuestion: hoe
        whyQuestion: waarom
        fact: hoofdstad, president, uitgevonden, ontdekt, opgericht, eeuw, oorlog, koning, inwoners, rivier
        fact: schreef
        greet: hallo, hoi, goedemorgen, goedemiddag, goedenavond, hoe gaat het, doei, hey
        roleplay: doe alsof, je bent een, gedraag je
        feeling: ik voel me, ik ben verdrietig, eenzaam, ik verveel me, ik ben bang
        you: vind je, ben je, heb je, hou je van, jouw mening
        joke: vertel een mop, mop, grap
        advice: wat moet ik, moet ik
        selfQuestion: wie ben je, wat kun je
        thanks: bedankt, dank je, dankjewel
        passage: volgende tekst, deze tekst, de tekst, dit artikel, volgende zin
        please: alsjeblieft, kun je, kan je, ik wil, ik heb nodig, help me
        questionWord: vraag
        answerWord: antwoord
        imperative: lees, beantwoord, geef, noem, vind, bepaal, kies
        constraint: minstens, hoogstens, precies, moet, zonder, alleen, eerst, daarna, stap
        numberWord: twee, drie, vier, vijf, zes, zeven, acht, tien, helft, dubbel
        """
    )
}
