import GatewayRouting

/// Prompts written for this project, with the task that people would name.
enum OwnPrompts {
    static let code: [String] = [
        "You are given the root of a binary tree. Return the length of the diameter of the tree. Input: "
            + "root = [1,2,3,4,5] Output: 3",
        "Design a data structure that supports insert, remove and getRandom in average constant time. "
            + "Solve it in C++.",
        "You have n tasks with deadlines. Write an algorithm which minimises total lateness and give its "
            + "time complexity.",
        "def rolling_max(numbers: List[int]) -> List[int]:\n    \"\"\" From a given list of integers, "
            + "generate a list of rolling maximum element found until given moment in the sequence.\n    \"\"\"",
        "Write a Rust function that takes a slice of strings and returns the longest common prefix.",
        "Why does my React component re-render infinitely?\n\n```jsx\nuseEffect(() => {\n  "
            + "setItems([...items, x]);\n}, [items]);\n```",
        "TypeError: Cannot read properties of undefined (reading 'map') in my Next.js app, how do I fix it",
        "Segmentation fault (core dumped) when I free a linked list node in C. Here is my "
            + "code:\n```c\nvoid del(node *n){ free(n); n->next = NULL; }\n```",
        "Write a SQL query that returns the top 5 customers by revenue in the last 30 days. Tables: "
            + "customers(id, name), orders(id, customer_id, total, created_at).",
        "I need a regex that matches valid IPv4 addresses.",
        "Create an nginx config that redirects http to https and proxies /api to port 8080.",
        "Refactor the following class to be thread-safe:\n\npublic class Counter {\n    private int n;\n   "
            + " public void inc() { n++; }\n    public int get() { return n; }\n}",
        "Écris un script bash qui renomme tous les fichiers .jpeg en .jpg.",
        "写一个Python程序，读取CSV文件并计算每列的平均值",
        "二分探索をPythonで実装してください。",
        "اكتب دالة بلغة بايثون لحساب مضروب العدد",
        "Scrivi una classe Java che rappresenti un conto bancario con metodi per depositare e prelevare.",
        "how would you structure a FastAPI project with multiple routers and a postgres database",
        "unity c# script for player movement with double jump",
    ]

    static let math: [String] = [
        "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May. "
            + "How many clips did Natalia sell altogether in April and May?",
        "Betty is saving money for a new wallet which costs $100. She has only half of the money she "
            + "needs. Her parents give her $15 and her grandparents twice as much. How much more money does "
            + "Betty need?",
        "If 5 machines make 5 widgets in 5 minutes, how long would 100 machines take to make 100 widgets?",
        "In a class of 30 students, 18 play football, 15 play basketball and 6 play both. How many play neither?",
        "Find the remainder when $2^{2024}$ is divided by $7$.",
        "In triangle $ABC$, $AB=13$, $BC=14$, $CA=15$. Compute the length of the altitude from $A$.",
        "solve 3x^2 - 5x + 2 = 0",
        "Simplify (2x^3y)(4xy^2) / (8x^2y)",
        "convert 5/8 to a decimal and a percentage",
        "Compute the integral of x^2 e^{-x} from 0 to infinity.",
        "Evaluate \\lim_{x \\to 0} \\frac{\\sin 3x}{x}.",
        "Solve the differential equation y'' + 4y = 0 with y(0)=1, y'(0)=0.",
        "Show that the sum of the first n odd numbers is n^2 by induction.",
        "Let G be a group of order 15. Show that G is cyclic.",
        "Ein Rechteck ist doppelt so lang wie breit und hat einen Umfang von 36 cm. Berechne die Fläche.",
        "Résous l'équation 2x + 7 = 3x - 5.",
        "Вычислите производную функции f(x) = x^3 sin(x).",
        "사과 12개를 4명에게 똑같이 나누어 주면 한 명이 몇 개씩 받나요?",
        "احسب مساحة دائرة نصف قطرها 7 سم",
    ]

