/// Prompts as people write them to a model: one language around code, English terms and traces. `⏎` is a line's end.
enum MixedPrompts {
    static let rows = """
        de|Warum wirft `await fetch(url)` hier einen TypeError? Der Server antwortet doch mit 200.
        de|Kannst du mir erklären, wie man ein Docker Image mit multi-stage builds kleiner macht?
        de|Schreibe eine Python-Funktion, die eine CSV-Datei liest:⏎```python⏎def read(path):⏎    return open(path)⏎```
        de|Der Build schlägt mit "undefined reference to main" fehl, was fehlt im Makefile?
        de|Wie mache ich in git ein rebase auf den main branch, ohne die commits zu verlieren?
        fr|Pourquoi mon `useEffect` se déclenche-t-il deux fois dans React 18 en mode strict ?
        fr|Peux-tu corriger cette requête SQL ?⏎```sql⏎SELECT * FROM users WHERE id = 'abc';⏎```⏎Elle ne renvoie rien.
        fr|Explique-moi la différence entre un thread et un process sous Linux.
        fr|Comment configurer un load balancer devant trois pods Kubernetes ?
        fr|J'ai cette erreur : NullPointerException at com.example.App.main(App.java:12). Que faire ?
        es|¿Por qué mi componente de React no se actualiza cuando cambia el estado?
        es|Escribe un script de bash que borre los archivos .log de más de 30 días en /var/log
        es|Tengo este error en Python: KeyError: 'name'. ¿Cómo puedo evitarlo?
        es|Necesito optimizar esta consulta, tarda mucho:⏎```⏎SELECT count(*) FROM orders⏎```
        es|¿Cómo despliego una API con FastAPI en AWS Lambda usando Docker?
        pt|Como faço para criar um endpoint REST em Node.js com Express e validar o body?
        pt|Meu código não compila, recebo "cannot find symbol" na linha 14. O que está errado?
        pt|Você pode revisar este pull request e sugerir melhorias no código?
        pt|Preciso de uma função que converta uma string para camelCase em TypeScript.
        it|Come posso ordinare una lista di dict in Python per valore della chiave `age`?
        it|Perché il mio container Docker si riavvia continuamente? Nei log vedo solo exit code 137.
        it|Scrivi una query che restituisca gli utenti senza ordini usando un LEFT JOIN.
        it|Mi spieghi come funziona il garbage collector di Java?
        nl|Waarom krijg ik een timeout als ik deze endpoint aanroep vanuit mijn frontend?
        nl|Kun je deze functie herschrijven zodat hij async is?⏎```js⏎function load() { return get(url); }⏎```
        nl|Hoe zet ik een CI pipeline op in GitHub Actions voor een Rust project?
        sv|Varför får jag en merge conflict varje gång jag kör git pull på den här branchen?
        sv|Kan du skriva ett unit test för den här metoden?⏎```java⏎int add(int a, int b) { return a + b; }⏎```
        sv|Hur gör jag för att cacha svaren från ett REST API i Redis?
        da|Hvordan kan jeg få min webserver til at lytte på port 8080 i stedet for 80?
        da|Jeg får hele tiden en fejl når jeg prøver at køre `npm install` på min computer.
        nb|Hvorfor får jeg en feilmelding når jeg prøver å kjøre dette skriptet på serveren?
        nb|Kan du forklare meg hva forskjellen er på en mutex og en semafor?
        nn|Kvifor får eg ikkje kontakt med databasen når eg køyrer programmet frå ein annan maskin?
        fi|Miksi tämä funktio palauttaa undefined eikä arvoa? Käytän React-kirjastoa.
        fi|Miten saan Dockerin käynnistymään automaattisesti kun palvelin käynnistyy?
        is|Hvernig get ég lagað þessa villu í kóðanum mínum þegar ég keyri `npm start`?
        pl|Dlaczego mój test jednostkowy nie przechodzi, skoro funkcja zwraca poprawną wartość?
        pl|Napisz skrypt w Pythonie, który pobiera dane z API i zapisuje je do pliku JSON.
        pl|Jak skonfigurować nginx jako reverse proxy dla dwóch kontenerów?
        cs|Proč mi tenhle cyklus nikdy neskončí? Používám `while True` a podmínku uvnitř.
        cs|Můžeš mi vysvětlit, jak funguje dependency injection ve Springu?
        sk|Prečo sa mi nedá pripojiť k databáze, keď používam Docker Compose?
        sk|Napíš mi funkciu, ktorá spočíta všetky párne čísla v poli.
        sl|Zakaj se moja aplikacija sesuje, ko pokličem to metodo iz drugega threada?
        hr|Kako mogu ubrzati ovaj upit u bazi podataka, sada traje više od deset sekundi?
        hu|Miért kapok hibát, amikor megpróbálom lefordítani ezt a programot a legújabb compilerrel?
        hu|Írj egy függvényt, amely megfordít egy láncolt listát C++ nyelven.
        ro|De ce primesc eroarea asta când rulez `docker compose up` pe serverul meu?
        ro|Scrie o funcție în Go care citește un fișier linie cu linie și numără cuvintele.
        tr|Bu kodu çalıştırdığımda neden segmentation fault hatası alıyorum?
        tr|Python ile bir web scraper yazmak istiyorum, hangi kütüphaneyi kullanmalıyım?
        az|Bu funksiyanı necə daha sürətli edə bilərəm? Hazırda çox yavaş işləyir.
        et|Miks mu skript ei tööta, kui käivitan selle serveris, aga oma arvutis töötab?
        lv|Kāpēc mans kods nedarbojas, ja es to palaižu uz servera ar Docker?
        lt|Kodėl mano programa sustoja, kai bandau prisijungti prie duomenų bazės?
        sq|Pse nuk po funksionon ky kod kur e ekzekutoj në server me Docker?
        ca|Com puc fer que aquesta funció retorni una llista en comptes d'un diccionari?
        ca|Per què el meu programa no troba el fitxer si el camí és correcte?
        eu|Nola konpondu dezaket errore hau nire Python programan? Ez dut ulertzen zer gertatzen den.
        ga|Conas is féidir liom an earráid seo a cheartú i mo chód Python?
        cy|Sut alla i drwsio'r gwall hwn yn fy nghod Python pan fydd y gweinydd yn rhedeg?
        eo|Kial mia programo ne funkcias kiam mi provas legi la dosieron de la servilo?
        la|Quomodo hunc errorem in codice meo corrigere possum, cum programma currere nolit?
        af|Hoekom kry ek 'n fout as ek hierdie kode op die bediener probeer laat loop?
        sw|Kwa nini programu yangu haifanyi kazi ninapojaribu kusoma faili kutoka kwenye server?
        zu|Kungani uhlelo lwami lungasebenzi uma ngizama ukufunda ifayela ku-server?
        so|Maxay tahay sababta uu barnaamijkaygu u shaqayn waayay markaan isku dayo inaan furo faylka?
        yo|Kí ló dé tí ètò mi kò fi ṣiṣẹ́ nígbà tí mo bá fẹ́ ka fáìlì láti orí server?
        tl|Bakit hindi gumagana ang code ko kapag pinapatakbo ko ito sa server gamit ang Docker?
        tl|Paano ko maaayos ang error na ito sa aking Python script?
        id|Kenapa program saya tidak bisa membaca file ini? Saya sudah cek permission-nya.
        id|Bagaimana cara membuat REST API dengan Laravel dan menghubungkannya ke database MySQL?
        id|Tolong jelaskan perbedaan antara process dan thread di Linux.
        vi|Tại sao chương trình của tôi bị lỗi khi chạy trên server nhưng trên máy tôi thì không?
        vi|Viết cho tôi một hàm Python để sắp xếp danh sách theo giá trị của key `age`.
        ru|Почему `await fetch(url)` кидает TypeError, хотя сервер отвечает 200?
        ru|Напиши Dockerfile для приложения на Node.js с multi-stage build.
        ru|Как сделать git rebase на ветку main и не потерять коммиты?⏎```⏎git rebase main⏎```
        uk|Чому мій код не працює, коли я запускаю його через Docker Compose?
        uk|Поясни, будь ласка, різницю між mutex і semaphore у Linux.
        be|Чаму мой код не працуе, калі я запускаю яго на серверы праз Docker?
        bg|Защо кодът ми не работи, когато го пускам на сървъра с Docker Compose?
        mk|Зошто мојот код не работи кога го стартувам на серверот со Docker?
        sr|Зашто мој код не ради када га покренем на серверу помоћу Docker Compose?
        kk|Менің кодым Docker арқылы серверде іске қосқанда неге жұмыс істемейді?
        mn|Яагаад миний код сервер дээр Docker ашиглан ажиллуулахад ажиллахгүй байна вэ?
        el|Γιατί ο κώδικάς μου δεν δουλεύει όταν τον τρέχω με Docker στον server;
        he|למה הקוד שלי לא עובד כשאני מריץ אותו עם Docker על השרת?
        ar|لماذا لا يعمل الكود الخاص بي عندما أشغله على السيرفر باستخدام Docker؟
        ar|اكتب لي دالة في Python تقرأ ملف JSON وتعيد قائمة بالأسماء.
        fa|چرا کد من وقتی آن را با Docker روی سرور اجرا می‌کنم کار نمی‌کند؟
        ur|میرا کوڈ سرور پر Docker کے ساتھ چلانے پر کام کیوں نہیں کرتا؟
        hi|मेरा कोड सर्वर पर Docker के साथ चलाने पर काम क्यों नहीं करता है?
        hi|Python में JSON फ़ाइल पढ़ने के लिए एक function लिखो और उसे समझाओ।
        mr|माझा कोड सर्व्हरवर Docker वापरून चालवल्यावर का काम करत नाही आहे?
        bn|আমার কোড সার্ভারে Docker দিয়ে চালালে কেন কাজ করে না?
        ta|என் code ஏன் Docker மூலம் server இல் இயங்கும்போது வேலை செய்யவில்லை?
        te|నా code సర్వర్‌లో Docker తో నడిపినప్పుడు ఎందుకు పని చేయడం లేదు?
        th|ทำไมโค้ดของผมถึงไม่ทำงานเมื่อรันบน server ด้วย Docker Compose
        ko|Docker로 서버에서 실행하면 왜 제 코드가 동작하지 않나요? TypeError가 납니다.
        ja|この関数を async/await を使って書き直してください。エラー処理も追加して。
        ja|Docker で MySQL を起動すると connection refused になる原因は何ですか？
        zh|为什么我用 Docker 在服务器上运行这段代码的时候会报 TypeError 错误？
        zh|请帮我写一个 Python 函数，读取 CSV 文件并返回 JSON。
        en|Why does `await fetch(url)` throw a TypeError here when the server answers with 200?
        en|Refactor this function so that it returns early:⏎```swift⏎func f() -> Int { 1 }⏎```
        en|Explain the difference between a mutex and a semaphore in two sentences.
        """

    /// The language and the text of each prompt.
    static let all: [(language: String, text: String)] = rows.split(separator: "\n").map { row in
        let parts = row.split(separator: "|", maxSplits: 1)
        let text = parts[1].split(separator: "⏎", omittingEmptySubsequences: false).joined(separator: "\n")
        return (String(parts[0]), text)
    }
}
