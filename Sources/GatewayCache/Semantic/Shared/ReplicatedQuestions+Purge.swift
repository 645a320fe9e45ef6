import NIOCore
import RESP

extension ReplicatedQuestions {
    /// Entries that are read at once: opening them takes up to 6 µs each, and must not hold the loop for long.
    private static let page = 16

    /// Reads the stream from its beginning, takes out what tells of these answers, and tells other nodes to forget it.
    package func purge(_ answers: Set<CacheKey>, space: String, _ done: @escaping (Int?) -> Void) {
        guard !answers.isEmpty else { return done(0) }
        self.purge(answers, from: "-", 0, done)
    }

    private func purge(_ answers: Set<CacheKey>, from place: String, _ count: Int, _ done: @escaping (Int?) -> Void) {
        let stream = RESPArgument.string(self.port.names.stream)
        let read = RESPCommand.xrange(stream, from: .string(place), count: Self.page)
        self.port.client.send(read, within: QuestionPort.writeTimeout) { reply in
            guard case .success(let value) = reply, let entries = value.elements else { return done(nil) }
            var ids: [RESPArgument] = []
            var withdrawn: [WithdrawnQuestion] = []
            for entry in entries {
                guard let parts = entry.elements, parts.count == 2, let id = parts[0].text,
                    let bytes = parts[1]["q"]?.bytes, case .stored(let question)? = self.port.read(bytes),
                    answers.contains(question.key)
                else { continue }
                ids.append(.string(id))
                withdrawn.append(
                    WithdrawnQuestion(namespace: question.namespace, key: question.key, space: question.space)
                )
            }
            let last = entries.last?.elements?.first?.text
            let goOn = {
                guard entries.count == Self.page, let last else { return done(count + ids.count) }
                self.purge(answers, from: "(" + last, count + ids.count, done)
            }
            guard !ids.isEmpty else { return goOn() }
            self.port.client.send(SharedTier.keyed("XDEL", [stream] + ids), within: QuestionPort.writeTimeout) {
                reply in
                guard case .success = reply else { return done(nil) }
                for question in withdrawn { self.remove(question) }
                goOn()
            }
        }
    }
}
