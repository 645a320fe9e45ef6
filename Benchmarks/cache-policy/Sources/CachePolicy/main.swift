import Foundation
import GatewayCore

let arguments = Array(CommandLine.arguments.dropFirst())

switch arguments.first {
case "hits":
    do {
        let read = try arguments.dropFirst().flatMap { try Stream.read($0) }
        HitRatios.run(Stream.made() + read)
    } catch {
        print("cannot read a trace: \(error)")
        exit(1)
    }
case "memory":
    guard let policy = EvictionPolicy(rawValue: arguments.dropFirst().first ?? "s3-fifo") else {
        print("policies: \(EvictionPolicy.allCases.map(\.rawValue).joined(separator: ", "))")
        exit(2)
    }
    let sizes = arguments.dropFirst(2).compactMap { Int($0) }
    let ranges = stride(from: 0, to: sizes.count - 1, by: 2).map { sizes[$0]...max(sizes[$0], sizes[$0 + 1]) }
    let first = ranges.first ?? 800...2_048
    exit(MemoryCheck.run(policy, bytes: first, later: ranges.dropFirst().first ?? first) ? 0 : 1)
case "speed":
    Speed.run()
case "look":
    Speed.look(arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000)
default:
    print("cache-policy hits [TRACE.jsonl.gz...] | memory [POLICY [LEAST MOST [LEAST MOST]]] | speed | look [ROUNDS]")
    exit(2)
}
