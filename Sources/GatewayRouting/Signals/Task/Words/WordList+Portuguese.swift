extension WordList {
    /// Portuguese: verbs, task words and question forms.
    static let portuguese = WordList(
        "portuguese",
        """
        translate: traduz*, tradu*
        howSay: como se diz, como digo, o que significa, como se fala
        intoLanguage: para o ingles, para ingles, para o portugues, para portugues, para o espanhol, em ingles
        intoLanguage: em portugues, do ingles
        summarize: resumo, sintetiz*, em poucas palavras, pontos principais, ideias principais, resuma, resumir
        classify: classifi*, categoriz*, determine se, em qual categoria, esta avaliacao e
        labelPair: positivo ou negativo, positiva ou negativa, verdadeiro ou falso, sim ou nao, neutro
        sentiment: sentimento, positivo, negativo, positiva, negativa
        review: avaliacao, comentario, resenha
        extract: extraia, extrair, extrai, liste todos, liste todas, identifique os, identifique as
        extract: encontre todos
        entity: nomes, lugares, datas, valores, pessoas, entidades, palavras chave, numericos
        according: segundo o texto, de acordo com o texto, no texto, do texto, com base no texto
        passageQuestion: responda a pergunta, responda a questao
        make: escrev*, crie, criar, redija, gere, gerar, componha, invente, conte, faca, elabore, me de, monte
        make: desenvolva
        rewrite: reescrev*, corrija, reformule, melhore, parafrase*, mais formal, gramatica
        prose: historia, conto, redacao, artigo, paragrafo, discurso, descricao, biografia, romance, dialogo
        prose: cronica, roteiro, texto sobre, ensaio
        verse: poema*, poesia, cancao, letra de, soneto, rima*
        message: carta, e mail, email, mensagem, convite, carta de apresentacao, resposta a
        copy: slogan*, anuncio*, texto publicitario, publicidade, legenda, post, descricao de produto
        idea: ideias, sugestoes, dicas
        plan: plano, roteiro, cronograma, cardapio
        codeVerb: implement*, programe, depure, compile, codifique
        codeStrong: funcao, codigo, algoritmo, consulta sql, programa em, classe java, classe python, metodo java
        codeStrong: banco de dados
        codeStrong: consulta
        codeTrouble: erro, falha, nao funciona
        mathVerb: calcul*, resolva, resolver, simplifique, derive, integre, fatore
        mathNoun: equacao, derivada, integral, area, perimetro, triangulo, retangulo, probabilidade, porcentagem
        mathNoun: fracao, soma, raiz quadrada, matriz, circulo, raio
        prove: prove que, demonstre, mostre que
        howMany: quanto, quantos, quanta, quantas
        quantity: cada, dobro, metade, total, restam, sobraram, mais que, menos que, vezes
        wordProblem: compra, comprou, vende, vendeu, paga, custa, deu, ganha, gasta
        logic: logica*, deduzir, concluir, raciocinio, premissa*, argumento, valido, todos os, nenhum, justifique
        logic: pode ser
        puzzle: enigma*, charada*, mais alto que, mais velho que, quem mente, diz a verdade
        explain: descreva, me fale sobre, como funciona, quais sao as causas, explique, explica, explicar
        define: o que e, o que sao, qual e a diferenca, diferenca entre, vantagens, desvantagens, defina
        define: definicao
        compare: compar*, diferenca
        whQuestion: quem, quando, onde, qual, quais
        howQuestion: como
        whyQuestion: por que, porque
        fact: capital, presidente, inventou, descobriu, fundou, seculo, guerra, rei, populacao, rio, nasceu
        fact: escreveu, ano, pais
        greet: oi, ola, bom dia, boa tarde, boa noite, tudo bem, como vai, e ai, tchau
        roleplay: aja como, voce e um, voce e uma, finja, atue como
        feeling: me sinto, estou triste, sozinho, sozinha, estou entediado, estou com medo, ansios*
        you: voce gosta, voce e, voce tem, sua opiniao, voce acha
        joke: conte uma piada, piada
        advice: o que devo, devo, o que faco, conselho
        selfQuestion: quem e voce, o que voce pode fazer, vamos conversar
        thanks: obrigado, obrigada, valeu
        passage: seguinte texto, texto abaixo, este texto, o texto, este artigo, seguinte, a seguir, frase
        please: por favor, voce pode, voce poderia, quero, preciso, gostaria, me ajude
        questionWord: pergunta
        answerWord: resposta
        context: texto, contexto
        imperative: leia, responda, indique, escolha, identifique, encontre, diga
        constraint: pelo menos, no maximo, exatamente, deve, devem, sem, apenas, primeiro, depois, passo, passos
        constraint: exceto
        numberWord: dois, duas, quatro, cinco, seis, sete, oito, dez, metade, terco, dobro, triplo
        """
    )
}
