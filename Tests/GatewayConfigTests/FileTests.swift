import Foundation
import GatewayCore
import Testing

@testable import GatewayConfig

@Suite struct FileTests {
    /// A directory of its own for one test, removed behind it.
    private func inDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "signalbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    @Test func `a file is read whole`() throws {
        try self.inDirectory { directory in
            let file = directory.appending(path: "c.yaml")
            let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
            try Data(bytes).write(to: file)
            #expect(try ConfigFile.contents(of: file.path) == bytes)
            #expect(ConfigFile.stamp(of: file.path)?.size == 200_000)
        }
    }

    @Test func `what is no regular file is refused without waiting`() throws {
        try self.inDirectory { directory in
            let pipe = directory.appending(path: "pipe").path
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(throws: FileProblem(reason: "not a regular file")) { try ConfigFile.contents(of: pipe) }
            #expect(throws: FileProblem(reason: "not a regular file")) { try ConfigFile.contents(of: directory.path) }
            let absent = directory.appending(path: "absent").path
            #expect(throws: FileProblem(reason: "No such file or directory")) { try ConfigFile.contents(of: absent) }
            #expect(ConfigFile.stamp(of: absent) == nil)
        }
    }

    @Test func `a file renamed into place has another stamp`() throws {
        try self.inDirectory { directory in
            let (file, draft) = (directory.appending(path: "c.yaml"), directory.appending(path: "draft"))
            try Data("same".utf8).write(to: file)
            try Data("size".utf8).write(to: draft)
            let before = ConfigFile.stamp(of: file.path)
            #expect(rename(draft.path, file.path) == 0)
            let after = ConfigFile.stamp(of: file.path)
            #expect(before != nil && after != nil && before != after)
        }
    }

    @Test func `a swapped link shows the file behind it`() throws {
        try self.inDirectory { directory in
            let manager = FileManager.default
            for name in ["one", "two"] {
                let version = directory.appending(path: name)
                try manager.createDirectory(at: version, withIntermediateDirectories: true)
                try Data(name.utf8).write(to: version.appending(path: "c.yaml"))
            }
            let (data, file) = (directory.appending(path: "..data").path, directory.appending(path: "c.yaml").path)
            try manager.createSymbolicLink(atPath: data, withDestinationPath: "one")
            try manager.createSymbolicLink(atPath: file, withDestinationPath: "..data/c.yaml")
            let before = ConfigFile.stamp(of: file)
            #expect(try ConfigFile.contents(of: file) == Array("one".utf8))
            try manager.createSymbolicLink(atPath: data + ".new", withDestinationPath: "two")
            #expect(rename(data + ".new", data) == 0)
            #expect(try ConfigFile.contents(of: file) == Array("two".utf8))
            #expect(ConfigFile.stamp(of: file) != before)
        }
    }
}
