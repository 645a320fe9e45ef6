/// French word lists.
enum FrenchLexicon {
    static let source = LexiconSource(
        languages: [.french],
        forms: Self.forms,
        marked: [
            (Self.articles, [.stop, .article]), (Self.auxiliaries, [.stop, .auxiliary]), (Self.pronouns, [.stop]),
            (Self.persons, [.stop, .person]), (Self.prepositions, [.stop]), (Self.fillers, [.stop, .filler]),
            ("vers en a au aux par que sur", [.stop, .relation]), ("depuis de du des", [.stop, .relation, .origin]),
            ("par", [.agent]), ("et ou versus vs &", [.stop, .conjunction]),
            ("ne n non sans jamais ni", [.stop, .negation]),
            ("pas point guere aucun aucune rien", [.stop, .negation, .concord]), ("jamais ni", [.concord]),
            ("en dans a au aux chez avec sans sur sous pour pendant durant entre avant apres", [.stop, .place]),
            ("dedans dehors dessus dessous", [.direction]),
            ("si quand lorsque parce puisque car pendant apres avant", [.stop, .clause]),
            ("de du des d pour", [.genitive]),
            ("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre", [.calendar]),
            ("lundi mardi mercredi jeudi vendredi samedi dimanche", [.calendar]),
            ("maintenant rapidement facilement gratuitement vite bientot souvent", [.movable]),
            ("monsieur madame mademoiselle mme mlle docteur professeur president roi ministre", [.title]),
            ("tout tous toute toutes chaque quelques plusieurs certains beaucoup peu seulement", [.stop, .quantifier]),
            ("bon bonne meilleur meilleure meilleurs meilleures important possible necessaire", [.free]),
        ],
        questions: Self.questions,
        numerals: [
            (Self.cardinals, .cardinal), (Self.ordinals, .ordinal),
            ("cent=100 cents=100 mille=1000 million=1000000 millions=1000000", .scale),
            ("milliard=1000000000 milliards=1000000000", .scale),
            (Self.months, .none),
        ],
        units: [
            (Self.units, [.unit]), ("pound livres_sterling\nyen yens\ndollar dollar dollars", [.unit, .currency]),
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

    private static let articles = "le la les l un une des du au aux ce cet cette ces d"

    private static let auxiliaries = """
        est sont suis es sommes etes etait etaient ete etre sera seront serait ai as a avons avez ont avait avaient
        avoir
        aura peut peux pouvez pouvons peuvent pouvoir pourrait pourrais dois doit devez devons doivent devoir devrait
        devrais veux veut voulez vouloir voudrais faut faire fait fais faites vais va vas allez allons vont
        """

    private static let pronouns = """
        que qui quoi dont se s y c ca cela ceci celui celle ceux celles on quelqu quelque chose
        """

    private static let persons = """
        je j me m moi mon ma mes mien mienne tu te t toi ton ta tes il elle lui son sa ses nous notre nos vous votre
        vos ils
        elles leur leurs eux
        """

    private static let prepositions = """
        de en dans a sur sous avec pour par entre chez vers contre selon lors puis donc mais car comme comment quand
        si ou et qu lorsque parce depuis jusque jusqu jusqua pendant durant afin ainsi aussi alors tres plus moins
        """

    private static let fillers = """
        s_il_vous_plait s_il_te_plait svp merci bonjour salut vraiment juste bien donc encore deja plait sil oui
        peut-etre exactement simplement tres
        expliquez explique expliquer dites dire dis savoir sais sait possible moyen maniere facon
        """

    private static let questions = """
        what que quoi qu_est_ce est_ce_que_c
        which quel quelle quels quelles lequel laquelle
        who qui
        when quand
        where ou
        why pourquoi
        how comment
        howMany combien_de combien_d
        howMuch combien
        howLong combien_de_temps
        yesNo est_ce
        """

    private static let cardinals = """
        zero=0 un=1 une=1 deux=2 trois=3 quatre=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13
        quatorze=14 quinze=15 seize=16 vingt=20 vingts=20 trente=30 quarante=40 cinquante=50 soixante=60 septante=70
        huitante=80 nonante=90 douzaine=12
        """

    private static let ordinals = """
        premier=1 premiere=1 deuxieme=2 second=2 seconde=2 troisieme=3 quatrieme=4 cinquieme=5 sixieme=6 septieme=7
        huitieme=8 neuvieme=9 dixieme=10 vingtieme=20 centieme=100
        """

    private static let months = """
        janvier=1 fevrier=2 mars=3 avril=4 mai=5 juin=6 juillet=7 aout=8 septembre=9 octobre=10 novembre=11 decembre=12
        """

    private static let units = """
        percent pourcent pourcents
        second seconde secondes
        minute minute minutes
        hour heure heures h
        day jour jours journee
        week semaine semaines
        month mois
        year an ans annee annees
        mile mille_marin milles
        degree degre degres
        pound-weight livre livres
        gram gramme grammes
        kilogram kilogramme kilogrammes
        foot pied pieds
        inch pouce pouces
        kilometre kilometre kilometres
        """

    private static let quantifiers = """
        tout tous toute toutes chaque | quelques certains certaines plusieurs | aucun aucune
        beaucoup | peu
        plupart | peu
        plus davantage | moins
        toujours | jamais | parfois | rarement | souvent
        minimum minimal minimale | maximum maximal maximale | moyenne moyen
        entierement completement totalement | partiellement
        tout_le_monde | personne
        """

    private static let times = """
        aujourd_hui | demain | hier
        matin | apres-midi | soir soiree | nuit | midi | minuit
        quotidien quotidiennement | hebdomadaire | mensuel mensuellement | annuel annuellement
        printemps | ete | automne | hiver
        avant precedemment | apres ensuite | pendant durant
        tot | tard
        dernier derniere derniers dernieres passe | prochain prochaine prochains prochaines suivant suivante
        jusqu jusque | depuis
        etait etaient avait avaient | sera seront aura
        maintenant actuellement | plus_tard | autrefois
        lever | coucher
        naissance ne nee naquit | mort morte deces mourut decede
        """

    private static let personAxes = """
        il lui | elle
        mon ma mes | ton ta tes votre vos
        """

    private static let opposites = """
        activer autoriser permettre allumer | desactiver interdire eteindre
        acheter achat | vendre vente
        acheteur | vendeur
        ouvrir ouvert ouverte | fermer ferme fermee
        ouverture | fermeture
        commencer debuter demarrer lancer debut | arreter finir terminer cesser fin
        augmenter accroitre hausser elever ameliorer augmentation hausse | diminuer reduire baisser abaisser baisse \
        diminution reduction
        prendre_du_poids grossir | maigrir perdre_du_poids
        gagner gain victoire gagnant | perdre perte defaite perdant
        reussir reussite succes | echouer echec rater
        ajouter inserer addition | supprimer enlever retirer effacer soustraire soustraction
        multiplier multiplication | diviser division
        installer | desinstaller
        abonner abonnement inscrire | desabonner resilier desinscrire
        telecharger | televerser
        importer importation import | exporter exportation export
        envoyer expedier | recevoir
        expediteur | destinataire
        donner | prendre recevoir
        preter | emprunter
        louer | acheter
        deposer depot | retirer retrait
        embaucher recruter | licencier renvoyer
        employeur | employe salarie
        entrer entree | sortir sortie quitter
        arriver arrivee | partir depart
        venir | aller
        monter | descendre
        chiffrer crypter | dechiffrer decrypter
        connecter connexion | deconnecter deconnexion
        compresser | decompresser extraire
        verrouiller bloquer | deverrouiller debloquer
        montrer afficher | cacher masquer
        chauffer rechauffer | refroidir
        accepter | refuser rejeter
        aimer | detester hair
        ami | ennemi
        attaquer attaque | defendre defense
        apprendre | enseigner
        eleve etudiant | professeur enseignant
        question demander | reponse repondre
        lire lecture | ecrire ecriture
        parler | ecouter
        trouver | perdre
        economiser epargner | depenser gaspiller
        revenu revenus recettes | depense depenses
        offre | demande
        actif | passif
        reveiller | endormir dormir
        rire | pleurer
        marier mariage | divorcer divorce
        vivre vie vivant | mourir mort
        bon bonne meilleur meilleure bien | mauvais mauvaise pire mal
        positif positive | negatif negative
        vrai vraie correct juste | faux fausse incorrect
        droite droit | gauche
        haut haute eleve elevee | bas basse faible
        grand grande gros grosse | petit petite
        long longue | court courte
        large | etroit etroite
        epais | mince fin
        lourd lourde | leger legere
        chaud chaude | froid froide
        mouille humide | sec seche
        dur dure difficile | mou doux facile
        difficile | facile
        rapide vite rapidement | lent lente lentement
        nouveau nouvelle neuf neuve recent recente | vieux vieille ancien ancienne
        jeune | vieux vieille age agee
        riche | pauvre
        cher chere couteux | abordable bon_marche economique
        fort forte | faible
        sur sure securise | dangereux dangereuse risque
        legal legale | illegal illegale
        sain saine | malsain malade
        propre | sale
        plein pleine | vide
        public publique | prive privee
        interieur interne | exterieur externe
        en_ligne | hors_ligne
        bruyant | silencieux calme
        clair claire | sombre obscur
        noir noire | blanc blanche
        beau belle | laid laide moche
        heureux heureuse | malheureux triste
        intelligent intelligente | stupide bete
        gratuit gratuite | payant payante
        masculin male | feminin femelle
        homme hommes | femme femmes
        garcon | fille
        pere papa | mere maman
        frere | soeur
        fils | fille
        enfant enfants | adulte adultes parent
        roi | reine
        marie mariee | celibataire
        meme identique | different differente
        avantage avantages | inconvenient inconvenients
        ressemblance ressemblances similitude similitudes | difference differences
        cause causes | effet effets consequence consequences
        guerre | paix
        sante | maladie
        premier premiere | dernier derniere
        dessus haut au-dessus | dessous bas au-dessous
        devant avant | derriere arriere
        croissant croissante ascendant | decroissant decroissante descendant
        pres proche | loin lointain
        nord | sud | est | ouest
        jour | nuit
        soleil | lune
        chien chiens | chat chats | cheval | oiseau | poisson | vache | souris | cochon
        rouge | vert verte | bleu bleue | jaune | noir | blanc | gris | rose | violet | marron
        pomme | poire | banane | cerise | orange | raisin | citron | fraise
        football | basket | tennis | rugby | handball | natation | golf | cyclisme
        cafe | the | biere | vin | lait | jus | eau
        riz | pates | pain | pommes_de_terre
        petit-dejeuner | dejeuner | diner
        voiture | velo | bus | train | avion | moto | bateau
        physique | chimie | biologie | mathematiques | histoire | geographie | philosophie
        montagne | riviere fleuve | lac | mer | ile | foret
        pour | contre
        avec | sans
        sur | sous
        depuis | vers
        """

    private static let forms = """
        achete=acheter vendu=vendre ouvert=ouvrir pris=prendre mis=mettre perdu=perdre recu=recevoir ecrit=ecrire
        lu=lire
        vu=voir voit=voir voir=voir su=savoir connu=connaitre mort=mourir vit=vivre vivre=vivre yeux=oeil
        animaux=animal chevaux=cheval journaux=journal meilleurs=meilleur meilleures=meilleur meilleure=meilleur
        obtenu=obtenir obtient=obtenir tenu=tenir vient=venir viens=venir venu=venir
        """

    private static let synonyms = """
        bon meilleur bien ideal excellent
        film long-metrage
        acheter acquerir
        voiture auto automobile vehicule
        telephone portable smartphone mobile
        ordinateur pc
        photo image
        creer fabriquer construire faire
        obtenir avoir recevoir
        trouver chercher rechercher
        reparer resoudre corriger
        supprimer effacer enlever
        commencer debuter demarrer
        arreter cesser stopper
        grand gros
        petit minuscule
        rapide rapidement vite
        difference distinction
        travail emploi boulot metier
        apprendre etudier
        argent liquide
        salaire paie remuneration
        cout couter prix tarif
        augmenter ameliorer accroitre
        diminuer reduire baisser
        raison cause motif
        important essentiel
        avis opinion
        conseil astuce
        endroit lieu place
        maison logement
        magasin boutique
        internet web
        email courriel mail
        application logiciel programme app
        methode moyen facon maniere
        difficile dur
        facile simple
        arriver passer
        changer modifier
        reinitialiser restaurer
        compte profil
        signifier signification sens definition
        exemple echantillon
        vacances voyage conges
        medecin docteur
        maladie affection
        fonctionner marcher
        afficher montrer
        capitale chef-lieu
        recette preparation
        demander demande
        """

    private static let names = """
        france=francais=francaise allemagne=allemand=allemande italie=italien=italienne espagne=espagnol=espagnole
        portugal=portugais angleterre royaume-uni=britannique=grande-bretagne irlande ecosse belgique=belge suisse
        pays-bas=hollande=neerlandais luxembourg danemark=danois suede=suedois norvege=norvegien finlande islande
        pologne=polonais tcheque hongrie roumanie bulgarie grece=grec turquie=turc croatie serbie russie=russe ukraine
        etats-unis=usa=americain=amerique=etats_unis canada=canadien quebec mexique bresil=bresilien argentine chili
        perou
        colombie chine=chinois japon=japonais coree inde=indien pakistan indonesie thailande vietnam australie
        egypte maroc=marocain algerie=algerien tunisie=tunisien senegal cameroun nigeria israel iran irak syrie liban
        europe=europeen=ue afrique asie anglais arabe latin
        paris lyon marseille toulouse nice nantes strasbourg montpellier bordeaux lille rennes reims toulon grenoble
        dijon
        angers bruxelles geneve lausanne zurich berne montreal londres berlin munich hambourg francfort rome milan
        venise
        naples turin madrid barcelone lisbonne porto amsterdam vienne prague varsovie budapest athenes istanbul moscou
        tokyo pekin shanghai new_york los_angeles chicago sydney le_caire alger tunis rabat casablanca dakar
        bretagne normandie provence alsace corse bourgogne seine loire rhone garonne alpes pyrenees
        macron sarkozy napoleon voltaire hugo moliere zola proust camus sartre einstein mozart
        noel paques
        """
}
