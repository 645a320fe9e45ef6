extension WordList {
    /// English: premises, arguments, order, likely ends, and the small words of puzzles.
    static let conclusion = WordList(
        "conclusion",
        """
        conditional: if all, if no, all of the, none of the, some of the, every person, every student
        conditional: every employee, only one of, exactly one, at least one of, either, neither, if and only if
        conditional: therefore, thus, hence, it follows, follows that, not all, all the, no one, nobody who
        conditional: anyone who, everyone who, whoever, all employees, all members, each of them, every, unless
        conditional: no other, all cats, all dogs, all birds, can only, must be, cannot be, is not a, are not
        conditional: then it, if it, was not, is either, are either, none, not both, and not, not true, true and
        conditional: or true, and true, false and, true or, not false, or false, and false, given that
        conditional: some, all, if, then, no, only
        conditional: everyone, everybody, nobody, anybody, both, given the facts
        argument: editorial, columnist, critic, pediatrician, archaeologist*, historian, politician, consultant
        argument: advertisement, spokesperson, concludes, concluded that, conclusion, argument, arguments, argue
        argument: argues, argued, flaw, flawed, assumption, assumptions, assumed, weaken*, strengthen*, undermine*
        argument: supports, supported by, most strongly, if true, statements above, above statements
        argument: the statements, pattern of reasoning, reasoning, inferred, logically, paradox, discrepancy
        argument: apparent contradiction, main conclusion, main point of the, role played, be concluded
        argument: properly drawn, must also be true, cast doubt, justify, justifies, principle, claim above
        argument: claims, evidence, criticiz*, objection, disagree about, syllogism, valid, invalid, premises
        argument: deduc*, presuppos*, is this argument, argument sound, is this sound, does it follow that
        argument: necessarily true, correct conclusion, draw, therefore
        argument: could be the order, must be false, be an acceptable, could be true, must be true, cannot be true
        argument: which one of the following could, which one of the following must, which of the following must
        argument: can be inferred, be inferred
        order: to the left of, to the right of, left of, right of, next to, immediately after, immediately before
        order: in front of, directly behind, opposite, between, first, second, third, fourth, fifth, last, before
        order: after, ahead of, in a row, in line, seated, sit, sits, sitting, seat, seats, chair, chairs
        order: adjacent, neighbors, neighbours, taller, shorter, older, younger, bigger, smaller, heavier, lighter
        order: faster, slower, leftmost, rightmost, oldest, youngest, tallest, shortest, fits inside, fit in
        order: one after another, the order of, schedule, scheduled, arranged, floor, shelf, position, overtake*
        order: finish first, finished, swap*, trade, trades, turn left, turn right, turn around, steps
        order: starting point, forward, backward, clockwise, north of, south of, east of, west of, alphabetical*
        order: sort the, yesterday, tomorrow, day after, day before, today is, mm dd yyyy, monday, tuesday
        order: wednesday, thursday, friday, saturday, sunday
        order: facing, facing north, north, south, east, west, second from, furthest, closest to, on top of
        order: underneath, inside the
        ending: continuation, ending, endings, how does this sentence end, how does it continue, what happens next
        ending: happens next, finish the sentence, finish the following sentence, complete the sentence
        ending: complete the description, appropriate ending, likely ending, best ending, most plausible
        ending: more plausible, more likely, most sensible, more sensible, makes the most sense, makes more sense
        ending: makes sense, which solution, better solution, goal, sol1, sol2, solution 1, solution 2, option 1
        ending: option 2, choice1, choice2, ending 1, correct ending, plausible alternative, which is more
        ending: cause or effect, fill in the blank, what does the refer, refer to, refers to, the pronoun, pronoun
        ending: does the word, who does, commonsense, common sense, everyday, physical, typical person
        ending: most logical, which event, what happened first, what happened as a result, as a result
        ending: what was the cause, what is the cause, what s the cause, what is the effect, what s the effect
        ending: as a consequence, does not belong, doesn t belong, does not fit, odd one, is to, what comes next
        ending: missing number, next number, next term, next letter, what am i, what is it, who am i
        ending: how is this possible, how is that possible, what happened, why is he, why is she, why did he
        ending: why did she, how did he, how did she
        ending: sentence end, sentence refer
        modal: could a, could an, could the, could someone, could it, would a, would an, would the, would it
        modal: would someone, would they, can a, can an, might a, would most, could most, would you expect
        modal: would he, would she, could one, would one, would there, could there, is it likely, is it possible
        modal: is it more likely, would any, could any, could two, can two, would people, did the, could all
        modal: could every
        modal: could, would, might
        auxiliary: is, are, was, were, do, does, did, has, have, can, will, should, am
        numberWord: two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, twenty, thirty, forty
        numberWord: fifty, sixty, hundred, thousand, million, half, third, quarter, twice, double, triple, thrice
        numberWord: dozen, dozens, one half, one third, one fourth, one fifth, two thirds, three quarters
        numberWord: three fourths, tenth, fifth, sixth, times as, times more, once
        firstPerson: i, i m, i ve, i ll, i d, im, ive, my, me, mine, myself, we, our, us, we re, u, ur, you re
        firstPerson: you ve, your, yours, ya
        feeling: i got dumped, just got dumped, i can t stop, stop worrying, i m scared, so empty, feel so
        feeling: feeling down, can i vent, vent for, i need someone, rough day, awful today, long day
        feeling: i m exhausted, slept badly, i might fail, i failed, got fired, passed away, i can t believe
        feeling: so happy, so excited, so proud, i m excited, i m happy, i m proud, miss him, miss her
        feeling: overwhelmed, i regret, i m afraid, burnt out, burned out, hate myself, good listener, i hate when
        feeling: i hate it
        you: do u, are u, can u, what do u, you re such, you re so, you are such, you are so, did you miss
        you: have you been, good to see you, can you hear, do you dream, you remember, what s up with you
        you: you okay, are you ok, for fun, your weekend, you been up
        roleplay: pretend yourself, pretend to be, now you are, is a chatbot, is a sarcastic, be my gym
        roleplay: be my buddy, be my coach, motivate me, entertain me, twenty questions, truth or dare
        roleplay: i ve thought of something, let s pretend, you be the, take the role, assume the role
        roleplay: play the role, respond as, talk like a, in the style of a chatbot, let s do a roleplay
        roleplay: let s have a debate, debate me, argue with me, let s debate
        greet: good to see you, long time no see, morning, evening, heya, whats up, wassup, wyd, hru, how r u
        greet: how are u, how s your
        puzzle: three switches, find out which, gallon jug, jugs, only once, missing dollar, where is the missing
        puzzle: suspects, suspect, only one of them, thief
        """
    )
}
