/// English pairs: `-` must be refused, `+` must not.
enum EnglishTable {
    static let rows = """
        - How many metres are in 5 km? | How many metres are in 5 miles?
        - How do I convert kilograms to pounds? | How do I convert kilograms to ounces?
        - Set the oven to 180 degrees Celsius | Set the oven to 180 degrees Fahrenheit
        - How far can I drive with 20 liters? | How far can I drive with 20 gallons?
        - How much is $50 in euros? | How much is €50 in euros?
        - What can I buy for 100 dollars? | What can I buy for 100 pounds?
        - What happened on January 5, 2020? | What happened on January 6, 2020?
        - What happened on 5 March 1990? | What happened on 5 March 1991?
        - Is the store open on Monday? | Is the store open on Sunday?
        - What is the weather in July? | What is the weather in December?
        - What is on at 5 pm? | What is on at 5 am?
        - Does the train leave at 17:30? | Does the train leave at 17:45?
        - How do I install Python 3.10? | How do I install Python 3.1?
        - How do I upgrade to version 2.4.1? | How do I upgrade to version 2.4.2?
        - What is new in iOS 17? | What is new in iOS 16?
        - Who was the third president? | Who was the fourth president?
        - Who won World War II? | Who won World War I?
        - How do I cook for two people? | How do I cook for twelve people?
        - Is it safe to drive? | Is it not safe to drive?
        - Why is my phone charging? | Why isn't my phone charging?
        - Can I travel with a visa? | Can I travel without a visa?
        - Foods that contain gluten | Foods that never contain gluten
        - How do I enable dark mode? | How do I disable dark mode?
        - Should I buy Tesla stock? | Should I sell Tesla stock?
        - What should I eat before a run? | What should I eat after a run?
        - How can I increase my blood pressure? | How can I lower my blood pressure?
        - Sort a list in ascending order | Sort a list in descending order
        - How do I encrypt a file? | How do I decrypt a file?
        - Is this product legal? | Is this product illegal?
        - How do I install the driver? | How do I uninstall the driver?
        - How do I import data into Excel? | How do I export data into Excel?
        - How do I turn on notifications? | How do I turn off notifications?
        - Do all birds fly? | Do some birds fly?
        - Which of them are always open? | Which of them are never open?
        - What is the highest mountain in Asia? | What is the lowest mountain in Asia?
        - Which country has the most people? | Which country has the least people?
        - Is a horse faster than a dog? | Is a dog faster than a horse?
        - Translate hello from English to French | Translate hello from French to English
        - Translate good morning into Spanish | Translate good morning into Italian
        - capital of france | capital of germany
        - sort a list in python | sort a list in ruby
        - how to say thank you in japanese | how to say thank you in korean
        - Who wrote Hamlet? | Who wrote Macbeth?
        - How do I email alice@example.com? | How do I email bob@example.com?
        - Open https://example.com/a/b | Open https://example.com/a/c
        - Delete the file report.txt | Delete the file summary.txt
        - What does /etc/hosts do? | What does /etc/passwd do?
        - What does the flag --force do? | What does the flag --quiet do?
        - Explain `let x = 1` | Explain `let x = 2`
        - What does "break a leg" mean? | What does "spill the beans" mean?
        - What does getUserName do? | What does setUserName do?
        - What is user_id for? | What is group_id for?
        - When was the bridge built? | Why was the bridge built?
        - Who built the bridge? | When did they build the bridge?
        - Where do pandas live? | How long do pandas live?
        - How many people live in Rome? | Why do people live in Rome?
        - How old is she? | How old is he?
        - What is my name? | What is your name?
        - Who won the election? | Who will win the election?
        - Who defeated Napoleon? | Who was defeated by Napoleon?
        - Can cats eat dogs? | Can dogs eat cats?
        - Flights from Boston to Denver | Flights from Denver to Boston
        - Is it better to rent than to own? | Is it better to own than to rent?
        - How do I transfer money from savings to checking? | How do I transfer money from checking to savings?
        - Does my sister's friend know? | Does my friend's sister know?
        - Take two tablets daily | Take two tablets weekly
        - Is coffee good for the heart? | Is tea good for the heart?
        - What is the meeting about tomorrow? | What was the meeting about yesterday?
        - Convert 50% to a fraction | Convert 0.5% to a fraction
        - What is C++? | What is C?
        - Is it possible to be rich and not happy? | Is it possible to not be rich and happy?
        - What is 3 + 4? | What is 3 * 4?
        - Show flights in the morning | Show flights in the evening
        - Is the glass half full? | Is the glass half empty?
        - Symptoms of diabetes in men | Symptoms of diabetes in women
        + How do I reset my password? | How can I reset my password?
        + What is the capital of France? | what's the capital of france
        + How many metres are in 5 km? | How many metres are in five kilometres?
        + Is 1,000 a large number? | Is 1000 a large number?
        + What can I buy for $20? | What can I buy for 20 dollars?
        + What happened on January 5, 2020? | What happened on 5 January 2020?
        + What happened on 2020-01-05? | What happened on Jan 5th, 2020?
        + Meet me at 5:30 pm | Meet me at 17:30
        + What is the difference between a cat and a dog? | What is the difference between a dog and a cat?
        + React vs Angular | Angular vs React
        + What is the best way to learn piano? | How do I learn piano?
        + Why don't cats like water? | Why do cats not like water?
        + Can't I use my card? | Can I not use my card?
        + What is the population of the USA? | What is the population of the United States?
        + How do I buy a car? | How do I purchase a car?
        + What is the best movie? | What is the best film?
        + Who invented the word 'selfie'? | Who invented the word selfie?
        + Who won World War II? | Who won World War 2?
        + How do I delete my account? | How do I remove my account?
        + Which laptop should I buy? | Which laptop I should buy
        + What is the purpose of life? | What is life's purpose?
        + What is the best library for plotting in Python? | Which is the best library in Python for plotting?
        + How can I lose weight fast? | how do i lose weight quickly
        + Recieve an email with Outlook | Receive an email with Outlook
        + What is the colour of the sky? | What is the color of the sky?
        + How does the website work? | How does the web site work?
        + 20k salary tax | 20,000 salary tax
        + How do I do it in one week? | How do I do it in 1 week?
        + Explain photosynthesis please | Please explain photosynthesis
        + Is it true or not? | Is it true?
        + How do I improve my English? | How do you improve your English?
        + the first time I saw it | the 1st time I saw it
        """
}