    static let reasoning: [String] = [
        "Alice, Bob and Carol live in a red, a blue and a green house. Alice does not live in the red "
            + "house. Bob lives next to the green house. Carol lives in the blue house. Who lives where?",
        "There are three boxes labelled apples, oranges and mixed. All labels are wrong. You may take one "
            + "fruit from one box. How do you find the correct labels?",
        "A farmer has to cross a river with a wolf, a goat and a cabbage. The boat holds only one of them "
            + "besides him. How can he do it?",
        "You have 8 balls, one is heavier. With a balance scale, find it in two weighings.",
        "All roses are flowers. Some flowers fade quickly. Can we conclude that some roses fade quickly?",
        "\"No mammals lay eggs. Platypuses lay eggs. Therefore platypuses are not mammals.\" Is the "
            + "argument valid? Explain the logical structure.",
        "Is the following argument deductively valid or invalid? All cats are animals; some animals are "
            + "pets; hence all cats are pets.",
        "Which of the following best describes the flaw in the reasoning: \"Every great novelist drinks "
            + "coffee. I drink coffee, so I will be a great novelist.\"",
        "Where would you put a plate after washing it?\nA. cupboard\nB. oven\nC. garden\nD. floor\nE. car",
        "What happens next? A woman pours batter into a hot pan. She\n(1) flips the pancake when bubbles "
            + "appear\n(2) puts the pan in a drawer\n(3) paints the wall\n(4) rides the bicycle",
        "Alex lent his bike to Sam, who brought it back with a flat tyre. How would Alex feel afterwards?",
        "Why might someone carry an umbrella on a sunny day?",
        "I speak without a mouth and hear without ears. I have no body, but I come alive with the wind. What am I?",
        "What has keys but can't open locks?",
        "Mary's father has five daughters: Nana, Nene, Nini, Nono. What is the name of the fifth daughter?",
        "If yesterday was two days before Thursday, what day is tomorrow?",
        "Drei Freunde, Max, Ida und Paul, haben verschiedene Haustiere. Max mag keine Katzen, Ida hat "
            + "keinen Hund und Paul hat einen Fisch. Wer hat welches Tier?",
        "Todos los gatos son mamíferos. Algunos mamíferos vuelan. ¿Se puede deducir que algunos gatos vuelan?",
        "AさんはBさんより背が高く、CさんはAさんより背が高い。一番背が低いのは誰ですか。理由も説明してください。",
    ]

    static let knowledge: [String] = [
        "Which planet in our solar system has the most moons?",
        "In which year did the Berlin Wall fall?",
        "What does the acronym NATO stand for?",
        "who won the world cup in 2010",
        "largest desert in the world",
        "what is the boiling point of ethanol",
        "Which one of these statements about the Treaty of Westphalia is correct?\n1) It ended the "
            + "Napoleonic wars\n2) It ended the Thirty Years' War\n3) It created the EU\n4) It was signed in "
            + "Vienna",
        "Explain how vaccines work",
        "What were the main causes of the First World War?",
        "What are the side effects of ibuprofen?",
        "What is inflation and how do central banks control it?",
        "What are the symptoms of vitamin D deficiency?",
        "List the countries that border Austria.",
        "Wer hat die Relativitätstheorie entwickelt?",
        "¿Cuál es el río más largo de América del Sur?",
        "Quem descobriu o Brasil?",
        "光合作用是什么？",
        "Кто написал роман «Война и мир»?",
        "ما هي عاصمة المغرب؟",
    ]

    static let writing: [String] = [
        "Write a short story about a lighthouse keeper who finds a message in a bottle.",
        "Compose a limerick about a programmer",
        "Write dialogue between two rival chefs.",
        "Draft a polite reply declining this invitation:\n\nDear Dr. Kim, we would be honoured if you gave "
            + "the keynote at our conference in May.",
        "compose a message to my team announcing that Friday is off",
        "Create five catchy slogans for an eco-friendly water bottle.",
        "Write a blog post about the benefits of remote work, around 600 words, SEO optimised.",
        "Write a 30 second radio ad for a local bakery",
        "Paraphrase the following: The committee reached a unanimous decision after lengthy deliberation.",
        "Rephrase in a friendlier tone: Your payment is overdue. Pay now.",
        "Outline a novel about time travel in ancient Rome.",
        "Create a weekly meal plan for a vegetarian family of four",
        "Make a sentence with the words: river, bridge, old",
        "Schreibe ein Gedicht über den Herbst.",
        "Écris une courte histoire sur un chat qui voyage dans le temps.",
        "Redacta un correo para pedir vacaciones.",
        "写一首关于春天的诗",
        "생일 축하 메시지를 써줘",
        "اكتب قصة قصيرة عن الصداقة",
    ]

