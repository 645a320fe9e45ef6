extension WordList {
    /// English: how a request bears on what is handed over with it, and how the answer has to look.
    static let requests = WordList(
        "requests",
        """
        seek: get the, get all, get every, grab the, pull the, pull all, give me the, tell me the, find the
        seek: find every
        seek: find each, find any, list the, list every, list each, list all, list any, return the, show the
        seek: show me the
        seek: which of the, what is the, what are the, what s the, name the, name all, identify the, identify all
        seek: note the, collect the, collect all, gather the, gather all, spot the, mark the, mark all, underline the
        seek: highlight every, count the, give the, write down the, note down, fill in the, fill out, turn into json
        seek: convert this, convert the, output the, print the, report the, return all, return every, return only the
        seek: who is, who was, when was, when is, when does, where is, where does, where was, how much does
        seek: how long is
        seek: which one, which ones, what did, what does, what was, what were, what has, what time, what date
        seek: does the text, does the author, does the article, does the writer
        extract: find every, pull all, pull the, into json, to json, as csv, into csv, to csv, return a table
        extract: as a table, into a table, list every, distinct, key value pairs, jot down the, fields number
        extract: structured data, structured form, in structured, contact details, the entities, each entity
        extract: mentioned by, that are mentioned, that appear, appearing in
        extract: quote them, copy out, verbatim, word for word from, tag the, tag each
        extract: tag all, tag every, list the names, list the dates, list the numbers, all mentions
        entity: phone number, email address, e mail addresses, order number, order numbers, tracking number, serial
        entity: number plate, deadline, deadlines, price, prices, quantity, quantities, ingredient, ingredients
        entity: owners, attendees, participants, job titles, salary, salary range, error codes, urls, links, hashtags
        entity: ip addresses, dosage, dosages, brand, model number, colour, postcode, zip, zip code, street, vendor
        entity: dates and times, time and place, date and place, allergens, requirements, experience, figures
        according: the author, the writer, the speaker, the reviewer mention, the reviewer mentions, the listed
        according: in the log, out of the log, from the log, in the recipe, from the recipe, in the list
        according: from the list
        according: in the story, in the letter, from the letter, in the notes, from the notes, in the ad, in the post
        according: in the table, from the table, in the invoice, from the invoice, in the chat, from the chat
        according: in the minutes, in these minutes, from these minutes, in this chat, in our chat, in this log
        according: in this table
        according: in the statement, in this letter, in this post, in this invoice, in the snippet, in this snippet
        according: answer only from, only from the, only with the, not stated, if it is not, is stated, as stated
        according: as described, as mentioned, the passage says, the author say, the author says, author give
        according: using only the, rely only on, with reference to the, on the basis of the
        summarize: compress, summary, summaries, summarise, summarize, synopsis, precis, brief me, boil it all down
        summarize: cut this down, cut it down, trim this, reduce this, reduce the text, reduce the following
        summarize: key message
        summarize: keep only the essentials, only the essentials, in brief, short recap, catch me up, nutshell
        summarize: what did they decide, what did they agree, what was agreed, what have they decided, the upshot
        summarize: the bottom line, the essence, main message, most important facts, most important information
        keyPoints: what it is about, what this is about, what s it about, what it s about, what it says, what is said
        keyPoints: is this saying, this study saying, what s this saying, is it saying, in simple words
        keyPoints: in plain words
        keyPoints: have in common, no time to read, don t have time to read, t have time, too long to read
        keyPoints: what happened here
        keyPoints: in a hurry, has to know, needs to know, need to know, main thrust, core message, central message
        keyPoints: key facts, key ideas, main arguments, main ideas, main conclusions, important points, common themes
        keyPoints: common theme, overall message, overall picture, briefly
        brief: in one sentence, in two sentences, in three sentences, in four sentences, in five sentences
        brief: in 1 sentence, in 2 sentences, in 3 sentences, in 4 sentences, in 5 sentences, in a sentence
        brief: in a few sentences, in one line, in two lines, in three lines, in a few lines, in one paragraph
        brief: in a paragraph, one sentence, two sentences, three sentences, one line, one liner, words max
        brief: words maximum
        brief: words or less, words or fewer, words at most, word limit, into a tweet, as a tweet, into one paragraph
        brief: to 20 words, to 25 words, to 30 words, to 40 words, to 50 words, to 60 words, to 80 words, to 100 words
        brief: in 20 words, in 25 words, in 30 words, in 40 words, in 50 words, in 60 words, in 80 words, in 100 words
        brief: under 20 words, under 30 words, under 40 words, under 50 words, under 60 words, under 100 words
        brief: at most 20 words, at most 30 words, at most 40 words, at most 50 words, at most 60 words
        brief: about fifty words, about 50 words, about 100 words, in bullet points, in three bullet points
        brief: in bullets, in three bullets, in five bullets, in five bullet points, bullet points, three bullets
        brief: as bullet points, as bullets, no more than 50 words, no more than 100 words, max 50 words
        brief: max 100 words
        verdict: reply with, respond with, answer with one, answer with a single, one word answer, single word
        verdict: exactly one of, only one of, output exactly, output one, output only, answer only with
        verdict: answer only yes
        verdict: nothing but the label, only the label, just the label, the label only, answer yes, say yes or no
        verdict: answer true, answer a or b, in one word, true or false only, yes or no only, only yes or no
        verdict: return only, return one of, choose exactly one, choose one, pick one, pick exactly one, one of these
        verdict: possible labels, possible intents, possible classes, possible categories, allowed labels
        verdict: allowed values
        verdict: options are, labels are, categories are, classes are, the options are, can wait
        classify: classif*, for each line, for each sentence, for each item, for each statement, for each comment
        classify: for each review, for each message, each animal as, each word as, each sentence as, each item as
        classify: each of them as, moderation check, moderate this, content moderation, moderation, triage, assign a
        classify: assign the, rate the, rate this, rate how, score this, score the, grade this, grade the, fits best
        classify: best fits, fit best, belongs to, belong to, belongs in, kind of text, type of text
        classify: expected answer type
        classify: answer type, does this express, is the customer
        classify: would you say the, decide which, determine the intent, determine the sentiment, determine the tone
        classify: determine the language, identify the language, detect the sentiment, detect the tone, detect sarcasm
        classify: language is this, language is the, part of speech, word class, same thing, mean the same
        classify: same meaning
        classify: contain a grammatical, contains a grammatical, grammatical error, is grammatical
        classify: grammatically correct
        classify: clickbait, more likely to have said, who is more likely, escalate or, flag it, flag this
        labelPair: formal or informal, urgent or not, or not urgent, spam or not, is it spam, fact or opinion
        labelPair: or opinion
        labelPair: true or false, yes or no, human or machine, or other, mammal or, subjective or objective
        labelPair: active or passive
        labelPair: noun or verb, noun verb or, positive negative or, or dissatisfied, or unfavourable, or unfavorable
        labelPair: for or against, agree or disagree, or neither, or mixed, sarcastic or, ironic or, or sincere
        labelPair: allow or, allow review, safe or unsafe, low medium or, low medium high, high medium low
        rewrite: my sentence, my sentences, my paragraph, my draft, my wording, my bio, my essay, my cover letter
        rewrite: sound like, less angry, less formal, less harsh, less wordy, more friendly, more natural
        rewrite: in plain english
        rewrite: plain english, easier to read, easier to understand, into a polished, polished, but keep it
        rewrite: keep it polite
        rewrite: correct the text, correct this, correct my, proofread*, edit for, tidy up this, clean up this
        rewrite: tone down
        rewrite: change the tone, make it more, make it less, make it shorter, make this less, expand on this
        make: pen a, put into a sentence, expand the following, expand this, come up, think up, dream up
        make: finish this, finish the story, continue the, continue this, plan a, plan me, help me plan, announce
        prose: into an article, an outline into, blog post, biography, story, wedding toast, eulogy, paragraph about
        sentenceNoun: use the words, using the words, use these words, with the words, words in one sentence
        sentenceNoun: containing the words, contains the words, in one sentence using
        idea: names for, five names, ten names, some names, name for my, name for a, name for the
        howSay: version of this, version of that, version of the following, version of the sentence, render this
        howSay: render the, render that, what does it say, what does that say, what does this say in, how is it said
        howSay: native speaker say, one say, you write in, would one say, equivalent of, rendering of, back translate
        howSay: put the following into, put this in, put that in, put it in, i need this in, need it in, have this in
        translate: back translat*, subtitles to, subtitle file, localis*, localiz*, anuvaad*, interpret this
        thanks: no that s not, not what i meant, that s not what, i meant, got it, makes sense, you re right
        thanks: you are right, no worries, fair enough, yes please, go on then, no thanks, thanks a lot
        thanks: much appreciated
        thanks: very helpful, really helpful, that helps, that works, you misunderstood, not what i asked, my bad
        you: how do you feel, do you remember, do you get, are you okay, are you ok, you ever, you doing, your mood
        feeling: i m happy, so happy, i m excited, i m proud, i got the job, i m exhausted, i m afraid, i m stressed
        feeling: awful day, rough day, hard day, long day, need to vent, just vent, i m lost, i m hurt, i m sick of
        feeling: had a fight, feel lonely, feeling down, feel down, feel like, i m annoyed, i m frustrated
        feeling: i m in love
        roleplay: let s pretend, let s imagine, play twenty questions, play a game, play 20 questions, you start
        roleplay: stay in character, pretend you, act as my, be my, you are captain, game master, dungeon master
        selfQuestion: talk for a while, just talk, real person, talk to me, let s talk, chat for a bit
        selfQuestion: keep me company
        advice: should i text, should i tell, should i apologi*, should i ask, should i go, should i stay
        advice: should i call
        advice: do you think i should, what would you do, let it go
        puzzle: litre jug, liter jug, gallon jug, litre bucket, litre jugs, liter jugs, gallon jugs, one torch
        puzzle: one flashlight
        puzzle: cross a bridge, cross the bridge, weighs more, weigh more, is wrong you may, every label, all labels
        puzzle: prisoners, hourglass, hourglasses, matchsticks, two doors, one guard, river crossing, fox goose
        puzzle: who did it, who is guilty, the murderer, the culprit, who committed, who stole, who is the thief
        puzzle: one fruit, one coin, counterfeit coin, heavier coin, light bulbs, light switches, three switches
        puzzle: seating, sit in a row, sits directly, sits left, sits opposite, who sits, who finishes, who is in the
        puzzle: upside down, days from now, days ago was, day will it be, day is it, complete the analogy
        puzzle: odd one out, doesn t belong, does not belong, what am i, who am i, my father s, three sons
        puzzle: fastest schedule, fewest moves, minimum number of moves, how did he, how did she, how is this possible
        puzzle: how can this be, how come he, explain the situation, what happened to him, trace the
        logic: does it follow, follow that, follows that, follow from, inference valid, valid inference, draw from
        logic: can we say, must it, must be, assumption, assumptions, argument rest, rest on, rests on, undermines
        logic: necessarily true, is this valid, consistent, contradiction between, exactly one of them
        logic: only one of them
        infer: most likely happened, likely happened, probably happened, what will he find, what will she find
        infer: where is the, where will, which is the better, better solution, where would she look
        infer: where would he look
        infer: why would someone, someone who wants to
        conditional: whenever, no one who, every time, is either, entweder, wenn es, todos los, si todos
        mathVerb: what s the probability, find x, find y, find all, find its, show that, show your work
        mathVerb: show the steps
        mathVerb: convert to a fraction, as a fraction, compounded, how many ways, what are the odds
        mathVerb: what is the chance
        mathVerb: work out the, determine all, determine the, find the maximum, find the minimum
        mathNoun: eigenvalues, determinant, lowest terms, system of equations, probability, chance, odds, interest
        mathNoun: percent
        mathNoun: integer, primes, cubes, cube, squares, perimeter, square, diagonal, average speed, compound interest
        codeStrong: flask route, http 404, http 500, returns 405, returns 404, returns 500, port is already
        codeStrong: compose up
        codeStrong: shell one, one liner, go function, go program, go routine, goroutine*, heap, b tree, mutex*
        codeStrong: semaphore*
        codeStrong: github actions, workflow file, lru cache, type annotations, type hints, css rule, unit test*
        codeStrong: list comprehension, dictionary comprehension, for loop, while loop, off by one, null pointer
        codeStrong: stack overflow
        codeStrong: merge sort, quick sort, quicksort, bubble sort, hash table, big endian, little endian
        codeStrong: race conditions
        codeStrong: event loop, callback, callbacks, middleware, rest endpoint, orm, crud, mvc, dockerfile
        codeStrong: docker image
        codeStrong: kernel module, system call, ssh into, cron job, environment variable, environment variables
        codeStrong: pip install
        codeStrong: npm install, segfault*, segmentation fault, garbage collection, compile time, build error
        codeStrong: type error
        roleplay: embrace the role, take on the role, assume the role, take the role
        roleplay: play the role, in the role of, imagine yourself, picture yourself, put yourself, pretend to be
        roleplay: suppose you are, suppose you re, imagine you re, imagine that you are, imagine being, now you are
        roleplay: if you were a, if you were an, if you were the, you are now, you re now, you re a, you re an, as my
        roleplay: introduce yourself, your daily life, be a character
        roleplay: take the part of, i will be the, you will be my, you will act, i ll be the
        make: structure, reply to, respond to the email, respond to this email, turn down, decline, refuse the
        make: outline a
        make: sketch, rank the, design a, devise, formulate, phrase a, word a, put into verse
        copy: podcast, podcast script, youtube video, video script, radio spot, talk show, voice over, trailer
        copy: landing page
        prose: formal letter, letter of recommendation, recommendation letter, shopping list, opening scene
        prose: podcast script
        seek: count how many, how many times, following information, identify, highest, lowest, link all, find, locate
        extract: following data, the following data, count how many times, following information from, all mentions of
        extract: from the presented, presented texts, from each, from these texts, from the texts, from the data
        passageQuestion: answer this, answer it, answer that, this question, following question
        classify: from the list, from a list, from this list, from the following list, from a set of, from the set
        classify: from these options, from the given list, from the given options, tell me whether, say if, state if
        classify: state whether, indicate whether, indicate if, specify whether, specify if, would be suitable
        classify: suitable or, into groups, into buckets, to the right category, the correct category
        verify: factually, factually correct, is accurate, is correct, support the claim, supports the claim
        verify: refute, refutes, refute the claim, claim below, following claim, this claim, the claim
        verdict: you can answer, your answer should be, the answer should be, possible answers are, output yes
        copy: subject line, subject for, email subject, title for this email, title for the following email
        persona: as a, as an, als, en tant que, en tant qu, como un, como una, como um, como uma, come un, come una, 作为, 作為
        persona: assuming you are, suppose you are, if you were, jako, bir, som en, 假如你是, 如果你是, もしあなたが
        addressed: would you, could you describe your, describe your, tell your, your, yourself, wurdest du, wurden sie
        addressed: deine, deinen, deinem, ihre, votre, vos, ton, tes, tu, su, sus, sua, seu, suas, seus, tuo, tua, 你会, 你的, 您
        howMany: total amount, how many times, what amount, what s the total, what is the sum, how many more
        imperative: return, converting, convert, rank, sort, arrange, replace, remove, fill, link, complete
        imperative: verify, analyze
        imperative: analyse, evaluate, examine, check, review, inspect, order, list, pick, choose, find, locate, solve
        codePlain: sort the given list, sort the list, sort this list
        toxic: bias, stereotype, toxic word, biases
        everyday: exercise, exercises, workout, hobby, hobbies, de stress
        idea: best way, best ways, ways to, things to do, things you can do, good idea, tips for, steps to
        """
    )
}
