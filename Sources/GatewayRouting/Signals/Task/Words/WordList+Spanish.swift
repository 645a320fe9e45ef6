extension WordList {
    /// Spanish: verbs, task words and question forms.
    static let spanish = WordList(
        "spanish",
        """
        translate: traduc*, traduz*, traducir
        howSay: como se dice, como digo, que significa, como se traduce
        intoLanguage: al ingles, al espanol, al frances, al aleman, al italiano, al portugues, en ingles
        intoLanguage: en espanol, en frances, del ingles, del espanol
        summarize: sintetiza*, en pocas palabras, puntos clave, ideas principales, puntos principales, sintesis
        summarize: resume el, resume la, resume este, resume esta, resume esto, resume los, resume en, resumen
        summarize: resumir, resumelo, resuma, resumeme
        headline: titular, titulo para
        classify: clasific*, categoriz*, determina si, que categoria, es este comentario, este comentario es
        classify: esta resena es, segun su sentimiento
        labelPair: positivo o negativo, negativo o positivo, positiva o negativa, positivo negativo
        labelPair: verdadero o falso, si o no, neutral, neutro
        sentiment: sentimiento, positivo, negativo, positiva, negativa, tono
        review: resena, comentario, opinion, tuit, critica
        extract: extraer, enumera todos, lista todos, lista todas, identifica los, identifica las, encuentra todos
        extract: menciona los, saca los, extrae, extraiga, extraeme
        entity: nombres, lugares, fechas, cifras, personas, entidades, palabras clave, organizaciones
        according: segun el texto, de acuerdo con el texto, en el texto, del texto, del siguiente texto
        according: basado en el texto, en el articulo, a partir del texto
        passageQuestion: responde la pregunta, responde a la pregunta, contesta la pregunta
        passageQuestion: responde a la siguiente
        make: escrib*, redact*, crea, cree, crear, inventa*, cuenta*, dame, haz, hazme, disena*, desarrolla*
        make: prepara, genera, generar, generame, compon, componga, componer, elabora, elabore, elaborar
        rewrite: reescrib*, corrig*, corrije, reformul*, mejora*, parafrase*, mas formal, mas profesional
        rewrite: ortografia, gramatica
        prose: historia, cuento, relato, ensayo, articulo, parrafo, discurso, descripcion, biografia, novela
        prose: escena, dialogo, guion, fabula
        verse: poema*, cancion, soneto, haiku, rima*, letra de, estrofas
        message: carta, correo, email, e mail, mensaje, invitacion, carta de presentacion, renuncia, respuesta a
        message: felicitacion
        copy: eslogan*, anuncio*, publicidad, descripcion de producto, comunicado de prensa, publicacion, lema
        idea: ideas, sugerencias, consejos
        plan: plan, itinerario, agenda, menu, horario
        codeVerb: implement*, programa una, programa un, depura, compila, codifica, desarrolla una aplicacion
        codeStrong: funcion, codigo, algoritmo, consulta sql, programa en, clase java, una clase en, metodo java
        codeStrong: base de datos, expresion regular, cadena
        codeTrouble: error, fallo, no funciona, excepcion
        mathVerb: calcul*, resuelv*, resolver, simplific*, deriva, integra, factoriza*, halla
        mathNoun: ecuacion*, derivada, integral, area, perimetro, triangulo, rectangulo, probabilidad, porcentaje
        mathNoun: fraccion*, suma, raiz cuadrada, numero primo, matriz, promedio, circulo, velocidad
        prove: demuestra*, demostrar, prueba que
        howMany: cuanto, cuantos, cuanta, cuantas
        quantity: cada, doble, mitad, total, quedan, queda, mas que, menos que, veces, misma velocidad
        wordProblem: compra, compro, vende, paga, cuesta, gana, come, reparte, recorre, gasta, ahorra
        logic: logica*, logico*, deducir, concluir, razonamiento, premisa*, argumento, valido, todos los, ningun
        logic: algunos, se puede deducir, justifica
        puzzle: acertijo*, adivinanza*, enigma*, mas alto que, mas bajo que, mayor que, menor que, quien es el mas
        puzzle: quien miente, dice la verdad, a la izquierda de, a la derecha de
        infer: probablemente, que pasara, que podria
        explain: hablame de, como funciona, como funcionan, cuales son las causas, cuales fueron las causas
        explain: explica, explique, explicame, explicar, describe el, describe la, describe los, describa
        explain: describir
        define: que es, que son, diferencia entre, ventajas, desventajas, define, definicion, definir, defina
        compare: compar*, diferencia
        list: menciona, nombra, enumera, lista
        whQuestion: quien, quienes, cuando, donde, cual, cuales, que pais, que ano, que ciudad, que es, que son
        whQuestion: que significa, en que
        howQuestion: como
        whyQuestion: por que
        fact: capital, presidente, invento, descubrio, fundo, siglo, guerra, rey, poblacion, rio, nacio, escribio
        fact: pinto, ano, pais, largo de, autor
        greet: hola, buenos dias, buenas tardes, buenas noches, que tal, como estas, buenas, adios, hasta luego
        greet: que onda
        roleplay: actua como, eres un, eres una, finge, haz de cuenta, juega el papel, imagina que eres
        feeling: me siento, estoy triste, estoy muy triste, estoy aburrido, estoy aburrida, deprimid*, tengo miedo
        feeling: estoy cansado, estoy solo, me siento solo, estoy sola
        you: te gusta, tienes, eres, tu favorito, tu opinion, crees que, piensas
        joke: cuentame un chiste, chiste
        advice: que debo hacer, deberia, que hago, consejo
        selfQuestion: quien eres, que puedes hacer, podemos hablar, hablamos
        thanks: gracias, muchas gracias
        passage: siguiente texto, este texto, el texto, siguiente articulo, este articulo, siguiente frase
        passage: esta noticia, siguiente, a continuacion, este correo
        please: por favor, puedes, podrias, quiero, necesito, me gustaria, ayudame
        questionWord: pregunta
        answerWord: respuesta
        context: texto, contexto, articulo
        imperative: lee, responde, contesta, indica, elige, identifica, di, encuentra, halla, determina
        constraint: al menos, como maximo, exactamente, debe, deben, sin, solamente, primero, luego, paso, pasos
        constraint: excepto, tal que
        numberWord: dos, tres, cuatro, cinco, seis, siete, ocho, diez, mitad, tercio, doble, triple, docena
        """
    )
}
