/// English sets of things of one kind: where one stands, another one is another matter.
extension EnglishOpposites {
    static let things = """
        man men gentleman | woman women lady
        boy boys | girl girls
        husband | wife
        boyfriend | girlfriend
        father dad daddy papa | mother mom mum mommy mama
        brother | sister
        son | daughter
        uncle | aunt
        nephew | niece
        grandfather grandpa | grandmother grandma
        parent parents | child kid children kids
        king | queen
        prince | princess
        actor | actress
        waiter | waitress
        groom | bride
        adult adults | child children teenager minor
        baby infant newborn toddler | adult
        doctor physician | nurse | patient
        plaintiff prosecutor | defendant
        victim | perpetrator
        predator | prey
        boss manager supervisor | employee subordinate worker
        leader | follower
        master | slave servant
        customer client | vendor merchant
        producer manufacturer | consumer
        creator | destroyer
        author | reader
        optimist | pessimist
        winner | loser
        hero | villain
        day | night
        sun | moon
        heaven | hell
        god | devil satan
        war | peace
        life | death
        health | disease illness
        wealth | poverty
        strength strengths | weakness weaknesses
        virtue | vice
        truth | lie
        order | chaos
        ceiling roof | floor
        sunrise | sunset
        beginning | ending
        input | output
        frontend front_end | backend back_end
        client | server
        source | destination target
        numerator | denominator
        hardware | software
        cathode | anode
        proton | neutron | electron
        acid | base
        mass | weight | volume
        height | width | length | depth
        area | perimeter | volume
        radius | diameter | circumference
        speed velocity | acceleration
        voltage | current | resistance
        latitude | longitude
        sine sin | cosine cos | tangent tan
        mean | median | mode
        integral | derivative
        vertex | edge
        row rows | column columns
        stack | queue | heap
        array | list | dictionary dict | tuple | set
        string | integer int | float | boolean bool
        encoder | decoder
        mother | stepmother
        breakfast | lunch | dinner supper
        introduction | conclusion
        head | tail
        north northern | south southern | east eastern | west western
        northeast | northwest | southeast | southwest
        ancestor | descendant
        host | parasite
        thesis | antithesis
        """

    static let choices = """
        red | orange | yellow | green | blue | purple violet | pink | brown | black | white | gray grey | gold | silver
        dog dogs puppy | cat cats kitten | horse | cow | pig | sheep | goat | chicken | duck | rabbit | mouse | rat | \
        bird | fish | snake | lion | tiger | elephant | bear | wolf | fox | monkey | frog | turtle | spider | bee \
        | ant \
        | shark | whale | dolphin | eagle | parrot | hamster | penguin | camel | giraffe | zebra | kangaroo | panda
        football soccer | basketball | baseball | tennis | cricket | hockey | golf | rugby | volleyball | badminton | \
        swimming | boxing | chess | skiing | cycling | handball | wrestling
        guitar | piano | violin | drums | flute | trumpet | saxophone | cello | harmonica | ukulele
        apple apples | banana | orange | grape | strawberry | lemon | mango | pineapple | peach | pear | cherry | melon
        beef | pork | chicken | lamb | fish | turkey | tofu | shrimp | salmon | tuna
        rice | pasta noodles | bread | potato potatoes | quinoa | oats
        coffee | tea | beer | wine | milk | juice | water | vodka | whiskey | soda
        tomato | onion | garlic | carrot | spinach | broccoli | cabbage | lettuce | cucumber | pepper
        sugar | salt | flour | butter | honey | vinegar | oil
        hydrogen | oxygen | nitrogen | carbon | helium | sodium | potassium | calcium | iron | copper | zinc \
        | silver | \
        gold | lead | aluminum aluminium | uranium | chlorine | sulfur sulphur | phosphorus | magnesium | titanium | \
        mercury | nickel | tin | lithium | neon | argon | iodine | fluorine | platinum | cobalt | silicon | boron
        mercury | venus | earth | mars | jupiter | saturn | uranus | neptune | pluto
        physics | chemistry | biology | mathematics math | history | geography | economics | psychology | philosophy | \
        sociology | law | medicine | engineering | accounting | astronomy | geology | literature | linguistics | finance
        algebra | geometry | calculus | statistics | trigonometry
        christianity christian christians | islam muslim muslims | judaism jewish jews jew | hinduism hindu hindus | \
        buddhism buddhist buddhists | atheism atheist atheists | sikhism sikh
        catholic | protestant | orthodox
        heart | lung lungs | liver | kidney kidneys | brain | stomach | skin | bone bones | muscle muscles \
        | eye eyes | \
        ear ears | nose | mouth | tooth | hand hands | foot | leg legs | arm arms | neck | knee | shoulder | back
        car | bike bicycle | motorcycle motorbike | bus | train | plane airplane flight | ship boat | truck | taxi
        laptop | desktop | tablet | phone smartphone | tv television | camera | printer | monitor | router
        house | apartment flat | condo
        bachelor bachelors undergraduate | master masters graduate | phd doctorate
        kindergarten | elementary | middle | college university
        novel | poem | essay | letter | story | song | movie film | play | article | speech
        email | letter | sms
        depression | anxiety | schizophrenia | adhd | autism | bipolar
        cancer | diabetes | asthma | flu influenza | malaria | pneumonia | aids hiv | arthritis | alzheimer
        ibuprofen | paracetamol acetaminophen | aspirin | naproxen
        viral virus | bacterial bacteria | fungal fungus
        protein | carbohydrate carbs | fat | fiber
        wood | metal | plastic | glass | paper | stone | concrete | leather | cotton | wool | silk | steel
        triangle | square | circle | rectangle | pentagon | hexagon | sphere | cube | cylinder | cone
        noun nouns | verb verbs | adjective | adverb | pronoun | preposition
        mayor | governor | senator | president | minister
        debit | credit
        checking | savings
        ira | pension
        hotel | hostel | motel
        dentist | doctor | lawyer | plumber | electrician
        mountain | river | lake | ocean sea | desert | island | volcano
        earthquake | hurricane | tornado | flood | tsunami
        king | emperor | pope
        beginner beginners novice | intermediate | advanced expert
        png | jpg jpeg | gif | svg | webp | bmp | tiff
        mp3 | wav | flac | mp4 | avi | mkv
        json | xml | yaml | csv | html | markdown | pdf | toml
        http | https | ftp | ssh | smtp | imap | tcp | udp
        get | post | delete
        """
}
