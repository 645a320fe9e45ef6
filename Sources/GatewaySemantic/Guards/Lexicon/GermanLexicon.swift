/// German word lists.
enum GermanLexicon {
    static let source = LexiconSource(
        languages: [.german],
        forms: Self.forms,
        marked: [
            (Self.articles, [.stop, .article]), (Self.auxiliaries, [.stop, .auxiliary]), (Self.pronouns, [.stop]),
            (Self.persons, [.stop, .person]), (Self.prepositions, [.stop]), (Self.fillers, [.stop, .filler]),
            ("von vom nach zu zum zur als aus durch gegen auf fur", [.stop, .relation]),
            ("von vom aus", [.origin]), ("von durch", [.agent]),
            ("und oder sowie versus vs & beziehungsweise bzw", [.stop, .conjunction]),
            (
                "nicht nie niemals ohne nichts niemand kein keine keinen keinem keiner keines weder nirgends nirgendwo",
                [.stop, .negation]
            ),
            ("noch", [.stop]), ("nein", [.stop, .negation]),
            (
                "in im an am bei mit ohne wahrend innerhalb unter uber hinter neben zwischen ins ans beim",
                [.stop, .place]
            ),
            ("rein raus hinein hinaus rauf runter hoch ein aus an ab auf zu vor nach", [.stop, .direction]),
            ("wenn falls weil da sobald bevor nachdem wahrend obwohl ob dass", [.stop, .clause]),
            ("von vom der des fur", [.genitive]),
            ("januar februar marz april mai juni juli august september oktober november dezember", [.calendar]),
            ("montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag", [.calendar]),
            ("jetzt heute online schnell einfach bald wieder taglich oft kostenlos", [.movable]),
            ("herr frau dr prof konig prasident minister", [.title]),
            ("alle jeder jede jedes einige manche wenige viele mehr weniger nur beide", [.stop, .quantifier]),
            ("gut beste besten bester bestes besser wichtig moglich notwendig", [.free]),
        ],
        questions: Self.questions,
        numerals: [
            (Self.cardinals, .cardinal), (Self.ordinals, .ordinal),
            (
                "hundert=100 tausend=1000 million=1000000 millionen=1000000 milliarde=1000000000 milliarden=1000000000",
                .scale
            ),
            (Self.months, .none),
        ],
        units: [
            (Self.units, [.unit]),
            (
                "dollar dollar dollars\neuro euro euros\npound pfund\nfranc franken\nyen yen\ncent cent",
                [.unit, .currency]
            ),
        ],
        axes: [
            (Self.opposites, .opposites), (Self.quantifiers, .quantifiers), (Self.times, .dates),
            (
                Self.personAxes,
                .persons
            ),
        ],
        synonyms: Self.synonyms,
        names: Self.names
    )

    private static let articles = """
        der die das den dem des ein eine einen einem einer eines dies diese dieser dieses diesen diesem
        """

    private static let auxiliaries = """
        ist sind war waren bin bist seid sein gewesen werde wird werden wurde wurden worden hat habe haben hatte hatten
        hast habt kann kannst konnen konnt konnte konnten soll sollte sollten sollen muss muss mussen musste darf durfen
        will willst wollen mochte mochten gibt geben wurdest tut tun lassen lasst lass
        """

    private static let pronouns = """
        es man sich jemand etwas was wer welche welcher welches dessen deren hier dort da selbst
        """

    private static let persons = """
        ich mich mir mein meine meinen meinem meiner meines du dich dir dein deine deinen deinem deiner sie ihr ihre
        ihren
        ihrem ihrer er ihn ihm sein seine seinen seinem seiner wir uns unser unsere ihnen euch euer eure
        """

    private static let prepositions = """
        in im an am auf bei mit von vom nach zu zum zur fur uber unter um durch gegen aus seit bis wegen trotz statt pro
        per ab vor hinter neben zwischen als wie ob dass wenn weil aber sondern denn also dann damit sowie und oder
        hin her
        """

    private static let fillers = """
        bitte mal doch eben eigentlich wirklich gerade genau sehr ganz so auch schon noch nun denn hallo danke ja
        vielleicht
        einfach eventuell uberhaupt eher gern gerne sag sage sagen erklar erklare erklaren wissen weiss
        """

    private static let questions = """
        what was
        which welche welcher welches welchen welchem
        who wer wen wem
        whose wessen
        when wann
        where wo wohin woher
        why warum wieso weshalb wozu
        how wie
        howMany wie_viele wieviele
        howMuch wie_viel wieviel wie_teuer
        howLong wie_lange wie_lang
        howOften wie_oft
        howFar wie_weit
        howOld wie_alt
        """

