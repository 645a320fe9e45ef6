extension WordList {
    /// English: given names, and the things and doings of every day.
    static let everyday = WordList(
        "everyday",
        """
        person: aaron, abby, adam, addison, adrian, aiden, alan, albert, alex, alexander, alexis, ali, alice
        person: alicia, alison, allen, amanda, amber, amir, amy, andrea, andrew, andy, angela, anita, ann, anna
        person: anne, annie, anthony, antonio, arthur, ashley, austin, ava, bailey, barbara, becky, ben, benjamin
        person: beth, betty, billy, bob, bobby, brad, brandon, brenda, brian, brittany, bruce, bryan, caleb
        person: calvin, cameron, carl, carla, carlos, carmen, carol, caroline, carrie, casey, catherine, charles
        person: charlie, charlotte, chris, christina, christine, cindy, claire, clara, claudia, colin, connor
        person: craig, cynthia, daisy, dan, dana, daniel, danny, darrell, dave, david, deborah, debbie, dennis
        person: derek, diana, diane, diego, dick, donald, donna, doris, dorothy, doug, dylan, eddie, edward
        person: eileen, elena, eli, elizabeth, ella, ellen, emily, emma, emmanuel, eric, erica, erin, ethan
        person: eugene, eva, evelyn, fernando, fiona, fred, frank, gary, george, gerald, gina, gloria, greg, gwen
        person: hannah, harold, harry, heather, helen, henry, holly, howard, ian, irene, isaac, isabella, ivan
        person: jack, jackie, jacob, jake, james, jamie, jan, jane, janet, jason, jay, jean, jeff, jenna, jennifer
        person: jenny, jeremy, jerry, jesse, jessica, jill, jim, jimmy, joan, joann, joanna, joe, joey, john
        person: johnny, jon, jonathan, jose, joseph, josh, joshua, juan, judy, julia, julie, justin, kai, karen
        person: kate, katherine, kathy, katie, keith, kelly, ken, kendall, kenny, kevin, kim, kyle, lana, larry
        person: laura, lauren, leah, lee, lena, leo, leon, linda, lisa, liz, logan, lucas, lucy, luis, luke, lydia
        person: maria, marcia, marco, marcus, margaret, marie, marilyn, mario, martha, martin, mary, matt, matthew
        person: megan, melissa, mia, michael, michelle, mike, miguel, milena, molly, monica, morgan, nancy, nathan
        person: nick, nicole, nina, noah, nora, oliver, olivia, omar, oscar, pam, patricia, patrick, paul, paula
        person: pedro, peggy, peter, phil, philip, quinn, rachel, ralph, randy, raymond, rebecca, remy, richard
        person: rick, riley, rita, rob, robert, robin, roger, ron, ronald, rosa, roy, russell, ruth, ryan, sally
        person: sam, samantha, samuel, sandra, sandy, sara, sarah, sasha, scott, sean, sharon, sheila, shirley
        person: simon, skylar, sofia, sophia, sophie, stacy, stella, stephanie, stephen, steve, steven, stuart
        person: sue, susan, susie, tamara, tanya, tara, taylor, ted, teresa, terry, theresa, tim, timmy, timothy
        person: tina, toby, todd, tom, tommy, tony, tracy, trevor, tyler, vanessa, vera, veronica, victoria
        person: vincent, virginia, walter, wanda, wayne, wendy, zach, zoe, zhao, qian, li, zhou, fidel
        person: natalia, kayla, paco
        everyday: kitchen, bathroom, bedroom, living room, hallway, garage, backyard, closet, drawer, shelf, couch
        everyday: sofa, bed, fridge, refrigerator, oven, stove, sink, bathtub, toilet, towel, blanket, pillow
        everyday: curtain, furniture, apartment, house, home, roommate, neighbor, neighbour, landlord, office
        everyday: boss, coworker, coworkers, colleague, job, meeting, vacation, party, birthday, wedding, date
        everyday: restaurant, waiter, menu, store, mall, supermarket, grocery, groceries, shopping, cashier, money
        everyday: wallet, purse, bag, suitcase, backpack, keys, umbrella, coat, jacket, shoes, socks, shirt, dress
        everyday: hat, bus, train station, taxi, cab, car, bike, bicycle, truck, driver, driving, traffic
        everyday: gas station, parking, ticket, airport, hotel, beach, park, gym, church, theater, theatre, movie
        everyday: movies, concert, music, guitar, piano, dance, dancing, game, games, toy, toys, ball, balloon
        everyday: puppy, kitten, dog, cat, horse, horses, pet, barn, farm, fence, yard, garden, lawn, breakfast
        everyday: lunch, dinner, meal, snack, sandwich, pizza, cake, cookie, cookies, coffee, tea, beer, wine
        everyday: drunk, hungry, thirsty, tired, sleepy, sleep, asleep, awake, alarm clock, hair, haircut
        everyday: hairdresser, shower, doctor, dentist, hospital, nurse, teacher, classroom, homework, school
        everyday: friend, friends, boyfriend, girlfriend, husband, wife, mother, mom, dad, grandmother, baby, kid
        everyday: kids, child, children, crowd, stranger, thief, police, policeman, jail, fight, angry, happy, sad
        everyday: embarrassed, scared, bored, lonely, excited, upset, nervous, jealous, grateful, lie, cheat
        everyday: steal, apologize, forgive, gossip, argue, hug, kiss, laugh, cry, smile, yell, wait, waiting
        everyday: bought, borrowed, forgot, dropped, picked up, put down, put it, threw, caught, broke, spilled
        everyday: cleaned, washed, cooked, cooking, ate, eating, drink, drinking, drank, chatting, talking
        everyday: playing, watching tv, reading a book, envelope, mail, mailbox, letter box, book, bookstore
        everyday: library, newspaper, magazine, pen, pencil, desk, chair, lamp, bulb, candle, mirror, glasses
        everyday: bottle, cup, plate, bowl, spoon, fork, knife, jar, lid, box, basket, rope, hammer, nail, screw
        everyday: ladder, bucket, brush, paint, glue, tape, scissors
        everyday: door, window, floor, wall, ceiling, roof, cardboard, newspaper, foil, string, rubber band, plants
        everyday: vase, shoe, boots, carpet, mop, broom, sponge, soap, dishes, laundry, iron, zipper, button, pan
        everyday: pot, kettle, toaster, microwave, freezer, sugar, salt, flour, bread, butter, cheese, apple, apples
        everyday: banana, tomato, juice, milk, tree house, bench, sidewalk, curb, street, corner, bridge, elevator
        everyday: stairs
        infer: want to do next, need to do before, feel afterwards, feel as a result, describe as a person
        infer: what will happen to, what does want, what will want, do this, happen to others, others feel
        infer: what may happen, what may be, may have, might have happened, possible that, what is possibly
        infer: what is probably, probably true
        infer: most likely explanation, likely explanation, what do you think happened
        infer: do next, should do next, most likely do, most likely feel, will find, look for first, look first
        """
    )
}
