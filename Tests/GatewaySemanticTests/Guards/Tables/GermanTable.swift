/// German pairs: `-` must be refused, `+` must not.
enum GermanTable {
    static let rows = """
        - Was ist die Hauptstadt von Frankreich? | Was ist die Hauptstadt von Italien?
        - Wie aktiviere ich mein Konto? | Wie deaktiviere ich mein Konto?
        - Wie komme ich von Berlin nach Hamburg? | Wie komme ich von Hamburg nach Berlin?
        - Wie viele Meter sind 5 Kilometer? | Wie viele Meter sind 6 Kilometer?
        - Wie viel sind 20 Liter in Gallonen? | Wie viel sind 20 Meter in Gallonen?
        - Was bekomme ich für 50 Euro? | Was bekomme ich für 50 Dollar?
        - Was bekomme ich für fünfzig Euro? | Was bekomme ich für fünfzehn Euro?
        - Wie viel ist zweihundertdreißig plus eins? | Wie viel ist zweihundertvierzig plus eins?
        - Was geschah am 5. Januar 1990? | Was geschah am 6. Januar 1990?
        - Ist der Laden am Montag geöffnet? | Ist der Laden am Dienstag geöffnet?
        - Fährt der Zug um 17 Uhr? | Fährt der Zug um 18 Uhr?
        - Ist das erlaubt? | Ist das nicht erlaubt?
        - Kann ich mit Hund reisen? | Kann ich ohne Hund reisen?
        - Gibt es eine Lösung? | Gibt es keine Lösung?
        - Soll ich die Aktie kaufen? | Soll ich die Aktie verkaufen?
        - Was soll ich vor dem Sport essen? | Was soll ich nach dem Sport essen?
        - Wie kann ich den Blutdruck senken? | Wie kann ich den Blutdruck erhöhen?
        - Wie schalte ich das Licht ein? | Wie schalte ich das Licht aus?
        - Was ist der höchste Berg Europas? | Was ist der niedrigste Berg Europas?
        - Was ist der kleinste Planet? | Was ist der größte Planet?
        - Sind alle Vögel Tiere? | Sind einige Vögel Tiere?
        - Ist es immer kalt? | Ist es nie kalt?
        - Übersetze Haus ins Englische und nicht ins Deutsche | Übersetze Haus ins Englische und ins Deutsche
        - Wie sagt man danke auf Spanisch? | Wie sagt man danke auf Italienisch?
        - Wer hat Faust geschrieben? | Wer hat Emilia geschrieben?
        - Wann wurde die Brücke gebaut? | Warum wurde die Brücke gebaut?
        - Wo wohnt der Präsident? | Wer ist der Präsident?
        - Wie viele Menschen leben in Rom? | Warum leben Menschen in Rom?
        - Ist die Straße legal befahrbar? | Ist die Straße illegal befahrbar?
        - Wie installiere ich den Treiber? | Wie deinstalliere ich den Treiber?
        - Was macht die Datei config.yaml? | Was macht die Datei settings.yaml?
        - Öffne https://example.com/eins | Öffne https://example.com/zwei
        - Was bedeutet „ins Gras beißen“? | Was bedeutet „auf dem Schlauch stehen“?
        - Ist ein Hund schneller als ein Pferd? | Ist ein Pferd schneller als ein Hund?
        - Was ist ein sicheres Passwort? | Was ist ein unsicheres Passwort?
        - Ist Kaffee gesund? | Ist Tee gesund?
        - Wie ist das Wetter heute? | Wie ist das Wetter morgen?
        - Wie werde ich Lehrer? | Wie werde ich Schüler?
        - Wie installiere ich Python 3.11? | Wie installiere ich Python 3.12?
        - Ist der Antrag kostenlos? | Ist der Antrag kostenpflichtig?
        - Wie heißt mein Vater? | Wie heißt meine Mutter?
        - Was war gestern los? | Was ist heute los?
        - Wie alt ist er? | Wie alt ist sie?
        - Zweiter Weltkrieg Ursachen | Erster Weltkrieg Ursachen
        + Was ist die Hauptstadt von Frankreich? | was ist die hauptstadt von frankreich
        + Wie kann ich mein Passwort zurücksetzen? | Wie setze ich mein Passwort zurück?
        + Was bekomme ich für fünfzig Euro? | Was bekomme ich für 50 €?
        + Wie viel ist 1.000 plus 1? | Wie viel ist 1000 plus 1?
        + Wie viel ist fünfundzwanzig plus drei? | Wie viel ist 25 plus 3?
        + Was ist der Unterschied zwischen Hund und Katze? | Was ist der Unterschied zwischen Katze und Hund?
        + Was geschah am 5.1.1990? | Was geschah am 5. Januar 1990?
        + Fährt der Zug um 17:00? | Fährt der Zug um 17 Uhr?
        + Wie lerne ich schnell Klavier? | Wie lerne ich Klavier schnell?
        + Wie kann ich ein Auto kaufen? | Wie kann ich ein Auto erwerben?
        + Bitte erkläre Photosynthese | Erkläre mir Photosynthese
        + Was kostet ein Reisepass? | Wie viel kostet ein Reisepass?
        + Welches Handy ist das beste? | Welches ist das beste Handy?
        """
}
