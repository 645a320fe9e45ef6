import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct SecretTests {
    private static func expand(_ text: String) throws(SecretReference.Problem) -> String {
        let references = SecretReference(environment: ["A": "1", "B": "${env:A}", "EMPTY": ""]) { path in
            switch path {
            case "/one": Array("file\n".utf8)
            case "/two": Array("first\nsecond\r\n\n".utf8)
            case "/binary": [0xFF, 0xFE]
            case "/huge": [UInt8](repeating: 0x61, count: SecretReference.longestFile + 1)
            case "/empty": [0x0A]
            default: throw FileProblem(reason: "none")
            }
        }
        return try references.expand(text)
    }

    @Test(arguments: [
        ("plain", "plain"), ("${env:A}", "1"), ("x${env:A}y${env:A}z", "x1y1z"), ("${file:/one}", "file"),
        ("${file:/two}", "first\nsecond"), ("$${env:A}", "${env:A}"), ("$", "$"), ("$x{", "$x{"),
        ("${env:B}", "${env:A}"),
        ("a$${b}${env:A}", "a${b}1"),
    ])
    func `references are replaced once`(_ text: String, _ expected: String) throws {
        #expect(try Self.expand(text) == expected)
    }

    @Test(arguments: [
        ("${env:NONE}", "the environment variable 'NONE' is not set"),
        ("${env:EMPTY}", "the environment variable 'EMPTY' is empty"),
        ("${file:/none}", "the file '/none' cannot be read"),
        ("${file:/binary}", "the file '/binary' is not UTF-8 text"),
        ("${file:/huge}", "the file '/huge' is larger than 64KiB"),
        ("${file:/empty}", "the file '/empty' is empty"),
        ("${vault:kv/x#y}", "'${vault:...}' is not available yet"),
        ("${GROQ_API_KEY}", "a '${...}' is not a reference of a known kind"),
        ("${env:}", "a '${...}' is not a reference of a known kind"),
        ("${env:A", "a reference that begins with '${' is not closed"),
        ("${}", "a '${...}' is not a reference of a known kind"),
    ])
    func `a reference to nothing is a problem`(_ text: String, _ message: String) {
        let problem = #expect(throws: SecretReference.Problem.self) { try Self.expand(text) }
        #expect(problem?.message == message)
        #expect(problem?.advice.isEmpty == false)
    }

    @Test func `a missing reference is reported where it stands`() {
        let text = "providers:\n  - kind: groq\n    api_key: ${env:NOT_THERE}\n"
        #expect(
            errors(text) == [
                """
                f.yaml:3:14: providers[0].api_key: the environment variable 'NOT_THERE' is not set; \
                set it before the start, or use ${file:PATH}
                """
            ]
        )
    }

    @Test func `any value may be a reference, and its errors show the reference only`() throws {
        let variables = ["LISTEN": "127.0.0.1:7", "LEAK": "s3cret value", "ID": "sim"]
        let good = file(server: "  listen: ${env:LISTEN}\n", rest: "default_provider: ${env:ID}")
        #expect(try load(good, environment: variables).get().server.listen.port == 7)
        #expect(try load(good, environment: variables).get().defaultProvider == "sim")
    }

    /// A value that no error may show, in every place of the schema that takes a scalar.
    @Test func `no error shows what a reference stands for`() throws {
        let scalars = ConfigSchema.paths().filter { $0.key.type.keys.isEmpty }
        let text = everything.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let colon = line.firstRange(of: ": "), !line.contains("{"), !line.contains("[") else {
                return String(line)
            }
            return line[..<colon.upperBound] + "${env:LEAK}"
        }
        .joined(separator: "\n")
        for leak in ["s3cret value", "s3cret", "https://s3cret:s3cret@h/?s3cret", "s3cret\n"] {
            let variables = environment.merging(["LEAK": leak]) { $1 }
            let found = errors(text, environment: variables)
            #expect(found.count > 10)
            #expect(found.allSatisfy { !$0.contains("s3cret") })
        }
        for scalar in scalars {
            let inner = scalar.path.split(separator: ".").map(String.init)
            let text = Self.nested(inner[...], value: "\"${env:LEAK}\"")
            let found = errors(text, environment: ["LEAK": "s3cret value"])
            #expect(!found.isEmpty, "\(text)")
            #expect(found.allSatisfy { !$0.contains("s3cret") }, "\(text)")
        }
    }

    private static func nested(_ path: ArraySlice<String>, value: String) -> String {
        guard let first = path.first else { return value }
        let name = first.replacing("[]", with: "")
        let inner = Self.nested(path.dropFirst(), value: value)
        let body = path.count > 1 ? "{\(inner)}" : inner
        return "\(name): " + (first.hasSuffix("[]") ? "[\(body)]" : body)
    }
}
