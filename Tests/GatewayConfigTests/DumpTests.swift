import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct DumpTests {
    @Test func `secrets are masked and keys are known by eight digits`() throws {
        let text = SettingsDump.json(try load(everything).get())
        let secrets = [
            "admin-secret", "azure-value", "platform", "a-3-b", "dXNlcjpwYXNz", "pass@", "team-a-secret",
            "Q0rS8JmD1s4b", "AAECAwQF", "00010203", "20212223", "redis-secret", "sentinel-secret",
        ]
        for secret in secrets {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(!text.contains("ba7816bf8"))
        #expect(text.contains("\"sha256\": \"ba7816bf...\""))
        #expect(text.contains("\"api_key\": \"***\""))
        #expect(text.contains("\"proxy\": \"http://***@proxy.example.com:3128\""))
        #expect(text.contains("\"base_url\": \"https://one.example.com:8443/base\""))
        #expect(text.contains("\"cached_input\": \"0.3\""))
    }

    /// JSON is YAML, and the dump names keys as the file does: without secrets it is a configuration again.
    @Test func `a dump without secrets loads to the same settings`() throws {
        var settings = try load(everything).get()
        settings.server.adminKey = nil
        settings.keys = []
        settings.server.tls = nil
        settings.cache.keySecret = nil
        settings.cache.encryption = nil
        settings.cache.redis = nil
        settings.redis[0].username = nil
        settings.redis[0].password = nil
        settings.redis[1].sentinelPassword = nil
        settings.providers[0] = Provider(
            id: "azure-one",
            kind: "vllm",
            origin: Origin(isTLS: true, host: "2001:db8::1", port: 443),
            basePath: "/v1",
            verifiesCertificate: false
        )
        #expect(try load(SettingsDump.json(settings)).get().withoutLines == settings.withoutLines)
    }

    @Test func `what is off is left out of a dump`() throws {
        let text = SettingsDump.json(try load(file()).get())
        for key in ["hedge", "adaptive\": {", "probe_interval", "\"on\": []"] {
            #expect(!text.contains(key), "\(key)")
        }
        #expect(text.contains("\"backoff\": \"200ms..5s\""))
        #expect(text.contains("\"on\": [\"unreachable\", \"reset\", \"429\", \"408\", \"5xx\", \"bad_response\"]"))
        #expect(text.contains("\"budget\": \"20%\""))
    }

    @Test func `strings are escaped`() {
        #expect(JSONValue.string("a\"b\\c\n\u{1}é").text() == #""a\"b\\c\n\u0001é""#)
    }
}
