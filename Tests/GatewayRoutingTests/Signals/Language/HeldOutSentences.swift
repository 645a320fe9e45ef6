/// Sentences of the given sample that no committed model was trained on; see `LanguageTrainer.isHeldOut`.
enum HeldOutSentences {
    static let rows = """
        af|Drie van die vier dramatekste in vanjaar se finaal was die pennevrug van senior studente.
        af|Hy het begin dink dat sy krag sy eie was, dat dit hy was wat al hierdie kragtoertjies reggekry het.
        af|As ek val, wreek my.
        af|Indien chirurgie aangedui is, word die tendon geheg aan die humerus (tenodese).
        af|Bybelkennis- eksamens en projekte word jaarliks om die beurt aan deel geneem.
        ar|كسبان هي بطاقة صيانة مسبقة الدفع،
        ar|في تدوينات قادمة إن شاء الله سأقوم بمزيد من التحليل لمؤشر الأسعار الأسبوعي لمدينة الرياض.
        ar|وإعتمدت محضر إجتماعها العادي العاشر للعام الحالي.
        ar|التعليم الثانوي ليس إلزاميـًا، مع أن 95% من المراهقين يواصلون التعليم الثانوي بعد إكمال تعليمهم الإلزامي.
        ar|اکثر من 51 مرکز هاتفی کلها تابعة لمنظمة التاهيل تقوم بالنشاطات الاستشارية فی ارجاء البلد.
        az|Bertselius, Con Dalton və Antuan Lavuazye müasir kimyanın atası hesab olunurlar.
        az|Aprel ayında 3-4 ağ yumurta qoyur.
        az|Rayonun mərkəzi XVI əsrdə salınmış, 1900-cu ildən şəhər statusu daşıyan Ağdaş şəhəridir.
        az|Həyatı Saruhan Hünәl 7 yanvar 1970-ci ildə Türkiyənin İstanbul şəhərində anadan olub.
        az|Qəbilə, turistlərə müəyyən bir ödənişlə kəndlərini gəzdirir.
        be|Мікалай прыйшоў на ўказанае месца, а там яго чакалі кулацкія сынкі.
        be|І ўдакладняе: «У Беларусі, ну эта…».
        be|Дзяржава складаецца з ланцуга 20 атолаў, і складаецца з 1192 каралавых астраўкоў.
        be|Толькі долевы ўдзел магчымы — тыя, хто стаіць на ўліку, за ўласныя сродкі каб будавалі.
        be|А вось лясгас прапанаваў у якасці тавару …дровы.
        bg|Дефицитът бе намален от 7,8 процента от БВП през 2004г. на очакваните 2,4 процента тази година.
        bg|Като резултат пациентите плащат все повече от джоба си, обясни Денев.
        bg|Въпросът стои на дневен ред, макар да не е финализиран, обявиха от MOL.
        bg|Започва и строежът на голем спортно-развлекателен комплекс.
        bg|За разлика от предходни срещи стабилно се представи и разпределителят Андрей Жеков.
        bn|ইমন এবং সম্রাট ভাই নতুন অবস্থায় আমার সঙ্গে জুটি বেঁধে সফল হয়েছে।
        bn|এখন আমি যদি বলি আপনার সংযোগটি ছাড়াই আপনার এই সকল তথ্য আপনি জানতে পারবেন।
        bn|নৌকায় চড়ার আগে কিন্তু বেশি করে শুকনা খাবার এবং পানি নিতে ভুলবেন না।
        bn|এ থেকে সহজেই বোয়ালের পুরুষ ও স্ত্রী মাছ শনাক্ত করা যায়।
        bn|দেশটিকে সমর্থন দিলে যে সুবিধাটুকু পাওয়া যেত তা থেকে পুরোটাই বঞ্চিত হল বাংলাদেশ।
        bs|Praia je najveći grad i komercijalni i turistički centar.
        bs|Umjesto različitih i spornih solucija, preovladava definicija koja je najviše prihvaćena.
        bs|Ova navika često uznemiri akvariste koji nemaju iskustva sa ribom.
        bs|Najveći prečnik je 1,80 (175 hiljada sg) a najmanji 1,6 uglovnih minuta (156 hiljada sg).
        bs|Beograd i manji dio Valakije Turska je ponovo dobila Beogradskim mirom iz 1739. godine.
        ca|No es podia treure del cap la imatge del fax.
        ca|Calle del Camí Fondo Freixa i Sans; almacén (Instituto Industrial).
        ca|Tölzer Knabenchor.
        ca|Actualment està implementat per al diari Avui i per a El País.
        ca|En pocs mesos aquests dos nous serveis s&rsquo;han convertit en els més visitats del web.
        cs|Mikroregulátor vybavený pro nastavení rychlosti, gravitačního pole, rotoru, času a teploty (2K15).
        cs|Musí na ty prachy tvrdě makat!
        cs|Špatná sice není ani Anna Marek, ale co si budeme povídat, Victoria je Victoria.
        cs|Doporučuji Vám proto navątívit Poradnu pro mezilidské vztahy nebo Manľelskou a rodinnou poradnu.
        cs|Teď se ale cítím naprosto skvěle a jsem rád, že se mi to podařilo a nezklamal jsem diváky.
        cy|Mae llain 60 km ei lled o diriogaeth y DRC yn gwahanu Cabinda o brif dir Angola.
        cy|Mae hanes perchnogaeth a rheolaeth y ffatri yn gymhleth.
        cy|Ni wyddys llawer o gwbl am fywyd y bardd.
        cy|Mae'r gwalch bychan yn perthyn i deulu'r Eryr (Lladin: Accipitridae).
        cy|Talfyrir yr enw Lladin yn aml yn A. furcatus, sef enw'r rhywogaeth.
        da|Medvirkende i denne film er Jade Laroche : Spillelængde 90 min.
        da|Det er muligt, at vi i fremtiden eller i parlamentet vil samarbejde.
        da|De andre stod her da vi flyttede ind.
        da|Det en risiko man som ejer af en virksomhed skal kende.
        da|De har ofte øjne på vingerne og står med hænderne i bedestilling.
        de|Der Umtausch von Karten ist für den Kunden kostenlos.
        de|Kochclubs können für Ihre Mitglieder Preisvorteile nutzen.
        de|Fick mich jetzt!
        de|Heißt dies, in der Medizin zum Beispiel, an der Universität auch die Komplementärmedizin zuzulassen?
        de|Dort befinden sich ein paar leckere Bonbons - greifen Sie sich diese.
        el|Από το βιβλίο «Οικογενειακή ζωή» Λόγοι Δ Αποστολή με μήνυμα ηλεκτρονικού ταχυδρομείου BlogThis!
        el|Τον σκέφτομαι αγκαλιά με κάποια καλλονή, να γελάνε μαζί με το μήνυμά μου.
        el|Ο ΠΑΟΚ για παράδειγμα υπολογίζει ότι το συμβόλαιο του Κατσούρ δεν του στοίχισε 600 χιλιάρικα, αλλά 400..
        el|Ο ιερέας υπηρετούσε στην ελληνορθόδοξη εκκλησία του προφήτη Ηλία στην Καλιφόρνια.
        el|Αμέσως έκανα το σταυρό μου, έκανα προσευχή για τη μητέρα μου και έβαλα ένα τάμα.
        en|Great site I must tell you!
        en|International Union of Geological Sciences (IUGS)
        en|New York Public Library: Books for the Teenage (2002)
        en|Jesus' only claim, significantly, was to be Son of Man.
        en|International Trade Centre UNCTAD/WTO (ITC)
        eo|La dua variacio de la biblio aperis komence de la 15-a jc.
        eo|Pro ŝirita jako devos li plu penti.
        eo|Infekto kiu ne produktas klinike evidentan kripliĝon de normala funkciado ne estas konsiderata malsano.
        eo|Ŝi decidis disiĝi de mi tuj.
        eo|La ekzemplojn, kiujn ni uzis, ni ne mem elpensis, sed prenis el la ekzistanta literaturo.
        es|Error, por otra parte, que ha derivado en un Partido totalmente desaliado.
        es|Un buen motivo para la memoria.
        es|Lo ha dicho la ONU, el FMI, el BCE, y la CE, el gobierno, la oposicin, los votantes y los no votantes.
        es|Con la llegada de la universidad hace ya mucho, la ciudad empez a tener bares y pubs por todas pa..
        es|Si esto pasara cada cinco minutos perderas 18.000 a la hora y tendras 360.000 en caja.
        et|Esimesel päeval läbitakse kolm ringi.
        et|Kui nad need koormad urtsikusse tassinud, tõiwad nad weel teised ja kolmandad.
        et|Üha tähtsamaks saab millist väetist kasutada.
        et|Müügi põhjus -kogub tolmu lihtsalt, kuna põhi pildistamiseriistaks on saandus dslr kaamera.
        et|Kes poleks kogenud tinnitust ehk tinistamist kõrvades, olgu vähem või rohkem.
        eu|Montefeltro familiaren armarria.
        eu|Floyon Frantziako udalerria da, Nord departamenduan dagoena, Hauts-de-France eskualdean.
        eu|Azken batean, Euskal Herriak hitza eta erabakia izan behar ditu.
        eu|Iparraldeko Lautada Handiko hiri nagusia eta herrialdeko bigarren handiena da.
        eu|Diploglossus maculatus Diploglossus generoko animalia da.
        fa|هرچه به اجزای بیشتری از سندرم متابولیک مبتلا باشید، به میزان بیشتری سلامتی شما در معرض خطر است.
        fa|اذان را در شور و شهناز و حجاز ابوعطا هم می‌خوانند.
        fa|اچ‌دی ۱۵۵۳۴۱ یک ستاره است که در صورت فلکی آتشدان قرار دارد.
        fa|پاپ آرت با فشار وارد مطبوعات و اعلانات شد.
        fi|Lintudirektiivi kieltää yksiselitteisesti lintujen metsästämisen niiden muutto- ja pesimisaikoina.
        fi|Venäjällä on öljyn tuotantopotentiaalia huomattavasti enemmän kuin vientikanavia.
        fi|Komponenttien toteutusvaiheessa suunnitellaan ja toteutetaan komponenttien sisäinen rakenne.
        fi|Yksikkömme palvelut perustuvat atk -ohjelmistojen ja -laitteiden tehokkaaseen käyttöön.
        fi|Kehittää ohjattua toimintaa kylän lapsille ja nuorille arki-iltapäiviksi.
        fr|Ce sont les coloristes.
        fr|Pour tout renseignement vous pouvez contacter : Emmanuel Hallouin, ou Emmanuel Riboulet-Deyris.
        fr|Institut des sciences nucléaires, Grenoble.
        fr|En pratique : mélanger vigoureusement la solution d'acides nucléiques à une phase non miscible.
        fr|Il portait des sandales noires. - Approche et enlèves moi les sandales...
        ga|Mar sin d'fhéadfadh an lucht féachana dhá thaobh an pháipéir a fheiceáil.
        ga|Is féidir an teocht sin a chomhaireamh, más eol dúinn eantrópacht an dúphoill.
        ga|Tá trastomhas níos lú ná 917 km aige.
        ga|Bhris sí a glúin ar an phríomhlíne den iarnród Baikal Amur di.
        ga|Rayleigh Is baile suite in Essex é Rayleigh.
        gu|ચીખલી ગામમાં ખાસ કરીને આદિવાસી લોકો વસે છે.
        gu|૨૦૦૧માં લીનીયર નામના વૈજ્ઞાનીકે તેની ફરી શોધ કરી હતી.
        gu|બંને તેમની કારકિર્દીની શરુઆતમાં હેલિકોપ્ટર ઉડાડતા હતા.
        gu|જેમાં યુઝરને પોર્ટુગિઝ ભાષાની લીંક સાથે વધારાના ફોટો આપવાની ઓફર કરાતી હતી.
        gu|બાલી ઇંડોનેશિયાનો એક દ્વીપ પ્રાન્ત છે.
        he|בשנת 1982 חתמו קרגווקס וצ'יינה איירליינס על הסכם שיתוף פעולה.
        he|הקבר סמוך לבית הכנסת נמצא הקבר של מונטיפיורי ואשתו יהודית.
        he|לאחר שהאזין למיקס סופי של האלבום, מוריסי אמר לפורטר וטרוויס שהאלבום לא מספיק טוב.
        he|בשנת 1963 הצטרפה לסגל האוניברסיטה העברית שם לימדה עד מותה.
        he|דום הצטרף לקרן העתיד של ריד ריצ'רדס, בתקווה שריצ'רדס יחזיר לו את האינטלקט שאבד.
        hi|मोना टॉकिज अब मल्टीप्लेकस बन गया है।
        hi|लेकिन ऐसा नहीं है ।
        hi|इसी तरह वाष्प भी ।
        hi|इसीलिए तो बुद्धि इतना तर्क —वितर्क करती है।
        hi|वेबसाइट दावा करती हैं कि वे हाईप्रोफाइल महिलाओं को सेक्स के लिए लड़के उपलब्ध कराती हैं।
        hr|Bio je brži od svih.
        hr|Uz ostalo, oni uživaju u blagodatima domaće kuhinje i odličnoj vinskoj kapljici.
        hr|Od srpnja 2007 godine radi kao agent na CARNetovom Helpdesku u Odjelu podrške korisnicima.
        hr|To je uobičajeno u slučajevima povećane prostate ili oslabjelih mišića dna zdjelice.
        hr|Sva teološka istraživanja nisu bila od pomoći.
        hu|Ennek következtében a tábori programok és minden tevékenység két nyelven folyik.
        hu|A bérmálás a keresztségre épül, ahogyan a növekedés a születésre - mondja Aquinói Szent Tamás.
        hu|Így a tisztán mezőgazdasági vállalkozók elitstátusa kérdéses.
        hu|Szombatonként tehát ami egész héten.
        hu|MI) részvételi díjat kapott, a fizika versenyen Nemes Kinga (XI.
        hy|Մասնագետները վստահ են, որ “արտույտներն” ապրում են ավելի երկար, քան “բվերը”։
        hy|Լանգլուա կամուրջը Վան Գոգի նամակը Էմիլ Բերնարին.
        hy|Այնպես որ, գեղեցիկ կուծք ունենալու համար այնքան էլ պարտադիր չէ կրծկալ կրել։
        hy|Ստեփանակերտի օդանավակայանը չի շահագործվում միջազգային կառույցների կողմից եղած ճնշումների պատճառով.
        hy|Հղումներն ակտիվ են աշխատում նաև Հայբիզնեսբանկի և Անելիքբանկի համար (ավելի քան 33 %)։
        id|Jika ia berada bersama kita. maka ia akan dapat mengembangkan ilmunya.
        id|Lalu, saya minta izin untuk mengambil peralatan saya di rumah yang sedang direnovasi.
        id|Untuk sementara kita belum dapat berbuat apa-apa.
        id|Sebuah panel yang dihias dengan fabrik dari SSF Curtain menjadi wall deko pada headboard katil.
        id|Program ini hanya dibatasi untuk Warga Negara Indonesia.
        is|Útstreymi köfnunarefnisoxíða, kolmónoxíðs og rokgjarnra lífrænna efna hefur minnkað á sama tímabili.
        is|Hætta að vakta Já það er miklu heiðarlegra en annað.
        is|Verðmat á manneskjunni hefur verið á uppleið, að ég held, með vaxandi jöfnuði í samfélaginu.
        is|Kom jafnframt fram það álit stefnda að ákvörðunin væri betri kostur en uppsagnir starfsmanna.
        is|Nýútkomin plata þeirra, My Head is an Animal er líka frábær.
        it|Chiodi Biancocasa venderà fino a marzo asciugamani, accappatoi e trapunte con prezzi ribassati del 67%.
        it|La palla passa a Torino dove rispondono: Forse sono agenti territoriali.
        it|Semplici e sobrie soluzioni tecniche nella messa in scena restit..
        it|C’è un ultimo elemento che Unione per la Repubblica mette in evidenza.
        ja|ときに、ピストンき込みが1日1回でなく、普通り切りで脱毛したい女が多いからだということを、週1ぐらいであって出会してます。
        ja|対応屋根修理とひとくちにいっても、このを見れば、費用修理が30坪できます。
        ja|ですが、医学は常に連絡先しているので、コンいにあわててしなくて済むように、ようやく西島秀俊を疑い始めた綾瀬はるか。
        ja|時には泣いたり、大笑いしたり、走ったり転んだりしながらの約１０年を過ごしたところで、出版社の方からお声かけいただき、本を出版する機会に恵まれました。
        ja|契約から26ヶ月目以降は「長期利用割引」が適用されるようになり、基本料金が1,000円割引される。
        ka|მიუხედავად სახელწოდებისა, ბანანს თითქმის არ ჭამენ.
        ka|და მართლაც გუნდი გავიდა ფინალში სადაც იგი დოქტორ ჯეის ფილადელფიას დაუპირისპირდა..
        ka|1922 წელს ბრუკლინში პირველი ამერიკული შეჯიბრებაც გაიმართა ფრენბურთში.
        ka|თუმცა, განცხადებას ზოგიერთი ასტრონომი სკეპტიციზმით შეხვდა.
        ka|იქ მე და ჯონს არაერთი სასიამოვნო დღე გაგვიტარებია.
        kk|Азимут нұсқарының бағыты бойынша 0°-тан 360-қа дейін есептеледі.
        kk|Алып жатқан жер аумағы 30,94 км² шамасында.
        kk|Дулыңалар жасалуына қарай бірнеше түрге бөлінген.
        kk|Құрмет белгісі орденімен және бірнеше медальдармен марапталған.
        ko|컵에 담고 예쁘게 장식한다
        ko|» 분양값 상한제 주택 재당첨 금지 기간
        ko|재능대학 사진과 박재건 교수가 사진 작품을 감수했다.
        ko|이들은 히로뽕을 나프탈렌처럼 만들어 반입했다.
        ko|이 후보는 이날 2008년부터 2010년까지 3년간 수도권 지역에 환매조건부 아파트를 32만호 공급하겠다며 시세의 반값 정도에 주택을 공급할 수 있다고 강조했다.
        la|Pax Teschensis (signata die 16 Maii 1779).
        la|Alia fabula eum fuisse mercennarium Etruscum Mastarnam nominatum induxit, qui in Caelio insidit.
        la|Significatio principalis huius nominis Graeci est veru ( ), quo veteres pro pecunia utebantur.
        la|Collocatio adiectivorum emphasei quoque conducunt.
        la|Mater etenim, fidem novam mariti sui Raedwaldi spernens, paganis moribus pertinax substitit.
        lg|Abakyala balina empulirizo ezimu ezifaanagana n’ezabasajja.
        lg|ABAKULEMBEZE b’abasuubuzi mu St.
        lg|Abalala abali ku lukalala bava Nigeria, South Africa, Ghana, Kenya wamu ne Cameroon.
        lg|4Yasooka n’ebbulwa mu linnya ly’eyali omubaka wa Paapa mu kiseera ekyo Sergio Cardinal Pignedoli.
        lg|5 Waliwo abazimba n’okulumiziba ebigere, engalo.
        lt|Be kategorijos Gražus ir sveikas žmogus, Sveikata Man prieš kelias dienas buvo atliktas apipjaustymas.
        lt|Tad primygtinai kviečiame kiekvieną įsijungti į pasiruošimo grupę savo parapijoje ar mieste.
        lt|Jis sudaro išsamų klausimyną su atsakymų variantais.
        lt|Matosi, kad fotografuota be stovo ir negalvota apie horizontalumą ar vertikalumą.
        lt|Artimuosiuose Rytuose ir Afrikoje greitai paruošiamų makaronų suvartojimas taip pat turėtų didėti.
        lv|Ar to tad arī sāc.
        lv|‹ PEGASUS GROUP Uzzini, kura no Laima garšām esi tu un laimē biļetes uz Positivus sev un saviem draugiem!
        lv|Bite palaida Lietuvā 4G+ pakalpojumu vairākās lielpilsētās.
        lv|Vai viņam var būt iedzēlis kāds kukainis?
        lv|Ar jaukām dziesmiņām mūs iepriecināja Skultes sākumskolas pirmsskolas bērnu ansamblis.
        mi|Hei tāna me whai tautoko ā kanohi te hunga Māori e raru ana.
        mi|Kei ia ngohi i riro mā tētahi Meiha hei whakahaere.
        mi|Ko te nuinga, kei ngā takiwā āhua mahana o te ao, kei ngā wāhi teitei rānei o ngā whenua pārūrū.
        mi|Ka tae atu te tohunga nei ki te kura, i muri tata tonu i te whakatuwheratanga o te hōro.
        mi|Kei hea tētahi mea he āhua rearua ake te kītanga i te kītanga o te kapu?
        mk|Пред околу 10 000 години балканската дивокоза се одделила од алпскиот подвид.
        mk|Околни планини се Грамошта (Грамос) на север, Камила (Тимфи) на југ и Пинд на југ и исток.
        mk|Главната рекреација на Швајцер додека беше во Ламбарена била изведбата на Баховата музика.
        mk|Потоа светлината минува низ главната течност во окото или стаклестото тело, и пристигнува до мрежницата.
        mn|Ерөнхий сайд маань яг үнэндээ УИХ-д сонгогдож чадаагүй юм билээ.
        mn|Томын эцгийн суудаг байшин нь ховдогчуудын гудамжны нэг өмхий мухарт оршино.
        mn|Ямар шугамаар энэ сургуульд орсон юм бэ?
        mn|Шударга үгтэй зарчимч хүн байсан болоод олон хүнийг айлгадаг байсан биз.
        mn|Тэд анхны хувийн зардлын оюутнууд, САА дахь сүүлчийн Оюутны намрыг үдсэн.
        mr|त्या वेळी समितीविषयी मला काहीच ठाऊक नव्हते.
        mr|नीव्हा नदीच्या पुरामुळे शहराची हानी होते.
        mr|ना जानार बोलली तं त्यांचा दम.
        mr|त्यामुळे रुग्णालयात तणावाचे वातावरण… बळजबरीने घरात घूसून एका तरुणीवर बलात्कार केल्याची घटना घडली.
        mr|ज्या प्रकाराने रुग्णाला बरे वाटते, त्या प्रकाराने मर्दन करावे.
        ms|Dan juga Salam Sejahtera bagi kita semua!
        ms|Karat04 alhamdulillah bisa mengunjungi Sobat!
        nb|Dei møtt Ølen 2 i sin andre kamp for dagen.
        nb|Kommunen har etter regnskapet for 2000 et akkumulert underskudd på ca. 13,5 mill. kroner.
        nb|Kartene er skannet av offisielle norske kart og er meget nøyaktige.
        nb|Vi fokuserer veldig på lokalmiljøet, og ønsker derfor å spre lokal matglede ut til alle våre kunder.
        nb|Du må prøve yrkestesten og karrieretesten.
        nl|Oxyprora acanthoceras is een rechtvleugelig insect uit de familie sabelsprinkhanen (Tettigoniidae).
        nl|Het antwoord ontbreekt vooralsnog.
        nl|Op oudejaarsavond en op nieuwjaarsdag waren ze ook op Canvas te zien.
        nl|Hij besluit uiteindelijk om Lennie te vermoorden, aangezien hij Curly's vrouw heeft gedood.
        nl|Ook kreeg de machine treeplanken.
        nn|Han var forplikta til å ta vare på munkane, men klosterfolket forsvinn i denne tida ut av kjeldene.
        nn|Ein kan leggja mykje sjel i eit peparkakehus.
        nn|Ein «støvkvervel» (eller «dust devil») er ei roterande luftsøyle.
        nn|Provinsen blei ofte bomba, og i 1969 var nesten alle heimar i provinsen øydelagde eller skadde.
        nn|Aymaraer var òg rådgjevarar under bygginga av sivbåten «Tigris» sju år seinare.
        pa|ਹੰਸ 'ਚ ਇੱਕ ਸ਼੍ਰੇਣੀ ਹੈ ਜਿਸ ਨੂੰ ਰਾਜ ਹੰਸ ਉਪਾਧੀ ਹੈ।
        pa|ਐਚ. 10' ਪ੍ਰੋਡਿਊਸ ਕਰ ਰਹੀ ਹੈ।
        pa|ਮ੍ਰਿਤਕ ਬੱਚੇ ਦੇ ਪਰਿਵਾਰ ਮੈਂਬਰਾਂ ਨੇ ਇਨਸਾਫ ਦੀ ਗੁਹਾਰ ਲਗਾਈ ਹੈ।
        pa|ਸ਼੍ਰੀ ਪ੍ਰੇਮ ਕਾਹਲੋਂ ਸਹਾਇਕ ਪ੍ਰੋਗਰਾਮ ਕੋਆਰਡੀਨੇਟਰ ਵੱਲੋਂ ਇਸ ਪ੍ਰੋਗਰਾਮ ਨੂੰ ਆਯੋਜਿਤ ਕਰਨ ਸਬੰਧੀ ਜਾਣਕਾਰੀ ਦਿੱਤੀ ਗਈ।
        pa|ਗੁਲਜ਼ਾਰ ਵੱਲੋਂ ਸੰਜੀਵ ਕੁਮਾਰ ਨਾਲ ਬਣਾਈ ਗਈ ਫ਼ਿਲਮ ‘ਆਂਧੀ’ ਨੂੰ ਵੱਡੇ ਵਿਰੋਧ ਦਾ ਸਾਹਮਣਾ ਕਰਨਾ ਪਿਆ ਸੀ।
        pl|W 2005 roku Lustiger przeszedł na emeryturę.
        pl|Tylko mniej niż jedna trzecia zwolnionych z zamykanych fabryk znajduje potem równie dobrze płatną pracę.
        pl|Tę zmianę wprowadzili radni na ostatniej sesji Rady Miasta.
        pl|Okazało się, że światła uszkodzili wandale.
        pl|W I półroczu wzrosła ona o 0,8 proc. do poziomu 132,5 tys. egzemplarzy.
        pt|Ambiente fantástico no estádio, com sol e temperatura a condizer.
        pt|Sanches na Calheta… havia quatro anos… havia uma enchente de gente na Assomada.
        pt|Sem esquecer o grande Toy.
        pt|O Brasil investe, igualmente, na área do algodão e na produção de antirretrovirais.
        pt|Conquistam através do beijo, como se se quisessem apoderar subtilmente da outra pessoa.
        ro|Ma refer la cadouri mai speciale, care le-ar aprecia doar o viitoare mireasa/ mire?
        ro|Mai multe informatii le puteti gasi la ECDL Romania www.ecdl.org.ro.
        ro|Toate datele sunt confiden?
        ro|În cadrul lucrarilor congresului s-au prezentat 35 de comunicari.
        ro|Din cei 16 medici ai clinicii 15 au efectuat stagii de perfectionare în strainatate.
        ru|Есть слово упрямое - цель.
        ru|Поэтому мне тоже кажется адо разделяться.
        ru|Но у меня создалось впечатление что Чечня оккупировала Россию, а не Россия Чечню.
        ru|Неужели это так важно?
        ru|Решили им отдать, а они стали отказываться, нет говорят нам тоже лень.
        sk|Nie je známe či pôžičku potreboval na založenie tlačiarne alebo iba na jej chod.
        sk|Hlávková kapusta patrí u nás medzi najviac pestovanú a konzumovanú zeleninu.
        sk|PIEŠŤANY Obvineniam z podvodu čelí 28-ročný muž z Veľkého Orvišťa v okrese Piešťany.
        sk|Ľudia sú z toho svinstva už znechutení a túžia po očistnej zmene vo vedení štátu.
        sk|Potom si budete viac vážiť to, k čomu sa dopracujete.
        sl|Ali si želiš delat na delovnem mestu, kjer samo lahko odločaš kako boš oblečena?
        sl|Glede na stanje okrasnega ribeza se lahko obrezovanja lotite na različne načine.
        sl|Pomembno dopolnilo zgodbam, ki jih pripovedujejo večje muzejske hiše, so zasebni zbiratelji.
        sl|Med vdiranjem poklicnih gasilcev smo trije bizoviški gasilci našli požar in pričeli z gašenjem.
        sl|S tem želijo zapolniti vrzel med napravami, saj nimajo nobene z zaslonom med šestimi in sedmimi palci.
        sn|“Ko waita sei, unosimbodaro here?
        sn|“Ini chaiye kudanana naMurehwa, mukuwashaka uyu, vanondishurira vanhu!
        sn|Akaperekedzwa nababa vake vakatobata pepabhegi raive nenyama yehuku.
        sn|Amuti akati pane murume waanofungira akabva kuChegutu waanoti aidawo chinzvimbo chaakapihwa pabasa.
        sn|Hapadarikwe napo pamba apa, baba munofira rungire,” akaudza vatori wenhau.
        so|Alle ha u naxariisto Xaaji Xuseen Jaamac Iidle (Xaaji Diide) hana ka waraabiyo jannadiisa ballaadhan.
        so|Waa quud ka dhigo ruux Muslin ah, hilibki qayriine!
        so|Ugu dambeyntii guushu waxay raacdey reer Makka.
        so|Inka badan 3 billion oo qof gobalada aduunka oo ay raabiyada ka dhacdo.
        so|Salfartu waa curiye dadku aqoon u lahaayeen tan iyo qarniyo hore.
        sq|P.sh. në vitet 30 të shek.
        sq|Kompania ka njohur sukses të gjerë në treg me Paketat ProRing, Super RiniRing dhe LIFE.
        sq|Ai ndoqi shkollën e mesme në Dixon, ku ai i zhvilluar interesa në aktrim, sportive dhe tregimit.
        sq|Në luftërat e viteve 1814-1816 Anglezët e mposhtën Gurkat.
        sq|Parlamenti nguli këmbë që Bukinghami të paditej për tradhti për këtë veprim.
        sr|Нагиб тангенте према -{x}--оси је једнак изводу функције у означеној тачки.
        sr|У самом мјесту живи 5.394 становника.
        sr|Ни највећа суровост непријатеља није сломила Славка Маринковића.
        sr|Накратко је успео поново успоставити Златну хорду као доминантну регионалну силу.
        st|Ka tsela ena mosadi le bana ba tla dula ba hlokometswe.
        st|Lona le ahlola ho ya ka nama, nna ha ke ahlole motho.
        st|Hangata basebetsi ba na le diaparo tsa bona, tse ka nnang tsa se ke tsa tloswa ka tlung.
        st|Robben Islang e bile letshwao la tlholo la moya wa batho kamora mathata le ditsietsi tse kgolo.
        st|E etsa hore mobu o katlasa lekala o dule o phodile ebile o le mongobo.
        sv|Som ett genomsnitt för hela riket innehåller matjorden 61 % mer kadmium än alven.
        sv|Institutet för arbetsmarknadspolitisk utvärdering (IFAU).
        sv|Under färden tillbaka mot Island sitter vi tysta, minns och känner oss tacksamma för det vi fått uppleva.
        sv|Man driver även vissa EU-projekt, t ex för ungdomar som slutar skolan i förtid eller ensamma mödrar.
        sv|Ej svar VAR 139 SV.DAGBLADET(SÖNDAG) Loc 199 width 2 F.11h.
        sw|Remix ya wimbo pia iliingizwa kwenye albamu ya Nu-Mixx Klazzics mnamo 2003.
        sw|Baada ya shule alianza kazi katika duka la sanaa la mjomba wake.
        sw|Mwaka wa 2000 idadi ya wasemaji wa Kiakwa imehesabiwa kuwa watu 24,100.
        sw|Viowewu vyote ni hobela.
        sw|Mwaka wa 1977 alipewa cheo cha Sir.
        ta|மாநிலச் சட்ட மன்ற உறுப்பினர்கள் அனைவரும் மாநிலத் தேர்தலில் வெற்றி பெற்றவர்கள் ஆவர்.
        ta|காந்தி-இர்வின் ஒப்பந்தத்தை நிராகரித்து சாத்வீக மறியல் செய்தவர்களில் பலரை அரசாங்கம் கைது செய்தது.
        ta|ஒரு திட்ட இயல்நிலை சமவாய்ப்பு மாறியின் தனிமதிப்பு 1.96 க்கும் அதிகமாக 5% நிகழ்வுகளில் இருக்கும்.
        te|మంత్రాలు పనిచేస్తాయనేది ఒట్టి మూడ నమ్మకమని దీని అర్థం: మంత్రాలకు చింత కాయలు రాలవు.
        te|తన వ్రతమును నిలుపుకొనడానికి అతడు తన మోచేతిని సానమీద నూరి అర్పిస్తే అదే శ్రీచందనమైనది.
        te|ఒక రాత్రి ఒక పగటి సమయంలో మొత్తం పన్నెండు లగ్నాలు ఆవృత్తం ఔతాయి.
        te|సరళ వాదులు, ప్రగతి శీలురు తరచుగా ఏకాభిప్రాయంలో ఉంటారు.
        te|కంచి పట్టుచీరలు దక్షిణ భారతదేశం నందే కాక ఉత్తర భారతదేశంలో కూడా చాలా ప్రసిద్ధి చెందినవి.
        th|มวลชนเริ่มทยอยเดินทางฟังปราศรัยต่อเนื่อง ตั้งโต๊ะถอดถอน ส.ส. 310 คน ด้วย คปท.
        th|๑/๔๙๔/๒๕๕๙งานจ้างเหมาบูรณะทางผิวแอสฟัลต์ ทางหลวงหมายเลข ๒๒๖ ตอนควบคุม ๐๒๐๔ ตอน กระสัง – ระกา ระหว่าง กม.
        th|จักไม่เป็นระเบียบ เกสรเพศผู้ติดบนปากหลอดกลีบ ยาว 0.7-0.9 ซม.
        th|กาฬสินธุ์ เขต ๓ เป็นประธาน เปิดโครงการ สพป.
        tl|Ang DS Lite ay isang mas maliit at mas magaan na bersyon ng Nintendo DS at may mas malinaw na mga tabing.
        tl|Si Elvis Gutierrez ay isang artista sa Pilipinas.
        tl|Karamihan sa mga lawa sa daigdig ay tubig tabang, at halos lahat ay matatagpuan sa Hilagang Hemispero.
        tn|O ne a bolela gore ene o ne nyala bana e seng nna, lebaka ele gore ba te ba dirise sefane sa gagwe.
        tn|Go bala re ka bala ra utlwa gore ga tweng.
        tn|Ga a siama, ga a supe botho le maitseo mo go rona.
        tn|Fela jaaka le phirima, go tsene letlatlana e le nako ya go ise go nne lefifi thata.
        tn|Ga twe mosadi yo o butse sekole sa go ruta batho go kgweetsa dikoloi.
        tr|Birey olarak bizim geçmişimiz, çocukluğumuzdur, toplum olarak ise geçmişimiz tarihimizdir.
        tr|Önemli faktörlerden biri de “DÝN” Her canlýnýn hayatý kutsaldýr, saygý gösterilmeli ve korunmalýdýr.
        tr|Başta yakınları olmak üzere Türk milletinin başı sağ olsun.
        tr|H.Hasan ÖZYİĞİT ziyaretten duyduğu memnuniyeti ifade etti.
        tr|Toplanan fındıklar aynı gün harmana getirilmeli ve ince bir tabaka halinde boşaltılarak yayılmalıdır.
        ts|Vukulu bya wona byi ta hundza makatla ya n'wina wu mi tika.
        ts|Eka matiko ya Afrika ku lo sala Nigeria na Algeria lawa ya nga yisa emahlweni mintlangu ya yona.
        ts|Xikombelo lexi endliwaka hi munhu: Mimpfumelelo leyi nga ta endliwa exikarhi ka tin’hweti tinharhu.
        ts|Hina va ka Matimunews hi ri tshamani ehansi mi ku mbaa! hi ta mi hlahlela nhloko ya nyimpfu.
        ts|A ku ve na mitirho, swakudya, mati na munyu swa hinkwerhu.
        uk|Цього року також можливі зміни в особистому житті: шлюб, заручини, нові взаємини або народження дітей.
        uk|У багатющій епістолярній спадщині просвітителя є багато цінних думок про педагогічну працю.
        uk|Ікона початку XV ст. сьогодні надзвичайна рідкість.
        uk|15252 Файл: ynstrukcyja.png -(265854 B, 1908x1752) Натисніть на зображення щоб перейти в тред.
        uk|Нагадаємо, що з 1771 року на Західній Україні було відкрито більше ста свердловин.
        ur|اور یہ دونوں ہی واقعات ہمارے لیے لمحہ فکریہ ہیں۔
        ur|اور اگر ایسا ہوگا جو واقعہ بھی ہے تو پھر کسی بھی بااقتدار طبقہ کے لیے کوئی بڑا چیلینج نہیں رہے گا۔
        ur|میکبتھیائی سوچ کے مطابق مارے جانے والوں کا خون اب بھی ہمارے اجتماعی ضمیر کے سر‘۔
        ur|اس معاملے پر عام آدمی پارٹی (عآپ) نے بی جے پی حکومت پر زوردار حملہ کیا ہے۔
        ur|روزوں کے دن گنتی کے چند روز ہیں۔
        vi|Có sự so sánh là một niềm vui chứ không có gì buồn!
        vi|Từ đó có cái nhìn đúng để đưa ra quyết định chính xác cho bản thân mình.
        vi|Trong khi đó hầu hết cây điều được bà con trồng trên đất đồi dốc, ít đầu tư chăm sóc.
        vi|Nó có niềm đam mê khác, nhưng tôi ủng hộ điều đó”, Beckham chia sẻ hôm 7/12.
        vi|Các hatch năm cửa mang đến một cấp độ mới về an toàn và tinh tế cho phân khúc xe nhỏ.
        xh|Ikhosi le iya kufundiswa yiYunivesithi yaseNtshona Koloni.
        xh|Bavakalise ukuba babemazisile uceba weSub Councillor 13 nongazange athembise ukuba bazakufumana uncedo.
        xh|Ifumaneka kuwo onke amalwandle afudumele emhlabeni jikelele.
        yo|'''Julio María Sanguinetti' je Aare ile Urugúáì tele.
        yo|George Sanders (1972) George Sanders je osere to gba Ẹ̀bùn Akádẹ́mì fún Òṣeré Okùnrin Dídárajùlọ 2k.
        yo|Ìlànà tí Akorin Ifá Máa n tèlé Lójú Agbo Eré Ojú-Ìwé 25-30.
        yo|Ile okan ninu awon gbajumo ilu ti o je onisòwò li a wò si li ojo ti a de Ondo.
        yo|Ptolemy Alexander Reid (May 8, 1912 - September 2, 2003) je Alakoso Agba orile-ede Guyana tele.
        zh|陆一跌倒在路边，沉沉的睡了起来。
        zh|在选号的时候，可以结合开奖号码的这一些规律进行选号。
        zh|在此我也要特别谢谢袁老师的教导及鼓励！
        zh|好让我们的罪得赦，与神的关系得以重新和好。
        zh|无论是小型研讨会，鸡尾酒会，宴会，还是会议，酒店的多功能室和现代化的设备都能满足旅客的需要。
        zu|Inani lamalungu kanye nesikhathi abazoba sesikhundleni ngaso kufanele kubekwe ngumthetho kazwelonke.
        zu|U-Bhejane akanasikhathi lapho ekumele azale khona.
        zu|Kephuli na isithembiso sakhe kimi njalo?
        zu|Imigomo kumele ivikelwe ekutholeni ilanga nokushisa.
        zu|Ngizwelana nemindeni eshiywe zithandwa zayo.
        """
}
