extension WordList {
    /// Polish: verbs, task words and question forms.
    static let polish = WordList(
        "polish",
        """
        translate: przetlumacz*, przeloz, tlumacz*
        howSay: jak powiedziec, jak sie mowi, jak jest po, co znaczy
        intoLanguage: na angielski, na polski, na niemiecki, po angielsku, po polsku, z angielskiego
        summarize: stresc, streszcz*, podsumuj*, w skrocie, skroc
        classify: klasyfik*, skategoryz*, okresl czy, do jakiej kategorii, czy ta opinia, czy ta recenzja
        labelPair: pozytywna czy negatywna, pozytywny czy negatywny, prawda czy falsz, tak lub nie, neutraln*
        sentiment: sentyment, pozytywn*, negatywn*
        review: recenzja, opinia, komentarz
        extract: wyodrebnij, wydobadz, wypisz wszystkie, znajdz wszystkie, wymien wszystkie, wypisz
        entity: nazwiska, nazwy, miejsca, daty, kwoty, osoby
        according: wedlug tekstu, w tekscie, z tekstu, na podstawie tekstu
        passageQuestion: odpowiedz na pytanie
        make: napisz*, stworz*, utworz, wygeneruj, ulo*, opowiedz, wymysl, przygotuj, zredaguj
        rewrite: przepisz, popraw*, przeredaguj, sparafrazuj, bardziej formal*
        prose: opowiadanie, historie, wypracowanie, artykul, esej, przemowienie, opis, biografi*, bajke, rozprawk*
        verse: wiersz*, piosenk*, rymowank*
        message: list motywacyjny, e mail, email, wiadomosc, zaproszenie, maila, list do, list z
        copy: slogan*, reklam*, opis produktu, haslo
        codeVerb: zaimplementuj, zaprogramuj, zdebuguj
        codeStrong: funkcj*, skrypt, kod, algorytm, program w, klase java, zapytanie sql
        codeTrouble: blad, nie dziala
        mathVerb: oblicz*, rozwiaz*, uprosc, wyznacz
        mathNoun: rownani*, pochodn*, calk*, pole, obwod, trojkat*, prostokat*, prawdopodobienstw*, procent*
        mathNoun: ulamek
        prove: udowodnij, wykaz ze, dowod
        howMany: ile
        quantity: kazdy, kazda, razem, polow*, dwa razy, zostalo, wiecej niz, mniej niz
        wordProblem: kupil*, sprzedal*, zaplacil*, kosztuje, dal, dala, zarabia, ma
        logic: logiczn*, wniosk*, przeslank*, argument, wszystkie, zaden, uzasadnij
        puzzle: zagadk*, lamiglowk*, wyzszy od, starszy od, kto klamie
        explain: wyjasni*, wytlumacz, opisz, jak dziala
        define: co to jest, czym jest, co to, roznica miedzy, zdefiniuj
        whQuestion: co, kto, kiedy, gdzie, ktory, ktora, ktore, jaki, jaka, jakie
        howQuestion: jak
        whyQuestion: dlaczego, czemu
        fact: stolica, stolic*, prezydent, wynalazl, odkryl, krol, krolem, wojn*, wiek*, rzek*, urodzil, napisal
        fact: roku
        greet: czesc, dzien dobry, dobry wieczor, hej, siema, co slychac, jak sie masz, do widzenia
        roleplay: udawaj, badz moim, jestes moim, wciel sie
        feeling: czuje sie, jest mi smutno, samotn*, nudze sie, boje sie
        you: lubisz, jestes, masz, twoj ulubiony, co sadzisz
        joke: opowiedz zart, zart, kawal
        selfQuestion: kim jestes, co potrafisz
        thanks: dzieki, dziekuje
        passage: ponizszy tekst, tekst, ten tekst, nastepujacy, artykul
        please: prosze, czy mozesz, chce, potrzebuje, pomoz mi
        questionWord: pytanie
        answerWord: odpowiedz
        imperative: przeczytaj, podaj, wybierz, wskaz, znajdz, wymien
        constraint: co najmniej, najwyzej, dokladnie, musi, bez, tylko, najpierw, potem, krok
        numberWord: dwa, dwie, trzy, cztery, piec, szesc, siedem, osiem, dziesiec, polowe, polowa
        """
    )
}