    static let extraction: [String] = [
        "Identify the named entities in this sentence: Tim Cook met Angela Merkel in Berlin last May.",
        "List every date mentioned in the following passage: The Suez Canal is an artificial sea-level "
            + "waterway in Egypt, connecting the Mediterranean Sea to the Red Sea through the Isthmus of Suez. "
            + "In 1858, Ferdinand de Lesseps formed the Suez Canal Company for the express purpose of building "
            + "the canal. Construction lasted from 1859 to 1869, and the canal officially opened on 17 November "
            + "1869. In 1956, President Nasser nationalised the canal, which led to the Suez Crisis.",
        "Tag the entities (PER, LOC, ORG) in: \"Nestlé opened a plant in Vevey.\"",
        "What are the company names mentioned here? \"Yesterday Apple and Foxconn signed a deal with Wistron.\"",
        "Parse this address into street, city, zip: 221B Baker Street, London NW1 6XE",
        "Pull out the order id, item and quantity from this message: \"hi, order 88213, I got 2 mugs "
            + "instead of 3 plates\"",
        "Given the invoice below, output vendor, total and due date in YAML.\n\nINVOICE 2024-113\nNordwind "
            + "GmbH\nTotal: 1,240.00 EUR\nDue: 30 April 2024",
        "Context: The Suez Canal is an artificial sea-level waterway in Egypt, connecting the "
            + "Mediterranean Sea to the Red Sea through the Isthmus of Suez. In 1858, Ferdinand de Lesseps "
            + "formed the Suez Canal Company for the express purpose of building the canal. Construction lasted "
            + "from 1859 to 1869, and the canal officially opened on 17 November 1869. In 1956, President Nasser "
            + "nationalised the canal, which led to the Suez Crisis.\nQuestion: When did the canal open?",
        "The Suez Canal is an artificial sea-level waterway in Egypt, connecting the Mediterranean Sea to "
            + "the Red Sea through the Isthmus of Suez. In 1858, Ferdinand de Lesseps formed the Suez Canal "
            + "Company for the express purpose of building the canal. Construction lasted from 1859 to 1869, and "
            + "the canal officially opened on 17 November 1869. In 1956, President Nasser nationalised the "
            + "canal, which led to the Suez Crisis.\n\nBased on the above, who formed the Suez Canal Company?",
        "Which symptoms are mentioned in the note? \"Pt reports headache and nausea since Mon, denies fever.\"",
        "Extrahiere alle Namen und Orte aus dem folgenden Text:\nDie Bundesregierung hat am Mittwoch ein "
            + "Gesetz beschlossen, das den Ausbau der Windenergie beschleunigen soll. Bis 2032 müssen die Länder "
            + "zwei Prozent ihrer Fläche ausweisen. Umweltverbände begrüßten den Schritt, Anwohnerinitiativen "
            + "kündigten Widerstand an. Wirtschaftsminister Habeck sprach von einem Meilenstein für die "
            + "Energiewende.",
        "Welche Jahreszahl wird im Text genannt? Die Bundesregierung hat am Mittwoch ein Gesetz "
            + "beschlossen, das den Ausbau der Windenergie beschleunigen soll. Bis 2032 müssen die Länder zwei "
            + "Prozent ihrer Fläche ausweisen. Umweltverbände begrüßten den Schritt, Anwohnerinitiativen "
            + "kündigten Widerstand an. Wirtschaftsminister Habeck sprach von einem Meilenstein für die "
            + "Energiewende.",
        "Extrais les dates et les montants de ce texte : La mairie de Nantes a annoncé jeudi la fermeture "
            + "du pont Anne-de-Bretagne pour travaux pendant six mois. Les automobilistes devront emprunter un "
            + "itinéraire de déviation. Le chantier, estimé à 46 millions d'euros, doit permettre le passage de "
            + "nouvelles lignes de tramway dès 2027.",
        "Extrae los nombres de lugares y las cifras del siguiente texto.\n\nEl Ayuntamiento de Valencia "
            + "presentó ayer un plan para plantar 20.000 árboles antes de 2030. La alcaldesa explicó que el "
            + "objetivo es reducir la temperatura en los barrios más calurosos. El proyecto costará 12 millones "
            + "de euros y comenzará en otoño en el distrito de Patraix.",
        "Extraia os valores numéricos do texto abaixo.\nA prefeitura do Recife inaugurou nesta "
            + "segunda-feira uma ciclovia de 14 quilômetros que liga a zona sul ao centro. A obra custou 9 "
            + "milhões de reais e levou dois anos. Segundo o prefeito, a expectativa é que 6 mil pessoas usem a "
            + "via por dia.",
        "从以下文本中提取所有人名和地名：\n中国国家航天局星期二宣布，嫦娥六号探测器成功从月球背面带回了约两公斤样品。这是人类首次获得月球背面的土壤。科学家们希望通过研究这些样品了解月球的早期历史。",
        "次の文章から日付と地名を抜き出してください。\n気象庁は12日、関東甲信地方が梅雨入りしたとみられると発表した。平年より5日遅い。東京都心では午前中から雨が降り続き、最高気温は22度にとどまった。"
            + "今後一週間は曇りや雨の日が多くなる見込み。",
        "다음 글에서 장소 이름을 모두 추출해줘.\n서울시는 내년부터 심야 자율주행 버스 노선을 두 배로 늘린다고 월요일 밝혔다. 현재 운행 중인 노선은 합정역에서 동대문역까지 "
            + "9.8킬로미터 구간이다. 요금은 당분간 무료로 유지된다.",
        "استخرج أسماء الأماكن من النص التالي:\nأعلنت وزارة الصحة المصرية يوم الأحد عن افتتاح مستشفى جديد "
            + "في مدينة أسوان يضم 300 سرير. وقال الوزير إن المستشفى سيخدم أكثر من مليون مواطن في صعيد مصر.",
    ]

