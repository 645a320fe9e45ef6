import GatewayRouting

/// More prompts written for this project, in the manner of public tests and of hasty users, with the task that people
/// would name. Drawn blindly from a larger set: some are not recognised.
enum StylePrompts {
    static let code: [String] = [
        "add type hints to this\n\ndef f(a, b=None):\n    return a if b is None else a+b",
        "what's the difference between let and const",
        "how can I make two columns the same height with tailwind",
        "write a VBA that copies sheet1 to sheet2 if cell A1 isn't empty",
        "how can i merge two dicts in one line",
    ]

    static let math: [String] = [
        "John is twice as old as Mary was when John was as old as Mary is now. Together they are 63. How "
            + "old is each?",
        "Find all functions f from the reals to the reals such that f(x+y) = f(x) + f(y).",
        "how much is a 6.5% mortgage of 400k over 30 years per month",
        "Prove that the square root of 3 is irrational.",
        "Suppose X is uniformly distributed on [0, 1]. What is the variance of X^2?",
        "How many ways are there to divide a set of 5 elements into 2 non-empty ordered subsets?",
    ]

    static let reasoning: [String] = [
        "Yesterday was April 30, 2021. What is the date tomorrow in MM/DD/YYYY?\nOptions:\n(A) "
            + "05/02/2021\n(B) 05/01/2021\n(C) 04/29/2021",
        "Would a vegetarian be happy with the menu of a typical steakhouse? Answer yes or no.",
        "Is the following sentence plausible? \"LeBron James caught the touchdown pass in the second half.\"",
        "Sarah was a much better surgeon than Maria so _ always got the easier cases.\nOption 1: "
            + "Sarah\nOption 2: Maria\nAnswer:",
        "The trophy did not fit in the brown suitcase because it was too large. What was too large?",
        "Would it be possible to fit a fully grown elephant in a garden shed?",
        "What would happen if you left an ice cube on a hot pavement?",
        "Ann put her keys on the shelf and left. Ben moved them to the drawer. Where will Ann look for her "
            + "keys first?",
        "Goal: soften hard brown sugar\nsol1: put a slice of bread in the bag\nsol2: put a slice of cheese "
            + "in the bag\nAnswer with sol1 or sol2.",
        "Could Julius Caesar have eaten a tomato?",
    ]

    static let knowledge: [String] = [
        "Do veins carry blue blood?",
        "Name the first three presidents of the fifth republic",
        "Which court case established judicial review in the United States?\nA. Marbury v. Madison\nB. Roe "
            + "v. Wade\nC. Plessy v. Ferguson\nD. Brown v. Board",
        "The sun is responsible for\nA. puppies learning new tricks\nB. children growing up and getting "
            + "old\nC. flowers wilting in a vase\nD. plants sprouting, blooming and wilting",
        "Give a brief history of the Ottoman Empire.",
        "Answer these questions:\nQ: In which city is the Uffizi Gallery?\nA:",
    ]

    static let writing: [String] = [
        "Write a villanelle about the sea",
        "Generate a Midjourney prompt for a cyberpunk street market at night",
        "500-word essay on the effects of social media on teenagers",
        "A short scene where two rivals are stuck in an elevator.",
        "Give me a list of 5 ideas for a rainy day with toddlers",
        "Put these words in a sentence: dog, frisbee, catch, throw",
    ]

    static let extraction: [String] = [
        "Context: Tesla moved to New York in 1884 and began working for Edison at the Machine Works on "
            + "Manhattan's lower east side. Question: In what year did Tesla move to New York? Answer:",
        "From this email extract the meeting time and place: Let's meet at 3 pm in room 12 on Tuesday.",
        "Extract (subject, relation, object) triples from: Steve Jobs co-founded Apple in Cupertino with "
            + "Steve Wozniak.",
        "Answer based on context:\n\nBeyonce rose to fame in the late 1990s as lead singer of Destiny's "
            + "Child. Managed by her father, the group became one of the best-selling girl groups.\n\nWho "
            + "managed the group?",
        "list the ingredients from this recipe text: Beat two eggs with sugar, fold in flour and melted "
            + "butter, add vanilla.",
        "Extract keywords from this abstract: We study graph neural networks for molecule property prediction.",
    ]

    static let summarization: [String] = [
        "Summarize in one sentence: The storm closed roads and schools across the county on Thursday.",
        "Please provide an abstract of the following report: Over the last decade the number of bee "
            + "colonies fell by a third. The authors surveyed 400 beekeepers and found that mites were the main "
            + "cause. They propose a breeding programme.",
        "Here is a conversation:\nAnna: are we still on for tonight?\nBen: sorry, stuck at work\nAnna: "
            + "tomorrow then?\nBen: sure, 8 pm\n\nBriefly, what happened?",
        "Post: My roommate borrowed my car without asking and returned it with an empty tank and a dent. "
            + "He says it was there before. I have photos that show otherwise and I want him to "
            + "pay.\nOne-sentence summary:",
        "#Person1#: Hi, I'd like to book a table for four. #Person2#: For what time? #Person1#: Seven "
            + "thirty. #Person2#: That's fine, see you then.\n\nWhat is a summary of this dialogue?",
    ]

    static let classification: [String] = [
        "Premise: Kids play soccer. Hypothesis: Kids are asleep. Entailment, contradiction or neutral?",
        "Does the following text contain a clickbait headline? \"You won't believe what this dog did next\"",
        "Suppose \"The dog ran across the yard.\" Can we infer that \"An animal moved\"? Yes, no, or maybe?",
        "Sentence 1: He went to the bank to deposit money. Sentence 2: The river bank was muddy. Is the "
            + "word \"bank\" used in the same sense in both sentences?",
        "Is this sentence grammatically acceptable? \"The book was by John written quickly.\"",
        "Do the following two sentences mean the same thing? He bought a car from her. She sold him a car.",
    ]

    static let translation: [String] = [
        "FR: Je suis fatigué. EN:",
        "Translate \"the weather is lovely today\" into Swahili.",
        "请把\"欢迎光临\"翻译成英文",
        "translate pls: je suis en retard",
        "Give the English version of: Я завтра уезжаю.",
    ]

    static let chat: [String] = [
        "can you keep me company while I cook",
        "thanks, that's all for today",
        "what's your opinion on pineapple pizza",
        "Do you prefer summer or winter?",
        "You're a wise old wizard. Greet me as I enter your tower.",
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
