extension WordList {
    /// Korean; each syllable is a word, so that endings do not matter.
    static let korean = WordList(
        "korean",
        """
        translate: 번역, 옮겨
        howSay: 어떻게 말해, 뭐라고 해, 무슨 뜻, 뭐라고
        intoLanguage: 영어로, 한국어로, 일본어로, 중국어로, 프랑스어로, 스페인어로
        summarize: 요약, 정리해, 간추려, 줄여, 핵심, 한 문장
        headline: 제목을
        classify: 분류, 카테고리, 판단, 긍정인지, 어느 범주
        labelPair: 긍정 또는 부정, 긍정, 부정, 참 또는 거짓, 예 또는 아니오
        sentiment: 감정, 감성
        review: 리뷰, 댓글
        extract: 추출, 뽑아, 찾아내, 모두 찾, 나열
        entity: 이름, 장소, 날짜, 인물, 개체, 키워드, 지명
        according: 글에서, 본문, 지문, 텍스트에서, 에 따르면
        passageQuestion: 질문에 답
        make: 써줘, 써 줘, 작성, 만들어, 생성, 지어, 써주세요
        rewrite: 고쳐, 다듬, 바꿔, 교정, 수정, 공손하게
        prose: 이야기, 소설, 에세이, 기사, 독후감, 글을, 자기소개서, 연설문, 동화
        verse: 시를, 시 한, 노래 가사, 가사, 시조
        message: 이메일, 편지, 메시지, 초대장, 메일, 문자
        copy: 광고, 슬로건, 홍보, 카피, 상품 설명
        codeVerb: 구현, 코딩, 디버그, 프로그래밍
        codeStrong: 코드, 함수, 프로그램, 알고리즘, 스크립트, 배열, 데이터베이스, 정규식, 연결 리스트, 자바, 파이썬
        codeTrouble: 오류, 에러, 버그
        mathVerb: 계산, 풀어, 구하, 구해
        mathNoun: 방정식, 미분, 적분, 넓이, 둘레, 삼각형, 직사각형, 확률, 퍼센트, 분수, 제곱근, 행렬, 반지름
        prove: 증명
        howMany: 몇, 얼마
        quantity: 각각, 한 명이, 모두, 남은, 절반, 두 배, 똑같이, 나누어
        wordProblem: 샀, 팔았, 주었, 나누, 받
        logic: 논리, 추론, 결론, 전제, 가정
        puzzle: 수수께끼, 퍼즐, 거짓말, 진실을, 키가 크, 보다 크
        explain: 설명, 알려, 소개, 묘사
        define: 란 무엇, 이란, 무엇인가, 차이, 정의, 뜻
        whQuestion: 누구, 언제, 어디, 무엇, 어느, 어떤, 뭐
        howQuestion: 어떻게
        whyQuestion: 왜
        fact: 수도, 대통령, 발명, 발견, 설립, 전쟁, 인구, 왕, 가장 높은, 가장 긴, 세기
        greet: 안녕, 반가워, 뭐해, 잘 지내, 잘 자, 좋은 아침
        roleplay: 역할, 인 척, 처럼 행동, 너는 이제
        feeling: 슬퍼, 외로워, 심심해, 힘들어, 우울, 불안
        you: 좋아해, 생각해, 너는, 할 수 있
        joke: 농담, 웃긴
        advice: 어떡하, 어떻게 해야, 조언
        selfQuestion: 너는 누구, 넌 누구, 이름이 뭐, 뭘 할 수
        thanks: 고마워, 감사
        passage: 다음 글, 다음 문장, 다음 기사, 이 글, 아래 글, 다음
        please: 주세요, 해줘, 해 줘, 부탁, 하세요, 하시오
        questionWord: 질문, 문제
        answerWord: 답, 정답
        imperative: 읽고, 답하, 고르, 찾
        constraint: 최소, 최대, 정확히, 반드시, 없이, 만약, 조건, 단계
        """
    )
}
