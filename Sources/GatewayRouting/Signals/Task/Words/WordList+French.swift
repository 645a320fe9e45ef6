extension WordList {
    /// French: verbs, task words and question forms.
    static let french = WordList(
        "french",
        """
        translate: tradu*
        howSay: comment dit on, comment dire, comment on dit, comment traduire, que veut dire
        intoLanguage: en anglais, en francais, en espagnol, en allemand, en italien, vers l anglais
        intoLanguage: vers le francais, de l anglais, du francais
        summarize: synthetis*, en bref, en une phrase, points cles, condens*, idees principales, compte rendu
        summarize: resume ce, resume cet, resume cette, resume le, resume la, resume les, resume l, resume moi
        summarize: resumer, resumez, un resume
        headline: titre pour, gros titre
        classify: categoris*, determine si, dans quelle categorie, quelle categorie, est ce positif
        classify: cet avis est il, ce commentaire est il, classe, classer, classez, classifie*
        labelPair: positif ou negatif, negatif ou positif, positif negatif, vrai ou faux, oui ou non, neutre
        sentiment: sentiment, positif, negatif, positive, negative, ton de
        review: avis, commentaire, critique
        extract: extrai*, extraire, releve*, liste tous, liste toutes, trouve tous, trouve toutes, identifie les
        extract: recupere, repere
        entity: noms, lieux, dates, montants, personnes, entites, mots cles, chiffres
        according: selon le texte, d apres le texte, dans le texte, du texte, de ce texte, a partir du texte
        according: dans l article
        passageQuestion: reponds a la question, repondez a la question, repondre a la question
        make: ecri*, redig*, cree*, raconte*, fais, donne moi, prepare, developpe, construis, compose, composez
        make: invente, inventez, genere, generez, imagine une, imagine un, propose moi, proposez
        rewrite: reformul*, corrig*, reecri*, ameliore*, paraphras*, plus poli, plus formel, plus professionnel
        rewrite: grammaire, orthographe
        prose: histoire, conte, recit, dissertation, article, nouvelle, roman, discours, description, biographie
        prose: paragraphe, scene, dialogue, essai, texte sur, redaction
        verse: poeme*, chanson, haiku, sonnet, paroles, rime*
        message: lettre, mail, e mail, email, courriel, message, invitation, lettre de motivation
        message: lettre de demission, reponse a, carte
        copy: slogan*, publicite, annonce, description de produit, communique de presse, legende, post, accroche
        idea: idees, suggestions, conseils
        plan: plan, programme, itineraire, menu
        codeVerb: implement*, programme une, programme un, code une, code un, debogue*, compile, deploie*
        codeStrong: fonction python, fonction qui, une fonction en, algorithme, requete sql, programme python
        codeStrong: classe java, classe python, methode java
        codeStrong: expression reguliere, base de donnees
        codeTrouble: erreur, bug, plante, ne marche pas
        mathVerb: calcul*, resoud*, resous, resoudre, simplifi*, derive*, factoris*, determine la valeur
        mathNoun: equation*, derivee, integrale, aire, perimetre, triangle, rectangle, probabilite, pourcentage
        mathNoun: fraction*, somme, racine carree, nombre premier, matrice, moyenne, cercle, rayon, tiers
        prove: demontr*, prouv*, montrer que, montre que, montrez que
        howMany: combien
        quantity: chaque, chacun, double, moitie, total, reste*, plus que, moins que, fois
        wordProblem: achete, vend, paie, coute, donne, mange, gagne, partage, depense
        logic: logique*, deduire, conclure, raisonnement, premisse*, argument, valide, tous les, aucun, hypothese
        logic: justifie*
        puzzle: enigme*, devinette*, plus grand que, plus petit que, plus age que, qui est le plus, qui ment
        puzzle: dit la verite, a gauche de, a droite de, casse tete
        infer: probablement, que va t il, pourquoi pourrait
        explain: expliqu*, decri*, parle moi de, comment fonctionne, comment fonctionnent, quelles sont les causes
        define: qu est ce que, qu est ce qu, c est quoi, difference entre, signifie, avantages, inconvenients
        define: definis, definir, definition de, definissez
        compare: compar*, difference
        list: citez, enumere*, liste
        whQuestion: quel, quelle, quels, quelles, qui, quand, quoi, lequel, ou est, ou se, que signifie, qu est
        howQuestion: comment
        whyQuestion: pourquoi
        fact: capitale, president, invente, decouvert, fonde, siecle, guerre, roi, population, fleuve, ne en
        fact: annee, premier ministre, auteur, qui a ecrit, revolution
        greet: bonjour, salut, coucou, bonsoir, bonne nuit, bonne journee, ca va, comment ca va, comment vas tu
        greet: comment allez vous, au revoir, quoi de neuf
        roleplay: tu es un, tu es une, joue le role, fais comme si, agis comme, fais semblant, jouons
        feeling: je me sens, je suis triste, seul, je suis stresse, je m ennuie, deprime*, j ai peur
        feeling: je suis fatigue, rupture
        you: aimes tu, tu aimes, es tu, est ce que tu, ton avis, ta couleur, tu penses, penses tu, ton film
        joke: raconte moi une blague, blague
        advice: que dois je, dois je, devrais je, que faire
        selfQuestion: qui es tu, que peux tu faire, tu es qui
        thanks: merci, merci beaucoup
        passage: texte suivant, ce texte, le texte, article suivant, cet article, cette phrase, phrase suivante
        passage: le passage, ci dessous, ci dessus, suivant, suivante
        please: s il te plait, s il vous plait, peux tu, pouvez vous, pourrais tu, je veux, j ai besoin
        please: je voudrais, aide moi
        questionWord: question
        answerWord: reponse
        context: texte, contexte, article
        imperative: lis, lisez, reponds, repondez, donne, trouve, trouvez, indique, choisis, identifie, dis
        constraint: au moins, au plus, exactement, doit, doivent, sans, seulement, d abord, ensuite, etape, etapes
        constraint: sauf, tel que
        numberWord: deux, trois, quatre, cinq, six, sept, huit, dix, moitie, tiers, quart, double, douzaine
        """
    )
}
