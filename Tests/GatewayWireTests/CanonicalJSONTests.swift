import GatewayWire
import Testing

/// Canonical forms as tests want them.
enum Canonical {
    /// The canonical form of a text, and whether it names a member twice.
    static func form(
        _ text: [UInt8],
        ignoring ignored: IgnoredMembers = .none
    ) throws(JSONError) -> (bytes: [UInt8], hasDuplicates: Bool) {
        var canonical = CanonicalJSON()
        return try self.form(text, ignoring: ignored, with: &canonical)
    }

    /// The same with scratch memory that has seen other texts.
    static func form(
        _ text: [UInt8],
        ignoring ignored: IgnoredMembers = .none,
        with canonical: inout CanonicalJSON
    ) throws(JSONError) -> (bytes: [UInt8], hasDuplicates: Bool) {
        var scratch = ByteScratch(capacity: 1)
        let outcome = try canonical.append(text.span.bytes, ignoring: ignored, to: &scratch)
        return (scratch.withUnsafeBytes { Array($0) }, outcome.hasDuplicates)
    }

    /// The canonical form of a text as text.
    static func text(_ text: String, ignoring ignored: IgnoredMembers = .none) throws(JSONError) -> String {
        String(decoding: try self.form(Array(text.utf8), ignoring: ignored).bytes, as: UTF8.self)
    }
}

