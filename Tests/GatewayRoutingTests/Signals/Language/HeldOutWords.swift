/// Words and pairs of words of the given sample that no committed model was trained on.
enum HeldOutWords {
    static let pairs = """
        af|belangstelling erkenning;power point;gevaar wegsteek;daagliks gebooie;vandag tronk
        ar|انخفاض النمو;تحديد إعدادات;المنتدى المشاركة;يشاركك إياها;المدن السورية
        az|halda bitən;işləri müxtəlif;yalan olduğunu;verona veneto;çıxmasına səbəb
        be|кідалі жоўтыя;старонка старонка;акрамя удзельнікі;неэфектыўнага расходвання;людміла іванаўна
        bg|няколко години;впечатляват растежа;можем свободно;кърджалийския комбинат;синдикатите обаче
        bn|অর্থনৈতিক সক্ষমতা;নতুবা ব্যবস্থা;আবদুল হামিদের;যথাযথ গুরুত্ব;জুটিতে ইনিংস
        bs|događaje allbsd;sklopu medrese;evropskih država;pomoći međusobno;godine uvodi
        ca|virus animals;institut català;relatius repertori;musical perfeccionament;quintana explica
        cs|bližší podoba;měsíčníku databáze;navstevou podmorskeho;přípravy dalšího;článků obsahuje
        cy|hefyd teitl;gymro windsor;presennol cynnwys;gerallt golygyddion;erbyn roedd
        da|følge underholde;oktober foreningen;problemer synes;endeligt heksens;hansen holdt
        de|landschaften wattenmeer;schierschwende zünftig;menschen unserer;schwieriger schon;spiel personen
        el|τούτου μπορεί;χρήστος οποίος;πολυτελή εκτύπωση;σταθερή λαμπερή;διαλύει εντερικούς
        en|gravel beaver;parameters concerning;copyright reform;monterra course;treatment would
        eo|maleblas ŝanĝas;estis trafitaj;poste farita;hankštejn komencis;multaj havas
        es|rplica original;tambin tengo;primer contacto;faltar motor;apilar hasta
        et|koostatakse kohapeal;tõesti pakendiorganisatsioonid;keemia grupile;tänapäeval sugugi;alati olnud
        eu|ziren latino;bizitza deskribatzen;asturiar artea;misio betetzea;lortu bazuen
        fa|پروتئینی سلولی;آلیاژ طبیعی;نوازنده تنظیم;فراری خودرویی;مناطق کردستان
        fi|alaviistoon piipun;annetun mukaista;miljoonasta etnisestä;velkojen kertymät;vähemmistön oikeudet
        fr|nocturne grâce;ayant allumé;mutuel traité;automatique pendant;départements recherche
        ga|réada oighriú;bhliain rinne;bhamjee nollaig;theangacha oifigiúla;scairbh chósta
        gu|ભારતનીં આર્થિક;રોકાણ કરવાનું;પ્રોટોપ્લેનેટ અથડાવાથી;ચોક્કસ શકાતું;ગિરધરભાઇ સંગ્રહાલયમાં
        he|ההתפלגות איברים;האימאמות למוסד;וחוזהו בקורינתיאנס;סיימה במקום;לעדות השונות
        hi|किताब जिसका;उन्होंने विज्ञप्ति;गालों कितने;मोंटाग बाइबिल;दाइयाँ प्रतिशत
        hr|planove jednostavnih;odore hrvatska;kontrolira upravljanje;povelja suradnji;reducirajući prhutanje
        hu|legjobban nincs;cselekedeteit hagyják;közzététel előtt;írtak összefoglaló;mindenkinek mindenkor
        hy|եվրոպայումսպիտակ տունը;ցույց իրենց;ներկայացուցչության ղեկավարը;ինչ֊որ օգտակար;ինչո՞ւ հարցերում
        id|positif meningkatkan;seorang cerdas;penderita merasa;beriman saling;selama berlangsung
        is|hætta afstaða;snertir yfirséðum;veldur segir;heimilishaldi veittar;þessu fjárhagsáætlun
        it|acqua santa;scuola infanzia;rispondenti legislazione;informare lavoratori;ricorrenza viene
        ja|じい;レシ;ウエ;ては;ちん
        ka|მინისტრის ფერნანდუ;წელიწადში საშუალოდ;მონაწილეობის ციხეში;სახელმწიფო მცირე;დინასტიისათვის უდიდესი
        kk|одақтық ботаника;алтаистика форумдарына;қаласында қарағанды;тегеуірінді жастық;эмоциялық қызмет
        ko|인테리어용 자작나무는;기자회견을 수자원공사;정권교체가 말씀드리면;흥미진진하게 진행되면서;프리메라리가를 레이카르트
        la|lubensis septentrionali;efficiens abdul;ossetiae meridionalis;lateris tactus;deinde diurnarius
        lg|kwewaamu bbaala;ayamba okwoza;muntu ayingira;ekiteeso ekifuula;egyenkulaakulana okusobozesa
        lt|vidurio gruodžio;mačiusi tarptautinėse;garantija išsamius;projekto projekto;stiprinti kartu
        lv|naudas līdzekļiem;norma pretrunā;vienmēr gatavs;derības virspriesteris;zīmīti divām
        mi|tarutaru mātotoru;aotearoa hapori;taiao whakaea;waenga taraka;whakatupu nāianei
        mk|содржи некои;пример регресијата;население сефевидските;квантизирана енергија;новата формула
        mn|дугуйны нийлүүлэлтийн;удаагаа шинийн;сураг сонсвол;хажуугаар амьдрал;сонины сурвалжлагчид
        mr|प्रदानासाठी संबधीत;पचवणं काहीसं;शिक्षणविषयक समस्या;काळातच त्याने;सुंदर किंमत
        ms|beliau mampu;terletak kecamatan;ngampar sangat;biografi muhammad;pulau menjadi
        nb|treffe nordfjordeid;første lekte;desember lyste;gjennom lekbetonte;anbefalte videre
        nl|eerst atoom;lamiomimus gottschei;bestaan installaties;provinciale staten;balon keerde
        nn|stadnamna normerte;publisert elektronisk;rotasjon definert;prøvde sikre;borgarlege felleslister
        pa|ਨਿੱਜੀ ਜਾਇਦਾਦ;ਚੰਦੂਮਾਜਰਾ ਸਕੱਤਰ;ਪੁਲਿਸ ਮੁਲਾਜ਼ਮਾਂ;ਪੈਂਮਟ ਸੁਵਿਧਾ;ਪੁਲੀਸ ਹਮੇਸ਼ਾ
        pl|czasem skupiają;spadła drugiego;stanowisko filozofa;powrót boisko;dzieciom zapas
        pt|serviço também;qualquer música;desenvolvimento palco;entrar alavancar;rumam chile
        ro|vizualizarea imaginilor;aranjamentele muzica;salveze mediul;sederea rusia;respecte regulile
        ru|медленно помощь;обозримый конгломерат;возникают кризисных;теперь знаем;рождественском джевл
        sk|evanjelickej cirkvi;vedúcej skupiny;mikrofónom lenovo;tromi moderné;presnú špecifikáciu
        sl|odmor malico;kneza mihaila;izdana kateri;koliko plačila;postavljena trden
        sn|kukazoteverwa nekubiwa;waanofungira akabva;aityaira mombe;mhuka inoburitsa;kwemapurazi mugore
        so|hormuud shirkii;xooga sibidh;dhoobada qasay;hadli kartaa;sacab xaalays
        sq|dorëzoi librat;forcuar akoma;zhvillonte tregti;drejtave prishtinë;megjithëse duhet
        sr|амерички часопис;већине авионе;дијелом покривени;заселака планини;високо штрчи
        st|haholo setjhaba;kganyetsano tataiso;ipata meroho;phela bitswa;lokela amohela
        sv|beror skillnader;bygga adapter;dimensionerad solanläggning;kontinentala bakteriologin
        sv|omformuleras föreslås
        sw|maendeleo miradi;kilatini ilirekodiwa;limepatikana kutoka;haliwezi kubadilisha;sumaku huonyesha
        ta|சென்று கலங்களை;இலக்கிய இதழுக்கும்;அரசமரபு காலத்தில்;கிராம் அளவில்;குறிப்பாக பகுதியில்
        te|దేవతలచే నిత్యం;కళాశాల నుంచి;డప్పుల నృత్యాన్నే;బండలపై నిలచి;అనువర్తనని పరోపకార
        th|ประกาศจุฬาราชมนตรี เรื่องกำหนดวันที่;สลดใจอีกคดี หญิงอัฟกันถูกสามีตัดหูสองข้าง;ตำบลช่างเหล็ก อำเภอบางไทร
        th|นายสุเทพ โกมลภมร;กุมภาพันธ์ โรงเรียนบรบือวิทยาคาร
        tl|deodato arellano;negro gusali;nasabing paglalakbay;hindi nagamit;noong malupit
        tn|setshaba lefatshe;peter manguba;masire gaerolwe;mekgwatlheng tsibosa;maiteko lerato
        tr|olumlu geliþmelere;eğrileri ticaret;dönemde kazancın;sesle konuşanlar;keskin artış
        ts|tindava emunwini;dyondzo goodness;xikwembu pfuka;vululami nhluvukiso;emhakeni mapfhumba
        uk|можна обійтися;гостей запропонували;котрі стосуються;приміщення дезінфекції;терпіли злигодні
        ur|شماروں علاوے;ضرورت مختلف;ریاستوں مشکلات;لینڈر اتوار;دولتمند لوگوں
        vi|không hướng;quảng trang;chuyên nghiệp;phương chính;quyết thông
        xh|ebephantsi koxinizelelo;semfundo echaphazelekayo;esiye sithi;izinto zonke;sokubalisa nokubonga
        yo|magazine diboyan;ènìyàn azores;ologun orileede;eniyan naijiria;jeddah bakanna
        zh|将脖;以很;若木;需长;出电
        zu|ezinkulungwane zabantu;kahle grobbler;ukuze sikhohlwe;imisipha ujwayele;kwasars lihambisana
        """

