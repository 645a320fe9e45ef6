/// French pairs: `-` must be refused, `+` must not.
enum FrenchTable {
    static let rows = """
        - Quelle est la capitale de la France ? | Quelle est la capitale de l'Italie ?
        - Comment activer mon compte ? | Comment désactiver mon compte ?
        - Comment aller de Paris à Lyon ? | Comment aller de Lyon à Paris ?
        - Combien de mètres dans 5 kilomètres ? | Combien de mètres dans 6 kilomètres ?
        - Que puis-je acheter avec 50 euros ? | Que puis-je acheter avec 50 dollars ?
        - Que faire avec soixante-dix euros ? | Que faire avec soixante-douze euros ?
        - Combien font quatre-vingts plus un ? | Combien font quatre-vingt-dix plus un ?
        - Que s'est-il passé le 5 janvier 1990 ? | Que s'est-il passé le 5 février 1990 ?
        - Le magasin est-il ouvert lundi ? | Le magasin est-il ouvert mardi ?
        - Le train part à 17h30 ? | Le train part à 18h30 ?
        - Je peux fumer ici ? | Je ne peux pas fumer ici ?
        - Puis-je voyager avec un visa ? | Puis-je voyager sans visa ?
        - Il fume souvent ? | Il ne fume jamais ?
        - Faut-il acheter cette action ? | Faut-il vendre cette action ?
        - Que manger avant le sport ? | Que manger après le sport ?
        - Comment augmenter la tension ? | Comment diminuer la tension ?
        - Comment allumer la lumière ? | Comment éteindre la lumière ?
        - Quelle est la plus grande planète ? | Quelle est la plus petite planète ?
        - Quel pays a le plus d'habitants ? | Quel pays a le moins d'habitants ?
        - Tous les oiseaux volent ? | Certains oiseaux volent ?
        - Est-ce toujours ouvert ? | Est-ce parfois ouvert ?
        - Traduis bonjour en anglais | Traduis bonjour en allemand
        - Comment dire merci en espagnol ? | Comment dire merci en italien ?
        - Qui a écrit Candide ? | Qui a écrit Germinal ?
        - Quand le pont a-t-il été construit ? | Pourquoi le pont a-t-il été construit ?
        - Où habite le président ? | Qui est le président ?
        - Est-ce légal ? | Est-ce illégal ?
        - Comment installer le pilote ? | Comment désinstaller le pilote ?
        - Que fait le fichier config.yaml ? | Que fait le fichier settings.yaml ?
        - Ouvre https://example.com/un | Ouvre https://example.com/deux
        - Que signifie « poser un lapin » ? | Que signifie « avoir le cafard » ?
        - Un chien est-il plus rapide qu'un cheval ? | Un cheval est-il plus rapide qu'un chien ?
        - Le café est-il bon pour la santé ? | Le thé est-il bon pour la santé ?
        - Quel temps fait-il aujourd'hui ? | Quel temps fera-t-il demain ?
        - Comment installer Python 3.11 ? | Comment installer Python 3.12 ?
        - Est-ce gratuit ? | Est-ce payant ?
        - Quel âge a mon père ? | Quel âge a ma mère ?
        - Quel âge a-t-il ? | Quel âge a-t-elle ?
        - La première guerre mondiale | La deuxième guerre mondiale
        - Où tourner à gauche ? | Où tourner à droite ?
        - Comment importer des données ? | Comment exporter des données ?
        + Quelle est la capitale de la France ? | quelle est la capitale de la france
        + Je ne peux pas fumer ici ? | Je peux pas fumer ici ?
        + Que signifie quatre-vingt-dix euros ? | Que signifie 90 € ?
        + Que faire avec soixante-dix euros ? | Que faire avec 70 euros ?
        + Combien font 1 000 plus 1 ? | Combien font 1000 plus 1 ?
        + Quelle est la différence entre un chat et un chien ? | Quelle est la différence entre un chien et un chat ?
        + Que s'est-il passé le 5 janvier 1990 ? | Qu'est-ce qui s'est passé le 5 janvier 1990 ?
        + Comment puis-je réinitialiser mon mot de passe ? | Comment réinitialiser mon mot de passe ?
        + Comment acheter une voiture ? | Comment acheter une auto ?
        + Quel est le meilleur film ? | Quel film est le meilleur ?
        + Le train part à 17h30 ? | Le train part à 17:30 ?
        + Combien coûte un passeport ? | Quel est le coût d'un passeport ?
        + vingt et un jours | 21 jours
        """
}
