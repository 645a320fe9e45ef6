import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct BatchingTests {
    private static func group(_ lines: String) throws -> ModelGroup {
        try load(file(group: "    \(lines)\n")).get().models[0]
    }

    @Test func `every key about batches reaches the settings`() throws {
        let settings = try load(everything).get()
        var batching = BatchingSettings()
        batching.window = .milliseconds(5)
        batching.maxInputs = 64
        batching.maxBytes = 256 << 10
        #expect(settings.models[0].batching == batching)
        var batch = BatchWaitSettings()
        batch.maxWait = .seconds(600)
        batch.window = DailyWindow(from: 22 * 60, until: 6 * 60, offset: 120)
        batch.maxWaiting = 50
        #expect(settings.models[0].batch == batch)
        var preheat = PreheatSettings()
        preheat.connections = 3
        preheat.prompt = true
        #expect(settings.deployments[0].preheat == preheat)
    }

    @Test func `nothing is merged, held back or preheated unless the file says so`() throws {
        let settings = try load(file()).get()
        #expect(settings.models[0].batching == nil)
        #expect(settings.models[0].batch == nil)
        #expect(settings.deployments[0].preheat == nil)
    }

    @Test(arguments: [("true", true), ("{}", true), ("on", true), ("false", false), ("off", false)])
    func `a word switches each on and off`(_ text: String, _ isOn: Bool) throws {
        #expect(try Self.group("batching: \(text)").batching == (isOn ? BatchingSettings() : nil))
        #expect(try Self.group("batch: \(text)").batch == (isOn ? BatchWaitSettings() : nil))
        let settings = try load(file(deployment: "    preheat: \(text)\n")).get()
        #expect(settings.deployments[0].preheat == (isOn ? PreheatSettings() : nil))
    }

    @Test(arguments: ["22:00", "25:00-06:00", "22:60-06:00", "22:00-06:00 CET", "22:00-06:00+15:00", "2:00-6:00"])
    func `a time of day that is none is refused in words`(_ text: String) {
        let found = errors(file(group: "    batch: {window: \"\(text)\"}\n"))
        #expect(found.count == 1)
        #expect(found.first?.contains("is not a time of day") == true, "\(found)")
    }

    @Test(arguments: [
        "batching: {window: 2s}", "batching: {max_inputs: 1}", "batching: {max_bytes: 10}", "batch: {max_wait: 0}",
        "batch: {max_waiting: 0}",
    ])
    func `a bound that makes no sense is refused`(_ text: String) {
        #expect(errors(file(group: "    \(text)\n")).count == 1)
    }
}
