import GatewayCore
import Synchronization
import Testing

@testable import GatewayServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Listening sockets that go from one process to the next; here both ends are in one.
@Suite struct HandoverTests {
    /// What an owner was told.
    private final class Record: Sendable {
        struct State {
            var released = 0
            var stopped = 0
            var faults: [HandoverFault] = []
        }

        let state = Mutex(State())

        func owner(data: Int, admin: Int = 1) -> HandoverOffer.Owner {
            HandoverOffer.Owner(
                sockets: { (HandoverTests.listeners(data), HandoverTests.listeners(admin)) },
                release: { self.state.withLock { $0.stopped += 1 } },
                released: { self.state.withLock { $0.released += 1 } },
                abandoned: { fault in self.state.withLock { $0.faults.append(fault) } }
            )
        }
    }

    /// A path in a folder of its own, which goes away at the end.
    private static func withPath(_ body: (HandoverPath) throws -> Void) throws {
        var template = Array("/tmp/signalbox-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
        try #require(made)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = HandoverPath(folder + "/handover.sock")
        defer {
            unlink(path.text)
            rmdir(folder)
        }
        try body(path)
    }

    private static func listeners(_ count: Int) -> [Int32] {
        (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            listen(descriptor, 1)
            return descriptor
        }
    }

    private static func listens(_ descriptor: Int32) -> Bool {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value == 1
    }

    @Test(arguments: [1, 2, 64, 65, 200])
    func `all listening sockets arrive, and the old process stops only when the new one is ready`(count: Int) throws {
        try Self.withPath { path in
            let record = Record()
            let offer = try HandoverOffer.start(at: path, owner: record.owner(data: count))
            let claim = try #require(try HandoverClaim.find(at: path))
            #expect(claim.data.count == count && claim.admin.count == 1)
            #expect((claim.data + claim.admin).allSatisfy { Self.listens($0) })
            #expect((claim.data + claim.admin).allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
            #expect(record.state.withLock { $0.stopped } == 0)
            try claim.take()
            #expect(record.state.withLock { $0.stopped } == 1)
            #expect(offer.stop())
            HandoverLink.close(claim.data + claim.admin)
            // Nobody is behind the name now, and the new process may put its own there.
            #expect(try HandoverClaim.find(at: path) == nil)
            let next = try HandoverOffer.start(at: path, owner: record.owner(data: 1))
            #expect(!next.stop())
            #expect(record.state.withLock { $0.faults } == [])
        }
    }

    @Test func `a claim that is dropped changes nothing`() throws {
        try Self.withPath { path in
            let record = Record()
            let offer = try HandoverOffer.start(at: path, owner: record.owner(data: 1))
            for _ in 0..<3 {
                let claim = try #require(try HandoverClaim.find(at: path))
                HandoverLink.close(claim.data + claim.admin)
            }
            let last = try #require(try HandoverClaim.find(at: path))
            #expect(record.state.withLock { $0.faults } == [.closed, .closed, .closed])
            try last.take()
            HandoverLink.close(last.data + last.admin)
            #expect(offer.stop())
        }
    }

    @Test func `a process that stops leaves the sockets to whom it gave them`() throws {
        try Self.withPath { path in
            let record = Record()
            let offer = try HandoverOffer.start(at: path, owner: record.owner(data: 1))
            let claim = try #require(try HandoverClaim.find(at: path))
            #expect(!offer.stop())
            try claim.take()
            #expect(claim.data.allSatisfy { Self.listens($0) })
            HandoverLink.close(claim.data + claim.admin)
            #expect(record.state.withLock { $0.released } == 0)
            #expect(try path.occupant() == nil)
        }
    }

    @Test func `who has no sockets to give refuses`() throws {
        try Self.withPath { path in
            let record = Record()
            var owner = record.owner(data: 1)
            owner.sockets = { nil }
            let offer = try HandoverOffer.start(at: path, owner: owner)
            #expect(throws: HandoverFault.refused) { try HandoverClaim.find(at: path) }
            #expect(!offer.stop())
        }
    }

    @Test func `only what nobody is behind is replaced`() throws {
        try Self.withPath { path in
            #expect(try HandoverClaim.find(at: path) == nil)
            HandoverLink.close([try path.listen()])
            #expect(try path.occupant() != nil)
            #expect(try HandoverClaim.find(at: path) == nil)
            let record = Record()
            let offer = try HandoverOffer.start(at: path, owner: record.owner(data: 1))
            #expect(throws: HandoverFault.inUse) { try HandoverOffer.start(at: path, owner: record.owner(data: 1)) }
            offer.stop()
            close(open(path.text, O_CREAT | O_WRONLY, 0o600))
            #expect(throws: HandoverFault.notASocket) {
                try HandoverOffer.start(at: path, owner: record.owner(data: 1))
            }
        }
    }

    @Test(arguments: [
        ([], HandoverFault.unexpected), ([0x53, 0x48, 1], .unexpected), ([0x53, 0x48, 1, 0], .unexpected),
        ([0x53, 0x48, 1, 8], .unexpected), ([0x53, 0x49, 1, 1], .unexpected), ([0x53, 0x48, 2, 1], .otherVersion(2)),
    ])
    func `what is no message is refused`(bytes: [UInt8], fault: HandoverFault) {
        #expect(throws: fault) { try HandoverMessage(bytes) }
    }

    @Test func `the path follows from the address`() {
        let user = geteuid()
        let address = ListenAddress(host: "127.0.0.1", port: 8080)
        let inTemporary = HandoverPath(for: address, environment: ["XDG_RUNTIME_DIR": ""])
        #expect(inTemporary?.text == "/tmp/signalbox-\(user)-127.0.0.1-8080.sock")
        let inRuntime = HandoverPath(
            for: ListenAddress(host: "::1", port: 1),
            environment: ["XDG_RUNTIME_DIR": "/run/user/7"]
        )
        #expect(inRuntime?.text == "/run/user/7/signalbox-\(user)-__1-1.sock")
        #expect(HandoverPath(for: ListenAddress(host: "::1", port: 0), environment: [:]) == nil)
        let long = ListenAddress(host: String(repeating: "a/", count: 100), port: 65_535)
        #expect((HandoverPath(for: long, environment: [:])?.text.utf8.count ?? .max) < 90)
    }

    @Test(arguments: [(256, 2, 96), (1024, 2, 480), (1 << 20, 64, 524_132), (64, 2, 8), (0, 1, 8)])
    func `clients get half of the descriptors that are not reserved`(limit: Int, loops: Int, clients: Int) {
        let budget = DescriptorBudget(limit: limit, loops: loops)
        #expect(budget.clients == clients)
        if limit >= 256 {
            let most = budget.clients + DescriptorBudget.refused(beyond: budget.clients) + budget.upstream
            #expect(most + budget.reserved <= limit)
            #expect(budget.upstream >= budget.clients / 2)
        }
    }
}
