extension WordList {
    /// Italian: verbs, task words and question forms.
    static let italian = WordList(
        "italian",
        """
        translate: traduc*, traduz*, tradurre
        howSay: come si dice, come si traduce, cosa significa
        intoLanguage: in inglese, in italiano, in francese, in spagnolo, in tedesco, dall inglese, all inglese
        summarize: riassum*, sintetizza*, riassunto, in sintesi, punti principali, punti chiave, in breve
        classify: classific*, categorizza*, determina se, quale categoria, questa recensione e
        labelPair: positivo o negativo, positiva o negativa, vero o falso, si o no, neutro
        sentiment: sentimento, positivo, negativo, positiva, negativa
        review: recensione, commento
        extract: estra*, elenca tutti, elenca tutte, individua i, trova tutti, trova tutte
        entity: nomi, luoghi, date, importi, persone, entita, parole chiave
        according: secondo il testo, nel testo, dal testo, in base al testo
        passageQuestion: rispondi alla domanda, rispondi alla seguente
        make: scriv*, crea, creare, genera, componi, inventa, racconta*, redigi, dammi, prepara, elabora, fammi
        make: sviluppa
        rewrite: riscriv*, correggi, riformula*, migliora*, parafras*, piu formale, grammatica
        prose: storia, racconto, saggio, articolo, tema, discorso, descrizione, biografia, romanzo, dialogo
        prose: favola, paragrafo
        verse: poesia, poema, canzone, sonetto, filastrocca, rima
        message: lettera, email, e mail, messaggio, invito, lettera di presentazione, risposta a, dimissioni
        copy: slogan, annuncio, pubblicita, descrizione del prodotto, comunicato stampa, didascalia
        plan: piano, itinerario, programma di, menu
        codeVerb: implementa*, programma una, debug, compila
        codeStrong: funzione python, funzione che, funzione in, codice, algoritmo, query sql, programma in
        codeStrong: classe java, classe java, classe python, metodo java
        codeStrong: metodi, database, espressione regolare
        codeTrouble: errore, non funziona
        mathVerb: calcol*, risolv*, semplifica, deriva, integra, fattorizza
        mathNoun: equazione, derivata, integrale, area, perimetro, triangolo, rettangolo, probabilita, percentuale
        mathNoun: frazione, somma, radice quadrata, matrice, cerchio, raggio
        prove: dimostra*, prova che
        howMany: quanto, quanti, quanta, quante
        quantity: ogni, ciascuno, doppio, totale, restano, rimangono, piu di, meno di, volte
        wordProblem: compra, vende, paga, costa, regala, guadagna, spende, ha
        logic: logic*, dedurre, concludere, ragionamento, premessa, argomento, valido, tutti i, nessun
        puzzle: indovinello, enigma, rompicapo, piu alto di, piu vecchio di, chi mente
        explain: spieg*, descriv*, parlami di, come funziona, quali sono le cause
        define: cos e, che cos e, cosa sono, differenza tra, vantaggi, svantaggi, definisci, definizione
        whQuestion: chi, quando, dove, quale, quali, cosa, qual
        whyQuestion: perche
        fact: capitale, presidente, ha inventato, ha scoperto, ha scritto, ha dipinto, fondato, secolo, guerra
        fact: popolazione, fiume, nato, anno
        greet: ciao, buongiorno, buonasera, buonanotte, come stai, come va, salve, arrivederci
        roleplay: fai finta, comportati come, sei un, sei una, interpreta
        feeling: mi sento, sono triste, mi annoio, ho paura, depress*, sono stanco
        you: ti piace, sei, hai, la tua opinione, cosa pensi
        joke: raccontami una barzelletta, barzelletta
        advice: cosa dovrei, dovrei, consiglio
        selfQuestion: chi sei, cosa puoi fare
        thanks: grazie, grazie mille
        passage: seguente testo, questo testo, il testo, questo articolo, seguente, frase seguente
        please: per favore, puoi, potresti, vorrei, ho bisogno, aiutami
        questionWord: domanda
        answerWord: risposta
        context: testo, contesto
        imperative: leggi, rispondi, indica, scegli, individua, trova, dimmi
        howQuestion: come si, come posso, come fare, come funziona
        constraint: almeno, al massimo, esattamente, deve, devono, senza, soltanto, prima, poi, passo, passi
        constraint: eccetto
        numberWord: due, quattro, cinque, sei, sette, otto, dieci, meta, terzo, doppio, triplo
        """
    )
}
