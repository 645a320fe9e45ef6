extension WordList {
    /// Turkish: verbs, task words and question forms.
    static let turkish = WordList(
        "turkish",
        """
        translate: cevir*, tercume*, ceviri*
        howSay: nasil denir, ne demek, nasil soylenir
        intoLanguage: ingilizceye, turkceye, almancaya, fransizcaya, ispanyolcaya, ingilizcesi, ingilizce ye
        intoLanguage: turkce ye
        summarize: ozet*, kisaca anlat
        classify: siniflandir*, kategori*, hangi kategori, olumlu mu, duygu analizi
        labelPair: olumlu mu olumsuz mu, pozitif mi negatif mi, dogru mu yanlis mi, evet veya hayir
        labelPair: olumlu veya olumsuz
        sentiment: duygu, olumlu, olumsuz, pozitif, negatif
        review: yorum, yorumu, degerlendirme
        extract: cikar, ayikla, listele, metindeki tum, tum isimleri
        entity: isimleri, yerleri, tarihleri, kisileri, sayilari
        according: metne gore, metinde, metinden, parcaya gore
        make: yaz, yazin, yazar misin, olustur*, uret*, hazirla*, anlat, bana bir, tasarla
        rewrite: duzelt*, yeniden yaz, daha resmi, iyilestir
        prose: hikaye*, makale*, deneme, kompozisyon, masal*, paragraf, konusma metni, biyografi
        verse: siir*, sarki*, kafiye
        message: mektup*, e posta, eposta, mesaj*, davetiye, on yazi, dilekce
        copy: slogan*, reklam*, urun aciklamasi
        codeVerb: kodla, programla, derle
        codeStrong: fonksiyon*, kod, kodu, algoritma*, python da, listeyi, program yaz, sorgu
        codeTrouble: hata, hatasi, calismiyor
        mathVerb: hesapla*, coz, cozun, sadelestir
        mathNoun: denklem*, turev*, integral*, cevre*, ucgen*, dikdortgen*, olasilik*, yuzde, kesir, kenar*, alani
        mathNoun: alanini
        prove: kanitla*, ispatla*
        howMany: kac, kactir, ne kadar
        quantity: toplam, yarisi, iki kati, kalan, tane
        wordProblem: aldi, satti, verdi, odedi, var
        logic: mantik*, sonuc cikar, onerme
        puzzle: bilmece*, bulmaca*, kim yalan
        explain: acikla*, anlat, nasil calisir, tarif et
        define: nedir, ne demektir, arasindaki fark, tanimla
        whQuestion: kim, ne, ne zaman, nerede, hangi, hangisi, hangisidir, kimdir, neresidir
        howQuestion: nasil
        whyQuestion: neden, nicin, niye
        fact: baskent*, cumhurbaskani, kesfetti, icat, savas*, yuzyil, nufus, kalabalik, nehir, dogdu, en buyuk
        fact: en uzun, en kalabalik
        greet: merhaba, selam, gunaydin, iyi aksamlar, iyi geceler, nasilsin, naber, ne haber, hosca kal
        roleplay: gibi davran, sen bir, rol yap
        feeling: uzgunum, hissediyorum, yalnizim, canim sikiliyor, korkuyorum
        you: sever misin, misin, sence, en sevdigin
        joke: fikra, saka
        selfQuestion: sen kimsin, neler yapabilirsin, adin ne
        thanks: tesekkur*, sagol, sag ol
        passage: asagidaki metni, su metni, bu metni, metni, metin, cumleyi, asagidaki
        please: lutfen, yapabilir misin, istiyorum, yardim et
        questionWord: soru
        answerWord: cevap
        imperative: oku, cevapla, bul, sec, soyle
        constraint: en az, en fazla, tam olarak, olmadan, sadece, once, sonra, adim
        numberWord: iki, uc, dort, bes, alti, yedi, sekiz, yarisi, kati
        """
    )
}