    static let words = """
        af|gandwest;afrikanergeskiedenis;werke;kennis;getroud
        ar|البطالة;وأنماط;بالبنزين;الجافة
        az|ölcmək;minillikdən;adlanan;başladılar;müsahibədə
        be|ўстанове;бесклапотную;клуба;поўнасцю;палову
        bg|беназир;поздрави;водят;дебют
        bn|তাহাদের;বেঁচে;লালিত;সদস্যরা;দায়ভার
        bs|razumije;ionako;arles;tiberije;dubrovnika
        ca|tortugues;conté;puguis;xenòfob;plena
        cs|škoda;pobýt;dělnictvo;navážce;kostel
        cy|rhedeg;andrew;ddychwelyd;ddiffygion;lleill
        da|maven;færinger;panikke;adventure;fremstillet
        de|erfahrung;niederlage;entfesselt;sängern;altersgruppen
        el|λειτουργεί;μελών;βιδωτά;νύκτα;παρακάτω
        en|times;centre;nations;arrived;meadow
        eo|edzino;tiraneco;seksa;pekina;monaĥinoj
        es|ruido;deducimos;abuelo;llevan;capaz
        et|peipsi;peeglisse;kolmest;edulugude;putukinimestel
        eu|ereserkia;ohial;itxura;steenbergen
        fa|قهرمانی;آلمان;ابتدای;اجزای;گریزی
        fi|hallinnolliset;voinut;poistaa;muokataan
        fr|méchants;dégâts;giscard;utiliseront;disciplinaire
        ga|pháipéir;oibriú;iontráil
        gu|જવાબદાર;કુમાઉં;કુંટુંબો;અગિયારસને;જીવનમૃત્યુના
        he|להתחשב;נציגי;והמורשת;המשפטי;באלפבית
        hi|फंसकर;किनारे;चमत्कारी;क्रीम;उन्ही
        hr|podijeli;glazbenoga;željak;gusari;dostaviti
        hu|tartása;illetett;engedélyezd;jelentősége;időszerűvé
        hy|գիտնականները;տրվող;նախազգուշացնում;վարակը;գույների
        id|bertekad;akumulasi;spare;pengenalannya;wanitanya
        is|tilvikum;skömm;fyrirhugað;svaka;gróðurhúsalofttegundir
        it|accettate;nutricato;parlamento;detto;riserva
        ja|
        ka|აგრეთე
        kk|тербелістер;бюджеттен;айырықша;ғалымдарға;цитоплазмасының
        ko|정상적으로는;악성코드가;식물원입구에서는;밟아보았지만;향상시킨다면
        la|primo;romanorum;habet;potestatis;sancti
        lg|omugaati;namutemaatema;ofiisi;etonnye;okwemulula
        lt|kolonos;kasdieniu;numatytai;tvarumo;palikimą
        lv|paļāvīgi;reģiona;maršrutā;zīmes;mīluli
        mi|rourou;rengarenga;atairangikaahu;kaitiaki;kohitātea
        mk|денес;осигури
        mn|үзэгч;явуулдаг;ихээхэн;утгын;дурын
        mr|शिकणाऱ्या;राशीत;पडलेल्या;सापडतात;दिसणार्याआ
        ms|menyediakan;mendem;berbagai;diperkirakan;billion
        nb|samlet;hovedfunksjonsprogram;tsjetsjenia;skissert
        nl|sneert;sponsoring;transformatorstations;koning;dubbelspel
        nn|elektrisk;samling;bergen;tettstader;fotball
        pa|ਕੱਢਿਆ;ਜਾਵਾਂਗੇ;ਵਿਦਿਆਾਰਥੀ
        pl|dostrzec;szereg;zagrali
        pt|boletim;plena;polegadas;qualidade;meteu
        ro|transportarea;alternează;multa;cateva;dumneavoastra
        ru|дойдя;рамках;другими;татьяна;трижды
        sk|prehľad;senice;crazy;rybičky;zúčastnilo
        sl|prijavi;dobrih;mednarodnemu;aretacijo;izvajanja
        sn|tichiti;nenyaya;vanotoriwana;akajairika;pamichato
        so|bedesho;aqoontooda;saldhiga
        sq|zhvillonte;kurdoherë;arabi;hapësirën;mendoi
        sr|редним;сестрама;његове
        st|sekgahla;bokantleng;bomodimo;kwahela;arolelana
        sv|högra;utflyttade
        sw|kuunganisha;hersek;ufundishaji;usafiri;kwamba
        ta|அனுபவத்தால்;வெம்மையில்;இப்பிறவியில்;மலாக்கா
        te|అక్కడి;అగ్నిమాపకదళం;జరిగాక;మధురను;ఉత్సవాలు
        th|หงส์แดง;เทควันโดเพลินพัฒนา;การเขียนโครงร่างการ;สาขาเขตพื้นที่;ประเมินผล
        tl|naiuugnay;lozano
        tn|opelelang;itumedise
        tr|diyerek;ihlal;perdelerle;sübjektif;zeytin
        ts|xitulu;tsere;ndlela;epalamende;nkolo
        uk|формальної;руслан;колонії;заголовку;гуманістичного
        ur|فرمایا۔;کھائی;اورناگپورڈیویژن;ساتھیوں;انتالیس
        vi|dương;đứa;tùng;mũi;kích
        xh|nebas;uthile;bazakufumana;kufunyanwe;abasemzantsi
        yo|diphtheria;weingärtner;celestine;gloria;dumafkat
        zh|
        zu|izikhulise;kulelidolobha;amadolobha;yiwola
        """
}