    private static let cardinals = """
        null=0 ein=1 eins=1 eine=1 einen=1 einem=1 einer=1 zwei=2 drei=3 vier=4 funf=5 sechs=6 sieben=7 acht=8 neun=9
        zehn=10 elf=11 zwolf=12 dreizehn=13 vierzehn=14 funfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19
        zwanzig=20 dreissig=30 vierzig=40 funfzig=50 sechzig=60 siebzig=70 achtzig=80 neunzig=90 dutzend=12
        """

    private static let ordinals = """
        erste=1 ersten=1 erster=1 erstes=1 zweite=2 zweiten=2 zweiter=2 zweites=2 dritte=3 dritten=3 dritter=3 vierte=4
        vierten=4 funfte=5 funften=5 sechste=6 sechsten=6 siebte=7 siebten=7 achte=8 achten=8 neunte=9 neunten=9
        zehnte=10
        zehnten=10 elfte=11 elften=11 zwolfte=12 zwanzigste=20 zwanzigsten=20
        """

    private static let months = """
        januar=1 janner=1 februar=2 marz=3 april=4 mai=5 juni=6 juli=7 august=8 september=9 oktober=10 november=11
        dezember=12
        """

    private static let units = """
        percent prozent
        second sekunde sekunden
        minute minute minuten
        hour stunde stunden std
        day tag tage tagen
        week woche wochen
        month monat monate monaten
        year jahr jahre jahren
        mile meile meilen
        degree grad
        pound-weight pfund
        square-metre quadratmeter
        gram gramm
        foot fuss
        inch zoll
        """

    private static let quantifiers = """
        alle alles jeder jede jedes jeden jedem samtliche ganze | einige manche mehrere etliche \
        | keine kein keinen keiner
        viele | wenige | meisten meiste
        mehr | weniger
        immer stets | nie niemals | manchmal gelegentlich | selten | oft haufig
        beide | keiner weder
        mindestens wenigstens | hochstens maximal
        minimum minimal minimale | maximum maximal maximale | durchschnitt durchschnittlich
        ganz vollstandig komplett | teilweise halb
        """

    private static let times = """
        heute | morgen | gestern | vorgestern | ubermorgen
        vormittag morgens | nachmittag nachmittags | abend abends | nacht nachts | mittag mittags
        taglich | wochentlich | monatlich | jahrlich | stundlich
        werktag werktags | wochenende wochenends
        fruhling fruhjahr | sommer | herbst | winter
        vor vorher bevor zuvor | nach nachher nachdem danach | wahrend
        fruh fruher | spat spater
        letzte letzten letzter letztes vorige vergangene | nachste nachsten nachster nachstes kommende kommenden
        bis | seit | ab
        war waren hatte hatten wurde | wird werden werde
        jetzt derzeit aktuell | spater | damals fruher
        sonnenaufgang | sonnenuntergang
        geburt geboren geburtstag | tod gestorben todestag
        """

    private static let personAxes = """
        er ihm ihn | sie ihr
        mein meine meinen meinem meiner | dein deine deinen deinem deiner
        """

