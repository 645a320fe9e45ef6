extension WordList {
    /// English: verbs, task words and the turns of phrase around them.
    static let english = WordList(
        "english",
        """
        translate: translat*, localize, localise
        howSay: how do you say, how to say, how do i say, how would you say, what s the word for
        howSay: what is the word for, word for, how do you spell, what do you call in
        howSay: put this into, put that into, put it into, say this in, say that in, comment dit on, comment on dit
        howSay: como se dice, como se diz, come si dice
        intoLanguage: into english, to english, from english, in english, into the language, target en, target de
        intoLanguage: target fr, target es, target zh
        summarize: summar*, tl dr, tldr, sum up, sum it up, sum this up, sum that up, recap*, condens*, abridge
        summarize: digest, distill*, synthesize these, in a nutshell, boil down, boil this down, boil it down
        summarize: boils down, shorten, abstract for, brief overview, short version, outline of the following
        summarize: outline of the article, executive summary, meeting minutes, minutes from, sum the following
        summarize: highlights
        summarize: an abstract of, abstract of the following, abstract for this, provide an abstract
        summarize: write the abstract, one sentence summary, headline above
        summarize: overview of this, overview of the text, short overview, quick overview of this, the short version
        keyPoints: key points, key takeaways, main points, main idea, main findings, takeaways, gist
        keyPoints: most important points, key findings, main takeaway, main point, central idea, what was decided
        keyPoints: what is this article about, what s this about, what is this text about, what is it about
        keyPoints: what does this study show, what does this say, expanded news article, in a few words
        keyPoints: in layman s terms, points one should remember, concise summary, down to the essentials
        keyPoints: in a few points
        keyPoints: briefly what happened, what happened in this, what was discussed
        headline: headline, title for, a title, title of the article, news title, its title, key plot points
        classify: classif*, categor*, assign one, assign a label, assign the label, assign each, label each
        classify: label the, label this, which category, what category, best describes the following, what genre
        classify: which genre, detect if, detect whether, determine if, determine whether, decide whether
        classify: decide if, flag whether, flag if, identify whether, identify if, tag each as, say whether
        classify: tell whether, predict whether, judge whether, judge if, is this comment, is this tweet
        classify: is this review, is this message, is this email, is this sentence, is this text, is this question
        classify: which section, what is the intent, intent of the, what type of question, detect the language
        classify: what language is, which language is, active or passive, part of speech, same meaning
        classify: mean the same, paraphrases, duplicate, label best describes, into these categories
        classify: one of these categories, one of the following categories, one of the categories, into one of
        classify: into the following, which of the following categories, which topic, what topic, is it spam
        classify: descriptors, does this contain, does this tweet, does this review, does this message
        classify: does this comment, does this sentence, does the text, does this text express
        classify: is the following sentence, is the following statement, is the following message
        classify: is the following text, is the following review, is the following news, is the following question
        classify: is the following tweet, is the sentiment, is the tone, is this a piece of news, what sentiment
        classify: sentiment of, sentiment expressed, asking about, would the user recommend, would you recommend
        classify: is this product, how does the reviewer feel, how does the viewer feel, did the reviewer
        classify: given a list of categories, label as, labeled as, labelled as, identify which, sort these into
        classify: group these into, is sarcastic, is it sarcastic, is offensive, which of these are, or both
        classify: choose from the following list, asking for, best descriptor, must output, answer yes or no
        classify: output yes or no, whether it, check whether, check if, whether the, what label, which label
        classify: out of the following, newspaper section, on a scale, scale of 1, scale from 1, tell if
        classify: tell me if, detect if there, supports the claim, contains the answer, pos tag, pos tags
        classify: would be suitable, most relevant, output the index, duplicates, express the same meaning
        classify: a good answer, my rating, how would you rate, rate this, the pos
        classify: its section, topic of this, topic of the, what is the topic, uncertain, choose its, choose one of
        classify: pick one of, the correct category, appropriate label, correct label, ironic or, contain irony
        classify: urgent or, priority
        classify: in the same sense, same sense in
        classify: is this headline, is this news, is this post, is this statement, is this request, is this ticket
        classify: is this article, is this sms, to one of, one of the following labels, does the second sentence
        classify: does sentence, contradict the first, about sports
        classify: following sections, section of a newspaper, sections of a newspaper
        labelPair: positive or negative, negative or positive, positive negative, positive or neutral
        labelPair: true or false, yes or no, yes no or, entailment, contradiction, neutral, good or bad, spam or
        labelPair: or not spam, fake or genuine, real or fake, fact or opinion, subjective, objective, toxic or
        labelPair: hateful or, satisfied or dissatisfied, ham or spam, true false, yes no, relevant or
        labelPair: acceptable or, or unacceptable, or incorrect, correct or incorrect, or irrelevant
        labelPair: formal or informal, flattering or unflattering, decrease or increase
        labelNoun: label*, category, categories, sentiment, polarity, topic, genre, class, intent, intents, tone
        labelNoun: rating, stars, score
        labelNoun: topics, genres, emotions, moods, headline best
        verify: fact check, verify, is it true, is that true, true or false, valid answer, does it follow
        verify: is the claim, is the statement
        sentiment: sentiment*, positive, negative, neutral, polarity, emotion of, tone of, mood of, tonality
        entail: premise, hypothesis, entail*, can we infer, contradict*, does this imply, does this mean
        entail: paraphrase of each, sentence 1, sentence 2, question 1, question 2, sentence a, sentence b
        entail: entails, entailment
        toxic: toxic*, hate speech, offensive, spam, sarcas*, ironic, hateful, abusive, phishing, grammatically
        toxic: grammatical, ethical or, passive aggressive, acceptable
        toxic: clickbait, scam, strawman, ad hominem, propaganda, misinformation
        review: review, reviews, reviewer, customer, tweet, feedback, comment, comments, product review
        review: movie review, restaurant, utterance, ticket, star rating, 5 stars, star review
        extract: extract*, pull out, pick out, named entities, named entity, find all the, find all email
        extract: find all names, find all dates, parse, list every, list all the, list all names, list all dates
        extract: retrieve the, locate the, mentioned in, mentioned here, are mentioned, is mentioned
        extract: appear in the text, names are mentioned, highlight the, copy the, quote the sentence
        extract: into a table with columns, convert the text into a table, return a json, as json, json object
        extract: json format, in json, output json, fill in the fields, key value, action items, tag the entities
        extract: identify the entities, identify the named, identify all, who is mentioned, which companies
        extract: return the sentence, list of all, bulleted list of all, replace the placeholders
        extract: entities in, entities per, all organization, all person, all location, all organizations
        extract: all locations, triples, get all the, out of this, list the ingredients, all the ingredients
        entity: entity, entities, names, person names, people, locations, organizations, organisations, dates
        entity: phone numbers, email addresses, addresses, keywords, key phrases, keyphrases, numbers, amounts
        entity: place names, company names, country names, symptoms, skills
        field: fields, json, yaml, csv, columns, keys, key value, attributes, values, total, due date, invoice
        field: xml
        according: according to the, based on the text, based on the passage, based on the article
        according: based on the context, based on the above, based on the paragraph, based on the document
        according: based on the information, using the article, using only, from the text, from the passage
        according: from the article, from the context, from the paragraph, in the text, in the passage
        according: in the article, in the paragraph, in the context, the text says, given the passage
        according: given the following context, given a passage, given a reference, using the information
        according: from the following text, from the following article, from the following passage
        according: from the following context, from the following paragraph, use it to answer, given the paragraph
        according: within the text, inside the article, contained in, given the paragraphs, given the background
        according: from this text, from the given, in this text, in this passage, in this paragraph
        according: in this article, in this abstract, from this abstract, from this passage, from this article
        according: from this paragraph, from this meeting, from this email, from this message, from this
        according: in this mail, in the mail, in the email, from the mail, in this message, in this notice, in this report
        according: in the document, from the document, answer from the, using the text
        according: which of the following is true according, using the following, given this paragraph
        according: information above, information below, given the information, given the above
        according: the paragraphs above, paragraph above
        according: based on context, in the contract, in the posting, from the posting, as concisely as you can
        according: from the review, in the review, from the transcript, in the transcript, from the report
        passageQuestion: answer the question, answer the following question, answer the above question
        passageQuestion: answer this question, answer to the question, answer for the question, answer my question
        passageQuestion: answer correctly, answer questions about, question about the
        passageQuestion: the following question regarding, unanswerable, not answerable, no answer, can t answer
        passageQuestion: insufficient information
        passageQuestion: then answer, answer the questions, answer these questions, answer the questions below
        passageQuestion: answer the question below
        questionMaker: generate a question, generate three, generate questions, reading comprehension
        questionMaker: come up with a question, come up with a good question
        questionMaker: question that has the following answer, write a question, quiz questions about, movie plot
        questionMaker: what is the question, predict a possible question
        make: write, create, generate, compose, draft, make, give me, come up with, produce, tell me a, prepare
        make: invent, design, develop, build, brainstorm, construct, continue, put together, craft, make up
        make: help me write, write me, add, form a, suggest, turn this, turn these
        make: put these
        rewrite: rewrite, rephras*, paraphras*, proofread, reword, revise, polish, edit this, edit the
        rewrite: improve this, improve the, improve my, fix the grammar, correct the grammar, grammar errors
        rewrite: make this sound, make it sound, sound more, more professional, more formal, more concise
        rewrite: friendlier, more polite, correct this sentence, spelling errors, check the spelling, spelling and, simplify this text, make this paragraph
        rewrite: make this more, make my, better word, in your own words, gender neutral, rewrite the, correct my
        rewrite: paraphrase the
        rewrite: fix my, correct the following, grammar mistakes, spelling mistakes, sound better, passive voice
        rewrite: active voice, more casual, past tense, paraphrase
        prose: story, stories, essay, article, blog, paragraph, novel, tale, chapter, scene, biography, bio
        prose: description, dialogue, monologue, conversation between, speech, script for, screenplay, plot
        prose: opening, fairy tale, bedtime story, narrative, fiction, letter, report on, guide on, toast
        prose: obituary, fanfic*, episode, backstory, character, lesson plan, newsletter, column, memoir, recipe
        prose: survey, movie, worldbuilding, short biography
        prose: introduction over, scene, 50 words, 50 word, 100 words, 100 word, 150 words
        prose: 150 word, 200 words, 200 word, 250 words, 250 word, 300 words, 300 word, 400 words, 400 word
        prose: 500 words, 500 word, 600 words, 600 word, 700 words, 700 word, 750 words, 750 word, 800 words
        prose: 800 word, 1000 words, 1000 word, 1200 words, 1200 word, 1500 words, 1500 word, 2000 words, 2000 word
        prose: 3000 words, 3000 word, words long, a paragraph, two paragraphs, character sketch, product description
        prose: usernames, username, midjourney, prompt for, captions
        verse: poem*, haiku, limerick, sonnet, lyrics, song, rap, ballad, verse, rhyme*, ode
        verse: vivid, vivid language, poetic, evocative, lyrical, metaphor*
        verse: in the style of, atmosphere
        message: email, e mail, letter, cover letter, reply, message, invitation, resignation
        message: recommendation letter, thank you note, memo, linkedin, complaint, apology, resume, cv, card
        message: wedding speech, response to
        message: text to, short text, text message
        copy: slogan*, tagline*, caption*, ad, ads, advert*, product description, press release, marketing, seo
        copy: landing page, post, tweet, tweets, headline for, names for, name ideas, brand, pitch, copy for
        copy: hashtags, jingle, subject line, product names, instagram, facebook, youtube, video script
        copy: a name for, bakery name, quote about, motivational quote, dating profile, bio for
        sentenceNoun: a sentence, sentences, sentence with, sentence using, concepts, these words, following words
        sentenceNoun: the words, given words, keywords into, using the following facts, given facts
        sentenceNoun: following facts, facts above, from this data, from these facts, bullet points into, synonyms
        sentenceNoun: these words in, words in a sentence
        idea: ideas, brainstorm, suggestions, suggest, tips, list of, names, titles, recommendations, gift
        idea: recommend, things to do, list of questions
        plan: plan, schedule, itinerary, checklist, agenda, syllabus, menu, outline, budget, routine, curriculum
        plan: strategy, proposal
        codeVerb: implement, debug, refactor, compile, optimize, deploy, code up, coding, program that
        codeVerb: function that, function to, script that, script to, method that, write code, write a program
        codeVerb: write a function, python program, class that, app that, app in, install, configure, set up
        codeVerb: algorithm which, algorithm that, scrape
        codeStrong: algorithm*, programming, codebase, sql, regex
        codePlain: function, functions, code, codes, program, programs, script, scripts, backend, query, queries
        codePlain: table, database, server, file, files, bug, app, website, output, input, parameter*
        codeStrong: regular expression, api, apis, array, arrays, json schema, linked list, binary tree
        codeStrong: binary search, hash map, hashmap, unit test, unit tests, test cases, stack trace, compiler
        codeStrong: runtime, recursion, recursive, data structure, time complexity, leetcode, endpoint, frontend
        codeStrong: backend, github, repository, pull request, merge conflict, dockerfile, kubernetes, yaml file
        codeStrong: cron, bash, terminal, command line, one liner, docker container, html, css, javascript
        codeStrong: typescript, python, java, c++, c#, golang, kotlin, php, perl, scala, haskell, angular app
        codeStrong: angular component, in angular, angularjs, angular material, vue app
        codeStrong: django, flask, fastapi, node js, nodejs, next js, jquery, pandas, numpy, pytorch, tensorflow
        codeStrong: sklearn, spring boot, rails, laravel, unreal, sql query, mysql, postgres*, mongodb, sqlite
        codeStrong: redis, nginx, aws, terraform, ansible, git, linux, powershell, vba, excel macro, matlab
        codeStrong: arduino, opengl, cuda, selenium, beautifulsoup, webpack, npm, pip, pytest, gradle, maven
        codeStrong: cmake, makefile, flutter, android studio, xcode, firebase, graphql, websocket, oauth, jwt
        codeStrong: usecase, usememo, usecallback, usestate, useeffect, flexbox, lambda, discord bot, telegram bot
        codeStrong: chatbot in, web app, todo app, web scraper, player movement, postgres database, localhost
        codeStrong: regexp, sort algorithm, pseudocode, ide, vscode, json file, csv file, dataframe, c program
        codeStrong: css flexbox, stack for my, x86, nasm, chrome plugin, browser extension, dataset of images
        codeStrong: database schema, python code, neural network, html file, in rust, rust code, rust program
        codeStrong: rust function, learn rust, in swift, swift code, swift function, swiftui, ruby on rails
        codeStrong: in ruby, ruby script, shell script, shell command, bash shell, react component, react app
        codeStrong: react native, reactjs, in react, my react, unity c#, in unity, unity3d, apache server
        codeStrong: android fragment, assembly code, in assembly
        codeWeak: class, method, query, table, string, strings, list, integer, integers, variable, loop, object
        codeWeak: server, database, input, output, constraints, nums, node, nodes, pointer, thread, library
        codeWeak: package, module, framework, app, website, web, bot, file, files, csv, xml, software, commit
        codeWeak: branch, parameter, argument, return, returns
        codeTrouble: error, exception, bug, crash*, segfault, segmentation fault, stack trace, traceback
        codeTrouble: typeerror, nullpointerexception, undefined, not working, doesn t work, exits immediately
        codeTrouble: infinite loop, memory leak, timeout, deprecated, failed to, cannot read, syntaxerror
        codeTrouble: keyerror, fix this, what s wrong
        codeTool: explain this code, what this code does, what does this code, code review, review this code
        codeTool: the following code, this function, the given function, this class, following class
        codeTool: following function, this query, this script, bug in, my code, complete the code, add comments
        codeTool: unit tests for this
        mathVerb: solve, calculate, compute, evaluate, simplify, integrate, differentiate, factorise, factorize
        mathVerb: factor, find the value, find the sum, find the remainder, find the number, find the area
        mathVerb: find the probability, find the derivative, find the integral, find x, what is the value of
        mathVerb: express your answer, final answer, how many ways, determine the value, find all real
        mathVerb: find all integers, in simplest form, in lowest terms, boxed, what is the sum
        mathVerb: what is the product, what is the smallest, what is the largest, expand the expression, round to
        mathVerb: derive the formula
        mathVerb: round, decimal places, what is the average, what is the total, in total, how many ways
        mathVerb: what percentage, work out, figure out how much
        mathVerb: plus, minus, multiplied by, divided by, to the power of, expected number, expected value
        mathNoun: equation*, integral*, derivative*, matrix, matrices, polynomial*, triangle, probability
        mathNoun: fraction*, percent*, remainder, ratio, perimeter, area, circumference, radius, diameter, angle
        mathNoun: angles, degrees, hypotenuse, quadratic, logarithm, log, sqrt, square root, cube root, exponent
        mathNoun: prime number, primes, divisible, divisor*, multiple of, least common, greatest common, gcd, lcm
        mathNoun: modulo, mod, geometric, arithmetic, median, standard deviation, variance, normally distributed
        mathNoun: eigenvalue*, eigenvector*, determinant, slope, intercept, coordinates, real number*
        mathNoun: positive integer*, integers, complex number*, dice, die rolled, coin, permutation*, binomial
        mathNoun: theorem, function f, f x, sin, cos, tan, pi, cm, square units, cubic, volume, rectangle
        mathNoun: parallelogram, circle, sphere, cylinder, trapezoid, polygon, hexagon, decimal, numerator
        mathNoun: denominator, digit, digits, sum of, product of, interest rate, algebra, geometry, calculus
        mathNoun: trigonometry, mathematics, math, math problem, inequality, inequalities, perfect square
        mathNoun: common fraction, differential equation, group of order, cyclic, isomorphic, vector space
        mathNoun: subspace, bijection, injective, surjective, convex, the mean, infinite series, geometric series
        mathNoun: the limit, a field, finite field, arithmetic sequence, palindrome, base 10, base 2, base 6
        mathNoun: expressed in base, whole number, whole numbers, surface area, pyramid, squared, cubed, factor of
        mathNoun: multiples, even number, odd number, combinations, unit vector, dot product, cross product, eigen
        mathNoun: arrangements, distinct arrangements, frictionless, incline, original price
        prove: prove, proof, show that, prove that, by induction, demonstrate that, disprove, prove there, qed
        howMany: how many, how much, how old, how long, how far, how fast, how tall, how often, what is the total
        howMany: what percent*, what fraction, what was the total, find the total, at what, what is the cost
        howMany: what is the profit
        quantity: each, every, per, times as, twice, half, third, quarter, double, triple, total, altogether, left
        quantity: remain*, more than, less than, fewer, as many, sum, average, equally, dozen, pair, same rate
        quantity: same speed, at this rate, remaining, another, in all, two, three, four, five, six, seven, eight
        quantity: nine, ten, twenty, hundred, thousand, one third, one half, a day, a week, an hour, combined
        quantity: the rest
        wordProblem: earns, earned, earn, buys, bought, buy, sells, sold, sell, pays, paid, pay, costs, cost
        wordProblem: spends, spent, saves, saved, saving, gives, gave, eats, ate, reads, runs, drives, travels
        wordProblem: works, bakes, collects, picks, owns, shares, shared, divides, divided, weighs, needs, money
        wordProblem: price, charges, leaves, has
        unit: mph, km, kilometers, kilometres, miles, meters, metres, feet, inches, pounds, kg, grams, liters
        unit: litres, gallons, hours, minutes, days, weeks, months, years, cents, dollars, euros, pages, apples
        unit: marbles, cookies, students, tickets, eggs, machines
        unit: seconds, second, km h, km hr, hour, minute, day, week, year old, litre, liter, meter, metre, speed
        unit: yards, tons, bales, boxes, bags, bottles, packs, pieces, rupees, balls, books, boys, girls, cars
        unit: trees, flowers, rooms, rows, points, cups, teaspoons, tablespoons, ounces, pints, gallon, acres
        unit: square feet, calories, percent
        money: dollars, dollar, cents, euro, euros, pounds, usd, rupees, money, price, cost, costs, discount, tax
        money: profit, salary
        logic: logic*, deduce*, deductiv*, premises, conclusion, conclude, valid or invalid
        logic: argument valid, argument is, argument depends, reasoning, flaw in the, assumption, weakens
        logic: strengthens, weaken the, strengthen the, follows logically, fallacy, syllogism, contrapositive
        logic: all but one, must be true, could be true, cannot be true, if true, most seriously, argument
        logic: necessarily, definitely, counterexample, step by step reasoning, which statement must, what follows
        logic: can we conclude, can be concluded, truth table, deduction, inductive, consistent with, contrapos*
        logic: logically, all a are, are all, no x are, conclude that, some are
        puzzle: puzzle*, riddle*, who am i, what am i, brain teaser, knights, knaves, knave, liar, truth teller
        puzzle: tells the truth, telling the truth, is lying, are lying, lies, weighing*, balance scale
        puzzle: cross a river, cross the river, who lives, next to, to the left of, to the right of, sits between
        puzzle: leftmost, rightmost, comes next, in the middle, all labels, next in the sequence, what comes next
        puzzle: complete the pattern, analogy, odd one out, how can he do it, taller than, shorter than
        puzzle: older than, younger than, faster than, who is the tallest, who is the oldest, who owns
        puzzle: which came first, heavier, has five daughters, father s son, brothers and sisters, day is tomorrow
        puzzle: two days before, the day before, who is lying, tell the truth, truth and, always lie, always lies
        puzzle: labels are wrong, lives where, what are they, who could be, in a row, what day is, what has
        puzzle: fifth daughter, portrait, island
        puzzle: come next, should come next, how is related, related to me, what relation, how many times can
        puzzle: turn right, turn left
        infer: infer*, imply, implies, implied, implication, presuppose, most likely, most plausible, plausible
        infer: likely reason, might be, what may, what might, probably, likely to, likely, what will happen
        infer: what happens next, happen next, what could, what would happen, why might, why would, may be true
        infer: likely consequence, what will
        cause: cause of, cause, effect of, effect, as a result, because, why did, what made, reason for
        cause: consequence, result of, due to, choice 1, choice 2, what was the cause
        wouldBe: where would, what would, how would, who would, why would, where might, where could, where can
        wouldBe: what could, what might, where do you, where are you likely, where is a likely, where does one
        wouldBe: what do people, what does someone, what can you, what happens when, if you, if someone
        wouldBe: if a person, if a man, what is someone, feel afterwards, want to do
        scenario: she, he, her, his, him, they, someone, person, man, woman, friend, boy, girl, somebody, jim
        scenario: james, john, mary, bob, alice, sally, tom, sam, alex, people, child, children, kids, family
        scenario: everyone, everybody, wife, husband, guy, lady, parents, students
        relation: married to, brother of, sister of, mother of, father of, cousin, uncle, aunt, is the parent
        relation: relation between, same as
        relation: sisters, brothers, siblings, sister, brother, daughters, sons
        explain: explain, describe, tell me about, teach me, elaborate, help me understand, how does, how do
        explain: how is, how are, what are the causes, what were the main causes, what causes, discuss
        explain: outline the, introduction to, overview of, describe the, explanation
        define: define, definition of, meaning of, what does mean, what s the meaning, stand for, stands for
        define: acronym, what is a, what is an, what is the difference, what s the difference, difference between
        define: known as, synonym for, what is meant, symptoms of, side effects, advantages of, disadvantages of
        define: benefits of, pros and cons, types of, example of, examples of
        compare: compare, contrast, difference between, differences between, similarities, versus, vs, better than
        compare: pros and cons
        list: list the, list some, list three, list five, list all, name the, name three, name five, name some
        list: enumerate, give examples, give me a list, give three
        list: facts about, fun facts, three facts, five facts
        whQuestion: what, who, when, where, which, whose, whom, what s, who s
        howQuestion: how
        whyQuestion: why
        fact: capital of, president of, king of, queen of, ceo of, founder of, population of, author of
        fact: currency of, invented, discovered, founded, born in, died in, wrote, directed, starred, painted
        fact: composed, world war, world cup, olympic*, largest, tallest, longest, biggest, oldest, smallest
        fact: highest, deepest, first person, first man, first president, in which year, what year, which year
        fact: which country, which city, which river, what country, what city, which american, which british
        fact: which english, who won, who wrote, who played, who plays, who sang, who sings, who invented
        fact: who discovered, who is the, who was the, when did, when was, when is, when does
        fact: which actor, which film, which planet, which element, which team, the name of
        fact: what is the name, what was the name, album, singer, novel, tv show, tv series, episode, opera
        fact: century, empire, war, treaty, river, prime minister, emperor, novel by, nickname, famous, history of
        fact: award, prize, league, sport, football, nba, nfl, located, which season, which song, which band
        fact: which movie, home city, us state
        science: cell*, protein*, dna, rna, enzyme*, molecule*, atom*, electron*, proton*, energy, gas, acid
        science: acids, chemical*, reaction, species, organism*, plant, plants, animal, animals, bacteria
        science: bacterium, virus*, vaccine*, planet*, solar, earth, gravity, force, mass, temperature, pressure
        science: photosynthesis, mitochondria, evolution, climate, ecosystem, rock, rocks, patient, diagnosis
        science: disease, symptoms, blood, heart, brain, hormone, drug, treatment, therapy, infection, syndrome
        science: physics, chemistry, biology, quantum, wavelength, magnetic, electric*, voltage, current
        science: frequency, compound, compounds, solution, mol, oxidation, scientist*, experiment, student
        science: students, trait, weather, water
        law: contract, court, law, legal, constitution, plaintiff, defendant, statute, tort, liability, economics
        law: macroeconomics, microeconomics, monetary, inflation, market, demand, supply, gdp, philosophy
        law: psychology, sociology, policy, treaty, government, democracy, ethics, theory, religion, utilitarian*
        subject: multiple choice questions about, question about, exam, following statements
        subject: which of the following, which one of these, which one of the following, best describes
        subject: most accurate, not true, except, correct statement, is correct, is true about
        greet: hi, hello, hey, good morning, good evening, good night, good afternoon, what s up, sup, how are you
        greet: how s it going, nice to meet you, howdy, greetings, yo, bye, goodbye, see you, talk to you later
        greet: lol, haha, ok, hiya, how have you been, how was your day, hi there, hey there
        roleplay: roleplay, role play, act as, act like, pretend, you are a, you are an, you are my
        roleplay: i want you to act, let s play, be my, imagine you are, virtual girlfriend, from now on you
        roleplay: you will play, talk to me like, speak like, you play, stay in character, in character
        roleplay: i m a traveller, i ll start
        feeling: i feel, i m sad, i am sad, i m so, i m feeling, lonely, depressed, anxious, nervous, upset
        feeling: heartbroken, stressed, i m tired, i m bored, bored, can t sleep, crying, i miss, i hate my
        feeling: i love you, my boyfriend, my girlfriend, my husband, my wife, broke up, my ex, terrible day
        feeling: bad day, i m worried, i m scared, angry at me, died yesterday, cheer me up
        you: do you like, do you love, do you have, do you want, do you know, do you believe, do you ever
        you: do you think, are you, can you feel, your favorite, your favourite, your opinion, your name, your day
        you: you think about, would you rather, have you ever, what are you doing, what do you like, who made you
        you: who created you, how old are you, where are you from, if you could, you alive
        you: do you prefer, do you enjoy, do you hate, which do you, do you miss, do you dream, do you sleep
        opinion: what do you think, your thoughts, your opinion, in your opinion, do you agree, should people
        opinion: is it ok, is it okay, is it weird, is it wrong, do you think, which do you prefer, thoughts on
        opinion: am i wrong, your favorite, your favourite
        joke: tell me a joke, joke*, funny, make me laugh, pun, something interesting, fun fact, something funny
        joke: knock knock, surprise me, let s play a game, play a game
        advice: what should i, should i, any advice, any tips, give me advice, need advice, how do i deal
        advice: how do i tell, how can i tell, what can i do, what do i do, help me decide, any suggestions
        advice: recommend me, how do i get over
        selfQuestion: who are you, what can you do, are you human, are you real, are you a real, are you an ai
        selfQuestion: are you chatgpt, what is your name, what s your name, can you help me, can we talk
        selfQuestion: can we just talk, just talk, chat with me, keep me company, let s chat, let s talk
        selfQuestion: are you there, are you sentient
        selfQuestion: who am i talking, what would you do if, about yourself, would you do if you
        thanks: thanks, thank you, thx, appreciate it, you re welcome, that was helpful, great answer, good job
        thanks: well done, never mind, nevermind, sounds good, cool, awesome, i see
        passage: following text, following passage, following article, following paragraph, following document
        passage: following sentence, following story, this text, this passage, this article, this paragraph
        passage: this document, this sentence, the text below, the passage below, the article, the passage
        passage: the text above, the above text, text below, article below, passage below, the following, below
        passage: above, this email, this conversation, the conversation, this dialogue, the dialogue, transcript
        passage: this transcript, these notes, this report, this news, news story, this paper, these articles
        passage: these documents, email thread, this thread, this study, background, given paragraph
        passage: reference text, this story, the document, this essay, discussion, this review, this chat
        passage: this abstract, movie plot, bio, article, given text, a text
        answerWord: answer, a, solution, response, ans
        questionWord: question, q, questions, query, problem
        choose: choose, pick, select, which of the following, which one, which of these, correct answer
        choose: correct option, best answer, best option, most suitable, options, choices, possible answers
        choose: choose from, choose the
        options: options, choices, alternatives, choice 1, possible answers, answer choices
        please: please, can you, could you, would you, i want, i need, help me, i d like, kindly
        please: need a, need an, need some, need the, looking for a
        imperative: answer, read, consider, given, suppose, tell, identify, determine, find, complete, provide
        imperative: use, name, show, decide, rate, return, output, convert, detect, assign, flag, predict, judge
        imperative: select, match, imagine, based on, using, here is, here s, you will be given, you are given
        imperative: in this task, your task, help, please
        context: context, passage, text, article, document, paragraph, background, information, story, dialogue
        context: review, sentence, source, input, premise, facts, tweet, title, abstract, conversation, transcript
        context: email, news, plot, situation, bio, information
        constraint: at least, at most, exactly, must, without, only, except, such that, subject to, no more than
        constraint: no less than, not exceed, should, cannot, first, then, next, finally, step, steps, constraint*
        constraint: assume*, suppose, given that, provided that, unless, while, respectively, if, otherwise, both
        constraint: either, neither, constraints, requirement*, ensure, maximum, minimum, minimal, optimal
        constraint: between, including, excluding, all possible
        """
    )
}
