import GatewayCore
import GatewayTesting
import GatewayWire
import NIOCore
import NIOEmbedded
import Testing

/// Clients that leave and deadlines that pass while requests share a call.
@Suite struct EmbeddingDepartureTests {
    @Test func `who leaves before the call is made is no part of it`() throws {
        let scene = try EmbeddingScene()
        let asked = [try scene.ask("a"), try scene.ask("b"), try scene.ask("c")]
        asked[1].leave()
        scene.eventLoop.run()
        #expect(asked[1].exchange.isSettled && asked[1].exchange.status == 499)
        scene.finish()
        #expect(scene.upstream.calls.map(\.inputs) == [["a", "c"]])
        #expect(asked[0].vectors == ["vector of a"] && asked[2].vectors == ["vector of c"])
        #expect(scene.observer.settled.count == 3)
    }

    @Test func `if all leave before the call is made, nobody is asked`() throws {
        let scene = try EmbeddingScene()
        let asked = [try scene.ask("a"), try scene.ask("b")]
        asked.forEach { $0.leave() }
        scene.finish()
        #expect(scene.upstream.calls.isEmpty)
        #expect(scene.observer.settled.count == 2)
    }

    @Test func `who leaves during the call pays its part, and the others are answered`() throws {
        let scene = try EmbeddingScene(price: Price(input: 7, output: 0))
        scene.upstream.tokens = { _ in 100 }
        let asked = [try scene.ask("aaa"), try scene.ask("bbb"), try scene.ask("cccc")]
        scene.passWindow()
        asked[0].leave()
        scene.eventLoop.run()
        #expect(!asked[0].exchange.isSettled && !scene.upstream.calls[0].wasCancelled)
        scene.finish()
        #expect(asked.map(\.exchange.usage?.input) == [30, 30, 40])
        #expect(asked.compactMap(\.exchange.cost).reduce(.zero, +) == Cost(femtoDollars: 700))
        #expect(asked[0].exchange.error == .clientClosedRequest && asked[0].exchange.status == 499)
        #expect(asked[0].client.heads.isEmpty)
        #expect(asked[1].vectors == ["vector of bbb"] && asked[2].vectors == ["vector of cccc"])
        #expect(scene.observer.settled.count == 3)
    }

    @Test func `if all leave during the call, it is given up`() throws {
        let scene = try EmbeddingScene()
        let asked = [try scene.ask("a"), try scene.ask("b")]
        scene.passWindow()
        asked.forEach { $0.leave() }
        scene.eventLoop.run()
        #expect(scene.upstream.calls[0].wasCancelled)
        #expect(asked.allSatisfy { $0.exchange.isSettled && $0.exchange.error == .clientClosedRequest })
        #expect(scene.upstream.calls.count == 1 && scene.observer.settled.count == 2)
    }

    @Test func `a deadline of the caller's own that leaves no time to wait is no part of a batch`() throws {
        let scene = try EmbeddingScene()
        let hasty = try scene.ask("a", headers: "x-request-timeout: 5\r\n")
        #expect(scene.upstream.calls.map(\.inputs) == [["a"]])
        let patient = try scene.ask("b", headers: "x-request-timeout: 500\r\n")
        #expect(scene.upstream.calls.count == 1)
        scene.finish()
        #expect(hasty.client.status == 200 && patient.client.status == 200)
    }

    @Test func `a deadline that passes during the call is told in time, and its part is paid`() throws {
        let scene = try EmbeddingScene(price: Price(input: 7, output: 0))
        scene.upstream.tokens = { _ in 10 }
        let hasty = try scene.ask("a", headers: "x-request-timeout: 100\r\n")
        let patient = try scene.ask("b")
        scene.passWindow()
        #expect(scene.upstream.calls.map(\.inputs) == [["a", "b"]])
        scene.eventLoop.advanceTime(by: .milliseconds(120))
        #expect(hasty.client.status == 504 && hasty.client.isWellFormed)
        #expect(!hasty.exchange.isSettled)
        // The client may ask for something else by now; nothing of the old request touches it.
        #expect(hasty.client.listener == nil)
        scene.finish()
        #expect(hasty.exchange.error == .deadlineExceeded && hasty.exchange.usage?.input == 5)
        #expect(hasty.client.heads.count == 1)
        #expect(patient.vectors == ["vector of b"] && patient.exchange.usage?.input == 5)
        #expect(scene.observer.settled.count == 2)
    }

    @Test func `a call lasts as long as its most patient request`() throws {
        let scene = try EmbeddingScene()
        let asked = [
            try scene.ask("a", headers: "x-request-timeout: 100\r\n"),
            try scene.ask("b", headers: "x-request-timeout: 3000\r\n"),
        ]
        scene.passWindow()
        scene.eventLoop.advanceTime(by: .milliseconds(2900))
        scene.upstream.releaseAll()
        scene.eventLoop.run()
        #expect(asked.map(\.client.status) == [504, 200])
    }

    @Test func `if all deadlines pass, the call is given up`() throws {
        let scene = try EmbeddingScene()
        let asked = try ["a", "b"].map { try scene.ask($0, headers: "x-request-timeout: 100\r\n") }
        scene.passWindow()
        scene.eventLoop.advanceTime(by: .milliseconds(200))
        #expect(asked.map(\.client.status) == [504, 504])
        #expect(scene.upstream.calls[0].wasCancelled)
        #expect(scene.observer.settled.count == 2)
    }

    @Test func `a new configuration within the window merges nothing of the old one`() throws {
        let scene = try EmbeddingScene()
        let asked = [try scene.ask("a"), try scene.ask("b")]
        let builder = Fixture.builder()
        _ = try builder.build(scene.loop.snapshot.settings)
        scene.loop.apply(try builder.build(scene.loop.snapshot.settings), authenticator: scene.loop.authenticator)
        scene.finish()
        #expect(scene.upstream.calls.count == 2)
        #expect(asked.allSatisfy { $0.client.status == 200 })
    }
}