    private static let opposites = """
        aktivieren einschalten anschalten erlauben zulassen freigeben \
        | deaktivieren ausschalten abschalten verbieten sperren
        einschalten anmachen | ausschalten ausmachen
        kaufen erwerben kauf | verkaufen verkauf
        kaufer | verkaufer
        offnen aufmachen offnet | schliessen zumachen schliesst
        offen geoffnet | geschlossen zu
        starten beginnen anfangen start beginn anfang | stoppen beenden aufhoren ende stopp abbrechen
        erhohen steigern vergrossern steigen verbessern anheben zunehmen \
        | senken verringern reduzieren verkleinern sinken \
        verschlechtern abnehmen vermindern
        zunehmen | abnehmen
        gewinnen gewinn sieg sieger gewinner | verlieren verlust niederlage verlierer
        erfolg erfolgreich bestehen bestanden | misserfolg scheitern durchfallen durchgefallen
        hinzufugen addieren einfugen erganzen | entfernen loschen subtrahieren abziehen
        addition addieren | subtraktion subtrahieren | multiplikation multiplizieren | division dividieren
        installieren | deinstallieren
        abonnieren bestellen | kundigen abbestellen
        hochladen | herunterladen runterladen downloaden
        importieren import einfuhr | exportieren export ausfuhr
        senden schicken verschicken | empfangen erhalten bekommen
        sender absender | empfanger
        geben | nehmen
        leihen verleihen | ausleihen borgen
        mieten mieter | vermieten vermieter
        einzahlen einzahlung | abheben auszahlung auszahlen
        einstellen anstellen | entlassen kundigen
        arbeitgeber | arbeitnehmer
        eintreten betreten eingang eintritt einfahrt | austreten verlassen ausgang austritt ausfahrt
        ankunft ankommen | abfahrt abreise abflug abfahren
        kommen | gehen
        einsteigen | aussteigen
        verschlusseln | entschlusseln
        anmelden einloggen | abmelden ausloggen
        verbinden anschliessen | trennen
        komprimieren | entpacken dekomprimieren
        heizen erhitzen erwarmen | kuhlen abkuhlen
        annehmen akzeptieren zustimmen | ablehnen verweigern
        lieben mogen | hassen
        freund | feind
        angriff angreifen | verteidigung verteidigen
        lernen | lehren unterrichten
        schuler student | lehrer dozent
        fragen frage | antworten antwort
        lesen | schreiben
        sprechen | horen zuhoren
        finden | verlieren
        sparen | ausgeben verschwenden
        einnahmen einkommen | ausgaben kosten
        angebot | nachfrage
        aufwachen | einschlafen
        lachen | weinen
        heiraten heirat hochzeit | scheidung scheiden
        leben lebendig | sterben tot
        gut gute guter gutes beste besten besser | schlecht schlechte schlechter schlechtes schlechteste schlechtesten
        positiv positive | negativ negative
        richtig richtige korrekt wahr | falsch falsche
        rechts rechte rechten | links linke linken
        echt | falsch gefalscht
        hoch hohe hohen hohes hochste hochsten hoher | niedrig niedrige niedrigste tief tiefe niedriger
        gross grosse grosser grosses grosste grossten grosser | klein kleine kleiner kleines kleinste kleinsten
        lang lange langer langste langsten | kurz kurze kurzer kurzeste kurzesten
        breit breite | schmal schmale eng
        dick dicke | dunn dunne schlank
        schwer schwere schwerer schwerste | leicht leichte leichter leichteste
        heiss warm warme heisse warmste | kalt kalte kalter kalteste kuhl
        nass feucht | trocken
        hart | weich
        schwierig schwer | einfach leicht
        schnell schnelle schneller schnellste schnellsten | langsam langsame langsamer langsamste langsamsten
        neu neue neuer neues neueste neuesten | alt alte alter altes alteste altesten
        jung junge junger jungste jungsten | alt alte alter alteste altesten
        reich reiche reichste | arm arme armste
        billig gunstig gunstige billige billigste gunstigste preiswert | teuer teure teurer teuerste teuersten
        stark starke | schwach schwache
        sicher sichere | gefahrlich unsicher gefahrliche
        legal erlaubt | illegal verboten
        gesund | ungesund krank
        sauber | schmutzig dreckig
        voll | leer
        offentlich offentliche | privat private
        innen innere innerhalb drinnen | aussen aussere ausserhalb draussen
        inland inlandisch | ausland auslandisch
        online | offline
        laut | leise
        hell | dunkel
        schwarz schwarze | weiss weisse
        schon schone | hasslich hassliche
        glucklich | unglucklich traurig
        klug schlau intelligent | dumm
        kostenlos gratis | kostenpflichtig
        mannlich mannliche | weiblich weibliche
        manner mann herren | frauen frau damen
        junge jungen | madchen
        vater papa | mutter mama
        bruder | schwester
        sohn | tochter
        kind kinder | erwachsene erwachsener eltern
        konig | konigin
        verheiratet | ledig unverheiratet
        gleich gleiche | verschieden unterschiedlich andere anders
        vorteil vorteile | nachteil nachteile
        gemeinsamkeiten ahnlichkeit ahnlichkeiten | unterschied unterschiede
        ursache ursachen | wirkung folge folgen auswirkungen
        krieg | frieden
        gesundheit | krankheit
        starken starke | schwachen schwache
        erste erster ersten anfang | letzte letzter letzten ende
        oben obere oberhalb hinauf | unten untere unterhalb hinab
        vorne vorn vordere vorwarts | hinten hintere ruckwarts
        aufsteigend steigend | absteigend fallend
        nah nahe | fern weit entfernt
        nord norden nordlich | sud suden sudlich | ost osten ostlich | west westen westlich
        tag tags | nacht
        sonne | mond
        hund hunde | katze katzen | pferd pferde | vogel | fisch fische | kuh kuhe | maus mause | schwein schweine
        rot rote | grun grune | blau blaue | gelb gelbe | schwarz | weiss | braun | grau | rosa | lila
        apfel | birne | banane | kirsche | orange | traube | zitrone | erdbeere
        fussball | basketball | tennis | handball | volleyball | golf | hockey | schwimmen | eishockey
        kaffee | tee | bier | wein | milch | saft | wasser
        reis | nudeln | brot | kartoffeln
        fruhstuck | mittagessen | abendessen
        auto | fahrrad | bus | zug | flugzeug | motorrad | schiff
        gas | strom | wasser | ol
        physik | chemie | biologie | mathematik | geschichte | geografie | philosophie
        berg | fluss | see | meer | insel | wald
        fur | gegen
        von vom | nach zu zum zur
        uber | unter
        hinein rein | hinaus raus
        an ein | aus
        """

