import GatewayRouting
import Testing

struct TaskAccuracyTests {
    @Test func `most of the own prompts are recognised, in every task`() {
        let signals = Signals()
        var right = 0
        var count = 0
        var guessed: [PromptTask: Int] = [:]
        var hits: [PromptTask: Int] = [:]
        for (task, prompts) in OwnPrompts.all {
            for prompt in prompts {
                let guess = signals.guess(prompt).task
                guessed[guess, default: 0] += 1
                if guess == task { hits[task, default: 0] += 1 }
            }
            count += prompts.count
        }
        var measure = 0.0
        for (task, prompts) in OwnPrompts.all {
            let hit = hits[task, default: 0]
            right += hit
            let score = 2 * Double(hit) / Double(prompts.count + guessed[task, default: 0])
            measure += score
            #expect(score >= 0.85, "\(task.name): \(hit) of \(prompts.count)")
        }
        #expect(Double(right) / Double(count) >= 0.94, "\(right) of \(count)")
        #expect(measure / Double(OwnPrompts.all.count) >= 0.94)
    }

    @Test func `most prompts in the manner of public tests and of hasty users are recognised`() {
        let signals = Signals()
        var right = 0
        var count = 0
        for (task, prompts) in StylePrompts.all {
            let hit = prompts.filter { signals.guess($0).task == task }.count
            #expect(hit * 10 >= prompts.count * 6, "\(task.name): \(hit) of \(prompts.count)")
            right += hit
            count += prompts.count
        }
        #expect(Double(right) / Double(count) >= 0.86, "\(right) of \(count)")
    }

    @Test(arguments: [
        ("Translate this into Spanish: where is the station?", PromptTask.translation),
        ("Übersetze ins Englische: Guten Tag", .translation),
        ("Traduis en allemand : le chat dort", .translation),
        ("Traduce al inglés: tengo hambre", .translation),
        ("Traduza para o inglês: bom dia", .translation),
        ("Traduci in inglese: buona sera", .translation),
        ("Vertaal naar het Engels: goede morgen", .translation),
        ("Przetłumacz na angielski: dobry wieczór", .translation),
        ("Переведи на английский: доброе утро", .translation),
        ("Şunu İngilizceye çevir: iyi akşamlar", .translation),
        ("翻译成英文：早上好", .translation),
        ("次の文を英語に翻訳してください：猫が寝ています", .translation),
        ("영어로 번역해줘: 고양이가 자요", .translation),
        ("ترجم إلى الإنجليزية: صباح الخير", .translation),
        ("इसका अंग्रेज़ी में अनुवाद करो: सुप्रभात", .translation),
        ("Fasse den Text zusammen: Es regnete den ganzen Tag.", .summarization),
        ("Résume cet article : il a plu toute la journée.", .summarization),
        ("Resume este texto: llovió todo el día.", .summarization),
        ("总结下面的文章：今天下了一整天雨。", .summarization),
        ("Кратко перескажи текст: весь день шёл дождь.", .summarization),
        ("Schreibe ein Gedicht über Regen", .writing),
        ("Écris une histoire sur la pluie", .writing),
        ("Escribe un cuento sobre la lluvia", .writing),
        ("写一首关于雨的诗", .writing),
        ("Напиши рассказ о дожде", .writing),
        ("비에 대한 시를 써줘", .writing),
        ("Wie geht es dir heute?", .chat),
        ("Ciao, come stai?", .chat),
        ("こんにちは、元気ですか", .chat),
        ("Extrahiere alle Namen aus dem Text: Anna traf Paul.", .extraction),
        ("提取以下文本中的人名：小王见到了小李", .extraction),
        ("Ist diese Bewertung positiv oder negativ? \"Tolles Hotel\"", .classification),
        ("Este comentario es positivo o negativo: muy buen hotel", .classification),
        ("Berechne die Fläche eines Kreises mit Radius 3", .math),
        ("Resuelve la ecuación 2x = 8", .math),
        ("Schreibe eine Python-Funktion, die eine Liste sortiert", .code),
        ("Write a SQL query that counts orders per day", .code),
        ("Was ist die Hauptstadt von Peru?", .knowledge),
        ("Quelle est la capitale du Pérou ?", .knowledge),
        ("¿Cuál es la capital de Perú?", .knowledge),
        ("Could a goose carry a piano across the street?", .reasoning),
        ("Quinn spilled soup on the sofa. What will Quinn most likely do next?", .reasoning),
        ("次の文章を短く要約してください。\n\n昨日、町の中心で大きな火事があり、消防車が十台出動した。けが人はなく、原因は調査中だという。", .summarization),
        ("Put this in Norwegian: the shop is shut", .translation),
        ("What is \"thank you\" in Georgian", .translation),
        ("Översätt till engelska: tåget är försenat", .translation),
        ("Shrň tento text: Celý den pršelo.", .summarization),
        ("Get the names: Ida met Bo and Carl at the station", .extraction),
        ("What reasons does the speaker give?\n\nWe left early. The road was wet, the sky dark.", .extraction),
        ("Reply with exactly one of YES, NO.\nText: the parcel arrived", .classification),
        ("Use the words lamp, river and bread in one sentence.", .writing),
        ("Imagine yourself as a castle ghost and greet the visitors", .chat),
        ("Der Dieb ist entweder Udo oder Ina. Udo war den ganzen Abend verreist. Wer war es?", .reasoning),
        ("In einem Korb liegen 24 Eier. Ein Viertel davon ist zerbrochen. Wie viele sind ganz?", .math),
        ("docker compose says that the volume is still in use by another container", .code),
        ("Ada is taller than Lena, and Lena is taller than Ivo. Who is the shortest?", .reasoning),
    ])
    func `a plain request is recognised in its language`(_ prompt: String, _ task: PromptTask) {
        #expect(Signals().guess(prompt).task == task)
    }
}