    static let summarization: [String] = [
        "A 34-year-old climber was rescued from Ben Nevis early on Sunday after spending eleven hours on a "
            + "ledge. Lochaber Mountain Rescue Team was called at 17:40 on Saturday when the man slipped on ice "
            + "near Tower Ridge. Strong winds prevented a helicopter from reaching him, so volunteers climbed "
            + "through the night. He was treated for hypothermia and a broken wrist at Belford Hospital. Team "
            + "leader John Stevenson praised the climber's companion for staying calm.\n\nTL;DR",
        "Summarise this conversation:\nTom: did you book the flights?\nNina: not yet, prices went up again "
            + ":(\nTom: how much now?\nNina: 420 each. On Monday it was 310\nTom: ugh. what about the "
            + "train?\nNina: 9 hours but only 120\nTom: let's do the train then. I can work on the way\nNina: ok "
            + "I'll book tonight, send me your birthday for the form",
        "What was decided in this chat? Short summary please.\n\nTom: did you book the flights?\nNina: not "
            + "yet, prices went up again :(\nTom: how much now?\nNina: 420 each. On Monday it was 310\nTom: ugh. "
            + "what about the train?\nNina: 9 hours but only 120\nTom: let's do the train then. I can work on "
            + "the way\nNina: ok I'll book tonight, send me your birthday for the form",
        "Boil this down to the essentials: The Suez Canal is an artificial sea-level waterway in Egypt, "
            + "connecting the Mediterranean Sea to the Red Sea through the Isthmus of Suez. In 1858, Ferdinand "
            + "de Lesseps formed the Suez Canal Company for the express purpose of building the canal. "
            + "Construction lasted from 1859 to 1869, and the canal officially opened on 17 November 1869. In "
            + "1956, President Nasser nationalised the canal, which led to the Suez Crisis.",
        "give me a brief overview of the text below\nThe Suez Canal is an artificial sea-level waterway in "
            + "Egypt, connecting the Mediterranean Sea to the Red Sea through the Isthmus of Suez. In 1858, "
            + "Ferdinand de Lesseps formed the Suez Canal Company for the express purpose of building the canal. "
            + "Construction lasted from 1859 to 1869, and the canal officially opened on 17 November 1869. In "
            + "1956, President Nasser nationalised the canal, which led to the Suez Crisis.",
        "Explain the main idea of this passage in 2 lines: The Suez Canal is an artificial sea-level "
            + "waterway in Egypt, connecting the Mediterranean Sea to the Red Sea through the Isthmus of Suez. "
            + "In 1858, Ferdinand de Lesseps formed the Suez Canal Company for the express purpose of building "
            + "the canal. Construction lasted from 1859 to 1869, and the canal officially opened on 17 November "
            + "1869. In 1956, President Nasser nationalised the canal, which led to the Suez Crisis.",
        "Fasse den folgenden Text in zwei Sätzen zusammen:\nDie Bundesregierung hat am Mittwoch ein Gesetz "
            + "beschlossen, das den Ausbau der Windenergie beschleunigen soll. Bis 2032 müssen die Länder zwei "
            + "Prozent ihrer Fläche ausweisen. Umweltverbände begrüßten den Schritt, Anwohnerinitiativen "
            + "kündigten Widerstand an. Wirtschaftsminister Habeck sprach von einem Meilenstein für die "
            + "Energiewende.",
        "Résume ce texte en une phrase : La mairie de Nantes a annoncé jeudi la fermeture du pont "
            + "Anne-de-Bretagne pour travaux pendant six mois. Les automobilistes devront emprunter un "
            + "itinéraire de déviation. Le chantier, estimé à 46 millions d'euros, doit permettre le passage de "
            + "nouvelles lignes de tramway dès 2027.",
        "Fais un résumé de l'article suivant.\n\nLa mairie de Nantes a annoncé jeudi la fermeture du pont "
            + "Anne-de-Bretagne pour travaux pendant six mois. Les automobilistes devront emprunter un "
            + "itinéraire de déviation. Le chantier, estimé à 46 millions d'euros, doit permettre le passage de "
            + "nouvelles lignes de tramway dès 2027.",
        "Resume el siguiente artículo:\nEl Ayuntamiento de Valencia presentó ayer un plan para plantar "
            + "20.000 árboles antes de 2030. La alcaldesa explicó que el objetivo es reducir la temperatura en "
            + "los barrios más calurosos. El proyecto costará 12 millones de euros y comenzará en otoño en el "
            + "distrito de Patraix.",
        "Haz un resumen breve de esta noticia: El Ayuntamiento de Valencia presentó ayer un plan para "
            + "plantar 20.000 árboles antes de 2030. La alcaldesa explicó que el objetivo es reducir la "
            + "temperatura en los barrios más calurosos. El proyecto costará 12 millones de euros y comenzará en "
            + "otoño en el distrito de Patraix.",
        "Faça um resumo do texto abaixo.\nA prefeitura do Recife inaugurou nesta segunda-feira uma "
            + "ciclovia de 14 quilômetros que liga a zona sul ao centro. A obra custou 9 milhões de reais e "
            + "levou dois anos. Segundo o prefeito, a expectativa é que 6 mil pessoas usem a via por dia.",
        "请总结以下文章：\n中国国家航天局星期二宣布，嫦娥六号探测器成功从月球背面带回了约两公斤样品。这是人类首次获得月球背面的土壤。科学家们希望通过研究这些样品了解月球的早期历史。",
        "次の記事を要約してください。\n気象庁は12日、関東甲信地方が梅雨入りしたとみられると発表した。平年より5日遅い。東京都心では午前中から雨が降り続き、最高気温は22度にとどまった。今後一週間は曇り"
            + "や雨の日が多くなる見込み。",
        "다음 기사를 요약해줘: 서울시는 내년부터 심야 자율주행 버스 노선을 두 배로 늘린다고 월요일 밝혔다. 현재 운행 중인 노선은 합정역에서 동대문역까지 9.8킬로미터 구간이다. "
            + "요금은 당분간 무료로 유지된다.",
        "لخص النص التالي:\nأعلنت وزارة الصحة المصرية يوم الأحد عن افتتاح مستشفى جديد في مدينة أسوان يضم "
            + "300 سرير. وقال الوزير إن المستشفى سيخدم أكثر من مليون مواطن في صعيد مصر.",
        "Riassumi questo testo: La giunta ha approvato ieri il nuovo piano del traffico, che prevede zone "
            + "a 30 all'ora in tutto il centro e nuove piste ciclabili. I commercianti protestano.",
        "Streść poniższy tekst: Rada miasta przyjęła wczoraj nowy plan zagospodarowania centrum. "
            + "Przewiduje on więcej zieleni i mniej miejsc parkingowych. Mieszkańcy są podzieleni.",
        "Vat deze tekst samen: De gemeente heeft gisteren besloten om het stadspark uit te breiden. Er "
            + "komen nieuwe speeltuinen en een vijver. De kosten bedragen drie miljoen euro.",
    ]

