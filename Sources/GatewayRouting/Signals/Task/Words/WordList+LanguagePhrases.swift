extension WordList {
    /// Into, from and in a language, as the languages of the other lists say it.
    static let languagePhrases = WordList(
        "languagephrases",
        """
        language: punjabi, gaelic, albanian, armenian, georgian, yiddish, afrikaans, gujarati, kannada
        language: malayalam, sanskrit, somali
        intoLanguage: in english, in german, in french, in spanish, in portuguese, in italian, in dutch
        intoLanguage: in russian, in turkish, in chinese, in mandarin, in cantonese, in japanese, in korean
        intoLanguage: in arabic, in hindi, in latin, in greek, in hebrew, in swahili, in swedish, in norwegian
        intoLanguage: in danish, in finnish, in czech, in hungarian, in romanian, in ukrainian, in vietnamese
        intoLanguage: in thai, in indonesian, in malay, in tagalog, in urdu, in bengali, in tamil, in telugu
        intoLanguage: in punjabi, in persian, in farsi, in catalan, in basque, in welsh, in irish, in gaelic
        intoLanguage: in icelandic, in serbian, in croatian, in slovak, in slovenian, in bulgarian, in estonian
        intoLanguage: in latvian, in lithuanian, in albanian, in armenian, in georgian, in yiddish, in afrikaans
        intoLanguage: in zulu, in esperanto, into english, into german, into french, into spanish
        intoLanguage: into portuguese, into italian, into dutch, into russian, into turkish, into chinese
        intoLanguage: into mandarin, into cantonese, into japanese, into korean, into arabic, into hindi
        intoLanguage: into latin, into greek, into hebrew, into swahili, into swedish, into norwegian
        intoLanguage: into danish, into finnish, into czech, into hungarian, into romanian, into ukrainian
        intoLanguage: into vietnamese, into thai, into indonesian, into malay, into tagalog, into urdu
        intoLanguage: into bengali, into tamil, into telugu, into punjabi, into persian, into farsi
        intoLanguage: into catalan, into basque, into welsh, into irish, into gaelic, into icelandic
        intoLanguage: into serbian, into croatian, into slovak, into slovenian, into bulgarian, into estonian
        intoLanguage: into latvian, into lithuanian, into albanian, into armenian, into georgian, into yiddish
        intoLanguage: into afrikaans, into zulu, into esperanto, to english, to german, to french, to spanish
        intoLanguage: to portuguese, to italian, to dutch, to russian, to turkish, to chinese, to mandarin
        intoLanguage: to cantonese, to japanese, to korean, to arabic, to hindi, to latin, to greek, to hebrew
        intoLanguage: to swahili, to swedish, to norwegian, to danish, to finnish, to czech, to hungarian
        intoLanguage: to romanian, to ukrainian, to vietnamese, to thai, to indonesian, to malay, to tagalog
        intoLanguage: to urdu, to bengali, to tamil, to telugu, to punjabi, to persian, to farsi, to catalan
        intoLanguage: to basque, to welsh, to irish, to gaelic, to icelandic, to serbian, to croatian, to slovak
        intoLanguage: to slovenian, to bulgarian, to estonian, to latvian, to lithuanian, to albanian
        intoLanguage: to armenian, to georgian, to yiddish, to afrikaans, to zulu, to esperanto, english version
        intoLanguage: german version, french version, spanish version, portuguese version, italian version
        intoLanguage: dutch version, russian version, turkish version, chinese version, mandarin version
        intoLanguage: cantonese version, japanese version, korean version, arabic version, hindi version
        intoLanguage: latin version, greek version, hebrew version, swahili version, swedish version
        intoLanguage: norwegian version, danish version, finnish version, czech version, hungarian version
        intoLanguage: romanian version, ukrainian version, vietnamese version, thai version, indonesian version
        intoLanguage: malay version, tagalog version, urdu version, bengali version, tamil version
        intoLanguage: telugu version, punjabi version, persian version, farsi version, catalan version
        intoLanguage: basque version, welsh version, irish version, gaelic version, icelandic version
        intoLanguage: serbian version, croatian version, slovak version, slovenian version, bulgarian version
        intoLanguage: estonian version, latvian version, lithuanian version, albanian version, armenian version
        intoLanguage: georgian version, yiddish version, afrikaans version, zulu version, esperanto version
        intoLanguage: english translation, german translation, french translation, spanish translation
        intoLanguage: portuguese translation, italian translation, dutch translation, russian translation
        intoLanguage: turkish translation, chinese translation, mandarin translation, cantonese translation
        intoLanguage: japanese translation, korean translation, arabic translation, hindi translation
        intoLanguage: latin translation, greek translation, hebrew translation, swahili translation
        intoLanguage: swedish translation, norwegian translation, danish translation, finnish translation
        intoLanguage: czech translation, hungarian translation, romanian translation, ukrainian translation
        intoLanguage: vietnamese translation, thai translation, indonesian translation, malay translation
        intoLanguage: tagalog translation, urdu translation, bengali translation, tamil translation
        intoLanguage: telugu translation, punjabi translation, persian translation, farsi translation
        intoLanguage: catalan translation, basque translation, welsh translation, irish translation
        intoLanguage: gaelic translation, icelandic translation, serbian translation, croatian translation
        intoLanguage: slovak translation, slovenian translation, bulgarian translation, estonian translation
        intoLanguage: latvian translation, lithuanian translation, albanian translation, armenian translation
        intoLanguage: georgian translation, yiddish translation, afrikaans translation, zulu translation
        intoLanguage: esperanto translation, english word for, german word for, french word for
        intoLanguage: spanish word for, portuguese word for, italian word for, dutch word for, russian word for
        intoLanguage: turkish word for, chinese word for, mandarin word for, cantonese word for
        intoLanguage: japanese word for, korean word for, arabic word for, hindi word for, latin word for
        intoLanguage: greek word for, hebrew word for, swahili word for, swedish word for, norwegian word for
        intoLanguage: danish word for, finnish word for, czech word for, hungarian word for, romanian word for
        intoLanguage: ukrainian word for, vietnamese word for, thai word for, indonesian word for
        intoLanguage: malay word for, tagalog word for, urdu word for, bengali word for, tamil word for
        intoLanguage: telugu word for, punjabi word for, persian word for, farsi word for, catalan word for
        intoLanguage: basque word for, welsh word for, irish word for, gaelic word for, icelandic word for
        intoLanguage: serbian word for, croatian word for, slovak word for, slovenian word for
        intoLanguage: bulgarian word for, estonian word for, latvian word for, lithuanian word for
        intoLanguage: albanian word for, armenian word for, georgian word for, yiddish word for
        intoLanguage: afrikaans word for, zulu word for, esperanto word for, english for, german for, french for
        intoLanguage: spanish for, portuguese for, italian for, dutch for, russian for, turkish for, chinese for
        intoLanguage: mandarin for, cantonese for, japanese for, korean for, arabic for, hindi for, latin for
        intoLanguage: greek for, hebrew for, swahili for, swedish for, norwegian for, danish for, finnish for
        intoLanguage: czech for, hungarian for, romanian for, ukrainian for, vietnamese for, thai for
        intoLanguage: indonesian for, malay for, tagalog for, urdu for, bengali for, tamil for, telugu for
        intoLanguage: punjabi for, persian for, farsi for, catalan for, basque for, welsh for, irish for
        intoLanguage: gaelic for, icelandic for, serbian for, croatian for, slovak for, slovenian for
        intoLanguage: bulgarian for, estonian for, latvian for, lithuanian for, albanian for, armenian for
        intoLanguage: georgian for, yiddish for, afrikaans for, zulu for, esperanto for, in simple english
        intoLanguage: in simple german, in simple french, in simple spanish, in simple portuguese
        intoLanguage: in simple italian, in simple dutch, in simple russian, in simple turkish
        intoLanguage: in simple chinese, in simple mandarin, in simple cantonese, in simple japanese
        intoLanguage: in simple korean, in simple arabic, in simple hindi, in simple latin, in simple greek
        intoLanguage: in polish, into polish, from polish, polish version, polish translation
        intoLanguage: auf englisch, in englisch, auf deutsch, in deutsch, auf franzosisch, in franzosisch
        intoLanguage: auf spanisch, in spanisch, auf italienisch, in italienisch, auf portugiesisch
        intoLanguage: in portugiesisch, auf russisch, in russisch, auf polnisch, in polnisch, auf turkisch
        intoLanguage: in turkisch, auf chinesisch, in chinesisch, auf japanisch, in japanisch
        intoLanguage: auf niederlandisch, in niederlandisch, auf arabisch, in arabisch, auf griechisch
        intoLanguage: in griechisch, auf schwedisch, in schwedisch, auf danisch, in danisch, auf ungarisch
        intoLanguage: in ungarisch, auf tschechisch, in tschechisch, auf kroatisch, in kroatisch, auf rumanisch
        intoLanguage: in rumanisch, auf ukrainisch, in ukrainisch, auf koreanisch, in koreanisch, auf lateinisch
        intoLanguage: in lateinisch, auf finnisch, in finnisch, auf norwegisch, in norwegisch, ins englische
        intoLanguage: ins deutsche, ins franzosische, ins spanische, ins italienische, ins portugiesische
        intoLanguage: ins russische, ins polnische, ins turkische, ins chinesische, ins japanische
        intoLanguage: ins niederlandische, ins arabische, ins griechische, ins schwedische, ins danische
        intoLanguage: ins ungarische, ins tschechische, ins kroatische, ins rumanische, ins ukrainische
        intoLanguage: ins koreanische, ins lateinische, ins finnische, ins norwegische, aus dem englischen
        intoLanguage: aus dem deutschen, aus dem franzosischen, aus dem spanischen, aus dem italienischen
        intoLanguage: aus dem portugiesischen, aus dem russischen, aus dem polnischen, aus dem turkischen
        intoLanguage: aus dem chinesischen, aus dem japanischen, aus dem niederlandischen, aus dem arabischen
        intoLanguage: aus dem griechischen, aus dem schwedischen, aus dem danischen, aus dem ungarischen
        intoLanguage: aus dem tschechischen, aus dem kroatischen, aus dem rumanischen, aus dem ukrainischen
        intoLanguage: aus dem koreanischen, aus dem lateinischen, aus dem finnischen, aus dem norwegischen
        intoLanguage: auf latein, ins latein
        intoLanguage: en anglais, en allemand, en espagnol, en italien, en portugais, en russe, en chinois
        intoLanguage: en japonais, en arabe, en neerlandais, en polonais, en turc, en grec, en latin, en suedois
        intoLanguage: en coreen, en francais, vers l anglais, vers le francais, de l anglais, version anglaise
        intoLanguage: version francaise
        intoLanguage: al ingles, al aleman, al frances, al italiano, al portugues, al ruso, al chino, al japones
        intoLanguage: al arabe, al neerlandes, al holandes, al polaco, al turco, al catalan, al latin
        intoLanguage: al coreano, al espanol, al castellano, al griego, en ingles, en aleman, en frances
        intoLanguage: en italiano, en portugues, en ruso, en chino, en japones, en neerlandes, en holandes
        intoLanguage: en polaco, en turco, en catalan, en coreano, en espanol, en castellano, en griego
        intoLanguage: para o ingles, para o alemao, para o frances, para o espanhol, para o italiano
        intoLanguage: para o russo, para o chines, para o japones, para o portugues, para o arabe
        intoLanguage: para o holandes, para o polones, para o polaco, para o turco, para o latim, para o coreano
        intoLanguage: para o grego, para ingles, para alemao, para frances, para espanhol, para italiano
        intoLanguage: para russo, para chines, para japones, para portugues, para arabe, para holandes
        intoLanguage: para polones, para polaco, para turco, para latim, para coreano, para grego, em ingles
        intoLanguage: em alemao, em frances, em espanhol, em italiano, em russo, em chines, em japones
        intoLanguage: em portugues, em arabe, em holandes, em polones, em polaco, em turco, em latim, em coreano
        intoLanguage: em grego
        intoLanguage: in inglese, in tedesco, in francese, in spagnolo, in portoghese, in russo, in cinese
        intoLanguage: in giapponese, in arabo, in italiano, in olandese, in polacco, in turco, in latino
        intoLanguage: in greco, in coreano, dall inglese, dal tedesco, dal francese
        intoLanguage: naar het engels, naar het duits, naar het frans, naar het spaans, naar het italiaans
        intoLanguage: naar het nederlands, naar het portugees, naar het russisch, naar het chinees
        intoLanguage: naar het japans, naar het arabisch, naar het pools, naar het turks, naar het zweeds
        intoLanguage: in het engels, in het duits, in het frans, in het spaans, in het italiaans
        intoLanguage: in het nederlands, in het portugees, in het russisch, in het chinees, in het japans
        intoLanguage: in het arabisch, in het pools, in het turks, in het zweeds, naar engels, naar duits
        intoLanguage: naar frans, naar spaans, naar italiaans, naar nederlands, naar portugees, naar russisch
        intoLanguage: naar chinees, naar japans, naar arabisch, naar pools, naar turks, naar zweeds
        intoLanguage: na angielski, na niemiecki, na francuski, na hiszpanski, na wloski, na polski, na rosyjski
        intoLanguage: na chinski, na japonski, na ukrainski, na czeski, po angielsku, po polsku, po niemiecku
        intoLanguage: на английский, на немецкий, на французский, на испанский, на итальянский, на русский
        intoLanguage: на китайский, на японский, на турецкий, на польский, на арабский, на украинский
        intoLanguage: на португальский, на латынь, на корейский, по английски, по немецки, по французски
        intoLanguage: по испански, по итальянски, по японски
        intoLanguage: ingilizceye, ingilizceyi, almancaya, almancayi, almancadan, almancaden, fransizcaya
        intoLanguage: fransizcayi, fransizcadan, fransizcaden, ispanyolcaya, ispanyolcayi, ispanyolcadan
        intoLanguage: ispanyolcaden, italyancaya, italyancayi, italyancadan, italyancaden, ruscaya, ruscayi
        intoLanguage: ruscadan, ruscaden, arapcaya, arapcayi, arapcadan, arapcaden, japoncaya, japoncayi
        intoLanguage: japoncadan, japoncaden, cinceye, cinceyi, koreceye, koreceyi, portekizceye, portekizceyi
        intoLanguage: turkceye, turkceyi, yunancaya, yunancayi, yunancadan, yunancaden, ingilizce ye, cince ye
        intoLanguage: korece ye, portekizce ye, turkce ye, almanca ya, fransizca ya, ispanyolca ya, italyanca ya
        intoLanguage: rusca ya, arapca ya, japonca ya, yunanca ya
        intoLanguage: 成英文, 为英文, 用英文, 成英语, 为英语, 用英语, 成法文, 为法文, 用法文, 成法语, 为法语, 用法语, 成德文, 为德文, 用德文, 成德语, 为德语, 用德语
        intoLanguage: 成日文, 为日文, 用日文, 成日语, 为日语, 用日语, 成韩文, 为韩文, 用韩文, 成韩语, 为韩语, 用韩语, 成俄文, 为俄文, 用俄文, 成俄语, 为俄语, 用俄语
        intoLanguage: 成西班牙语, 为西班牙语, 用西班牙语, 成葡萄牙语, 为葡萄牙语, 用葡萄牙语, 成意大利语, 为意大利语, 用意大利语, 成阿拉伯语, 为阿拉伯语, 用阿拉伯语
        intoLanguage: 英語に, 英語で, 日本語に, 日本語で, フランス語に, フランス語で, ドイツ語に, ドイツ語で, 中国語に, 中国語で, 韓国語に, 韓国語で, スペイン語に, スペイン語で
        intoLanguage: イタリア語に, イタリア語で, ロシア語に, ロシア語で
        intoLanguage: 영어로, 영어로는, 한국어로, 한국어로는, 일본어로, 일본어로는, 중국어로, 중국어로는, 프랑스어로, 프랑스어로는, 독일어로, 독일어로는, 스페인어로
        intoLanguage: 스페인어로는, 이탈리아어로, 이탈리아어로는, 러시아어로, 러시아어로는
        intoLanguage: अंग्रेजी में, अंग्रेज़ी में, हिंदी में, हिन्दी में, उर्दू में, बंगाली में, الى الفرنسية
        intoLanguage: الى الالمانية, الى الاسبانية, الى التركية, الى الصينية, بالفرنسية, بالالمانية, بالاسبانية
        intoLanguage: hindi mein, urdu mein, english mein, inggris, ke bahasa inggris, ke bahasa indonesia
        intoLanguage: bahasa inggris, sang tieng anh, sang tieng viet, tieng anh, tieng phap, till engelska
        intoLanguage: till svenska, pa engelska, pa svenska, til engelsk, pa engelsk, til dansk, til norsk
        intoLanguage: pa dansk, englanniksi, suomeksi, ruotsiksi, saksaksi, do anglictiny, do cestiny
        intoLanguage: z anglictiny, angolra, magyarra, in engleza, in romana, στα αγγλικα, στα ελληνικα
        intoLanguage: англійською, українською, به انگلیسی, به فارسی, לאנגלית, לעברית
        """
    )
}
