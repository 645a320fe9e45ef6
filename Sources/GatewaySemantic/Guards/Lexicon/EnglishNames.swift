/// English names of places, peoples and languages; those of the digital world are shared by all languages.
enum EnglishNames {
    static let names = """
        usa=america=american=americans=united_states afghanistan=afghan albania=albanian
        algeria=algerian argentina=argentine=argentinian armenia=armenian australia=australian=australians
        austria=austrian azerbaijan bahamas bahrain bangladesh=bangladeshi barbados belarus=belarusian
        belgium=belgian bolivia=bolivian bosnia=bosnian botswana brazil=brazilian bulgaria=bulgarian
        cambodia=cambodian cameroon canada=canadian=canadians chile=chilean china colombia=colombian congo costa_rica
        croatia=croatian cuba=cuban cyprus czechia=czech=czech_republic denmark=danish=dane ecuador egypt=egyptian
        england estonia=estonian ethiopia=ethiopian fiji finland=finnish france georgia=georgian
        germany ghana greece guatemala haiti honduras hungary=hungarian iceland=icelandic
        india=indian=indians indonesia=indonesian iran=iranian iraq=iraqi ireland=irish israel=israeli italy
        jamaica=jamaican japan jordan kazakhstan kenya=kenyan korea=korean south_korea=south_korean
        north_korea=north_korean kuwait laos latvia lebanon=lebanese libya lithuania luxembourg macedonia madagascar
        malaysia=malaysian maldives malta mexico=mexican moldova monaco mongolia morocco=moroccan mozambique
        myanmar=burma
        nepal=nepali=nepalese netherlands=holland=dutch new_zealand nicaragua nigeria=nigerian norway=norwegian oman
        pakistan=pakistani=pakistanis palestine=palestinian panama paraguay peru=peruvian
        philippines=filipino=philippine
        poland=polish portugal qatar romania=romanian russia=russians rwanda saudi=saudi_arabia scotland=scottish
        senegal serbia=serbian singapore=singaporean slovakia=slovak slovenia=slovenian somalia=somali south_africa
        spain
        sri_lanka=sri_lankan sudan sweden=swedish switzerland=swiss syria=syrian taiwan=taiwanese tanzania
        thailand=thai tunisia turkey=turkish uae=emirates=united_arab_emirates uganda uk=britain=british=united_kingdom
        ukraine=ukrainian uruguay uzbekistan venezuela=venezuelan vietnam=vietnamese wales=welsh yemen zambia zimbabwe
        africa=african asia=asian europe=european=eu antarctica arctic australia oceania
        french german spanish italian portuguese english chinese=mandarin cantonese japanese russian arabic hindi
        bengali
        urdu tamil telugu marathi gujarati punjabi kannada malayalam latin greek hebrew persian=farsi swahili ukrainian
        dutch=flemish esperanto catalan
        london paris berlin madrid rome vienna amsterdam brussels lisbon dublin athens warsaw prague budapest moscow
        istanbul cairo tokyo kyoto osaka beijing=peking shanghai shenzhen guangzhou hong_kong taipei seoul bangkok hanoi
        jakarta manila kuala_lumpur sydney melbourne brisbane perth auckland wellington toronto vancouver montreal
        ottawa
        new_york=nyc los_angeles=la chicago houston phoenix philadelphia san_francisco=sf san_diego dallas austin boston
        seattle denver detroit atlanta miami orlando las_vegas=vegas washington=dc portland minneapolis cleveland
        pittsburgh baltimore charlotte nashville memphis milwaukee sacramento tampa oakland newark
        mumbai=bombay delhi=new_delhi bangalore=bengaluru hyderabad chennai=madras kolkata=calcutta pune ahmedabad
        jaipur
        lucknow kanpur nagpur indore bhopal patna goa kerala gujarat maharashtra rajasthan punjab bihar
        karachi lahore islamabad dhaka kathmandu colombo kabul tehran baghdad dubai doha riyadh jerusalem tel_aviv
        munich hamburg frankfurt cologne stuttgart dresden leipzig zurich geneva basel bern milan venice florence naples
        turin barcelona valencia seville lyon marseille bordeaux toulouse stockholm oslo copenhagen helsinki
        edinburgh glasgow manchester liverpool birmingham oxford cambridge lagos nairobi johannesburg cape_town
        casablanca rio sao_paulo buenos_aires lima bogota santiago caracas havana mexico_city
        alabama alaska arizona arkansas california=ca colorado connecticut delaware florida hawaii idaho illinois
        indiana
        iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
        nebraska nevada new_hampshire new_jersey new_mexico north_carolina north_dakota ohio oklahoma oregon
        pennsylvania
        rhode_island south_carolina south_dakota tennessee texas utah vermont virginia west_virginia wisconsin wyoming
        alps andes himalaya=himalayas everest kilimanjaro sahara amazonas nile danube rhine thames mississippi atlantic
        pacific mediterranean baltic caribbean
        trump=donald_trump obama=barack_obama biden=joe_biden clinton=hillary_clinton putin merkel macron modi
        einstein newton darwin shakespeare mozart beethoven bach picasso napoleon hitler stalin lenin gandhi lincoln
        messi ronaldo federer nadal beyonce madonna eminem tolkien rowling
        christmas easter halloween thanksgiving ramadan diwali hanukkah
        nasa fbi cia nato un=united_nations who_organization imf fifa nba nfl mlb nhl fda irs
        harvard stanford mit princeton yale berkeley caltech iit iim
        """
}