    static let classification: [String] = [
        "Classify the sentiment: We stayed four nights and loved it. Friendly staff, spotless rooms and "
            + "the breakfast buffet was the best I have ever had. Will definitely come back!",
        "Rate this review from 1 to 5 stars: The blender stopped working after three days. It leaked from "
            + "the bottom, smelled of burnt rubber and customer service never called back. Total waste of money.",
        "Determine whether the tone of the following message is angry, sad, happy or neutral: \"I guess "
            + "nobody remembered my birthday.\"",
        "Assign one of these categories to the ticket: billing, technical, account, other.\n\nTicket: I "
            + "was charged twice this month.",
        "What genre is this book? \"A detective hunts a killer through Victorian London.\" Choose from: "
            + "mystery, romance, sci-fi.",
        "Sort these into fruits and vegetables: carrot, apple, spinach, mango",
        "Given the statement \"All tickets were sold by noon\", is it true, false or undetermined that "
            + "\"some tickets were left in the evening\"?",
        "Do these two questions mean the same thing? \"How do I learn piano?\" \"What is the best way to "
            + "learn the piano?\"",
        "Is this comment toxic? \"You are a complete idiot and nobody likes you\"",
        "Flag whether the review is fake or genuine: \"Best product ever!!!! Buy buy buy!!!\"",
        "Determine if the text is sarcastic: \"Oh great, another Monday.\"",
        "Detect the language of this text: \"Kde je nádraží?\"",
        "What is the part of speech of the word \"quickly\" in the sentence \"She ran quickly\"?",
        "Ist diese Bewertung positiv oder negativ? \"Das Essen war kalt und der Kellner unfreundlich.\"",
        "Classe ce commentaire comme positif, négatif ou neutre : « Livraison rapide, produit conforme. »",
        "Classifique o sentimento da frase: O atendimento foi péssimo.",
        "将下列新闻标题分类为体育、财经或娱乐：皇马夺得欧冠冠军",
        "Определи тональность отзыва (позитивная, негативная): Отличный магазин, быстрая доставка!",
        "Bu yorum olumlu mu olumsuz mu? \"Ürün kırık geldi.\"",
    ]

