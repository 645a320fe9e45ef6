import GatewayCache
import GatewayWire
import Testing

struct EmbeddingInputTests {
    private static let scope = KeyScope(
        endpoint: "/v1/embeddings",
        target: .group("e"),
        policy: CacheKey(a: 0, b: 0, c: 0, d: 0),
        tenant: nil
    )

    private static func body(_ input: String, _ members: String = "") -> [UInt8] {
        Array(#"{"model":"e", "input" : \#(input) \#(members)}"#.utf8)
    }

    private static func split(_ body: [UInt8], maxInputs: Int = 10) throws -> EmbeddingRequestSplit? {
        let scan = try RequestScan.scan(body.span.bytes, for: .embeddings)
        return EmbeddingRequestSplit(scan, in: body.span.bytes, maxInputs: maxInputs)
    }

    private static func keys(_ input: String, _ members: String = "") throws -> [CacheKey] {
        let body = Self.body(input, members)
        var keys: [CacheKey] = []
        try KeyMaker().inputKeys(
            for: Self.scope,
            body: body.span.bytes,
            split: #require(try Self.split(body)),
            into: &keys
        )
        return keys
    }

    @Test(
        arguments: [
            (#""a b""#, [#""a b""#], EmbeddingRequestSplit.Form.text),
            (#"[ "a" , "b,c" ]"#, [#""a""#, #""b,c""#], .text),
            ("[1, 2]", ["[1, 2]"], .tokens), ("[[1,2],[3]]", ["[1,2]", "[3]"], .tokens), (#"[""]"#, [#""""#], .text),
        ]
    )
    func `inputs are found`(_ input: String, _ expected: [String], _ form: EmbeddingRequestSplit.Form) throws {
        let body = Self.body(input)
        let split = try #require(try Self.split(body))
        #expect(split.elements.map { String(decoding: body[$0], as: UTF8.self) } == expected)
        #expect(split.form == form)
    }

    @Test(
        arguments: [
            "[]",
            #"["a",1]"#, #"[1,"a"]"#, "[[]]", "[[1],[]]", #"[[1],["a"]]"#, "[[1],2]", "[null]", #"[{"text":"a"}]"#,
            "[[[1]]]", "[-1]", "[1,[2]]", #"["1","2","3","4","5","6","7","8","9","10","11"]"#,
        ]
    )
    func `what is no list of inputs, or too long a one, is left whole`(_ input: String) throws {
        #expect(try Self.split(Self.body(input)) == nil)
    }

    @Test func `weights are tokens, or about bytes`() throws {
        func weights(_ input: String) throws -> [Int]? {
            let body = Self.body(input)
            return try Self.split(body)?.weights(in: body.span.bytes)
        }
        #expect(try weights(#"["abc","","a"]"#) == [3, 1, 1])
        #expect(try weights("[[1,2,3],[4]]") == [3, 1])
        #expect(try weights("[1,2,3,4]") == [4])
    }

    @Test func `an input has the same key alone and among others`() throws {
        let alone = try Self.keys(#""a""#)
        #expect(try Self.keys(#"["a"]"#) == alone)
        #expect(try Self.keys(#"["b","\u0061","b"]"#)[1] == alone[0])
        #expect(try Self.keys(#"["b","a","b"]"#)[0] == Self.keys(#"["b","a","b"]"#)[2])
        #expect(try Self.keys("[[1],[2,3]]")[1] == Self.keys("[ 2 , 3 ]")[0])
        #expect(try Self.keys(#""a""#, #","user":"u""#) == alone)
    }

    @Test func `everything else that counts changes all keys`() throws {
        let keys =
            try Self.keys(#"["a","b"]"#) + Self.keys(#"["a","b"]"#, #","dimensions":3"#)
            + Self.keys(#"["a","b"]"#, #","encoding_format":"base64""#) + Self.keys("[[1],[11]]") + Self.keys(#"["1"]"#)
        #expect(Set(keys).count == keys.count)
        let body = Self.body(#""a""#)
        #expect(try KeyMaker().key(for: Self.scope, body: body.span.bytes) != keys[0])
        var others: [CacheKey] = []
        var scope = Self.scope
        scope.tenant = "t"
        try KeyMaker().inputKeys(
            for: scope,
            body: body.span.bytes,
            split: #require(try Self.split(body)),
            into: &others
        )
        #expect(others.count == 1 && others[0] != keys[0])
    }

    @Test func `a body that names a member twice has no keys for its inputs`() throws {
        let body = Self.body(#"["a","b"]"#, #","input":["c"]"#)
        let split = try #require(try Self.split(body))
        var keys = [CacheKey(a: 1, b: 1, c: 1, d: 1)]
        #expect(throws: KeyRefusal.duplicateMember) {
            try KeyMaker().inputKeys(for: Self.scope, body: body.span.bytes, split: split, into: &keys)
        }
        #expect(keys.count == 1)
    }

    @Test func `a body can ask for some of its inputs`() throws {
        func kept(_ input: String, _ indexes: [Int]) throws -> String {
            let body = Self.body(input, #","dimensions":3"#)
            var patch = JSONPatch()
            try #require(try Self.split(body)).keep(only: indexes, of: body.span.bytes, in: &patch)
            let patched = patch.applied(to: body.span.bytes)
            try JSONScanner.validate(patched.span.bytes)
            return String(decoding: patched, as: UTF8.self)
        }
        let head = #"{"model":"e", "input" : "#
        let tail = #" ,"dimensions":3}"#
        #expect(try kept(#"["a", "b" ,"c"]"#, [0, 2]) == head + #"["a","c"]"# + tail)
        #expect(try kept("[[1],[2, 3]]", [1]) == head + "[[2, 3]]" + tail)
        #expect(try kept(#"["a", "b"]"#, [0, 1]) == head + #"["a", "b"]"# + tail)
        #expect(try kept(#""a""#, [0]) == head + #""a""# + tail)
        #expect(try kept("[1,2]", [0]) == head + "[1,2]" + tail)
    }
}