struct CanonicalJSONTests {
    @Test(
        arguments: [
            (#" { "b" : 1 , "a" : [ true , null ] } "#, #"{"a":[true,null],"b":1}"#),
            (#"{"b":{"d":1,"c":2},"a":[{"z":1,"y":2}]}"#, #"{"a":[{"y":2,"z":1}],"b":{"c":2,"d":1}}"#),
            (#"{"max_tokens":1,"max_completion_tokens":2}"#, #"{"max_completion_tokens":2,"max_tokens":1}"#),
            (#"{"ab":1,"a":2,"":3}"#, #"{"":3,"a":2,"ab":1}"#),
            (#"{"a\u0000":1,"a":2}"#, #"{"a":2,"a\u0000":1}"#),
            ("[]", "[]"), ("{}", "{}"), (" [ [ ] , { } ] ", "[[],{}]"), ("\t\"x\"\n", #""x""#),
            ("true", "true"), ("false", "false"), ("null", "null"),
        ]
    )
    func `space goes, members are sorted and arrays keep their order`(_ text: String, _ expected: String) throws {
        #expect(try Canonical.text(text) == expected)
    }

    @Test(
        arguments: [
            (#""\u0041\/\u002f""#, #""A//""#), (#""\u00e9\u00E9é""#, #""ééé""#), (#""\ud83d\ude42""#, #""🙂""#),
            (#""\u0022\u005C\"\\""#, #""\"\\\"\\""#), (#""\u000A\u0009\u000d\u0008\u000C""#, #""\n\t\r\b\f""#),
            (#""\u0001\u001F""#, #""\u0001\u001f""#), (#""\u007f""#, "\"\u{7F}\""),
            (#""\uD800""#, #""\ud800""#), (#""\uDC00\uD800x""#, #""\udc00\ud800x""#),
            (#""\ud800\ud83d\ude42""#, #""\ud800🙂""#), (#""\\u0041""#, #""\\u0041""#), (#""\\\/""#, #""\\/""#),
            (#""a long text, no escape in it but the last: \n""#, #""a long text, no escape in it but the last: \n""#),
            (#"{"\u0062":1,"a":"\u0062"}"#, #"{"a":"b","b":1}"#),
        ]
    )
    func `every character has one spelling`(_ text: String, _ expected: String) throws {
        #expect(try Canonical.text(text) == expected)
    }

    @Test(
        arguments: [
            (["1", "1.0", "1e0", "10e-1", "0.1E+1", "1.000e-00", "100e-2", "0.001e3"], "1"),
            (["0", "-0", "0.0", "-0.00", "0e5", "0e-99999999999999999999999", "-0E999999999999999999999"], "0"),
            (["0.1", "1e-1", "0.10", "100e-3"], "1e-1"), (["-1.50", "-15e-1", "-0.15e1"], "-15e-1"),
            (["100", "1e2", "1E+2", "1.0e2", "10e1"], "1e2"), (["1e400", "10e399", "0.1e401"], "1e400"),
            (["120034", "12.0034e4", "1200340e-1"], "120034"), (["9007199254740993"], "9007199254740993"),
            (["0.10000000000000001", "10000000000000001e-17"], "10000000000000001e-17"),
            (["1e00000000000000000000000000001", "10"], "1e1"),
            (["1e99999999999999999999", "1E+099999999999999999999"], "1e99999999999999999999"),
            (["-2.5e-99999999999999999999"], "-2.5e-99999999999999999999"),
            (["1e2305843009213693951", "10e2305843009213693950"], "1e2305843009213693951"),
        ]
    )
    func `every number has one spelling`(_ texts: [String], _ expected: String) throws {
        for text in texts {
            #expect(try Canonical.text(text) == expected, "\(text)")
            #expect(try Canonical.text("[\(text)]") == "[\(expected)]", "\(text)")
            #expect(try Canonical.text(#"{"a": \#(text) }"#) == #"{"a":\#(expected)}"#, "\(text)")
        }
    }

    @Test func `values that differ never share a form`() throws {
        let texts = [
            "0", "1", "-1", "10", "0.1", "0.10000000000000001", "1e400", "1e401", "1e-400", "1e99999999999999999999",
            "1e99999999999999999998", "1e-99999999999999999999", "9007199254740992", "9007199254740993", #""1""#,
            "true", "false", #""true""#, "null", #""null""#, #""""#, "[]", "{}", "[[]]", "[{}]", "[null]", "[0]",
            "[1,0]",
            "[10]", "[0,1]", #"{"a":1}"#, #"{"a":null}"#, #"{"a":"1"}"#, #"{"b":1}"#, #"{"a":1,"b":1}"#, #"{"a":[1]}"#,
            #""\ud800""#, #""\ud801""#, #""\udc00""#, #""\ufffd""#, #""\ud83d\ude42""#, #""\\ud800""#, #""e\u0301""#,
            #""\u00e9""#, #""a\/b""#, #""a\\/b""#, #""a""#, #""A""#, #""a ""#, #"{"":""}"#, #"["a","b"]"#, #"["a,b"]"#,
            #"["a\",\"b"]"#,
        ]
        // Bytes, for texts that differ only in how an accent is made up are equal as Swift's strings.
        var forms: [[UInt8]: String] = [:]
        for text in texts {
            let other = forms.updateValue(text, forKey: try Canonical.form(Array(text.utf8)).bytes)
            #expect(other == nil, "\(text) and \(other ?? "")")
        }
    }

    @Test(
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"\u0061":3}"#, #"[[{"x":{"a":1,"b":1,"a":2}}]]"#,
            #"{"user":{"a":1,"a":2}}"#, #"{"user":1,"user":2}"#, #"{"":1,"":2}"#, #"{"\ud800":1,"\uD800":2}"#,
            #"{"a long name that begins alike":1,"a long name that begins alike":2}"#,
        ]
    )
    func `a member that is named twice is told of at any depth`(_ text: String) throws {
        let ignored = IgnoredMembers(["user"])
        #expect(try Canonical.form(Array(text.utf8), ignoring: ignored).hasDuplicates)
    }

    @Test(
        arguments: [
            #"{"a":{"a":{"a":1}}}"#, #"[{"a":1},{"a":1}]"#, #"{"a":1,"A":2,"a ":3}"#, #"{"a\u0000":1,"a":2}"#,
            #"{"\ud800":1,"\ud801":2,"\ufffd":3}"#, #"{"x":[{"b":1},{"b":1}],"b":1}"#,
        ]
    )
    func `names that only look alike are no duplicates`(_ text: String) throws {
        #expect(try !Canonical.form(Array(text.utf8)).hasDuplicates)
    }

    @Test func `an object of many members is sorted, and a duplicate among them found`() throws {
        var random = WireRandom(seed: 7)
        let names = (0..<500).map { "member with a common beginning \($0)" }
        let shuffled = names.shuffled(using: &random).map { "\"\($0)\":0" }
        let sorted = names.sorted().map { "\"\($0)\":0" }.joined(separator: ",")
        #expect(try Canonical.text("{\(shuffled.joined(separator: ","))}") == "{\(sorted)}")
        let doubled = (shuffled + [shuffled[250]]).joined(separator: ",")
        #expect(try Canonical.form(Array("{\(doubled)}".utf8)).hasDuplicates)
    }

    @Test func `ignored members are left out of the outermost object alone`() throws {
        let ignored = IgnoredMembers(["user", "stream", "quo\"te"])
        let text = #"""
            {"user":"u","b":{"user":1},"\u0073tream":[true],"signalbox":{},"signalbox_x":1,"quo\"te":2,"users":3,
            "a":[{"stream":1}],"Signalbox":4}
            """#
        let expected = #"{"Signalbox":4,"a":[{"stream":1}],"b":{"user":1},"users":3}"#
        #expect(try Canonical.text(text, ignoring: ignored) == expected)
        #expect(try Canonical.text(#"{"user":1}"#, ignoring: ignored) == "{}")
        #expect(try Canonical.text(#"[{"user":1}]"#, ignoring: ignored) == #"[{"user":1}]"#)
        #expect(try Canonical.text(#"{"signalbox":1}"#) == #"{"signalbox":1}"#)
        #expect(try Canonical.text(#"{"input":1,"x":2}"#, ignoring: .gatewayFields.andInput) == #"{"x":2}"#)
    }

    @Test func `the standard members say how, not what, and fallbacks and null are kept`() throws {
        let text =
            #"{"model":"m","stream":true,"stream_options":{},"user":"u","metadata":{},"fallbacks":["f"],"n":null}"#
        #expect(try Canonical.text(text, ignoring: .standard) == #"{"fallbacks":["f"],"n":null}"#)
        let long = String(repeating: "x", count: 100)
        #expect(try Canonical.text(#"{"\#(long)":1,"y":2}"#, ignoring: IgnoredMembers([long])) == #"{"y":2}"#)
    }

    @Test func `depth and number of members are bounded, and an error leaves no bytes`() throws {
        var canonical = CanonicalJSON(maxDepth: 3, maxMembers: 4)
        var scratch = ByteScratch()
        scratch.append(0x21)
        func kind(_ text: String) -> JSONError.Kind? {
            do throws(JSONError) {
                _ = try canonical.append(Array(text.utf8).span.bytes, to: &scratch)
                scratch.truncate(to: 1)
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind("[[[1]]]") == nil)
        #expect(kind("[[[[1]]]]") == .tooDeep)
        #expect(kind("[[{}]]") == nil)
        #expect(kind("[[[{}]]]") == .tooDeep)
        #expect(kind(#"{"a":1,"b":1,"c":1}"#) == nil)
        #expect(kind(#"{"a":1,"b":1,"c":1,"d":1}"#) == .tooLarge)
        #expect(kind("[{},{},{},{},{}]") == .tooLarge)
        #expect(kind("") == .empty)
        #expect(kind(#"{"a":1} x"#) == .trailingBytes)
        #expect(kind(#"{"a":"#) == .unexpectedEnd)
        #expect(scratch.count == 1)
        let mixed = String(repeating: #"{"a":["#, count: 128) + String(repeating: "]}", count: 128)
        var deepest = CanonicalJSON(maxDepth: .max)
        #expect(try Canonical.form(Array(mixed.utf8), with: &deepest).bytes == Array(mixed.utf8))
        let deep = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(try JSONError.Kind.tooDeep == #require(throws: JSONError.self) { try Canonical.text("[\(deep)]") }.kind)
    }

    @Test func `scratch memory is given back beyond the limit`() throws {
        var scratch = ByteScratch(capacity: 1)
        let bytes = Array("some text that makes it grow a few times".utf8)
        for _ in 0..<100 { bytes.withUnsafeBytes { scratch.append($0) } }
        #expect(scratch.count == bytes.count * 100)
        #expect(scratch.withUnsafeBytes { Array($0) } == Array(repeating: bytes, count: 100).flatMap { $0 })
        scratch.reset(retaining: 16)
        #expect(scratch.count == 0)
        bytes.withUnsafeBytes { scratch.append($0) }
        #expect(scratch.withUnsafeBytes { Array($0) } == bytes)
    }
}