    static let translation: [String] = [
        "Translate the following sentence from German to English:\nDie Sitzung wurde auf nächsten Dienstag "
            + "verschoben.",
        "English: The committee will meet again tomorrow.\nFrench:",
        "Please provide the Russian translation for the following text: The weather will improve at the weekend.",
        "Given the following source text in English, provide the Chinese version: The new bridge opens in June.",
        "how do you say \"good luck\" in Korean",
        "What's the French word for butterfly?",
        "Can you translate my CV summary into German? \"Experienced nurse with a focus on intensive care.\"",
        "in italian please: the bill, thank you",
        "I need this in Portuguese: Your package has arrived at the office",
        "Übersetze ins Englische: Ich habe morgen keine Zeit.",
        "Traduis cette phrase en anglais : Il pleut des cordes.",
        "Traduce al francés: Me gustaría reservar una mesa para dos.",
        "Traduci in inglese: Mi piacerebbe visitare la Scozia.",
        "把下面的句子翻译成英语：我昨天去了图书馆。",
        "次の文を英語に翻訳してください：明日は雨が降るでしょう。",
        "다음 문장을 영어로 번역해줘: 나는 커피를 좋아해요.",
        "Как по-немецки будет «спасибо»?",
        "Şunu İngilizceye çevir: Yarın görüşürüz.",
        "इस वाक्य का अंग्रेज़ी में अनुवाद करो: मुझे चाय पसंद है।",
    ]

    static let chat: [String] = [
        "hi",
        "hey there! what's up",
        "who are you?",
        "are you a real person?",
        "Let's roleplay. You are a grumpy innkeeper and I'm a traveller looking for a room.",
        "You are Luna, a cheerful virtual girlfriend. Luna: hey you, missed me? User: of course! how was your day?",
        "You are a chatbot who only answers sarcastically. What's your opinion of Mondays?",
        "I'm nervous about my first day at work tomorrow, any tips?",
        "I had a terrible day, can we just talk?",
        "my cat died yesterday and i can't stop crying",
        "do you ever get tired?",
        "If you could travel anywhere, where would you go?",
        "let's play a game",
        "Salut, ça va ?",
        "¡Hola! ¿Qué tal?",
        "Ciao, come stai?",
        "こんにちは、元気ですか？",
        "Привет, как дела?",
        "Merhaba, nasılsın?",
    ]

    static let all: [(task: PromptTask, prompts: [String])] = [
        (.code, code),
        (.math, math),
        (.reasoning, reasoning),
        (.knowledge, knowledge),
        (.writing, writing),
        (.extraction, extraction),
        (.summarization, summarization),
        (.classification, classification),
        (.translation, translation),
        (.chat, chat),
    ]
}
