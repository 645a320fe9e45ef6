package import NIOCore

/// Header lines that the gateway adds to replies.
package enum ReplyLines {
    /// Writes all lines that go with a provider's answer: the request's id, who answered, the decision, the cost, and
    /// what the cache did.
    package static func write(_ exchange: Exchange, _ target: Target, to lines: inout ByteBuffer) {
        let room = self.room(target) + exchange.id.length + (exchange.cacheLine?.readableBytes ?? 0)
        lines.writeHead(room: room) { head in
            head.write("x-request-id: ")
            head.write(exchange.id)
            head.write("\r\n")
            self.writeTarget(target, attempts: exchange.attempts, to: &head)
            self.writeDecision(exchange, to: &head)
            if let cost = exchange.cost {
                head.write("x-signalbox-cost: ")
                head.write(cost)
                head.write("\r\n")
            }
            if let line = exchange.cacheLine {
                head.write(line)
            }
        }
    }

    /// Bytes that the lines about a target take at most, with the fixed parts of all others.
    static func room(_ target: Target) -> Int {
        HeadWriter.fixedBytes + target.deployment.id.utf8.count + target.provider.provider.id.utf8.count
    }

    /// Writes which deployment answered, and after how many attempts.
    static func writeTarget(_ target: Target, attempts: Int, to head: inout HeadWriter) {
        head.write("x-signalbox-model: ")
        head.write(text: target.deployment.id)
        head.write("\r\nx-signalbox-provider: ")
        head.write(text: target.provider.provider.id)
        head.write("\r\nx-signalbox-attempts: ")
        head.write(decimal: Int64(attempts))
        head.write("\r\n")
    }

    /// Writes which decision led there, where there was one, and the tier that a group has stepped down to.
    package static func writeDecision(_ exchange: Exchange, to head: inout HeadWriter) {
        guard exchange.decision != 0 else { return }
        head.write("x-signalbox-decision: dec_")
        head.write(hex: exchange.decision)
        head.write("\r\n")
        guard let tier = exchange.signals.degradedTo else { return }
        head.write("x-signalbox-degraded: ")
        head.write(tier.label)
        head.write("\r\n")
    }
}
