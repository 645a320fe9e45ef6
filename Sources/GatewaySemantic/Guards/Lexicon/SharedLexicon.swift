/// Units, currencies and names that are written alike in all languages.
enum SharedLexicon {
    static let source = LexiconSource(
        languages: ReadingLanguage.allCases,
        marked: [("i", [])],
        units: [(Self.units, [.unit]), (Self.currencies, [.unit, .currency])],
        names: Self.names
    )

    /// Each line: the name, then the spellings.
    private static let units = """
        percent % percent pct
        kilometre km kilometer kilometers kilometre kilometres kms
        metre meter meters metre metres mtr
        centimetre cm centimeter centimeters centimetre centimetres cms
        millimetre mm millimeter millimetre
        nanometre nm nanometer
        mile miles mi
        yard yards yd
        foot ft feet
        inch inches inch
        kilogram kg kgs kilogram kilograms kilo kilos
        gram gm gms gram grams gr
        milligram mg milligram milligrams
        tonne tonne tonnes ton tons
        pound-weight lb lbs pounds
        ounce oz ounce ounces
        litre liter liters litre litres ltr
        millilitre ml milliliter millilitre
        gallon gallon gallons gal
        second sec secs second seconds
        millisecond ms millisecond milliseconds
        minute min mins minute minutes
        hour hr hrs hour hours
        day day days
        week week weeks wk wks
        month month months
        year year years yr yrs
        celsius celsius °c centigrade
        fahrenheit fahrenheit °f
        kelvin kelvin
        degree ° degree degrees
        byte byte bytes
        kilobyte kb kilobyte kilobytes kib
        megabyte mb megabyte megabytes mib
        gigabyte gb gigabyte gigabytes gib
        terabyte tb terabyte terabytes tib
        bit bit bits
        mbps mbps
        gbps gbps
        hertz hz hertz
        megahertz mhz megahertz
        gigahertz ghz gigahertz
        watt watt watts
        kilowatt kw kilowatt kilowatts
        kilowatt-hour kwh
        volt volt volts
        ampere amp amps ampere amperes
        mah mah
        joule joule joules
        calorie calorie calories kcal cal
        kmh kmh kph
        mph mph
        knot knots
        bar psi
        pixel px pixel pixels
        acre acre acres
        hectare hectare hectares ha
        """

    private static let currencies = """
        dollar $ usd dollar dollars bucks
        euro € eur euro euros
        pound £ gbp sterling
        yen ¥ jpy yen
        yuan cny rmb yuan renminbi
        rupee ₹ inr rs rupee rupees
        franc chf franc francs
        krona sek krona
        krone nok dkk krone
        ruble ₽ rub ruble rubles
        won ₩ krw
        real brl reais
        peso mxn peso pesos
        lira ₺ lira
        bitcoin btc bitcoin bitcoins
        ether ethereum
        cent ¢ cents
        """

    private static let names = """
        python java javascript=js typescript=ts c++=cpp c#=csharp golang kotlin ruby php perl scala haskell erlang
        elixir
        clojure fortran cobol matlab julia dart lua bash powershell sql mysql postgresql=postgres sqlite mongodb=mongo
        redis cassandra mariadb oracle elasticsearch kafka rabbitmq docker kubernetes=k8s terraform ansible jenkins git
        github gitlab bitbucket react angular vue svelte django flask fastapi laravel rails nodejs jquery bootstrap
        tailwind tensorflow pytorch keras numpy pandas scikit hadoop hive airflow dbt
        linux ubuntu debian fedora centos windows macos android ios unix freebsd chrome firefox safari opera
        excel powerpoint outlook photoshop illustrator gimp blender figma canva slack zoom discord telegram
        whatsapp snapchat instagram=insta facebook=fb twitter linkedin tiktok youtube=yt reddit pinterest tumblr
        quora wikipedia google microsoft apple amazon netflix spotify uber lyft airbnb tesla toyota honda bmw mercedes
        audi volkswagen=vw ford nissan hyundai porsche ferrari samsung nokia sony lg huawei xiaomi oneplus lenovo dell
        hp asus acer intel amd nvidia ibm sap adobe salesforce paypal stripe mastercard alibaba tencent baidu
        walmart costco ikea nike adidas starbucks mcdonalds cocacola pepsi disney boeing airbus lufthansa
        iphone ipad macbook airpods playstation=ps5 xbox nintendo aws azure gcp openai chatgpt gpt claude gemini
        llama mistral deepseek siri alexa bitcoin ethereum dogecoin nestle unilever siemens bosch philips
        shell_oil exxon chevron pfizer moderna bayer vscode vim emacs eclipse intellij xcode
        """
}
