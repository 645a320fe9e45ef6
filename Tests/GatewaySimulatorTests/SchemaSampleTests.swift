import GatewaySimulator
import GatewayWire
import Testing

@Suite struct SchemaSampleTests {
    private static let table: [(String, String)] = [
        (#"{"const":[1,"x"]}"#, #"[1,"x"]"#),
        (#"{"enum":["only"]}"#, #""only""#),
        (#"{"default":5,"type":"integer"}"#, "5"),
        (#"{"type":"null"}"#, "null"),
        (#"{"type":"integer","minimum":3,"maximum":3}"#, "3"),
        (#"{"type":"integer","multipleOf":7,"minimum":1,"maximum":13}"#, "7"),
        (#"{"type":"integer","exclusiveMinimum":1,"exclusiveMaximum":3}"#, "2"),
        (#"{"anyOf":[{"type":"null"},{"const":true}]}"#, "true"),
        (#"{"type":"object"}"#, "{}"),
        (#"{"type":"array","maxItems":0,"items":{"type":"string"}}"#, "[]"),
        (#"{"type":"array","items":{"const":1},"minItems":3}"#, "[1,1,1]"),
        (#"{"type":["null","array"],"prefixItems":[{"const":1},{"const":2}]}"#, "[1,2]"),
        (##"{"$ref":"#/$defs/a","$defs":{"a":{"const":"here"}}}"##, #""here""#),
        (##"{"$ref":"#/$defs/missing"}"##, "null"),
        (#"{"properties":{"a":{"const":1},"b":{"const":2}}}"#, #"{"a":1,"b":2}"#),
        (#"{"allOf":[{"properties":{"a":{"const":1}}},{"properties":{"b":{"const":2}}}]}"#, #"{"a":1,"b":2}"#),
    ]

    private func sample(_ schema: String, question: String = "", seed: UInt64 = 1) throws -> JSONValue {
        var sample = SchemaSample(try JSONValue.parse(schema), question: question, seed: seed)
        return try JSONValue.parse(sample.text())
    }

    @Test(arguments: Self.table)
    func `a sample fits its schema`(schema: String, expected: String) throws {
        #expect(try self.sample(schema) == JSONValue.parse(expected))
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `numbers and strings stay within their bounds`(seed: UInt64) throws {
        let integer = try self.sample(#"{"type":"integer","minimum":-5,"maximum":5}"#, seed: seed).integer
        #expect((-5...5).contains(try #require(integer)))
        let number = try self.sample(#"{"type":"number","minimum":0.5,"maximum":0.75}"#, seed: seed).numberText
        #expect((0.5...0.75).contains(try #require(number.flatMap(Double.init))))
        let high = try self.sample(#"{"type":"integer","minimum":1e30}"#, seed: seed)
        #expect(high.integer != nil)
        let text = try #require(try self.sample(#"{"minLength":30,"maxLength":33}"#, seed: seed).text)
        #expect((30...33).contains(text.count))
    }

    @Test func `recursive schemas come to an end`() throws {
        let schema = ##"{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"}}}"##
        #expect(try self.sample(schema).members?.count == 3)
        let required = ##"{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"}},"required":["a","b"]}"##
        #expect(try self.sample(required).members?.count == 2)
        #expect(try self.sample(##"{"$ref":"#"}"##) == .null)
    }

    @Test func `a place is taken from the question`() throws {
        let schema = #"{"type":"object","properties":{"location":{"type":"string"},"query":{"type":"string"}}}"#
        let value = try self.sample(schema, question: "What is the weather in Lisbon today?")
        #expect(value["location"]?.text == "Lisbon")
        #expect(value["query"]?.text == "What is the weather in Lisbon today")
    }
}
