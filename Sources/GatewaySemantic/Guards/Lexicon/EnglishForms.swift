/// English forms that no ending rule brings together.
enum EnglishForms {
    static let forms = """
        bought=buy sold=sell went=go gone=go made=make making=make took=take taken=take taking=take gave=give given=give
        giving=give came=come coming=come saw=see seen=see wrote=write written=write writing=write spoke=speak
        spoken=speak broke=break broken=break chose=choose chosen=choose drove=drive driven=drive driving=drive ate=eat
        eaten=eat fell=fall fallen=fall felt=feel found=find flew=fly flown=fly forgot=forget forgotten=forget
        grew=grow grown=grow heard=hear held=hold kept=keep knew=know known=know led=lead left=leave lent=lend lost=lose
        losing=lose meant=mean met=meet paid=pay ran=run running=run rose=rise risen=rise rising=rise said=say sent=send
        shown=show shut=shut sang=sing sung=sing sank=sink sunk=sink sat=sit slept=sleep spent=spend stole=steal
        stolen=steal stood=stand swam=swim taught=teach told=tell thought=think threw=throw thrown=throw
        understood=understand woke=wake wore=wear worn=wear won=win winning=win began=begin begun=begin beginning=begin
        became=become built=build caught=catch dealt=deal drew=draw drawn=draw dreamt=dream drank=drink drunk=drink
        fought=fight froze=freeze frozen=freeze hid=hide hidden=hide laid=lay lit=light rode=ride ridden=ride
        riding=ride
        rang=ring shook=shake shot=shoot slid=slide swore=swear tore=tear torn=tear died=die dying=die dies=die
        lying=lie
        men=man women=woman children=child feet=foot teeth=tooth mice=mouse geese=goose wives=wife lives=life
        living=live lived=live knives=knife leaves=leave selves=self halves=half thieves=thief persons=person
        better=good best=good worse=bad worst=bad more=much further=far farther=far
        easier=easy easiest=easy cheaper=cheap cheapest=cheap faster=fast fastest=fast bigger=big biggest=big
        larger=large largest=large smaller=small smallest=small higher=high highest=high lower=low lowest=low
        longer=long longest=long shorter=short shortest=short older=old oldest=old younger=young youngest=young
        newer=new newest=new stronger=strong strongest=strong weaker=weak weakest=weak hotter=hot hottest=hot
        colder=cold coldest=cold safer=safe safest=safe richer=rich richest=rich poorer=poor poorest=poor
        harder=hard hardest=hard heavier=heavy heaviest=heavy lighter=light lightest=light deeper=deep deepest=deep
        earlier=early earliest=early later=late latest=late slower=slow slowest=slow closer=close closest=close
        nearer=near nearest=near thicker=thick thinner=thin taller=tall tallest=tall wider=wide narrower=narrow
        smarter=smart smartest=smart happier=happy happiest=happy uglier=ugly ugliest=ugly louder=loud loudest=loud
        lowering=lower lowered=lower using=use uses=use used=use analyses=analysis data=data criteria=criterion
        phenomena=phenomenon countries=country companies=company cities=city trying=try tried=try tries=try
        studied=study studying=study studies=study cut=cut cutting=cut putting=put setting=set getting=get got=get
        stopped=stop stopping=stop planning=plan planned=plan programming=program programmer=programmer
        maths=math mathematics=math photos=photo videos=video buying=buy selling=sell
        """
}