    private static let forms = """
        gekauft=kaufen verkauft=verkaufen ging=gehen gegangen=gehen kam=kommen gekommen=kommen
        fand=finden gefunden=finden gab=geben gegeben=geben nahm=nehmen genommen=nehmen schrieb=schreiben
        geschrieben=schreiben las=lesen gelesen=lesen gewann=gewinnen gewonnen=gewinnen verlor=verlieren
        verloren=verlieren begann=beginnen begonnen=beginnen starb=sterben stirbt=sterben spricht=sprechen
        isst=essen fahrt=fahren lauft=laufen liest=lesen nimmt=nehmen
        hauser=haus bucher=buch lander=land stadte=stadt manner=mann kinder=kind bilder=bild
        """

    private static let synonyms = """
        gut beste toll super ideal optimal
        film kinofilm
        kaufen erwerben holen
        auto wagen pkw fahrzeug
        handy smartphone mobiltelefon telefon
        laptop notebook
        bild foto
        machen erstellen bauen herstellen anfertigen
        bekommen erhalten kriegen
        finden suchen entdecken
        reparieren beheben losen
        loschen entfernen
        anfangen beginnen starten
        beenden aufhoren
        gross riesig
        klein winzig
        schnell rasch zugig
        unterschied differenz
        job arbeit beruf stelle
        lernen studieren
        geld bargeld
        gehalt lohn
        kosten preis
        erhohen steigern verbessern
        senken verringern reduzieren
        grund ursache
        wichtig bedeutend notig
        meinung ansicht
        tipp rat ratschlag hinweis
        ort platz stelle
        wohnung apartment
        laden geschaft
        internet web online
        email mail
        anwendung app programm software
        weg methode art weise moglichkeit
        schwierig schwer
        einfach leicht
        passieren geschehen
        andern wechseln anpassen
        zurucksetzen wiederherstellen
        passwort kennwort
        konto account
        hauptstadt kapitale
        bedeuten bedeutung
        beispiel muster
        urlaub ferien reise
        arzt doktor
        krankheit erkrankung
        funktionieren arbeiten
        zeigen anzeigen
        wechseln tauschen
        fragen frage
        beantragen antrag
        kundigen kundigung
        """

    private static let names = """
        deutschland=deutsche=deutscher=deutschen osterreich=osterreichische schweiz=schweizer frankreich=franzosische
        italien=italienische spanien=spanische portugal=portugiesische england
        grossbritannien=britische=uk=vereinigtes_konigreich
        irland schottland niederlande=holland=niederlandische belgien=belgische luxemburg danemark=danische
        schweden=schwedische norwegen=norwegische finnland=finnische island polen=polnische tschechien=tschechische
        slowakei ungarn=ungarische rumanien bulgarien griechenland=griechische turkei=turkische kroatien serbien
        slowenien
        russland=russische ukraine=ukrainische usa=amerika=amerikanische=vereinigte_staaten kanada=kanadische
        mexiko=mexikanische brasilien=brasilianische argentinien chile peru kolumbien china=chinesische japan=japanische
        korea sudkorea nordkorea indien=indische pakistan indonesien thailand vietnam australien=australische neuseeland
        agypten marokko sudafrika nigeria kenia israel iran irak syrien saudi-arabien europa=eu afrika asien
        deutsch englisch franzosisch spanisch italienisch portugiesisch russisch chinesisch japanisch arabisch turkisch
        polnisch hollandisch latein
        berlin hamburg munchen koln frankfurt stuttgart dusseldorf leipzig dortmund bremen dresden hannover
        nurnberg bonn mannheim karlsruhe augsburg wien graz salzburg innsbruck zurich genf basel bern lausanne
        paris lyon marseille london manchester rom mailand venedig neapel turin madrid barcelona lissabon amsterdam
        brussel kopenhagen stockholm oslo helsinki warschau prag budapest athen istanbul moskau kiew tokio peking
        shanghai new_york los_angeles chicago sydney kairo bayern sachsen hessen baden-wurttemberg nordrhein-westfalen
        niedersachsen thuringen brandenburg saarland donau rhein elbe main mosel isar alpen ostsee nordsee bodensee
        merkel scholz goethe schiller einstein kant mozart beethoven bach luther
        weihnachten ostern pfingsten silvester
        """
}
